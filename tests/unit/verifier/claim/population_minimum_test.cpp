// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `population_minimum`: the smallest damage for each obligation; risk, gradient and
// Hessian where they are known by hand.
//
// By hand: w = (0, 1), one unit and the teacher v = (1, 0), orthogonal: θ = π/2, s = 1, q = 0.
//   F = ½ (½ + ½) − 1/2π = ½ − 1/2π.  m = π − 1;  2π ∇F = (π − 1)(0, 1) − (π/2)(1, 0).
//   2π H = m I − [v vᵀ − w wᵀ] = diag(π − 2, π).
// That needs a second column: k = 2 with the teacher (0, 1) parallel to w is excluded, so the hand
// case has w = (1, 1)/1 between the two teachers:
//   |w|² = 2, q' = 1, s' = 1, θ' = π/4 twice; m = π − 2/2 = π − 1,
//   4π F = π (2 + 2) + 2 − 2·2·(1 + 3π/4) = π − 2, F = 1/4 − 1/2π;
//   2π ∇F = (π − 1)(1, 1) − (3π/4)(1, 1) = (π/4 − 1)(1, 1).
//   2π H = m I − Σ_j [v vᵀ − ½ (w vᵀ + v wᵀ) + ((1 − 1)/4) w wᵀ] = (π − 1) I − I + w wᵀ
//        = (π − 1, 1; 1, π − 1).

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/population_examples.hpp"
#include "verifier/lemma/population_risk.hpp"

#include <random>

using namespace thalweg::tests;
using thalweg::Rational;

namespace {

const std::string claim_place = "/statement/claims/0";
const std::string units_place = "/statement/population/units/";

Json changed(const std::string& key, const std::string& value) {
  Json certificate = six_units();
  certificate["statement"]["claims"][0][key] = value;
  return certificate;
}

Rational number_of_claim(const std::string& key) {
  return Rational(six_units()["statement"]["claims"][0][key].get<std::string>());
}

Json with_row(std::size_t unit, const std::vector<std::string>& row) {
  Json certificate = six_units();
  certificate["statement"]["population"]["units"][unit] = row;
  return certificate;
}

/// Of a network that is regular in a ball of radius 2^−40.
thalweg::verifier::VectorPairs pairs_of(const thalweg::verifier::PopulationNetwork& network) {
  return regular_pairs(network,
                       thalweg::verifier::fraction(1, thalweg::verifier::Integer(1) << 40));
}

/// Is the value of the range, over 2^bits, within 2^−40 of `value`, over 10^12?
bool is_near(const thalweg::verifier::Range& range, std::size_t bits, std::int64_t value) {
  using thalweg::verifier::Integer;
  const Integer scale = thalweg::verifier::power_of_ten(12);
  const Integer wanted = Integer(value) << bits;
  const Integer room = Integer(2) << bits;
  return range.lower <= range.upper && range.lower * scale > wanted - room &&
         range.upper * scale < wanted + room;
}

} // namespace

TEST_CASE("one unit between two teachers, by hand", "[verifier]") {
  using namespace thalweg::verifier;
  const Integer one = Integer(1) << 20;
  const VectorPairs pairs = pairs_of({2, 20, {{one, one}}, nullptr});
  CHECK(pairs.bits == 104);
  CHECK(is_near(pairs.factors[0], 104, 2141592653590)); // π − 1
  const RiskRange risk = population_risk(pairs);
  CHECK(risk.lower < fraction(90845056909, power_of_ten(12))); // 1/4 − 1/2π = 0.0908450569081…
  CHECK(fraction(90845056908, power_of_ten(12)) < risk.upper);
  CHECK(risk.upper - risk.lower < fraction(1, Integer(1) << 90));
  const SymmetricMatrix hessian = population_hessian(pairs);
  CHECK(is_near(hessian.at(0, 0), 144, 2141592653590));
  CHECK(is_near(hessian.at(1, 0), 144, 1000000000000));
  CHECK(is_near(hessian.at(1, 1), 144, 2141592653590));
  // |∇F| = (1 − π/4) √2 / 2π = 0.048302…
  const Fraction gradient = gradient_bound(pairs);
  CHECK(fraction(48302, 1000000) < gradient);
  CHECK(gradient < fraction(48303, 1000000));
}

