// SPDX-License-Identifier: Apache-2.0
//
// The claim `saddle` (specification, section 34): the gradient of R is 0 at W, the risk falls along
// the ray of `not_local_minimum`, and it rises along another one.

#pragma once

#include "claim/claim.hpp"
#include "layer/direction.hpp"

namespace thalweg::verifier {

/// O116 to O119
struct Saddle : Claim {
  Fraction epsilon;
  Direction moves;                      ///< witness
  const Json* direction_json = nullptr; ///< witness

  Saddle(std::string pointer, Fraction largest)
      : Claim(std::move(pointer)), epsilon(std::move(largest)) {}
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_saddle(const Node& node, const Subject& subject);
void read_saddle_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
