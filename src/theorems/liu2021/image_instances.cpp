// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/image_instances.hpp"

#include "exact/error.hpp"
#include "theorems/liu2021/images.hpp"
#include "theorems/sampled_data.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;

/// At least as many samples as are not fitted exactly; by default eight more than the features.
std::size_t sample_count(const InstanceParameters& given, std::size_t features) {
  const std::size_t samples = given.samples.value_or(features + 8);
  if (samples < features + 2)
    throw UsageError(
        fmt::format("--samples: expected at least {} (there are {} features), found {}",
                    features + 2, features, samples));
  return samples;
}

InstanceParameters with_image_sizes(const InstanceParameters& given, std::size_t samples,
                                    std::size_t side, std::size_t outputs) {
  InstanceParameters p = given;
  p.seed = given.seed.value_or(1);
  p.samples = samples;
  p.dimension = side;
  p.outputs = outputs;
  return p;
}

/// Exact least squares in many more pixels would take hours.
constexpr std::size_t largest_image_side = 16;

void require_side(std::size_t side, std::size_t least) {
  if (side < least || side > largest_image_side)
    throw UsageError(
        fmt::format("--dimension: expected {} to {} (the side of the images), found {}", least,
                    largest_image_side, side));
}

void require_outputs(std::size_t outputs) {
  if (outputs == 0)
    throw UsageError("--outputs: expected at least 1, found 0");
}

Dataset images_for(const InstanceParameters& p) {
  return image_data(*p.samples, *p.dimension, *p.outputs, *p.seed);
}

/// 4 × 4 images with one and two outputs, 8 × 8 images with one, unless sizes are given.
Cases unpooled_cases(const InstanceParameters& given) {
  using Sizes = std::vector<std::pair<std::size_t, std::size_t>>; // side, outputs
  const bool is_given = given.dimension || given.outputs || given.samples;
  const Sizes sizes = is_given ? Sizes{{given.dimension.value_or(4), given.outputs.value_or(1)}}
                               : Sizes{{4, 1}, {4, 2}, {8, 1}};
  const std::size_t convolutions = given.depth.value_or(2);
  if (convolutions == 0)
    throw UsageError("--depth: expected at least 1 (convolutions), found 0");
  Cases cases;
  for (const auto& [side, outputs] : sizes) {
    require_outputs(outputs);
    require_side(side, 2);
    InstanceParameters p = with_image_sizes(given, sample_count(given, side * side), side, outputs);
    p.depth = convolutions;
    cases.push_back(
        {fmt::format("side{}-y{}", side, outputs), p, Verdict::spurious_minimum, [p] {
           const Dataset images = images_for(p);
           return decided(
               with_dense_head(delta_filters(*p.dimension, 2 * *p.outputs, *p.depth), images),
               images);
         }});
  }
  return cases;
}

/// Positions after a convolution without padding and 2 × 2 windows.
std::size_t pooled_positions(std::size_t side, const Shape& kernel) {
  require_side(side, std::max(kernel[0], kernel[1]) + 1);
  return ((side - kernel[0] + 1) / 2) * ((side - kernel[1] + 1) / 2);
}

/// 2 d_y filters and four offsets, d_y = 1: the optimum needs more filters, and then nothing is
/// certified.
InstanceCase too_few_filters(const InstanceParameters& given, ImagePooling pooling) {
  const Shape kernel = {2, 2};
  const std::size_t side = given.dimension.value_or(6), positions = pooled_positions(side, kernel);
  const InstanceParameters p = with_image_sizes(given, sample_count(given, 4 * positions), side, 1);
  return {fmt::format("side{}-y1-four-offsets", side), p, Verdict::undecided,
          [p, kernel, positions, pooling]() -> Outcome {
            const Dataset images = images_for(p);
            const Network body = pooled_delta_filters(images, *p.dimension, kernel, pooling);
            const std::size_t filters = required_filters(feature_data(body, images), positions);
            if (filters <= 2)
              return decided(with_dense_head(body, images), images);
            return {{},
                    fmt::format("the only optimal fit over the reachable maps of a 2 × 2 kernel "
                                "needs {} filters (the rank of its coefficients), 2 d_y = 2 do not "
                                "compute it",
                                filters)};
          }};
}

Cases pooled_cases(const InstanceParameters& given, ImagePooling pooling) {
  Cases cases;
  const std::size_t side = given.dimension.value_or(6);
  for (const std::size_t outputs : values_or(given.outputs, {1, 2})) {
    require_outputs(outputs);
    const Shape kernel = {2, outputs};
    const std::size_t features = 2 * outputs * pooled_positions(side, kernel);
    const InstanceParameters p =
        with_image_sizes(given, sample_count(given, features), side, outputs);
    cases.push_back(
        {fmt::format("side{}-y{}", side, outputs), p, Verdict::spurious_minimum,
         [p, kernel, pooling] {
           const Dataset images = images_for(p);
           return decided(
               with_dense_head(pooled_delta_filters(images, *p.dimension, kernel, pooling), images),
               images);
         }});
  }
  return cases;
}

Cases with_question(Cases cases, const InstanceParameters& given, ImagePooling pooling) {
  if (!given.outputs && !given.samples)
    cases.push_back(too_few_filters(given, pooling));
  return cases;
}

} // namespace

std::vector<Instance> liu2021_theorem2() {
  using enum Parameter;
  const auto average = [](const InstanceParameters& given) {
    return with_question(pooled_cases(given, ImagePooling::average), given, ImagePooling::average);
  };
  const auto maximum = [](const InstanceParameters& given) {
    return with_question(pooled_cases(given, ImagePooling::maximum), given, ImagePooling::maximum);
  };
  return {
      {"liu2021",
       "theorem2-average",
       "Theorem 2 with average pooling: 2 d_y filters that are deltas, 2 hidden dense layers of "
       "2 d_y units",
       {seed, samples, dimension, outputs},
       average},
      {"liu2021",
       "theorem2-max",
       "Theorem 2 with max pooling: filters near one delta, so that all windows select alike",
       {seed, samples, dimension, outputs},
       maximum},
      {"liu2021",
       "theorem2-nopool",
       "Theorem 2 without pooling: convolutions that pass the image on by delta filters",
       {seed, samples, dimension, outputs, depth},
       unpooled_cases}};
}

} // namespace thalweg
