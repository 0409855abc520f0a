// SPDX-License-Identifier: Apache-2.0
//
// The claim `lower_risk` (specification, section 29): a network of the same architecture has a
// lower risk, for every loss and with weight decay. If a claim before it says that W, or a W* near
// W, is a local minimum, then this minimum is spurious.

#pragma once

#include "claim/claim.hpp"

namespace thalweg::verifier {

/// O90, O141 to O143.
struct LowerRisk : Claim {
  Fraction better_risk = {};
  std::optional<Fraction> risk = {};    ///< of W; nothing after a claim of a minimum
  const NamedNetwork* better = nullptr; ///< W2

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_lower_risk(const Node& node, const Subject& subject);

/// Does a claim before say that a network of the architecture of W has a risk below this one?
bool is_better_shown(const Subject& subject, const Fraction& risk);

/// The largest absolute difference of a single parameter of two networks of one architecture.
Fraction distance(const Network& a, const Network& b);

} // namespace thalweg::verifier
