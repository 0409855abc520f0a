// SPDX-License-Identifier: GPL-3.0-or-later
//
// The least risk of two affine pieces, against all pairs of lines through pairs of samples (for the
// absolute loss an optimal fit passes through two samples of different inputs, or through one).

#include "risk/two_piece_bound.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <set>

using namespace thalweg;

namespace {

const WeightedLoss absolute = loss(LossKind::absolute);

Dataset on_line(const std::vector<int>& x, const std::vector<int>& y) {
  Dataset data;
  data.columns = {"x", "y"};
  data.target_columns = {1};
  for (std::size_t i = 0; i < x.size(); ++i) {
    data.inputs.push_back({x[i]});
    data.targets.push_back({y[i]});
  }
  return data;
}

/// The least Σ |f − y| over lines through two samples or constant ones through one.
Rational least_by_trial(const Dataset& data, const SampleSet& group) {
  std::optional<Rational> least;
  for (const std::size_t a : group)
    for (const std::size_t b : group) {
      const Rational run = data.inputs[b][0] - data.inputs[a][0];
      const Rational slope =
          run == 0 ? Rational(0) : Rational((data.targets[b][0] - data.targets[a][0]) / run);
      Rational sum = 0;
      for (const std::size_t i : group)
        sum += abs(Rational(data.targets[a][0] + slope * (data.inputs[i][0] - data.inputs[a][0]) -
                            data.targets[i][0]));
      if (!least || sum < *least)
        least = sum;
    }
  return least.value_or(0);
}

} // namespace

TEST_CASE("two pieces are no better than one for the absolute loss", "[risk]") {
  const Dataset data = on_line({-3, -2, -1, 0, 1, 2, 3}, {0, 0, 0, 1, 0, 0, 0});
  const TwoPieceBound bound = two_piece_bound({data, absolute});
  CHECK(bound.bound == Rational(1, 7));
  CHECK(bound.below.size() == 7);
  CHECK(bound.above.size() == 6);
  CHECK(two_piece_bound(data).bound < Rational(1, 7) * Rational(6, 7)); // the squared loss
}

TEST_CASE("the bound for two pieces is the least over all lines through samples", "[risk]") {
  const unsigned seed = 202102;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int trial = 0; trial < 100; ++trial) {
    std::vector<int> x, y;
    for (std::size_t n = 1 + random() % 7; x.size() < n;) {
      x.push_back(static_cast<int>(random() % 5));
      y.push_back(static_cast<int>(random() % 4));
    }
    const Dataset data = on_line(x, y);
    std::optional<Rational> least;
    for (const int last : std::set<int>(x.begin(), x.end())) {
      SampleSet below, above;
      for (std::size_t i = 0; i < x.size(); ++i)
        (x[i] <= last ? below : above).push_back(i);
      const Rational sum = least_by_trial(data, below) + least_by_trial(data, above);
      if (!least || sum < *least)
        least = sum;
    }
    INFO("trial " << trial);
    CHECK(two_piece_bound({data, absolute}).bound * Rational(x.size()) == *least);
  }
}
