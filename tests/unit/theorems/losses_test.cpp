// SPDX-License-Identifier: GPL-3.0-or-later
//
// Theorems 1 and 2 of liu2021 with other losses, and one kink in any loss.

#include "exact/error.hpp"
#include "network/named_activation.hpp"
#include "theorems/kink_fit.hpp"
#include "theorems/liu2021/loss_instances.hpp"
#include "theorems/liu2021/minimal.hpp"
#include "theorems/sampled_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

const Corner relu_corner = corners(relu()).front();

ConvexFit fit_of(const Problem& problem) {
  return convex_fit(problem, one_group(problem.data).members().front());
}

} // namespace

TEST_CASE("one kink fits the absolute value", "[theorems]") {
  // |x| at −2, …, 2 with thresholds half way between samples, where no kink fits exactly: from the
  // kink at 1/2 on, slope 1 for x ≥ 1 and slope −1 for x ≤ −1 meet with e.g. 1 at x = 1, 2 at 2 and
  // −x before: at 0 both say 0. So p = −x, e [x − 1/2]_+ with p + e φ = 1 at 1 and 2 at 2 needs
  // e/2 = 2 and 3e/2 = 4: not exact; the sum of losses left is at most 2/3 (e = 8/3).
  const Dataset data = dataset_of({{-2}, {-1}, {0}, {1}, {2}}, {{2}, {1}, {0}, {1}, {2}});
  const WeightedLoss absolute(loss(LossKind::absolute));
  const ConvexFit affine = fit_of({data, absolute});
  CHECK(sum_of_losses({data, absolute}, {0, 1, 2, 3, 4}, affine.p) == 3);
  const auto kink = kink_fit({data, absolute}, 0, affine, relu_corner);
  REQUIRE(kink);
  Rational sum;
  for (std::size_t i = 0; i < 5; ++i)
    sum += abs(Rational(kink->p(data.inputs[i]) +
                        kink->factor * relu_corner(kink->q(data.inputs[i])) - data.targets[i][0]));
  CHECK(sum <= Rational(2, 3));
}

TEST_CASE("one kink need not help the absolute loss, and does help the others", "[theorems]") {
  // erratum-two-pieces-absolute-loss: the best affine function has the sum 1, so have all functions
  // with one kink. Squared hinge and Huber losses gain.
  std::vector<Vector> inputs, targets;
  for (int x = -3; x <= 3; ++x) {
    inputs.push_back({Rational(x)});
    targets.push_back({Rational(x == 0 ? 1 : 0)});
  }
  const Dataset data = dataset_of(inputs, targets);
  const WeightedLoss absolute(loss(LossKind::absolute)), huber(loss(LossKind::huber, 1));
  CHECK_FALSE(kink_fit({data, absolute}, 0, fit_of({data, absolute}), relu_corner));
  CHECK_THROWS_AS(liu_minimal({data, absolute}, relu()), ClaimError);
  CHECK(kink_fit({data, huber}, 0, fit_of({data, huber}), relu_corner));
}

TEST_CASE("Theorem 1 with two outputs, one fitted, and with weights", "[theorems]") {
  const Dataset data =
      dataset_of({{-2}, {-1}, {0}, {1}, {2}}, {{2, 1}, {1, 2}, {0, 3}, {1, 4}, {2, 5}});
  WeightedLoss one(loss(LossKind::quantile, Rational(1, 3)));
  one.output_weights = {2, Rational(1, 2)};
  one.sample_weights = {1, 1, 2, 1, 1};
  for (const Activation& activation : {relu(), *named_activation("leaky_relu:1/100")}) {
    const Outcome outcome = decided(liu_minimal({data, one}, activation), {data, one});
    REQUIRE(verdict_of(outcome) == Verdict::spurious_minimum);
    CHECK(outcome.document->weighted_loss() == one);
    CHECK(outcome.document->local_minimum->subgradients.size() == 5);
  }
}

TEST_CASE("Theorems 1 and 2 with every loss are what they should be", "[theorems]") {
  for (const Instance& instance : liu2021_losses())
    for (const InstanceCase& one : instance.cases({})) {
      CAPTURE(instance.name, one.name);
      const Outcome outcome = one.outcome();
      CHECK(verdict_of(outcome) == one.expected);
      REQUIRE(outcome.document);
      CHECK_FALSE(is_plain_squared(outcome.document->weighted_loss()));
      CHECK(outcome.document->local_minimum->subgradients.empty() !=
            has_kinks(outcome.document->weighted_loss()));
    }
  InstanceParameters wrong;
  wrong.outputs = 0;
  for (const Instance& instance : liu2021_losses())
    CHECK_THROWS_AS(instance.cases(wrong), UsageError);
}
