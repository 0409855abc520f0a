// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg census DATA --units M`: the risks of all local minima off the walls, of networks with
// one hidden layer of 1, …, M units, with a certificate.

#pragma once

#include "program/network_input.hpp"

#include <iosfwd>

namespace thalweg {

struct CensusOptions : NetworkOptions {
  std::string units;
  std::string slopes; ///< default: 0,1
  bool has_no_hidden_biases = false;
  bool has_no_output_bias = false;
  bool wants_valleys = false;
  std::string threads; ///< default: all
  std::string output;
  std::string max_seconds;
  bool wants_json = false;
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command census_command(CensusOptions& options);

/// Goes through all cells, writes the certificate and tells; finished work is kept beside it until
/// then. Throws the errors of exact/error.hpp.
ExitCode census(const CensusOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
