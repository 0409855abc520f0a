// SPDX-License-Identifier: Apache-2.0
//
// The claim `local_minimum` (specification, section 27): within the radius all patterns stay, and
// no W' with the patterns of W has a lower risk.

#pragma once

#include "claim/claim.hpp"
#include "lemma/examined.hpp"

namespace thalweg::verifier {

struct LocalMinimum : Invariance {
  Fraction risk;
  Labels labels;                  ///< witness
  Subgradients subgradients = {}; ///< witness, if the loss is not differentiable
};

/// The keys `radius` and `risk`.
LocalMinimum read_minimum(const Node& node);
struct LocalMinimumClaim : MinimumClaim {
  LocalMinimum minimum;
  mutable Examined examined = {}; ///< what `check` leaves for claims that stand on it

  explicit LocalMinimumClaim(LocalMinimum claimed)
      : MinimumClaim(claimed.place), minimum(std::move(claimed)) {}
  Known known() const override { return {minimum.risk}; }
  Told check(const Subject& subject) const override;
};

/// The minimum that is claimed.
inline const LocalMinimum& claimed_minimum(const Subject& subject) {
  return subject.standing_on<LocalMinimumClaim>().minimum;
}

std::unique_ptr<Claim> read_local_minimum(const Node& node, const Subject& subject);
void read_local_minimum_witness(const Node& node, Claim& made, const Subject& subject);
/// Method, classes and subgradients.
void read_local_minimum_witness(const Node& node, const Problem& problem, LocalMinimum& claim);

/// O3 to O11, O76, O77 for the network, data and loss of the problem.
Examined check_local_minimum(const Problem& problem, const LocalMinimum& claim);

} // namespace thalweg::verifier
