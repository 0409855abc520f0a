// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/two_piece_claim.hpp"

#include "certificate/json_text.hpp"

namespace thalweg {

namespace {

void put_fit(JsonText& text, const ConvexFit& fit, bool has_subgradients) {
  text.put("{\"functions\":");
  text.list(fit.p, ",", [&](const AffineFunction& f) {
    text.rationals({f.linear[0], f.constant});
  });
  if (has_subgradients) {
    text.put(",\"subgradients\":");
    text.list(fit.subgradients, ",", [&](const Vector& row) { text.rationals(row); });
  }
  text.put("}");
}

} // namespace

FurtherClaim two_piece_claim(const TwoPieceBound& bound, const WeightedLoss& loss) {
  JsonText members;
  members.put(",\"bound\":");
  members.put(bound.bound);
  JsonText witness;
  const auto put_sides = [&](const std::vector<ConvexFit>& sides) {
    witness.list(sides, ",\n",
                 [&](const ConvexFit& fit) { put_fit(witness, fit, has_kinks(loss)); });
  };
  witness.put("{\"below\":");
  put_sides(bound.below);
  witness.put(",\n\"above\":");
  put_sides(bound.above);
  witness.put("}");
  FurtherClaim claim{"two_piece_bound", members.take(), witness.take()};
  claim.needs_network = false;
  return claim;
}

} // namespace thalweg
