// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/choice.hpp"

#include "exact/error.hpp"
#include "small_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

bool has_same_shape(const Partition& a, const Partition& b) {
  if (a.index() != b.index() || cell_count(a) != cell_count(b))
    return false;
  const auto* tree_a = std::get_if<HyperplaneTree>(&a);
  const auto* tree_b = std::get_if<HyperplaneTree>(&b);
  if (tree_a == nullptr)
    return std::get<Slabs>(a).direction == std::get<Slabs>(b).direction;
  for (std::size_t v = 0; v < tree_a->nodes.size(); ++v)
    if (tree_a->nodes[v].negative != tree_b->nodes[v].negative ||
        tree_a->nodes[v].positive != tree_b->nodes[v].positive)
      return false;
  return true;
}

/// Everything that is promised, whatever the kind.
void check_refinement(const Dataset& data, const Partition& original, const Refinement& refinement,
                      std::size_t most_new_cells) {
  CHECK(has_same_shape(refinement.coarse, refinement.fine));
  const Grouping before = sample_groups(original, data);
  const Grouping coarse = sample_groups(refinement.coarse, data);
  const Grouping fine = sample_groups(refinement.fine, data);
  CHECK(coarse.group_of_sample == before.group_of_sample);
  CHECK(coarse.count > before.count);
  CHECK(coarse.count <= before.count + most_new_cells);
  CHECK_NOTHROW(containing_groups(fine, coarse));
  CHECK(group_fits(data, fine).risk < group_fits(data, coarse).risk);
  if (const auto* slabs = std::get_if<Slabs>(&refinement.coarse))
    for (std::size_t k = 1; k < slabs->thresholds.size(); ++k)
      CHECK(slabs->thresholds[k - 1] < slabs->thresholds[k]);
}

/// Is there a group of one distinct input that was not alone before?
bool isolates_an_input(const Dataset& data, const Grouping& fine, const Grouping& coarse) {
  const std::vector<SampleSet> outer_members = coarse.members();
  const std::vector<SampleSet> inner_members = fine.members();
  for (const SampleSet& members : inner_members) {
    if (members.empty())
      continue;
    bool is_alone = true;
    for (std::size_t i : members)
      is_alone = is_alone && data.inputs[i] == data.inputs[members.front()];
    const std::size_t outer = coarse.group_of_sample[members.front()];
    for (std::size_t i : outer_members[outer])
      if (is_alone && data.inputs[i] != data.inputs[members.front()])
        return true;
  }
  return false;
}

} // namespace

TEST_CASE("isolate: by hand on slabs", "[partition]") {
  // y = 0 but for one peak of 4 at x = 3 (of 1..5): the fit is 4/5, the worst residual is at 3.
  const Dataset data = dataset_on_line({1, 2, 3, 4, 5}, {0, 0, 4, 0, 0});
  const Slabs one{{Rational(1)}, {}};
  const Refinement refinement = chosen_refinement(data, one, RefinementKind::isolate);
  CHECK(std::get<Slabs>(refinement.fine).thresholds == Vector{fraction(5, 2), fraction(7, 2)});
  const Grouping fine = sample_groups(refinement.fine, data);
  CHECK(fine.group_of_sample == std::vector<std::size_t>{0, 0, 1, 2, 2});
  check_refinement(data, one, refinement, 2);
  // The thresholds that are not used stand well above all samples and apart from each other.
  const Vector& unused = std::get<Slabs>(refinement.coarse).thresholds;
  REQUIRE(unused.size() == 2);
  CHECK(unused[0] >= fraction(11, 2));
  CHECK(unused[1] - unused[0] >= 1);
}

TEST_CASE("isolate: an extreme sample needs one threshold", "[partition]") {
  const Dataset data = dataset_on_line({1, 2, 3}, {0, 0, 0});
  Dataset bent = data;
  bent.targets[2] = {Rational(0)};
  bent.inputs.push_back({Rational(4)});
  bent.targets.push_back({Rational(9)});
  // Residuals of the fit of (0,0,0,9) at 1..4 are largest at an end or beside it; whatever is
  // worst, the slabs between 3 and 4 or around 3 must come out.
  const Slabs one{{Rational(1)}, {}};
  check_refinement(bent, one, chosen_refinement(bent, one, RefinementKind::isolate), 2);
}

