// SPDX-License-Identifier: GPL-3.0-or-later
//
// By hand, and on random systems against the equations, which are evaluated in rationals here.

#include "trained/stationary_solution.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

/// Φᵀ (g + C Φ D)
Vector remainders(const StationarySystem& system, const Vector& d) {
  Vector result(system.column_count);
  for (std::size_t i = 0; i < system.rows.size(); ++i) {
    const Rational slope = system.slopes[i] + system.curvatures[i] * dot(system.rows[i], d);
    for (std::size_t k = 0; k < result.size(); ++k)
      result[k] += slope * system.rows[i][k];
  }
  return result;
}

} // namespace

TEST_CASE("a stationary point by hand", "[trained]") {
  // (d − 1)² + 2 (d + 2)²: 2 (d − 1) + 4 (d + 2) = 0, d = −1
  CHECK(stationary_solution({1, {{1}, {1}}, {-2, 8}, {2, 4}}) == Vector{-1});
  // as many rows as columns: both residuals become 0
  CHECK(stationary_solution({2, {{1, 1}, {1, -1}}, {-3, -1}, {1, 1}}) == Vector{2, 1});
  // a linear loss has no optimum, unless it is constant in d
  CHECK_FALSE(stationary_solution({1, {{1}}, {3}, {0}}));
  CHECK(stationary_solution({1, {{1}}, {0}, {0}}) == Vector{0});
  CHECK(stationary_solution({0, {{}, {}}, {1, 2}, {1, 1}}) == Vector{});
}

TEST_CASE("columns that depend on others are left out, short ones first", "[trained]") {
  // d_0 + 100 d_1 is to be 100: the second column alone moves least
  CHECK(stationary_solution({2, {{1, 100}}, {-100}, {1}}) == Vector{0, 1});
}

TEST_CASE("random systems are solved exactly", "[trained]") {
  std::size_t solved = 0;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto number = [&] {
      return fraction(static_cast<long>(random() % 13) - 6, 1 + static_cast<long>(random() % 5));
    };
    StationarySystem system{1 + random() % 5, {}, {}, {}};
    const std::size_t rows = 1 + random() % 6;
    for (std::size_t i = 0; i < rows; ++i) {
      system.rows.emplace_back();
      for (std::size_t k = 0; k < system.column_count; ++k)
        system.rows.back().push_back(k > 0 && random() % 4 == 0 ? system.rows.back()[k - 1]
                                                                : number());
      system.slopes.push_back(number());
      system.curvatures.push_back(random() % 5 == 0 ? Rational(0) : Rational(abs(number())));
      if (system.curvatures.back() == 0 && random() % 2 == 0)
        system.slopes.back() = 0;
    }
    const std::optional<Vector> solution = stationary_solution(system);
    if (!solution)
      continue;
    REQUIRE(remainders(system, *solution) == Vector(system.column_count));
    ++solved;
  }
  CHECK(solved > 120);
}
