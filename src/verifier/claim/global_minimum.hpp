// SPDX-License-Identifier: Apache-2.0
//
// The claim `global_minimum` (specification, section 32): every loss is 0.

#pragma once

#include "claim/claim.hpp"

namespace thalweg::verifier {

/// O70
struct GlobalMinimum : Claim {
  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_global_minimum(const Node& node, const Subject& subject);

} // namespace thalweg::verifier