TEST_CASE("isolate: an inner input of a tree takes two hyperplanes", "[partition]") {
  // The middle of a square cannot be cut off by one hyperplane.
  const Dataset data = dataset_of({{0, 0}, {2, 0}, {0, 2}, {2, 2}, {1, 1}}, {0, 0, 0, 0, 5});
  const HyperplaneTree one;
  const Refinement refinement = chosen_refinement(data, one, RefinementKind::isolate);
  check_refinement(data, one, refinement, 2);
  CHECK(cell_count(refinement.fine) == 3);
  const Grouping fine = sample_groups(refinement.fine, data);
  CHECK(fine.members()[fine.group_of_sample[4]] == SampleSet{4});
  CHECK(group_fits(data, fine).risk == 0);
}

TEST_CASE("isolate: a corner of a tree's group takes one hyperplane", "[partition]") {
  const Dataset data =
      dataset_of({{0, 0}, {2, 0}, {0, 2}, {2, 2}, {1, 1}, {1, 0}, {0, 1}}, {0, 0, 0, 50, 0, 0, 0});
  const HyperplaneTree one;
  const Refinement refinement = chosen_refinement(data, one, RefinementKind::isolate);
  check_refinement(data, one, refinement, 1);
  const Grouping fine = sample_groups(refinement.fine, data);
  CHECK(fine.group_of_sample == std::vector<std::size_t>{0, 0, 0, 1, 0, 0, 0});
  const HyperplaneTree& coarse = std::get<HyperplaneTree>(refinement.coarse);
  CHECK(coarse.nodes[0].hyperplane == Hyperplane{{Rational(0), Rational(0)}, Rational(-1)});
}

TEST_CASE("isolate: copies of an input stay together and count together", "[partition]") {
  // Two copies at 2 with residuals that add up, against one larger single residual at 4.
  const Dataset data = dataset_on_line({0, 1, 2, 2, 3, 4, 5, 6}, {0, 0, 3, 3, 0, -4, 0, 0});
  const Slabs one{{Rational(1)}, {}};
  const Refinement refinement = chosen_refinement(data, one, RefinementKind::isolate);
  const Grouping fine = sample_groups(refinement.fine, data);
  CHECK(fine.members()[fine.group_of_sample[2]] == SampleSet{2, 3});
}

TEST_CASE("isolate: slabs pass over an input that shares its projection", "[partition]") {
  // The worst input (1, 0) has the projection of (1, 5); the next worst stands alone.
  const Dataset data = dataset_of({{0, 0}, {1, 0}, {1, 5}, {2, 0}, {3, 1}}, {0, 9, 0, -4, 1});
  const Slabs one{{Rational(1), Rational(0)}, {}};
  const Refinement refinement = chosen_refinement(data, one, RefinementKind::isolate);
  check_refinement(data, one, refinement, 2);
  const Grouping fine = sample_groups(refinement.fine, data);
  CHECK(fine.group_of_sample[1] == fine.group_of_sample[2]);
}

TEST_CASE("split: the better of two groups is cut where it helps most", "[partition]") {
  // Group x < 10 is affine; group x > 10 is a fold at 14.
  Vector inputs;
  Vector targets;
  for (long x = 0; x < 9; ++x) {
    inputs.emplace_back(x);
    targets.emplace_back(2 * x);
  }
  for (long x = 11; x < 20; ++x) {
    inputs.emplace_back(x);
    targets.emplace_back(std::abs(x - 15));
  }
  const Dataset data = dataset_on_line(inputs, targets);
  const Slabs two{{Rational(1)}, {Rational(10)}};
  const Refinement refinement = chosen_refinement(data, two, RefinementKind::split);
  check_refinement(data, two, refinement, 1);
  CHECK(risk_of(data, refinement.fine) == 0);
  const HyperplaneTree tree{{{{{Rational(1)}, Rational(10)}, leaf(0), leaf(1)}}};
  const Refinement of_tree = chosen_refinement(data, tree, RefinementKind::split);
  check_refinement(data, tree, of_tree, 1);
  CHECK(risk_of(data, of_tree.fine) == 0);
  CHECK(std::get<HyperplaneTree>(of_tree.fine).nodes[0].positive == 1);
}

