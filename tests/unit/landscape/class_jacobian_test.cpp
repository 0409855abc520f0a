// SPDX-License-Identifier: GPL-3.0-or-later
//
// Jacobians between layers: by hand, and forward against backward on random networks.

#include "landscape/class_jacobian.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

TEST_CASE("the product of weights and slopes by hand", "[landscape]") {
  // Units [x], [−x] (off at x = 1); then 2a + 5b and 3a; then the difference of their magnitudes.
  const Network network{{{1, {{{0, 1}}, {{0, -1}}}, {0, 0}, relu()},
                         {2, {{{0, 2}, {1, 5}}, {{0, -3}}}, {0, 0}, absolute_value()},
                         {2, {{{0, 1}, {1, -1}}}, {7}, relu()},
                         {1, {{{0, 1}}}, {0}, identity_activation()}}};
  const Dataset data = dataset({{1}}, {{0}});
  const PatternClasses classes = pattern_classes(network, data);
  const PatternClass& c = classes.classes.at(0);
  const ClassJacobian jacobian = class_jacobian(network, c);
  REQUIRE(jacobian.size() == 3);
  CHECK(jacobian[0].empty());
  CHECK(jacobian[1][0] == std::vector<SparseRow>{{{0, 2}}, {{0, -3}}});
  CHECK(jacobian[2][1] == std::vector<SparseRow>{{{0, 1}, {1, 1}}});
  CHECK(jacobian[2][0] == std::vector<SparseRow>{{{0, -1}}}); // |2a| − |−3a|
  CHECK(unit_jacobian(network, c, 2, 0) == std::vector<Vector>{{-1, 0}, {1, 1}, {1}});
  CHECK(class_slopes(network, c, 1) == Vector{1, -1});
}

TEST_CASE("forward and backward Jacobians agree on random networks", "[landscape]") {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = random_network(random, 2, 1);
    const PatternClasses classes = pattern_classes(network, random_dataset(random, 4, 2, 1));
    for (const PatternClass& c : classes.classes) {
      const ClassJacobian jacobian = class_jacobian(network, c);
      for (std::size_t l = 0; l < jacobian.size(); ++l)
        for (std::size_t j = 0; j < network.layers[l].unit_count(); ++j) {
          const std::vector<Vector> rows = unit_jacobian(network, c, l, j);
          REQUIRE(rows.size() == l + 1);
          for (std::size_t m = 0; m < l; ++m) {
            SparseRow expected;
            for (std::size_t a = 0; a < rows[m].size(); ++a)
              if (rows[m][a] != 0)
                expected.emplace_back(a, rows[m][a]);
            REQUIRE(jacobian[l][m][j] == expected);
          }
        }
    }
  }
}
