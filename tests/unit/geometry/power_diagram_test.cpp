// SPDX-License-Identifier: GPL-3.0-or-later
//
// Power diagrams: by hand, and random ones against the cells written with all K − 1 halfspaces.

#include "geometry/power_diagram.hpp"

#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "unit/geometry/instances.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::test;

namespace {

Polytope cell_by_definition(const std::vector<AffineFunction>& functions, const Polytope& domain,
                            std::size_t k, const Rational& margin) {
  Polytope cell = domain;
  for (std::size_t j = 0; j < functions.size(); ++j)
    if (j != k) {
      AffineFunction difference = functions[k] - functions[j];
      difference.constant -= margin;
      cell.halfspaces.push_back(where_not_negative(difference));
    }
  return cell;
}

} // namespace

TEST_CASE("two sites on a line", "[geometry]") {
  // sites 0 and 4, weights 0 and 8: x² = (x − 4)² − 8 at x = 1
  const auto functions = power_functions({{0}, {4}}, {0, 8});
  CHECK(functions[1] == AffineFunction{{8}, -8});
  const auto cells = power_cells(functions, box({-10}, {10}));
  CHECK(vertices(cells[0].polytope) == std::vector<Vector>{{-10}, {1}});
  CHECK(vertices(cells[1].polytope) == std::vector<Vector>{{1}, {10}});
  REQUIRE(cells[0].neighbours.size() == 2);
  CHECK(cells[0].neighbours[0] == std::nullopt);
  CHECK(cells[0].neighbours[1] == std::size_t{1});
  // with margin 8 the cells end at x = 0 and begin at x = 2
  const auto shrunk = power_cells(functions, box({-10}, {10}), 8);
  CHECK(vertices(shrunk[0].polytope) == std::vector<Vector>{{-10}, {0}});
  CHECK(vertices(shrunk[1].polytope) == std::vector<Vector>{{2}, {10}});
}

TEST_CASE("hidden, touching and repeated functions", "[geometry]") {
  const Polytope domain = box({-1}, {1});
  // |x| ≥ −1 everywhere: the third is hidden; the fourth touches at 0; the fifth repeats the first
  const std::vector<AffineFunction> functions = {
      {{1}, 0}, {{-1}, 0}, {{0}, -1}, {{0}, 0}, {{1}, 0}};
  const auto cells = power_cells(functions, domain);
  CHECK(vertices(cells[0].polytope) == std::vector<Vector>{{0}, {1}});
  CHECK(cells[2].polytope == empty_polytope(1));
  CHECK(cells[2].neighbours.size() == 1);
  CHECK(vertices(cells[3].polytope) == std::vector<Vector>{{0}});
  CHECK(is_same_set(cells[4].polytope, cells[0].polytope));
}

TEST_CASE("a hidden function can bound shrunk cells", "[geometry]") {
  // sites −6, …, 6 and a hidden one at 1/2: below ℓ_0 − 1/5 it is the second largest from x = 7/20
  // on
  std::vector<Vector> sites;
  std::vector<Rational> weights;
  for (int k = -6; k <= 6; ++k) {
    sites.push_back({k});
    weights.emplace_back(0);
  }
  sites.push_back({fraction(1, 2)});
  weights.push_back(fraction(-3, 10));
  const auto functions = power_functions(sites, weights);
  CHECK(is_empty(power_cells(functions, box({-9}, {9}))[13].polytope));
  const auto shrunk = power_cells(functions, box({-9}, {9}), fraction(1, 5));
  CHECK(vertices(shrunk[6].polytope) == std::vector<Vector>{{fraction(-2, 5)}, {fraction(7, 20)}});
}

TEST_CASE("one function has the whole domain; dimension 0", "[geometry]") {
  CHECK(power_cells({{{1, 2}, 3}}, box({0, 0}, {1, 1}))[0].polytope == box({0, 0}, {1, 1}));
  const auto cells = power_cells({{{}, 1}, {{}, 2}}, Polytope{0, {}});
  CHECK(is_empty(cells[0].polytope));
  CHECK(cells[1].polytope == Polytope{0, {}});
}

TEST_CASE("wrong input of power diagrams is refused", "[geometry]") {
  CHECK_THROWS_AS(power_functions({{0}}, {}), InputError);
  CHECK_THROWS_AS(power_functions({{0}, {0, 1}}, {0, 0}), InputError);
  CHECK_THROWS_AS(power_cells({}, box({0}, {1})), InputError);
  CHECK_THROWS_AS(power_cells({{{1, 2}, 0}}, box({0}, {1})), InputError);
  CHECK_THROWS_AS(power_cells({{{1}, 0}}, box({0}, {1}), -1), InputError);
}

TEST_CASE("random diagrams agree with the definition and add up to the domain", "[geometry]") {
  const unsigned seed = 51;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 40; ++round) {
    const std::size_t d = 1 + random() % 3;
    const std::size_t count = 1 + random() % 20;
    const Polytope domain = box(Vector(d, -1), Vector(d, 2));
    std::vector<AffineFunction> functions;
    for (std::size_t k = 0; k < count; ++k) {
      AffineFunction f{tie_vector(random, d), tie_rational(random)};
      if (round % 4 == 0) // all on one line: a triangulation of lower dimension
        for (std::size_t i = 1; i < d; ++i)
          f.linear[i] = f.linear[0];
      if (std::find(functions.begin(), functions.end(), f) == functions.end())
        functions.push_back(f);
    }
    const Rational margin = round % 3 == 0 ? fraction(1, 4) : Rational(0);
    const auto cells = power_cells(functions, domain, margin);
    CAPTURE(round, d);
    Rational sum = 0;
    for (std::size_t k = 0; k < functions.size(); ++k) {
      REQUIRE(cells[k].neighbours.size() == cells[k].polytope.halfspaces.size());
      CHECK(is_same_set(cells[k].polytope, cell_by_definition(functions, domain, k, margin)));
      for (std::size_t i = 0; i < cells[k].neighbours.size(); ++i)
        if (cells[k].neighbours[i]) {
          AffineFunction f = functions[k] - functions[*cells[k].neighbours[i]];
          f.constant -= margin;
          CHECK(cells[k].polytope.halfspaces[i] == where_not_negative(f));
        }
      sum += volume(cells[k].polytope);
    }
    if (sgn(margin) == 0)
      CHECK(sum == volume(domain));
  }
}