TEST_CASE("refinement: nothing to gain is said plainly", "[partition]") {
  const Dataset fitted = dataset_on_line({0, 1, 2, 3}, {1, 0, 0, 1});
  const Slabs two{{Rational(1)}, {fraction(3, 2)}};
  for (const RefinementKind kind : {RefinementKind::isolate, RefinementKind::split})
    CHECK_THROWS_WITH(
        chosen_refinement(fitted, two, kind),
        "refinement: the 2 groups already fit the data exactly; no strict drop exists");
  const Dataset contradictory = dataset_on_line({0, 0, 1, 1}, {1, 3, 5, 9});
  CHECK_THROWS_WITH(chosen_refinement(contradictory, HyperplaneTree{}, RefinementKind::split),
                    "refinement: the single group already predict the mean target of every "
                    "distinct input; no strict drop exists");
  const Dataset without_inputs = dataset_of({{}, {}}, {1, 2});
  CHECK_THROWS_AS(chosen_refinement(without_inputs, HyperplaneTree{}, RefinementKind::isolate),
                  ClaimError);
  CHECK_THROWS_AS(
      chosen_refinement(dataset_on_line({5}, {1}), HyperplaneTree{}, RefinementKind::isolate),
      ClaimError);
}

TEST_CASE("refinement: slabs that tell nothing apart", "[partition]") {
  // All inputs have the same projection, but the fit is not perfect.
  const Dataset data = dataset_of({{0, 0}, {0, 1}, {0, 2}}, {0, 5, 0});
  const Slabs one{{Rational(1), Rational(0)}, {}};
  for (const RefinementKind kind : {RefinementKind::isolate, RefinementKind::split})
    CHECK_THROWS_AS(chosen_refinement(data, one, kind), ClaimError);
}

TEST_CASE("refinement: everything promised, on random partitions", "[partition]") {
  const unsigned seed = 15;
  std::mt19937 random(seed);
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t dimension = 1 + trial % 3;
    const Dataset data =
        random_dataset(random, 5 + random() % 25, dimension, 3 + trial % 9, 1 + trial % 2);
    const std::size_t groups = 1 + random() % std::min<std::size_t>(distinct_input_count(data), 4);
    for (const bool is_tree : {true, false}) {
      const Partition partition =
          is_tree ? Partition(chosen_tree(data, groups))
                  : Partition(chosen_slabs(data, groups, chosen_direction(data, groups)));
      for (const RefinementKind kind : {RefinementKind::isolate, RefinementKind::split}) {
        INFO("seed " << seed << " trial " << trial << " tree " << is_tree);
        try {
          const Refinement refinement = chosen_refinement(data, partition, kind);
          check_refinement(data, partition, refinement, kind == RefinementKind::isolate ? 2 : 1);
          if (kind == RefinementKind::isolate)
            CHECK(isolates_an_input(data, sample_groups(refinement.fine, data),
                                    sample_groups(partition, data)));
        } catch (const ClaimError&) {
          // Trees can always be refined unless each distinct input has its mean; slabs may fail on
          // equal projections.
          if (is_tree) {
            Grouping one_each;
            std::vector<Vector> seen;
            for (const Vector& x : data.inputs) {
              const auto place = std::find(seen.begin(), seen.end(), x);
              one_each.group_of_sample.push_back(static_cast<std::size_t>(place - seen.begin()));
              if (place == seen.end())
                seen.push_back(x);
            }
            one_each.count = seen.size();
            CHECK(risk_of(data, partition) == group_fits(data, one_each).risk);
          }
        }
      }
    }
  }
}
