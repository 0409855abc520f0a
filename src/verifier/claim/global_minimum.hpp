// SPDX-License-Identifier: Apache-2.0
//
// The claim `global_minimum` (format version 2): every loss is 0.

#pragma once

#include "claim/certificate.hpp"

namespace thalweg::verifier {

/// O70
struct GlobalMinimum : Claim {
  using Claim::Claim;
  Told check(const Certificate& certificate) const override;
};

void read_global_minimum(const Node& node, Certificate& certificate);

} // namespace thalweg::verifier
