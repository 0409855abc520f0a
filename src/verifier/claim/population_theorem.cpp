// SPDX-License-Identifier: Apache-2.0

#include "claim/population_theorem.hpp"

#include "text/digest.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

std::string population_in_words(const PopulationMinimum& claim, const PopulationFindings& found) {
  const std::string n = std::to_string(claim.network.count());
  const std::string k = std::to_string(claim.network.teachers);
  return "Population risk. F(W) = ½ E ( Σ_i max(0, w_i·x) − Σ_j max(0, v_j·x) )², x standard "
         "normal in R^d, for every d ≥ " +
         k + ";\n  " + n + " units w_i, " + k +
         " orthonormal teachers v_j. Distances are Euclidean, over all n·d numbers of W.\n"
         "  W_c, in coordinates with v_j = e_j: digest " +
         canonical_digest(*claim.network.json) +
         ", 0 in all further coordinates.\n  B is the ball around W_c of radius " +
         number(claim.radius) +
         ".\n"
         "Minimum. B holds exactly one critical point W* of F. It is less than " +
         number(claim.distance) +
         " from W_c,\n  the Hessian there is positive definite, and F(W) > F(W*) for all other W "
         "in B.\n  " +
         number(claim.risk_lower) + " ≤ F(W*) ≤ " + number(claim.risk_upper) +
         ".\n"
         "Spurious. F = 0 where the units are the teachers" +
         (claim.network.count() > claim.network.teachers ? " and 0" : "") +
         ". Permuting the units gives n! such minima.\n"
         "Trap. F ≥ " +
         number(claim.risk_upper + claim.barrier) +
         " on the boundary of B: every continuous path from W* to a risk below\n  " +
         number(claim.risk_lower) + " climbs by at least " + number(claim.barrier) +
         ".\n"
         "Training. Gradient flow W' = −∇F(W) that starts in B stays in B and tends to W*. So does "
         "gradient descent\n  with steps from η to 2/Λ − η, any η > 0, from any W in B with F(W) "
         "< " +
         number(claim.risk_upper + claim.barrier) + ";\n  2/Λ ≥ " + decimal(found.step) +
         ".\n"
         "  Nothing is said about finite samples, other inputs, or starts outside of B.\n";
}

std::string population_as_json(const PopulationMinimum& claim, const PopulationFindings& found) {
  std::string result = "," + key("population_minimum") + "{" + key("units") +
                       std::to_string(claim.network.count()) + "," + key("teachers") +
                       std::to_string(claim.network.teachers) + "," + key("network_digest") +
                       json_literal(canonical_digest(*claim.network.json));
  for (const auto& [name, number] : population_numbers)
    result += "," + key(name) + exact(claim.*number);
  return result + "," + key("step") + exact(found.step) + "}";
}

} // namespace

Told told(const PopulationMinimum& claim, const PopulationFindings& found) {
  return {population_in_words(claim, found), population_as_json(claim, found)};
}

} // namespace thalweg::verifier
