// SPDX-License-Identifier: GPL-3.0-or-later
//
// The population risk in balls where it is known by hand, its derivatives against differences, and
// the way from a search to a certificate that the verifier accepts.

#include "certificate/population_claim.hpp"
#include "certificate/writer.hpp"
#include "population/population_balls.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

bool is_near(const Ball& ball, const Rational& value, const Rational& room) {
  return abs(Rational(ball.lower() - value)) < room && abs(Rational(ball.upper() - value)) < room;
}

PopulationPoint random_point(std::size_t n, std::size_t k, std::mt19937& random) {
  PopulationPoint point{k, 20, {}};
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<Integer>& row = point.units.emplace_back();
    for (std::size_t x = 0; x < k; ++x)
      row.emplace_back(static_cast<int>(random() % (1 << 21)) - (1 << 20));
  }
  return point;
}

verifier::Outcome verified(const PopulationMinimum& minimum) {
  CertificateDocument document = population_document(minimum);
  document.provenance = {"test", "none"};
  return verifier::verify(certificate_text(document), {});
}

} // namespace

TEST_CASE("one unit between two teachers", "[population]") {
  // w = (1, 1): F = 1/4 − 1/2π, 2π ∇F = (π/4 − 1)(1, 1); 2π H has the eigenvalues π and π − 2
  const PopulationBalls balls(PopulationPoint{2, 1, {{2, 2}}});
  const Rational room(1, 1'000'000'000);
  CHECK(is_near(balls.risk(), Rational(90845056908, 1000000000000), room));
  const auto gradient = balls.gradient();
  for (const Ball& entry : gradient[0])
    CHECK(is_near(entry, Rational(-214601836603, 1000000000000), room));
  // (π − 2)/2π = 0.18169011…; further dimensions: (π − 1)/2π = 0.34…
  CHECK(balls.has_curvature(Rational(18169, 100000)));
  CHECK_FALSE(balls.has_curvature(Rational(18170, 100000)));
  CHECK(balls.is_regular(Rational(1, 2)));
  CHECK_FALSE(balls.is_regular(1)); // the distance to the line of a teacher is 1
}

TEST_CASE("the gradient is that of the risk", "[population]") {
  std::mt19937 random(20261128);
  const Rational step(1, 1 << 20);
  for (int trial = 0; trial < 20; ++trial) {
    const PopulationPoint point = random_point(2 + trial % 3, 2, random);
    const auto gradient = PopulationBalls(point).gradient();
    const std::size_t i = random() % point.units.size(), x = random() % 2;
    PopulationPoint up = point, down = point;
    up.units[i][x] += 1;
    down.units[i][x] -= 1;
    const Ball difference =
        (PopulationBalls(up).risk() - PopulationBalls(down).risk()) / Rational(2 * step);
    CHECK(is_near(2 * pi() * difference, gradient[i][x].lower(), Rational(1, 100000)));
  }
}

TEST_CASE("six units against six teachers, from the search to the verdict", "[population]") {
  const PopulationResult result = population_minimum({6, 6, {}});
  REQUIRE(result.minimum);
  CHECK(result.minimum->risk_lower > Rational(25, 1000)); // 0.02508…
  CHECK(result.minimum->risk_upper < Rational(2509, 100000));
  const verifier::Outcome outcome = verified(*result.minimum);
  CHECK(outcome.verdict == verifier::Verdict::accepted);
  PopulationMinimum higher = *result.minimum;
  higher.curvature *= Rational(51, 50);
  CHECK(verified(higher).code == "population.curvature");
}

TEST_CASE("one more unit than teachers", "[population]") {
  for (const std::size_t k : {7, 8, 9, 10, 12}) {
    INFO("k = " << k);
    const PopulationResult result = population_minimum({k + 1, k, {}});
    REQUIRE(result.minimum);
    CHECK(verified(*result.minimum).verdict == verifier::Verdict::accepted);
  }
  CHECK_FALSE(population_minimum({7, 6, {}}).minimum);
}

TEST_CASE("certificates are short", "[population]") {
  for (const std::size_t k : {6, 7, 12}) {
    const PopulationResult result = population_minimum({k, k, {}});
    REQUIRE(result.minimum);
    CertificateDocument document = population_document(*result.minimum);
    document.provenance = {"thalweg 0.1.0", "thalweg population --teachers " + std::to_string(k)};
    CHECK(certificate_text(document).size() <= 25 * k * k);
  }
}

TEST_CASE("few teachers have saddles only", "[population]") {
  for (const std::size_t k : {1, 2, 3, 4, 5}) {
    const PopulationResult result = population_minimum({k, k, {}});
    CHECK_FALSE(result.minimum);
    CHECK_FALSE(result.reason.empty());
  }
}

TEST_CASE("a saddle is not proven to be a minimum", "[population]") {
  // the point (1, 1) has curvature, but no gradient near 0
  const PopulationResult result = proven_minimum({2, 1, {{2, 2}}}, 0.18);
  CHECK_FALSE(result.minimum);
  CHECK_FALSE(result.reason.empty());
}

TEST_CASE("third derivatives grow with the ball", "[population]") {
  const PopulationResult result = population_minimum({7, 7, {}});
  REQUIRE(result.minimum);
  const PopulationBalls balls(result.minimum->point);
  const auto small = balls.third_order(Rational(1, 1024)),
             large = balls.third_order(Rational(1, 64));
  REQUIRE(small);
  REQUIRE(large);
  CHECK(*small < *large);
  CHECK_FALSE(balls.third_order(2));
}
