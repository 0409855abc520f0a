// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fig. 2 of liu2021 with our pieces p1 = 2x+1, p2 = 5−2x, p3 = x/2: f = (p1∧p2) ∨ (p1∧p3) is p1 up
// to x = 1 (value 3), p2 up to x = 2 (value 1), p3 from there on.

#include "cpwl/lattice_tree.hpp"

#include "exact/error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

LatticeTree figure_two() {
  LatticeTree tree;
  const std::size_t p1 = tree.add_affine({{Rational(2)}, Rational(1)});
  const std::size_t p2 = tree.add_affine({{Rational(-2)}, Rational(5)});
  const std::size_t p3 = tree.add_affine({{Rational(1, 2)}, Rational(0)});
  const std::size_t row1 = tree.add_minimum(p1, p2);
  const std::size_t row2 = tree.add_minimum(p1, p3); // p1 is shared
  tree.add_maximum(row1, row2);
  return tree;
}

} // namespace

TEST_CASE("a max-min tree has the value of its root", "[cpwl]") {
  const LatticeTree tree = figure_two();
  CHECK(tree({Rational(-1)}) == -1);
  CHECK(tree({Rational(1)}) == 3);
  CHECK(tree({Rational(3, 2)}) == 2);
  CHECK(tree({Rational(2)}) == 1);
  CHECK(tree({Rational(4)}) == 2);
}

TEST_CASE("depths count operations", "[cpwl]") {
  CHECK(node_depths(figure_two()) == std::vector<std::size_t>{0, 0, 0, 1, 1, 2});
  LatticeTree chain;
  std::size_t top = chain.add_affine({{}, Rational(7)});
  for (int k = 0; k < 3; ++k)
    top = chain.add_minimum(chain.add_affine({{}, Rational(k)}), top);
  CHECK(node_depths(chain).back() == 3);
  CHECK(chain({}) == 0);
}

TEST_CASE("operands must come first and a tree has nodes", "[cpwl]") {
  LatticeTree tree;
  CHECK_THROWS_AS(tree({}), InternalError);
  const std::size_t p = tree.add_affine({{}, Rational(1)});
  CHECK_THROWS_AS(tree.add_minimum(p, p + 1), InternalError);
  CHECK_THROWS_AS(tree.add_maximum(p + 1, p), InternalError);
}
