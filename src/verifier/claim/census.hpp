// SPDX-License-Identifier: Apache-2.0
//
// The claim `census` (format version 2, section 20): local minima of one architecture on the same
// data, all with different risks. The first is the network of the statement; each of them has the
// obligations of `local_minimum`, with a radius and pattern classes of its own.

#pragma once

#include "claim/local_minimum.hpp"

namespace thalweg::verifier {

/// O138 to O140
struct Census : Claim {
  List<LocalMinimum> minima; ///< labels and subgradients: witness
  List<Network> networks;    ///< witness: of all minima but the first
  const Json* witness_json = nullptr;

  using Claim::Claim;
  Told check(const Certificate& certificate) const override;
};

void read_census(const Node& node, Certificate& certificate);
void read_census_witness(const Node& node, Certificate& certificate);

} // namespace thalweg::verifier
