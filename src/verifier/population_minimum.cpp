// SPDX-License-Identifier: Apache-2.0

#include "population.hpp"

#include "decimal.hpp"
#include "population_growth.hpp"
#include "population_risk.hpp"
#include "population_theorem.hpp"
#include "stop.hpp"

namespace thalweg::verifier {

namespace {

Fraction divided(const Fraction& value, std::size_t divisor) {
  return value * Fraction{1, Integer(divisor)};
}

/// O221
void check_population_numbers(const PopulationMinimum& claim) {
  for (const auto& [key, value] : {std::pair("/curvature", &claim.curvature),
                                   {"/radius", &claim.radius},
                                   {"/distance", &claim.distance},
                                   {"/risk_lower", &claim.risk_lower},
                                   {"/barrier", &claim.barrier}})
    if (sign(*value) <= 0)
      reject("population.not_positive", claim.place + key, "a positive number", shown(*value));
  if (!(claim.distance < claim.radius))
    reject("population.distance", claim.place + "/distance",
           "less than the radius " + shown(claim.radius), shown(claim.distance));
}

/// O225, O226: every matrix of the ranges, over 2^digits, is above 2π λ. Returns the largest sum of
/// magnitudes of a row.
Integer check_curvature(SymmetricMatrix hessian, const PopulationMinimum& claim,
                        const VectorPairs& pairs, std::size_t digits, const char* code) {
  const Integer two_pi = (2 * (pairs.pi + 1)) << (digits - pairs.bits);
  const Integer shift =
      ceiling_quotient(claim.curvature.numerator * two_pi, claim.curvature.denominator);
  List<Integer> sums(hessian.size);
  for (std::size_t i = 0; i < hessian.size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const Integer entry = magnitude(hessian.at(i, j));
      sums[i] += entry;
      if (j != i)
        sums[j] += entry;
    }
    hessian.at(i, i).lower -= shift;
    hessian.at(i, i).upper -= shift;
  }
  if (!is_positive_definite(hessian))
    reject(code, claim.place + "/curvature", "a Hessian above it, as far as this check sees",
           shown(claim.curvature));
  return *std::max_element(sums.begin(), sums.end());
}

/// O227, O228: F is convex near W_c, and its gradient points outwards at distance t for δ ≤ t ≤ Δ
/// as γ < t(λ − L t/2) at both ends.
void check_growth(const PopulationMinimum& claim, const PopulationFindings& found) {
  if (!(found.third_order * claim.distance < claim.curvature))
    reject("population.convexity", claim.place + "/distance",
           "less than the curvature divided by L = " + shown(found.third_order),
           shown(claim.distance));
  for (const auto& [key, t] :
       {std::pair("/distance", &claim.distance), {"/radius", &claim.radius}}) {
    const Fraction growth = *t * (claim.curvature - divided(found.third_order * *t, 2));
    if (!(found.gradient < growth))
      reject("population.growth", claim.place + key,
             "a distance at which the gradient grows beyond " + shown(found.gradient),
             shown(growth) + " at " + shown(*t));
  }
}

/// O229 to O231
void check_population_risks(const PopulationMinimum& claim, const PopulationFindings& found,
                            const RiskRange& risk) {
  // μ = λ/2 − L Δ/6 > 0, as λ > L Δ/2
  const Fraction mu = divided(claim.curvature, 2) - divided(found.third_order * claim.radius, 6);
  const Fraction drop =
      found.gradient * found.gradient * fraction(mu.denominator, 4 * mu.numerator);
  if (const Fraction low = risk.lower - drop; low < claim.risk_lower)
    reject("population.risk_lower", claim.place + "/risk_lower", "at most " + shown(low),
           shown(claim.risk_lower));
  if (claim.risk_upper < risk.upper)
    reject("population.risk_upper", claim.place + "/risk_upper", "at least " + shown(risk.upper),
           shown(claim.risk_upper));
  const Fraction climb =
      risk.lower + claim.radius * (mu * claim.radius - found.gradient) - claim.risk_upper;
  if (climb < claim.barrier)
    reject("population.barrier", claim.place + "/barrier", "at most " + shown(climb),
           shown(claim.barrier));
}

} // namespace

Told PopulationMinimum::check(const Certificate&) const {
  check_population_numbers(*this);
  check_regular(*this);
  const VectorPairs pairs = pairs_of(network);
  const List<Range> factors = own_factors(network, pairs);
  const std::size_t digits = pairs.bits + 2 * network.bits;
  Integer rows = check_curvature(population_hessian(network, pairs, factors), *this, pairs, digits,
                                 "population.curvature");
  if (any_dimension)
    rows = std::max(rows, Integer(check_curvature(further_hessian(pairs, factors), *this, pairs,
                                                  pairs.bits, "population.further_curvature")
                                  << (2 * network.bits)));
  PopulationFindings found{
      gradient_bound(network, pairs, factors), third_order_bound(*this, pairs), {}};
  check_growth(*this, found);
  check_population_risks(*this, found, population_risk(network, pairs));
  // Λ = rows/(2π) + L Δ
  const Fraction steepest =
      fraction(rows, 2 * pairs.pi << (2 * network.bits)) + found.third_order * radius;
  found.step = fraction((2 * steepest.denominator << 20) / steepest.numerator, Integer(1) << 20);
  return told(*this, found);
}

} // namespace thalweg::verifier