TEST_CASE("the blocks of the Hessian have the traces of further dimensions", "[verifier]") {
  using namespace thalweg::verifier;
  std::mt19937_64 random(20261129);
  for (int trial = 0; trial < 20; ++trial) {
    const std::size_t k = 2 + trial % 3;
    PopulationNetwork network{k, 20, {}, nullptr};
    for (std::size_t i = 0; i < k + trial % 2; ++i)
      for (List<Integer>& unit = network.units.emplace_back(); unit.size() < k;)
        unit.emplace_back(static_cast<std::int64_t>(random() % (1 << 21)) - (1 << 20));
    const VectorPairs pairs = pairs_of(network);
    const SymmetricMatrix hessian = population_hessian(pairs);
    for (std::size_t i = 0; i < network.count(); ++i)
      for (std::size_t l = 0; l <= i; ++l) {
        Range rest{}; // the trace minus k m_i or k (π − θ)
        for (std::size_t x = 0; x < k; ++x)
          add_multiple(rest, 1, hessian.at(i * k + x, l * k + x));
        add_multiple(rest, -Integer(k) * pairs.one,
                     i == l ? pairs.factors[i] : pairs.with[i][l].supplement);
        CHECK(is_near(rest, pairs.bits + 40, 0));
      }
  }
}

TEST_CASE("six units against six teachers", "[verifier]") {
  check_accepted(six_units());
  const auto outcome = verdict_of(six_units());
  CHECK(outcome.theorem.find("for every d ≥ 6") != std::string::npos);
  const Json told = Json::parse(outcome.theorem_json)["population_minimum"];
  CHECK(told["units"] == 6);
  CHECK(Rational(told["risk_lower"].get<std::string>()) > Rational(2508, 100000));
}

TEST_CASE("no leaf of a population minimum goes unnoticed", "[verifier]") {
  CHECK(unnoticed_mutations(six_units().dump()) == std::vector<std::string>{});
}

TEST_CASE("numbers of the claim", "[verifier]") { // O221
  for (const std::string key :
       {"curvature", "radius", "distance", "risk_lower", "risk_upper", "barrier"})
    check_rejected(changed(key, "0"), "population.not_positive", claim_place + "/" + key);
  check_rejected(changed("distance", thalweg::to_string(number_of_claim("radius"))),
                 "population.distance", claim_place + "/distance");
}

TEST_CASE("the ball keeps away from singular points", "[verifier]") { // O222 to O224
  check_rejected(changed("radius", "2"), "population.vanishing", units_place + "0");
  const std::string one = "268435456"; // 2^28
  check_rejected(with_row(0, {one, "0", "0", "0", "0", "0"}), "population.parallel_to_teacher",
                 units_place + "0");
  const std::vector<std::string> twin = six_units()["statement"]["population"]["units"][0];
  check_rejected(with_row(1, twin), "population.parallel_units", units_place + "1");
}

TEST_CASE("curvature and growth", "[verifier]") { // O225, O227, O228
  const Rational lambda = number_of_claim("curvature"), radius = number_of_claim("radius");
  check_rejected(changed("curvature", thalweg::to_string(Rational(lambda * 51 / 50))),
                 "population.curvature", claim_place + "/curvature");
  check_rejected(changed("distance", thalweg::to_string(Rational(radius * 9 / 10))),
                 "population.convexity", claim_place + "/distance");
  check_rejected(changed("distance", "1/1152921504606846976"), "population.growth",
                 claim_place + "/distance");
  check_rejected(changed("radius", thalweg::to_string(Rational(radius * 6 / 5))),
                 "population.growth", claim_place + "/radius");
}

TEST_CASE("risks and the barrier", "[verifier]") { // O229 to O231
  const Rational little(1, 1 << 30);
  check_rejected(
      changed("risk_lower", thalweg::to_string(Rational(number_of_claim("risk_lower") + little))),
      "population.risk_lower", claim_place + "/risk_lower");
  check_rejected(
      changed("risk_upper", thalweg::to_string(Rational(number_of_claim("risk_upper") - little))),
      "population.risk_upper", claim_place + "/risk_upper");
  check_rejected(
      changed("barrier", thalweg::to_string(Rational(number_of_claim("barrier") * 6 / 5))),
      "population.barrier", claim_place + "/barrier");
}

TEST_CASE("malformed population sections", "[verifier]") {
  const auto with = [](const std::string& key, const Json& value) {
    Json certificate = six_units();
    certificate["statement"]["population"][key] = value;
    return certificate;
  };
  const std::string place = "/statement/population";
  check_malformed(with("bits", 7), "population.bits", place + "/bits");
  check_malformed(with("bits", 257), "population.bits", place + "/bits");
  check_malformed(with("teachers", 0), "population.teachers", place + "/teachers");
  check_malformed(with("teachers", 7), "population.teachers", place + "/teachers");
  check_malformed(with("teachers", 5), "shape.length", place + "/units/0");
  check_malformed(with_row(2, {"1", "1/2", "1", "1", "1", "1"}), "population.entry",
                  units_place + "2/1");
  check_malformed(with("units", Json(std::vector<Json>(257, Json::array()))), "population.units",
                  place + "/units");
  check_malformed(with("units", Json::array()), "shape.empty", place + "/units");
}
