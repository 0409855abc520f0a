// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/choice.hpp"

#include "exact/error.hpp"
#include "small_data.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

/// Children after parents, every leaf once.
bool is_well_formed(const HyperplaneTree& tree) {
  std::vector<int> seen_nodes(tree.nodes.size(), 0);
  std::vector<int> seen_leaves(tree.nodes.size() + 1, 0);
  for (std::size_t v = 0; v < tree.nodes.size(); ++v)
    for (const int child : {tree.nodes[v].negative, tree.nodes[v].positive}) {
      if (!is_leaf(child) && static_cast<std::size_t>(child) <= v)
        return false;
      ++(is_leaf(child) ? seen_leaves.at(leaf_index(child))
                        : seen_nodes.at(static_cast<std::size_t>(child)));
    }
  for (std::size_t v = 1; v < seen_nodes.size(); ++v)
    if (seen_nodes[v] != 1)
      return false;
  return tree.nodes.empty() ||
         std::all_of(seen_leaves.begin(), seen_leaves.end(), [](int count) { return count == 1; });
}

} // namespace

TEST_CASE("tree: a fold across a diagonal is found exactly", "[partition]") {
  std::vector<Vector> inputs;
  Vector targets;
  for (long a = -3; a <= 3; ++a)
    for (long b = -3; b <= 3; ++b) {
      inputs.push_back({Rational(a), Rational(b)});
      targets.emplace_back(std::abs(a - b) + b);
    }
  const Dataset data = dataset_of(inputs, targets);
  const HyperplaneTree tree = chosen_tree(data, 2);
  REQUIRE(tree.nodes.size() == 1);
  CHECK(tree.nodes[0].hyperplane.normal == Vector{Rational(1), Rational(-1)});
  CHECK(risk_of(data, tree) == 0);
}

TEST_CASE("tree: columns of very different size", "[partition]") {
  // y = |x1 / 1000 + 1000 x2|: one unit on either column is one unit of the fold.
  std::vector<Vector> inputs;
  Vector targets;
  for (long a = -3; a <= 3; ++a)
    for (long b = -3; b <= 3; ++b) {
      inputs.push_back({Rational(a * 1024), fraction(b, 1024)});
      targets.emplace_back(std::abs(a + b));
    }
  const HyperplaneTree tree = chosen_tree(dataset_of(inputs, targets), 2);
  REQUIRE(tree.nodes.size() == 1);
  CHECK(tree.nodes[0].hyperplane.normal == Vector{Rational(1), Rational(1048576)});
}

TEST_CASE("tree: every group occupied for every number of groups", "[partition]") {
  const unsigned seed = 11;
  std::mt19937 random(seed);
  for (int trial = 0; trial < 40; ++trial) {
    const std::size_t dimension = 1 + trial % 3;
    const Dataset data =
        random_dataset(random, 1 + random() % 25, dimension, 2 + trial % 4, 1 + trial % 2);
    const std::size_t distinct = distinct_input_count(data);
    for (const std::size_t groups : {std::size_t{1}, (distinct + 1) / 2, distinct}) {
      INFO("seed " << seed << " trial " << trial << " groups " << groups);
      const HyperplaneTree tree = chosen_tree(data, groups);
      const Grouping grouping = sample_groups(tree, data);
      CHECK(is_well_formed(tree));
      CHECK(grouping.count == groups);
      CHECK_FALSE(has_empty_group(grouping));
      CHECK(keeps_copies_together(data, grouping));
    }
  }
}

TEST_CASE("tree: groups stay larger than an exact fit needs where possible", "[partition]") {
  // Only the last sample is off the line: cutting it off alone would have the largest drop, but a
  // group of fewer than three inputs is fitted whatever its targets.
  Vector inputs;
  Vector targets;
  for (long x = 0; x < 12; ++x) {
    inputs.emplace_back(x);
    targets.emplace_back(x == 11 ? 100 : 0);
  }
  const Dataset data = dataset_on_line(inputs, targets);
  const Grouping two = sample_groups(chosen_tree(data, 2), data);
  CHECK(two.group_of_sample[11] == two.group_of_sample[9]);
  CHECK(two.group_of_sample[8] != two.group_of_sample[9]);
  for (const std::size_t groups : {std::size_t{3}, std::size_t{4}})
    for (const SampleSet& members : sample_groups(chosen_tree(data, groups), data).members())
      CHECK(members.size() >= (groups == 3 ? 3 : 1));
}

TEST_CASE("tree: risk never rises with more groups, progress ends at 1", "[partition]") {
  std::mt19937 random(13);
  const Dataset data = random_dataset(random, 40, 2, 30);
  Rational last_risk = risk_of(data, HyperplaneTree{});
  for (std::size_t groups = 2; groups <= 5; ++groups) {
    double last_fraction = 0;
    const HyperplaneTree tree = chosen_tree(data, groups, [&](Share share, const char*) {
      CHECK(share.value() >= last_fraction);
      last_fraction = share.value();
    });
    CHECK(last_fraction == 1);
    const Rational risk = risk_of(data, tree);
    CHECK(risk <= last_risk);
    last_risk = risk;
  }
}

TEST_CASE("tree: a sole input that doubles cannot tell from its neighbour", "[partition]") {
  Integer power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, 60);
  const Rational tiny = fraction(1, power);
  const Dataset data = dataset_on_line({0, tiny, 1, 2}, {0, 1, 2, 7});
  const Grouping groups = sample_groups(chosen_tree(data, 4), data);
  CHECK_FALSE(has_empty_group(groups));
}

TEST_CASE("tree: constant columns and repeated inputs", "[partition]") {
  const Dataset data =
      dataset_of({{1, 7}, {1, 7}, {2, 7}, {3, 7}, {3, 7}}, {0, 4, 1, 0, fraction(1, 3)});
  const HyperplaneTree tree = chosen_tree(data, 3);
  const Grouping groups = sample_groups(tree, data);
  CHECK_FALSE(has_empty_group(groups));
  for (const HyperplaneTree::Node& node : tree.nodes)
    CHECK(node.hyperplane.normal[1] == 0);
  CHECK_THROWS_AS(chosen_tree(data, 4), UsageError);
}

TEST_CASE("tree: no input column, one sample", "[partition]") {
  const Dataset constant = dataset_of({{}, {}}, {1, 2});
  CHECK(chosen_tree(constant, 1).nodes.empty());
  CHECK_THROWS_AS(chosen_tree(constant, 2), UsageError);
  CHECK_THROWS_AS(chosen_tree(constant, 0), UsageError);
  CHECK(chosen_tree(dataset_on_line({5}, {1}), 1).nodes.empty());
}

TEST_CASE("tree: repeated runs give the same tree", "[partition]") {
  std::mt19937 random(14);
  const Dataset data = random_dataset(random, 80, 3, 9);
  const HyperplaneTree a = chosen_tree(data, 5);
  const HyperplaneTree b = chosen_tree(data, 5);
  REQUIRE(a.nodes.size() == b.nodes.size());
  for (std::size_t v = 0; v < a.nodes.size(); ++v)
    CHECK(a.nodes[v].hyperplane == b.nodes[v].hyperplane);
}
