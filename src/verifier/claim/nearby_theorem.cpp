// SPDX-License-Identifier: Apache-2.0

#include "claim/nearby_theorem.hpp"

#include "text/digest.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

std::string in_words(const NearbyMinimum& claim) {
  return "Nearby minimum. There is a W* whose parameters all differ from those of W by at most\n"
         "  δ = " +
         number(claim.distance) +
         ",\n  such that for every W' whose parameters all differ from those of W* by at most\n"
         "  r = " +
         number(claim.radius) +
         "\n  (zero weights included), every activation pattern is the one at W, and R(W') ≥ "
         "R(W*):\n  W* is a local minimum. Indeed R(W') ≥ R(W*) for every W' at which the samples "
         "have these\n  patterns. Nothing is claimed of W itself.\n  " +
         number(claim.risk_lower) + " ≤ R(W*) ≤ " + number(claim.risk_upper) +
         ".\n  The samples have " +
         counted(claim.classes.size(), "activation pattern", "activation patterns") +
         "; r is shown by the " +
         (claim.method == RadiusMethod::interval ? "interval" : "first-order") +
         " bound, W* by a\n  contraction (witness digest " + canonical_digest(*claim.witness_json) +
         ").\n";
}

} // namespace

Told told(const NearbyMinimum& claim) {
  return {in_words(claim), "," + key("nearby_minimum") + "{" + key("distance") +
                               exact(claim.distance) + "," + key("radius") + exact(claim.radius) +
                               "," + key("risk_lower") + exact(claim.risk_lower) + "," +
                               key("risk_upper") + exact(claim.risk_upper) + "," + key("classes") +
                               std::to_string(claim.classes.size()) + "," + key("witness_digest") +
                               json_literal(canonical_digest(*claim.witness_json)) + "}"};
}

Told told(const NoMinimiser& claim) {
  std::string rows;
  for (const List<Fraction>& function : claim.direction) {
    std::string row;
    for (const Fraction& entry : function)
      row += (row.empty() ? "" : ",") + exact(entry);
    rows += (rows.empty() ? "[" : ",[") + row + "]";
  }
  return {
      "No minimiser. On the samples " + ranges(claim.samples) +
          " no affine map minimises the sum of the losses:\n  with D = [" + rows +
          "] (coefficients of x, then the constant, by output), f + D\n  has a smaller sum than "
          "f for every affine map f.\n",
      "," + key("no_minimiser") + "{" + key("samples") + indices_as_json(claim.samples) + "," +
          key("direction") + "[" + rows + "]}"};
}

} // namespace thalweg::verifier
