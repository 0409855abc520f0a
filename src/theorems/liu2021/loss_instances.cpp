// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/loss_instances.hpp"

#include "exact/error.hpp"
#include "theorems/corner.hpp"
#include "theorems/liu2021/images.hpp"
#include "theorems/liu2021/minimal.hpp"
#include "theorems/sampled_data.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;

/// The given one, or one of each kind but the squared loss.
std::vector<Loss> losses(const InstanceParameters& given) {
  std::vector<Loss> result;
  try {
    for (const std::string& text :
         values_or(given.loss, {"absolute", "huber:1", "epsilon:1/4", "quantile:1/3", "hinge",
                                "squared-hinge"}))
      result.push_back(loss_of_text(text));
  } catch (const InputError& error) {
    throw UsageError(std::string("--") + error.what()); // "loss huber: expected …"
  }
  return result;
}

/// Labels for losses that ask for them: is a target above the middle?
Dataset with_labels(Dataset data, const Loss& loss, const Rational& middle) {
  if (has_labels(loss))
    for (Vector& target : data.targets)
      for (Rational& y : target)
        y = y > middle ? 1 : -1;
  return data;
}

InstanceParameters with_loss_and_sizes(const InstanceParameters& given, const Loss& loss,
                                       std::size_t samples, std::size_t dimension) {
  InstanceParameters p = with_data_sizes(given, samples, dimension);
  p.loss = to_string(loss);
  p.outputs = given.outputs.value_or(1);
  if (*p.outputs == 0)
    throw UsageError("--outputs: expected at least 1, found 0");
  return p;
}

Cases dense_cases(const InstanceParameters& given) {
  Cases cases;
  for (const Loss& loss : losses(given))
    for (const std::size_t dimension : values_or(given.dimension, {1, 2})) {
      const InstanceParameters p = with_loss_and_sizes(given, loss, 12, dimension);
      cases.push_back({fmt::format("{}-x{}-y{}", file_word(*p.loss), dimension, *p.outputs), p,
                       Verdict::spurious_minimum, [p, loss] {
                         const Dataset data = with_labels(pseudo_random_data(p), loss, 0);
                         const WeightedLoss weighted(loss);
                         const Problem problem(data, weighted);
                         return decided(liu_minimal(problem, relu()), problem);
                       }});
    }
  return cases;
}

constexpr std::size_t least_side = 2, largest_window_side = 8;

Cases image_cases(const InstanceParameters& given) {
  const std::size_t side = given.dimension.value_or(3);
  if (side < least_side || side > largest_window_side)
    throw UsageError(
        fmt::format("--dimension: expected {} to {} (the side of the images), found {}", least_side,
                    largest_window_side, side));
  Cases cases;
  for (const Loss& loss : losses(given)) {
    // labels are often told apart by a hyperplane of few samples
    const std::size_t factor = has_labels(loss) ? 4 : 2;
    const InstanceParameters p = with_loss_and_sizes(given, loss, factor * side * side, side);
    cases.push_back({fmt::format("{}-side{}-y{}", file_word(*p.loss), side, *p.outputs), p,
                     Verdict::spurious_minimum, [p, loss] {
                       const Dataset images =
                           with_labels(image_data(*p.samples, *p.dimension, *p.outputs, *p.seed),
                                       loss, fraction(9, 2));
                       const Network body = delta_filters(*p.dimension, 2 * *p.outputs, 2);
                       const WeightedLoss weighted(loss);
                       const Problem problem(images, weighted);
                       return decided(with_dense_head(body, problem), problem);
                     }});
  }
  return cases;
}

} // namespace

std::vector<Instance> liu2021_losses() {
  using enum Parameter;
  return {
      {"liu2021",
       "theorem1-losses",
       "Theorem 1 at its minimal size with absolute, Huber, epsilon-insensitive, quantile, hinge "
       "and squared hinge loss",
       {seed, samples, dimension, outputs, loss},
       dense_cases},
      {"liu2021",
       "theorem2-losses",
       "Theorem 2 without pooling with the same losses: optimal fits over the reachable maps",
       {seed, samples, dimension, outputs, loss},
       image_cases}};
}

} // namespace thalweg
