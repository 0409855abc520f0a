// SPDX-License-Identifier: GPL-3.0-or-later
//
// Trees of a max-min form in balanced and prescribed orders.

#include "cpwl/lattice_order.hpp"
#include "exact/error.hpp"
#include "instances.hpp"

#include <catch2/catch.hpp>

#include <bit>

using namespace thalweg;
using namespace thalweg::instances;

TEST_CASE("balanced orders have the depth of the logarithm", "[cpwl]") {
  for (std::size_t count = 1; count <= 9; ++count) {
    MaxMinForm form{{}, {{}}};
    for (std::size_t j = 0; j < count; ++j) {
      form.functions.push_back({{Rational(j)}, 0});
      form.rows[0].push_back(j);
    }
    const LatticeTree balanced = tree_of_lattice(form);
    const LatticeTree chain = tree_of_lattice(form, {chain_order(count)}, chain_order(1));
    CHECK(node_depths(balanced).back() == std::bit_width(count - 1));
    CHECK(node_depths(chain).back() == count - 1);
    for (const LatticeTree& tree : {balanced, chain}) {
      CHECK(tree.nodes.size() == 2 * count - 1);
      CHECK(tree({2}) == 0);
      CHECK(tree({-1}) == 1 - static_cast<long>(count));
    }
  }
}

TEST_CASE("every order has the values of the form", "[cpwl]") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    RandomNumbers random(seed);
    INFO("seed " << seed);
    const std::size_t dimension = seed % 3;
    const MaxMinForm form = random_form(random, dimension, 6, 1 + seed % 5);
    std::vector<JoinOrder> orders;
    for (const std::vector<std::size_t>& row : form.rows)
      orders.push_back(chain_order(row.size()));
    const LatticeTree chain = tree_of_lattice(form, orders, chain_order(form.rows.size()));
    const LatticeTree balanced = tree_of_lattice(form);
    for (int k = 0; k < 10; ++k) {
      Vector x;
      for (std::size_t i = 0; i < dimension; ++i)
        x.emplace_back(random.between(-5, 5));
      CHECK(chain(x) == form(x));
      CHECK(balanced(x) == form(x));
    }
  }
}

// The two trees of erratum-shared-pattern: min(min(p1, p2), p3) and min(p1, min(p2, p3)).
TEST_CASE("a prescribed order is kept", "[cpwl]") {
  const MaxMinForm form{{{{1}, 0}, {{2}, 0}, {{3}, 0}}, {{0, 1, 2}}};
  const JoinOrder right{3, {{1, 2}, {0, 3}}};
  const LatticeTree tree = tree_of_lattice(form, {right}, balanced_order(1));
  REQUIRE(tree.nodes.size() == 5);
  CHECK(tree.nodes[3].left == 1);
  CHECK(tree.nodes[3].right == 2);
  CHECK(tree.nodes[4].left == 0);
  CHECK(tree.nodes[4].right == 3);
}

TEST_CASE("orders that are none are refused", "[cpwl]") {
  CHECK_THROWS_WITH(require_order({3, {{0, 1}, {0, 2}}}, "order"),
                    "order: step 1: expected an unused operand or earlier result, found 0");
  CHECK_THROWS_AS(require_order({3, {{0, 1}}}, "order"), InputError);
  CHECK_THROWS_AS(require_order({2, {{0, 2}}}, "order"), InputError);
  const MaxMinForm form{{{{1}, 0}, {{2}, 0}}, {{0, 1}}};
  CHECK_THROWS_WITH(tree_of_lattice(form, {chain_order(3)}, chain_order(1)),
                    "order of row 0: expected an order of 2 operands, found one of 3");
}
