// SPDX-License-Identifier: GPL-3.0-or-later
//
// The min and max gadgets (liu2021, Fig. 3) and trees over 1..9 operands in any order.

#include "constructions/lattice_network.hpp"

#include "random_instance.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

using Operation = LatticeTree::Operation;

/// A tree over `leaves` random functions, joined in random order by random operations.
LatticeTree random_lattice(test::Draw& draw, std::size_t leaves, std::size_t dimension) {
  LatticeTree tree;
  std::vector<std::size_t> open;
  for (std::size_t k = 0; k < leaves; ++k)
    open.push_back(tree.add_affine(
        draw.integer(0, 3) == 0 ? zero_function(dimension)
                                : AffineFunction{draw.vector(dimension, 5), draw.rational(9)}));
  while (open.size() > 1) {
    const std::size_t left =
        open[static_cast<std::size_t>(draw.integer(0, static_cast<int>(open.size()) - 2))];
    const std::size_t right = open.back();
    open.pop_back();
    std::replace(open.begin(), open.end(), left,
                 draw.integer(0, 1) == 0 ? tree.add_minimum(left, right)
                                         : tree.add_maximum(left, right));
  }
  return tree;
}

} // namespace

TEST_CASE("minimum and maximum of two functions use two units", "[constructions]") {
  // u = x, v = 1 − x on samples 0, 1: max |u| = 1
  for (Operation operation : {Operation::minimum, Operation::maximum}) {
    LatticeTree tree;
    const std::size_t u = tree.add_affine({{Rational(1)}, Rational(0)});
    const std::size_t v = tree.add_affine({{Rational(-1)}, Rational(1)});
    if (operation == Operation::minimum)
      tree.add_minimum(u, v);
    else
      tree.add_maximum(u, v);
    const Network network = lattice_network({tree}, {{Rational(0)}, {Rational(1)}}, 1);
    CHECK(architecture(network) == "1-2-1");
    for (const Rational& x : {Rational(0), Rational(1, 2), Rational(1)})
      CHECK(network({x})[0] == tree({x}));
    // the carrying unit is [x + B]_+ with B > 1
    CHECK(network.layers[0].biases[0] > 1);
    const SparseRow identity_row = {{0, Rational(1)}};
    CHECK(network.layers[0].weights[0] == identity_row);
  }
}

TEST_CASE("random trees over 1 to 9 operands are computed exactly", "[constructions]") {
  for (unsigned seed = 0; seed < 150; ++seed) {
    INFO("seed " << seed);
    test::Draw draw(seed);
    const auto dimension = static_cast<std::size_t>(draw.integer(0, 3));
    std::vector<LatticeTree> trees;
    std::size_t depth = 1;
    for (int output = draw.integer(1, 3); output > 0; --output) {
      trees.push_back(
          random_lattice(draw, static_cast<std::size_t>(draw.integer(1, 9)), dimension));
      depth = std::max(depth, node_depths(trees.back()).back());
    }
    std::vector<Vector> inputs;
    for (int i = draw.integer(1, 9); i > 0; --i)
      inputs.push_back(draw.vector(dimension, 20));
    const Network network = lattice_network(trees, inputs, dimension);
    REQUIRE_NOTHROW(require_well_formed(network));
    CHECK(network.layers.size() == depth + 1);
    for (const Vector& x : inputs) {
      const Vector output = network(x);
      for (std::size_t o = 0; o < trees.size(); ++o)
        REQUIRE(output[o] == trees[o](x));
    }
  }
}

TEST_CASE("shifts follow tiny and huge values", "[constructions]") {
  // 10^40 x and 10^-40 x at x = ±1: both far outside what one double range of shifts would hold
  Integer huge;
  mpz_ui_pow_ui(huge.get_mpz_t(), 10, 40);
  LatticeTree tree;
  const std::size_t large = tree.add_affine({{Rational(huge)}, Rational(0)});
  const std::size_t small = tree.add_affine({{fraction(1, huge)}, Rational(0)});
  tree.add_maximum(tree.add_minimum(small, large), small);
  const std::vector<Vector> inputs = {{Rational(-1)}, {Rational(1)}};
  const Network network = lattice_network({tree}, inputs, 1);
  for (const Vector& x : inputs)
    CHECK(network(x)[0] == tree(x));
}
