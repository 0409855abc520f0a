// SPDX-License-Identifier: GPL-3.0-or-later
//
// Saddles by hand: F = w2 w1 x without biases, the sample (1, 1), W = 0: R = (w1 w2 − 1)². Along
// (1, 1): −2ε² + ε⁴; along (1, −1): 2ε² + ε⁴.

#include "landscape/saddle.hpp"

#include "exact/error.hpp"
#include "landscape/risk_along.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

Dataset one_sample() {
  Dataset data;
  data.columns = {"x", "y"};
  data.target_columns = {1};
  data.inputs = {{1}};
  data.targets = {{1}};
  return data;
}

Network product(const Rational& w1, const Rational& w2) {
  const auto layer = [](const Rational& weight) {
    DenseLayer result;
    result.input_count = 1;
    result.weights.resize(1);
    if (weight != 0)
      result.weights[0] = {{0, weight}};
    result.biases = {0};
    result.has_biases = false;
    result.activation = identity_activation();
    return result;
  };
  return {{layer(w1), layer(w2)}, {}};
}

Direction along(int first, int second) {
  Direction result;
  if (first != 0)
    result.weights.push_back({0, 0, 0, first});
  if (second != 0)
    result.weights.push_back({1, 0, 0, second});
  return result;
}

} // namespace

TEST_CASE("the risk along a ray, falling, rising or constant", "[landscape]") {
  const Dataset data = one_sample();
  const RiskAlong down = risk_along(product(0, 0), data, along(1, 1));
  CHECK(down.at_zero == 1);
  CHECK(down.difference == Polynomial({0, 0, -2, 0, 1}));
  CHECK(down.epsilon == Rational(1));
  CHECK(risk_along(product(0, 0), data, along(1, -1)).difference == Polynomial({0, 0, 2, 0, 1}));
  CHECK(risk_along(product(0, 0), data, along(1, 0)).difference.is_zero());
  const WeightedLoss absolute_loss = loss(LossKind::absolute);
  const RiskAlong absolute = risk_along(product(0, 0), {data, absolute_loss}, along(1, 2));
  CHECK(absolute.difference == Polynomial({0, 0, -2})); // |2ε² − 1| − 1 for 2ε² < 1
  CHECK(absolute.epsilon == Rational(1, 2));
}

TEST_CASE("a saddle has gradient 0, a ray down and a ray up", "[landscape]") {
  const Saddle found = saddle(product(0, 0), one_sample(), along(1, 1), along(1, -1));
  CHECK(found.descent.epsilon == 1);
  CHECK(found.ascent.epsilon == 1);
  CHECK(found.ascent.risk_difference == Polynomial({0, 0, 2, 0, 1}));
  CHECK_THROWS_WITH(saddle(product(0, 0), one_sample(), along(1, -1), along(1, -1)),
                    Catch::Contains("falls"));
  CHECK_THROWS_WITH(saddle(product(0, 0), one_sample(), along(1, 1), along(0, 1)),
                    Catch::Contains("rises"));
  CHECK_THROWS_AS(saddle(product(1, 0), one_sample(), along(0, 1), along(0, -1)), ClaimError);
}
