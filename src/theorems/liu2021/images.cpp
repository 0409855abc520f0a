// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/images.hpp"

#include "exact/error.hpp"
#include "exact/linear_algebra.hpp"
#include "exact/row_space.hpp"
#include "network/walk.hpp"
#include "network/windowed_layer.hpp"
#include "theorems/liu2021/minimal.hpp"
#include "theorems/sampled_data.hpp"

#include <algorithm>
#include <array>

namespace thalweg {

namespace {

constexpr long brightest = 16;

/// Rows down and columns across of one step along a line.
struct Step {
  long down, across;
};

/// The directions of the lines of classes.
constexpr std::array<Step, 10> class_steps = {
    {{0, 1}, {1, 0}, {1, 1}, {1, -1}, {1, 2}, {1, -2}, {2, 1}, {2, -1}, {1, 3}, {1, -3}}};

constexpr long noise_levels = 4;

/// A bright line through a random point, and in each pixel a different fraction of 1, or one of few
/// whole numbers. Without a step its direction is random.
Vector random_image(SeededSource& source, std::size_t side, GreyValues values,
                    std::optional<Step> step = {}) {
  const long last = static_cast<long>(side) - 1, count = static_cast<long>(side * side);
  const long row = source.integer(0, last), column = source.integer(0, last);
  if (!step) {
    const long down = source.integer(0, 2);
    step = Step{down, source.integer(down == 0 ? 1 : -2, 2)};
  }
  std::vector<long> order;
  for (long k = 0; k < count; ++k)
    order.insert(order.begin() + source.integer(0, k), k);
  Vector image;
  for (long k = 0; k < count; ++k) {
    const long distance =
        std::abs(step->down * (k % (last + 1) - column) - step->across * (k / (last + 1) - row));
    const long grey = std::max(0L, brightest - 5 * distance);
    const long place = order[static_cast<std::size_t>(k)];
    image.push_back(grey + (values == GreyValues::distinct
                                ? fraction(place, count)
                                : Rational(place * noise_levels / count)));
  }
  return image;
}

/// One filter per row of (index, weight) pairs over all input channels; `bias` for each.
Layer convolution(const Shape& input, const Shape& kernel, const Shape& padding,
                  std::vector<SparseRow> filters, const Rational& bias, std::size_t stride = 1) {
  SlidingWindow window;
  window.size = kernel;
  window.padding = padding;
  if (stride > 1)
    window.stride = {stride, stride};
  Vector biases(filters.size(), bias);
  return convolution_layer(input, window, 1, std::move(filters), std::move(biases), relu(),
                           "filters");
}

SlidingWindow pooling_window(const Shape& size) {
  SlidingWindow window;
  window.size = size;
  return window;
}

/// The entries that max pooling selects in all windows of the first channel, or in all channels.
std::vector<std::size_t> selections(const Network& body, const Vector& image, std::size_t channel) {
  Vector h = pre_activations(body.layers[0], image);
  const Layer& pooling = body.layers[1];
  const std::size_t positions = position_count(pooling.output_shape);
  std::vector<std::size_t> result;
  for (std::size_t p = 0; p < positions; ++p) {
    const auto selected = selected_entry(pooling, channel * positions + p, h);
    require(selected.has_value(), "images: a window has two largest entries");
    result.push_back(*selected);
  }
  return result;
}

bool selects_alike(const Network& body, const Dataset& images, std::size_t channels) {
  for (const Vector& image : images.inputs)
    for (std::size_t channel = 1; channel < channels; ++channel)
      if (selections(body, image, channel) != selections(body, image, 0))
        return false;
  return true;
}

Network pooled(const Shape& input, const Shape& kernel, std::vector<SparseRow> filters,
               ImagePooling pooling, const Shape& window) {
  Network body;
  body.input_shape = input;
  body.layers.push_back(convolution(input, kernel, {0, 0}, std::move(filters), 1));
  const Shape shape = body.layers[0].output_shape;
  body.layers.push_back(pooling == ImagePooling::average
                            ? average_pooling_layer(shape, pooling_window(window), "pooling")
                            : max_pooling_layer(shape, pooling_window(window), "pooling"));
  return body;
}

std::vector<SparseRow> near_deltas(std::size_t offsets, const Rational& epsilon) {
  std::vector<SparseRow> filters = {{{0, 1}}};
  for (std::size_t j = 1; j < offsets; ++j)
    filters.push_back({{0, 1}, {j, epsilon}});
  return filters;
}

std::vector<SparseRow> deltas(std::size_t offsets) {
  std::vector<SparseRow> filters;
  for (std::size_t j = 0; j < offsets; ++j)
    filters.push_back({{j, 1}});
  return filters;
}

/// As `pooled_delta_filters`, by windows of any size.
Network pooled_deltas(const Dataset& images, std::size_t side, const Shape& offsets,
                      ImagePooling pooling, const Shape& window) {
  const Shape input = {1, side, side};
  const std::size_t count = volume(offsets);
  if (pooling == ImagePooling::average)
    return pooled(input, offsets, deltas(count), pooling, window);
  for (Rational epsilon(1, 64);; epsilon /= 2) {
    Network body = pooled(input, offsets, near_deltas(count, epsilon), pooling, window);
    if (selects_alike(body, images, count))
      return body;
  }
}

} // namespace

Dataset image_data(std::size_t samples, std::size_t side, std::size_t outputs, std::uint64_t seed) {
  SeededSource source(seed);
  std::vector<Vector> inputs, targets;
  for (std::size_t i = 0; i < samples; ++i) {
    inputs.push_back(random_image(source, side, GreyValues::distinct));
    Vector target;
    for (std::size_t o = 0; o < outputs; ++o)
      target.emplace_back(source.integer(0, 9));
    targets.push_back(std::move(target));
  }
  return dataset_of(std::move(inputs), std::move(targets));
}

Dataset class_images(std::size_t samples, std::size_t side, std::size_t classes, GreyValues values,
                     std::uint64_t seed) {
  SeededSource source(seed);
  const long last = static_cast<long>(classes) - 1;
  std::vector<Vector> inputs, targets;
  for (std::size_t i = 0; i < samples; ++i) {
    const long drawn = source.integer(0, last);
    inputs.push_back(
        random_image(source, side, values, class_steps[static_cast<std::size_t>(drawn)]));
    targets.push_back({i % 3 == 2 ? source.integer(0, last) : drawn});
  }
  return dataset_of(std::move(inputs), std::move(targets));
}

Network delta_filters(std::size_t side, std::size_t filters, std::size_t convolutions) {
  constexpr std::size_t centre = 4, kernel_size = 9;
  Network body;
  body.input_shape = {1, side, side};
  Shape input = body.input_shape;
  for (std::size_t layer = 0; layer < convolutions; ++layer) {
    std::vector<SparseRow> rows;
    for (std::size_t j = 0; j < filters; ++j) // each channel passes its own on
      rows.push_back({{(layer == 0 ? 0 : j) * kernel_size + centre, 1}});
    body.layers.push_back(convolution(input, {3, 3}, {1, 1}, std::move(rows), 1));
    input = body.layers.back().output_shape;
  }
  return body;
}

Network pooled_delta_filters(const Dataset& images, std::size_t side, const Shape& offsets,
                             ImagePooling pooling) {
  return pooled_deltas(images, side, offsets, pooling, {2, 2});
}

Network two_features(std::size_t side) {
  Network body;
  body.input_shape = {1, side, side};
  body.layers.push_back(convolution(body.input_shape, {1, 2}, {0, 0}, deltas(2), 1));
  body.layers.push_back(average_pooling_layer(body.layers.front().output_shape,
                                              pooling_window({side, side - 1}), "pooling"));
  return body;
}

Network few_filters(const Dataset& images, std::size_t side, const Shape& kernel,
                    ImagePooling pooling) {
  if (pooling != ImagePooling::none)
    return pooled_deltas(images, side, kernel, pooling,
                         {(side - kernel[0] + 1) / 2, (side - kernel[1] + 1) / 2});
  Network body;
  body.input_shape = {1, side, side};
  body.layers.push_back(
      convolution(body.input_shape, kernel, {0, 0}, deltas(volume(kernel)), 1, side / 2));
  return body;
}

Network reading_pixels(Network head, const Network& body, ImagePooling pooling) {
  if (pooling != ImagePooling::maximum)
    return head;
  // z_0 = h_0, z_j = (h_j − h_0)/ε at each position
  const Rational epsilon = body.layers[0].weights[1].back().second;
  Layer& first = head.layers.front();
  const std::size_t positions = position_count(body.layers.back().output_shape);
  for (SparseRow& row : first.weights) {
    Vector entries(first.input_count);
    for (const auto& [k, weight] : row) {
      if (k < positions) {
        entries[k] += weight;
        continue;
      }
      entries[k] += weight / epsilon;
      entries[k % positions] -= weight / epsilon;
    }
    row.clear();
    for (std::size_t k = 0; k < entries.size(); ++k)
      if (entries[k] != 0)
        row.emplace_back(k, entries[k]);
  }
  return head;
}

Dataset pixel_data(const Network& body, const Dataset& images, ImagePooling pooling) {
  Dataset data = feature_data(body, images);
  if (pooling != ImagePooling::maximum)
    return data;
  const Rational epsilon = body.layers[0].weights[1].back().second;
  const std::size_t positions = position_count(body.layers.back().output_shape);
  for (Vector& h : data.inputs)
    for (std::size_t k = h.size(); k-- > positions;)
      h[k] = (h[k] - h[k % positions]) / epsilon;
  return data;
}

Dataset feature_data(const Network& body, const Dataset& images) {
  std::vector<Vector> features;
  for (const Vector& image : images.inputs)
    features.push_back(network_values(body, image, body.layers.size()).h.back());
  return dataset_of(std::move(features), images.targets);
}

NetworkPair with_dense_head(const Network& body, const Problem& problem) {
  const NetworkPair head = liu_minimal({feature_data(body, problem.data), problem.loss}, relu());
  return {stacked(body, head.minimum), stacked(body, head.better)};
}

Network stacked(const Network& body, const Network& head) {
  Network result = body;
  result.layers.insert(result.layers.end(), head.layers.begin(), head.layers.end());
  return result;
}

std::size_t required_filters(const Dataset& features, std::size_t positions) {
  const std::size_t count = features.input_dimension(), channels = count / positions;
  const SampleSet everyone = one_group(features).members().front();
  const AffineLeastSquares fit = affine_least_squares(features.inputs, features.targets, everyone,
                                                      count, features.target_dimension());
  require(fit.columns.size() == count + 1, "images: the features are not independent");
  RowSpace rows(channels);
  for (const Vector& coefficients : fit.coefficients) // the constant first
    for (std::size_t position = 0; position < positions; ++position) {
      Vector row;
      for (std::size_t channel = 0; channel < channels; ++channel)
        row.push_back(coefficients[1 + channel * positions + position]);
      rows.insert(row);
    }
  return rows.rank();
}

} // namespace thalweg
