// SPDX-License-Identifier: Apache-2.0

#include "claim/population_minimum.hpp"

#include "lemma/population_risk.hpp"
#include "number/decimal.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

Integer read_integer(const Node& node, std::size_t bits) {
  const Fraction value = node.rational();
  node.require(value.denominator == 1, "population.entry", "an integer");
  node.require(bit_length(value.numerator) <= bits + 16, "population.entry",
               "an integer below 2^" + std::to_string(bits + 16));
  return value.numerator;
}

/// What the obligations give beside the claim.
struct PopulationFindings {
  Fraction gradient;    ///< γ
  Fraction third_order; ///< L
  Fraction step;        ///< 2/Λ, rounded down
};

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
  std::string result = "{" + key("units") + std::to_string(claim.network.count()) + "," +
                       key("teachers") + std::to_string(claim.network.teachers) + "," +
                       key("network_digest") + json_literal(canonical_digest(*claim.network.json));
  for (const auto& [name, number] : population_numbers)
    result += "," + key(name) + exact(claim.*number);
  return result + "," + key("step") + exact(found.step) + "}";
}

} // namespace

std::unique_ptr<Claim> read_population_minimum(const Node& node, const Subject& subject) {
  require_own_keys(node, subject,
                   {"curvature", "radius", "distance", "risk_lower", "risk_upper", "barrier"});
  auto claim = std::make_unique<PopulationMinimum>(node.place());
  for (const auto& [key, number] : population_numbers)
    *claim.*number = node[key].rational();
  return claim;
}

void PopulationMinimum::read_section(const Node& statement, const Subject&) {
  const Node node = statement["population"];
  node.require_keys({"teachers", "bits", "units"});
  network.json = &node.json();
  network.teachers = node["teachers"].count();
  network.bits = node["bits"].count();
  node["bits"].require(8 <= network.bits && network.bits <= 256, "population.bits",
                       "from 8 to 256");
  const Node units = node["units"];
  const std::size_t count = units.size_not_zero("unit");
  units.require(count <= 256, "population.units", "at most 256 units", std::to_string(count));
  node["teachers"].require(1 <= network.teachers && network.teachers <= count,
                           "population.teachers", "from 1 to the number of units");
  for (std::size_t i = 0; i < count; ++i) {
    const Node row = units[i];
    row.require_size(network.teachers, "teachers");
    List<Integer>& unit = network.units.emplace_back();
    for (std::size_t j = 0; j < network.teachers; ++j)
      unit.push_back(read_integer(row[j], network.bits));
  }
}

Told PopulationMinimum::check(const Subject&) const {
  const PopulationObligations obligations{*this};
  obligations.check_numbers();
  const VectorPairs pairs = regular_pairs(network, radius);
  const Fraction rows = obligations.check_curvature(population_hessian(pairs), pairs);
  PopulationFindings found{gradient_bound(pairs), third_order_bound(pairs, radius), {}};
  obligations.check_growth(found);
  obligations.check_risks(found, population_risk(pairs));
  const Fraction steepest = rows + found.third_order * radius; // Λ
  found.step = fraction((2 * steepest.denominator << 20) / steepest.numerator, Integer(1) << 20);
  return {population_in_words(*this, found), population_as_json(*this, found)};
}

} // namespace thalweg::verifier
