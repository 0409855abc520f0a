// SPDX-License-Identifier: Apache-2.0

#include "claim/population.hpp"

#include "claim/population_theorem.hpp"
#include "lemma/population_risk.hpp"
#include "number/decimal.hpp"
#include "text/obligation.hpp"

namespace thalweg::verifier {

namespace {

/// The claim and what to say about a number of it that does not hold.
struct PopulationObligations {
  const PopulationMinimum& claim;

  /// O221
  void check_numbers() const {
    for (const auto& [key, number] : population_numbers)
      demand(sign(claim.*number) > 0, "population.not_positive", key, "a positive number",
             claim.*number);
    demand(claim.distance < claim.radius, "population.distance", "distance",
           "less than the radius " + shown(claim.radius), claim.distance);
  }

  /// O225: every matrix of the ranges is above 2π λ. Returns the largest sum of magnitudes of a
  /// row, divided by 2π.
  Fraction check_curvature(SymmetricMatrix hessian, const VectorPairs& pairs) const {
    const Integer shift = ceiling_quotient(
        claim.curvature.numerator * 2 * (pairs.pi + 1) * pairs.one, claim.curvature.denominator);
    List<Integer> sums(hessian.size);
    for (std::size_t i = 0; i < hessian.size; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        sums[i] += magnitude(hessian.at(i, j));
        if (j != i)
          sums[j] += magnitude(hessian.at(i, j));
      }
      add_multiple(hessian.at(i, i), -1, {shift, shift});
    }
    demand(is_positive_definite(hessian), "population.curvature", "curvature",
           "a Hessian above it, as far as this check sees", claim.curvature);
    return fraction(*std::max_element(sums.begin(), sums.end()), 2 * pairs.pi * pairs.one);
  }

  /// O227, O228: F is convex near W_c, and its gradient points outwards at distance t for
  /// δ ≤ t ≤ Δ as γ < t(λ − L t/2) at both ends.
  void check_growth(const PopulationFindings& found) const {
    demand(found.third_order * claim.distance < claim.curvature, "population.convexity", "distance",
           "less than the curvature divided by L = " + shown(found.third_order), claim.distance);
    for (const auto& [key, t] : {std::pair("distance", &claim.distance), {"radius", &claim.radius}})
      demand(found.gradient < *t * (claim.curvature - found.third_order * *t * Fraction{1, 2}),
             "population.growth", key,
             "a distance at which the gradient grows beyond " + shown(found.gradient), *t);
  }

  /// O229 to O231
  void check_risks(const PopulationFindings& found, const RiskRange& risk) const {
    // μ = λ/2 − L Δ/6 > 0, as λ > L Δ/2
    const Fraction mu =
        claim.curvature * Fraction{1, 2} - found.third_order * claim.radius * Fraction{1, 6};
    const Fraction drop =
        found.gradient * found.gradient * fraction(mu.denominator, 4 * mu.numerator);
    const Fraction climb =
        risk.lower + claim.radius * (mu * claim.radius - found.gradient) - claim.risk_upper;
    demand(!(risk.lower - drop < claim.risk_lower), "population.risk_lower", "risk_lower",
           "at most " + shown(risk.lower - drop), claim.risk_lower);
    demand(!(claim.risk_upper < risk.upper), "population.risk_upper", "risk_upper",
           "at least " + shown(risk.upper), claim.risk_upper);
    demand(!(climb < claim.barrier), "population.barrier", "barrier", "at most " + shown(climb),
           claim.barrier);
  }

  void demand(bool holds, const char* code, const char* key, const std::string& expected,
              const Fraction& found) const {
    if (const Check check{holds})
      check.say({code, claim.place + "/" + key, expected, shown(found)});
  }
};

} // namespace

Told PopulationMinimum::check(const Certificate&) const {
  const PopulationObligations obligations{*this};
  obligations.check_numbers();
  const VectorPairs pairs = regular_pairs(network, radius);
  const Fraction rows = obligations.check_curvature(population_hessian(pairs), pairs);
  PopulationFindings found{gradient_bound(pairs), third_order_bound(pairs, radius), {}};
  obligations.check_growth(found);
  obligations.check_risks(found, population_risk(pairs));
  const Fraction steepest = rows + found.third_order * radius; // Λ
  found.step = fraction((2 * steepest.denominator << 20) / steepest.numerator, Integer(1) << 20);
  return told(*this, found);
}

} // namespace thalweg::verifier
