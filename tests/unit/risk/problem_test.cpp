// SPDX-License-Identifier: GPL-3.0-or-later
//
// Losses of a dataset with weights, by hand, and what is refused.

#include "exact/error.hpp"
#include "risk/problem.hpp"
#include "unit/risk/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("targets that are no labels are refused with their place", "[risk]") {
  const Dataset data = test::samples({{0}, {1}}, {1, fraction(1, 2)});
  CHECK_NOTHROW(require_usable({data, test::kept(loss(LossKind::absolute))}));
  try {
    require_usable({data, test::kept(loss(LossKind::squared_hinge))});
    FAIL("accepted a label 1/2");
  } catch (const InputError& error) {
    CHECK(std::string(error.what()) == "sample 1, target c2: expected a label -1 or 1 for the loss "
                                       "squared-hinge, found 1/2");
  }
}

TEST_CASE("weights by hand", "[risk]") {
  // Sample 1 counts three times, output 1 half: 3·(|4 − 1| + |0 − 2|/2) = 12.
  Dataset data = test::samples({{0}, {0}}, {0, 1});
  data.columns.push_back("c3");
  data.target_columns.push_back(2);
  data.targets = {{0, 0}, {1, 2}};
  const WeightedLoss weighted(loss(LossKind::absolute), {1, fraction(1, 2)}, {0, 3});
  CHECK(sample_loss({data, weighted}, 1, {4, 0}) == 12);
  CHECK(subdifferential({data, weighted}, 1, {4, 2}) ==
        std::vector<SlopeInterval>{{3, 3}, {fraction(-3, 2), fraction(3, 2)}});
  CHECK(is_settled({data, weighted}, 0, {7, 7})); // weight 0
  CHECK_FALSE(is_settled({data, weighted}, 1, {1, 1}));
  CHECK(sum_of_losses({data, weighted}, {0, 1}, {{{0}, 4}, {{0}, 0}}) == 12);

  CHECK_THROWS_AS(require_usable({data, test::kept({loss(LossKind::absolute), {1}, {}})}),
                  InputError);
  CHECK_THROWS_AS(require_usable({data, test::kept({loss(LossKind::absolute), {}, {1, -1}})}),
                  InputError);
}

TEST_CASE("data alone are a problem with the plain squared loss", "[risk]") {
  const Dataset data = test::samples({{0}}, {1});
  const Problem plain = data;
  CHECK(&plain.data == &data);
  CHECK(is_plain_squared(plain.loss));
  CHECK(sample_loss(data, 0, {3}) == 4);
  const WeightedLoss weighted({}, {}, {2});
  CHECK(sample_loss({data, weighted}, 0, {3}) == 8);
}

// A loss that would be gone after the statement is refused.
static_assert(std::is_constructible_v<Problem, const Dataset&, const WeightedLoss&>);
static_assert(!std::is_constructible_v<Problem, const Dataset&, WeightedLoss>);
static_assert(!std::is_constructible_v<Problem, const Dataset&, Loss>);
