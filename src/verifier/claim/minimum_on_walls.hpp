// SPDX-License-Identifier: Apache-2.0
//
// The claim `minimum_on_walls` (specification, section 36): a local minimum of a network with one
// output at which units of the last hidden layer are on their breakpoint at some samples. One
// number λ for each such pair takes the place of the cells on its two sides.

#pragma once

#include "claim/claim.hpp"
#include "lemma/radius.hpp"

namespace thalweg::verifier {

/// Unit of the last hidden layer on its breakpoint at a sample, with its multiplier λ.
struct Tie {
  std::size_t sample;
  std::size_t unit;
  Fraction multiplier;
};

/// O144 to O155
struct MinimumOnWalls : MinimumClaim {
  Fraction radius;
  Fraction risk;
  RadiusMethod method = RadiusMethod::first_order; ///< witness, as all that follow
  Labels classes = {};                             ///< 0, or nothing for exempt samples
  List<std::size_t> exempt = {};
  List<Tie> ties = {}; ///< increasing by sample and unit
  Subgradients subgradients = {};
  const Json* witness_json = nullptr;

  MinimumOnWalls(std::string pointer, Fraction largest, Fraction at)
      : MinimumClaim(std::move(pointer)), radius(std::move(largest)), risk(std::move(at)) {}
  Known known() const override { return {risk}; }
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_minimum_on_walls(const Node& node, const Subject& subject);
void read_minimum_on_walls_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
