// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/images.hpp"

#include "exact/error.hpp"
#include "exact/linear_algebra.hpp"
#include "exact/row_space.hpp"
#include "network/windowed_layer.hpp"
#include "theorems/liu2021/minimal.hpp"
#include "theorems/sampled_data.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr long brightest = 16;

/// A bright line through a random point, and in each pixel a different fraction of 1.
Vector random_image(SeededSource& source, std::size_t side) {
  const long last = static_cast<long>(side) - 1, count = static_cast<long>(side * side);
  const long row = source.integer(0, last), column = source.integer(0, last);
  const long down = source.integer(0, 2), across = source.integer(down == 0 ? 1 : -2, 2);
  std::vector<long> order;
  for (long k = 0; k < count; ++k)
    order.insert(order.begin() + source.integer(0, k), k);
  Vector image;
  for (long k = 0; k < count; ++k) {
    const long distance =
        std::abs(down * (k % (last + 1) - column) - across * (k / (last + 1) - row));
    const long grey = std::max(0L, brightest - 5 * distance);
    image.push_back(grey + fraction(order[static_cast<std::size_t>(k)], count));
  }
  return image;
}

/// One filter per row of (index, weight) pairs over all input channels; `bias` for each.
Layer convolution(const Shape& input, const Shape& kernel, const Shape& padding,
                  std::vector<SparseRow> filters, const Rational& bias) {
  SlidingWindow window;
  window.size = kernel;
  window.padding = padding;
  Vector biases(filters.size(), bias);
  return convolution_layer(input, window, 1, std::move(filters), std::move(biases), relu(),
                           "filters");
}

SlidingWindow pooling_window() {
  SlidingWindow window;
  window.size = {2, 2};
  return window;
}

/// The output of layers without additions.
Vector features_at(const Network& body, Vector h) {
  for (const Layer& layer : body.layers) {
    h = pre_activations(layer, h);
    for (Rational& value : h)
      value = layer.activation(value);
  }
  return h;
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
               ImagePooling pooling) {
  Network body;
  body.input_shape = input;
  body.layers.push_back(convolution(input, kernel, {0, 0}, std::move(filters), 1));
  const Shape shape = body.layers[0].output_shape;
  body.layers.push_back(pooling == ImagePooling::average
                            ? average_pooling_layer(shape, pooling_window(), "pooling")
                            : max_pooling_layer(shape, pooling_window(), "pooling"));
  return body;
}

std::vector<SparseRow> near_deltas(std::size_t offsets, const Rational& epsilon) {
  std::vector<SparseRow> filters = {{{0, 1}}};
  for (std::size_t j = 1; j < offsets; ++j)
    filters.push_back({{0, 1}, {j, epsilon}});
  return filters;
}

} // namespace

Dataset image_data(std::size_t samples, std::size_t side, std::size_t outputs, std::uint64_t seed) {
  SeededSource source(seed);
  std::vector<Vector> inputs, targets;
  for (std::size_t i = 0; i < samples; ++i) {
    inputs.push_back(random_image(source, side));
    Vector target;
    for (std::size_t o = 0; o < outputs; ++o)
      target.emplace_back(source.integer(0, 9));
    targets.push_back(std::move(target));
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
  const Shape input = {1, side, side};
  const std::size_t count = volume(offsets);
  if (pooling == ImagePooling::average) {
    std::vector<SparseRow> filters;
    for (std::size_t j = 0; j < count; ++j)
      filters.push_back({{j, 1}});
    return pooled(input, offsets, std::move(filters), pooling);
  }
  for (Rational epsilon(1, 64);; epsilon /= 2) {
    Network body = pooled(input, offsets, near_deltas(count, epsilon), pooling);
    if (selects_alike(body, images, count))
      return body;
  }
}

Dataset feature_data(const Network& body, const Dataset& images) {
  std::vector<Vector> features;
  for (const Vector& image : images.inputs)
    features.push_back(features_at(body, image));
  return dataset_of(std::move(features), images.targets);
}

NetworkPair with_dense_head(const Network& body, const Dataset& images, const WeightedLoss& loss) {
  NetworkPair pair = liu_minimal(feature_data(body, images), relu(), loss);
  for (Network* network : {&pair.minimum, &pair.better}) {
    network->input_shape = body.input_shape;
    network->layers.insert(network->layers.begin(), body.layers.begin(), body.layers.end());
  }
  return pair;
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
