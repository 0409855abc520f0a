// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg decide NETWORK DATA`: is this network, at these parameters, a local minimum of
// the risk on these data? A certificate either way; exit 0 certified, 1 refuted, 6 undecided.

#pragma once

#include "exact/error.hpp"
#include "landscape/decision.hpp"
#include "program/loss_option.hpp"
#include "program/network_input.hpp"

#include <iosfwd>

namespace thalweg {

/// The options as the user wrote them; empty texts were not given.
struct DecideOptions : NetworkOptions {
  LossOptions loss;
  std::string better; ///< another network file
  bool find_better = false;
  std::string radius = "first-order"; ///< or interval
  std::string output;
  std::string max_seconds;
  std::string threads; ///< default: all
  bool wants_json = false;
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command decide_command(DecideOptions& options);

/// Decides, writes the certificate unless undecided, tells on `out`, and its progress on `err` if
/// that is a terminal. Throws the errors of
/// exact/error.hpp; ClaimError if the other network of `--better` is not better than a minimum.
ExitCode decide(const DecideOptions& options, std::ostream& out, std::ostream& err);

/// The command that makes the same certificate; `loss` is " --loss …" or the like.
std::string normalised_command(const DecideOptions& options, const std::string& loss,
                               const Dataset& data);

} // namespace thalweg
