// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/windowed_layer.hpp"

#include "exact/error.hpp"
#include "network/layer_expansion.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

/// A term takes about 100 bytes: a layer at the limit needs about a gigabyte.
constexpr std::size_t most_terms = 10'000'000;

void require_few(std::size_t limited_count, const std::string& what, const std::string& place) {
  if (limited_count > most_terms)
    throw ResourceLimit(
        fmt::format("{}: expected at most {} {}, found more", place, most_terms, what));
}

/// input shape, output shape and window; `sizes_per_entry` are the channel counts that multiply the
/// number of entries of all windows.
Layer layer_with_windows(LayerKind kind, const Shape& input_shape, SlidingWindow window,
                         std::size_t output_channels, std::size_t terms_per_entry,
                         const std::string& place, const std::string& size_key) {
  Layer layer;
  layer.kind = kind;
  layer.input_shape = input_shape;
  layer.input_count = volume(input_shape);
  layer.output_shape = {output_channels};
  for (const std::size_t size : output_sizes(window, input_shape, place, size_key))
    layer.output_shape.push_back(size);
  require_few(limited_volume(layer.output_shape, most_terms), "units", place);
  const std::size_t entries = entry_count(window, input_shape, layer.output_shape, most_terms);
  require_few(limited_volume({entries, terms_per_entry}, most_terms), "terms", place);
  layer.window = std::move(window);
  return layer;
}

Layer pooling_layer(LayerKind kind, const Shape& input_shape, SlidingWindow window,
                    const std::string& place) {
  if (window.stride.empty())
    window.stride = window.size;
  window = completed(std::move(window), input_shape, place, "window");
  require(window.dilation == Shape(window.size.size(), 1),
          "pooling: expected no dilation, found some");
  for (std::size_t axis = 0; axis < window.size.size(); ++axis)
    if (window.padding[axis] >= window.size[axis])
      throw InputError(fmt::format("{}/padding/{}: expected less than the window {}, found {}",
                                   place, axis, window.size[axis], window.padding[axis]));
  const std::size_t channels = input_shape.front();
  Layer layer =
      layer_with_windows(kind, input_shape, std::move(window), channels, channels, place, "window");
  layer.activation = identity_activation();
  layer.has_biases = false;
  expand(layer);
  return layer;
}

} // namespace

std::size_t filter_size(const Shape& input_shape, const SlidingWindow& kernel, std::size_t groups,
                        const std::string& place) {
  const Shape size = completed(kernel, input_shape, place, "kernel").size;
  if (groups == 0 || input_shape.front() % groups != 0)
    throw InputError(fmt::format("{}/groups: expected a divisor of {} (input channels), found {}",
                                 place, input_shape.front(), groups));
  const std::size_t weights =
      limited_volume({input_shape.front() / groups, limited_volume(size, most_terms)}, most_terms);
  require_few(weights, "weights in a filter", place + "/kernel");
  return weights;
}

Layer convolution_layer(const Shape& input_shape, SlidingWindow kernel, std::size_t groups,
                        std::vector<SparseRow> filters, std::optional<Vector> biases,
                        Activation activation, const std::string& place) {
  filter_size(input_shape, kernel, groups, place);
  kernel = completed(std::move(kernel), input_shape, place, "kernel");
  if (filters.empty() || filters.size() % groups != 0)
    throw InputError(fmt::format("{}/weights: expected a positive multiple of {} rows (groups), "
                                 "found {}",
                                 place, groups, filters.size()));
  const std::size_t terms_per_entry =
      limited_volume({filters.size(), input_shape.front() / groups}, most_terms);
  Layer layer = layer_with_windows(LayerKind::convolution, input_shape, std::move(kernel),
                                   filters.size(), terms_per_entry, place, "kernel");
  layer.activation = std::move(activation);
  layer.groups = groups;
  layer.has_biases = biases.has_value();
  layer.filter_biases = biases ? std::move(*biases) : Vector(filters.size(), Rational(0));
  layer.filters = std::move(filters);
  require(layer.filter_biases.size() == layer.filters.size(),
          "convolution: expected one bias per filter, found another count");
  expand(layer);
  return layer;
}

Layer average_pooling_layer(const Shape& input_shape, SlidingWindow window,
                            const std::string& place) {
  return pooling_layer(LayerKind::average_pooling, input_shape, std::move(window), place);
}

Layer max_pooling_layer(const Shape& input_shape, SlidingWindow window, const std::string& place) {
  return pooling_layer(LayerKind::max_pooling, input_shape, std::move(window), place);
}

Layer addition_layer(const Network& layers, std::size_t with, Activation activation,
                     const std::string& place) {
  const std::size_t last = layers.layers.size();
  if (last == 0)
    throw InputError(place + ": expected another layer first, found an addition");
  if (with >= last)
    throw InputError(fmt::format("{}/with: expected an output below {} (0 is the input of the "
                                 "network), found {}",
                                 place, last, with));
  Layer layer;
  layer.kind = LayerKind::addition;
  layer.input_shape = shape_of_output(layers, last);
  if (const Shape other = shape_of_output(layers, with); other != layer.input_shape)
    throw InputError(fmt::format("{}/with: expected an output of shape {}, found {}", place,
                                 shape_text(layer.input_shape), shape_text(other)));
  layer.input_count = 2 * volume(layer.input_shape);
  layer.output_shape = layer.input_shape;
  layer.activation = std::move(activation);
  layer.has_biases = false;
  layer.with = with;
  expand(layer);
  return layer;
}

} // namespace thalweg
