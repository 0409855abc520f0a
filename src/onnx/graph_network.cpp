// SPDX-License-Identifier: GPL-3.0-or-later

#include "onnx/graph_network.hpp"

#include "exact/error.hpp"
#include "exact/finite.hpp"
#include "exact/watched_work.hpp"
#include "network/composed_activation.hpp"
#include "network/windowed_layer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace thalweg {

namespace {

/// Does the value have all entries of its source, in their order?
bool is_whole(const GraphValue& x, std::size_t source_count) {
  if (x.entries.empty())
    return true;
  if (x.entries.size() != source_count)
    return false;
  for (std::size_t k = 0; k < source_count; ++k)
    if (x.entries[k] != k)
      return false;
  return true;
}

bool is_uniform(const Vector& numbers) {
  return std::all_of(numbers.begin(), numbers.end(),
                     [&](const Rational& number) { return number == numbers.front(); });
}

/// Is the number the same at all positions of a channel?
bool is_uniform_by_channel(const Vector& numbers, std::size_t channels) {
  const std::size_t positions = numbers.size() / channels;
  for (std::size_t k = 0; k < numbers.size(); ++k)
    if (numbers[k] != numbers[k / positions * positions])
      return false;
  return true;
}

/// One number per parameter row; empty stays empty.
Vector by_row(const Vector& numbers, std::size_t rows) {
  Vector result;
  for (std::size_t row = 0; row < rows && !numbers.empty(); ++row)
    result.push_back(numbers[row * (numbers.size() / rows)]);
  return result;
}

/// Equal indices are added up.
SparseRow sorted_row(std::map<std::size_t, Rational> weights) {
  SparseRow row;
  for (auto& [index, weight] : weights)
    if (weight != 0)
      row.emplace_back(index, std::move(weight));
  return row;
}

bool is_nondecreasing(const Activation& activation) {
  return std::all_of(activation.slopes.begin(), activation.slopes.end(),
                     [](const Rational& slope) { return slope >= 0; });
}

Extents with_last_extent(Extents extents, std::size_t last) {
  if (extents.empty())
    return {last};
  extents.back() = last;
  return extents;
}

/// [1, channels, positions…]
Extents with_sample_axis(const Shape& shape) {
  Extents extents{1};
  extents.insert(extents.end(), shape.begin(), shape.end());
  return extents;
}

bool is_zero_constant(const GraphValue& constant, std::size_t k) {
  return constant.floats.empty() ? constant.offsets[k] == 0 : constant.floats[k] == 0;
}

/// constant[k] · factor
Rational constant_times(const GraphValue& constant, std::size_t k, const Rational& factor) {
  Rational value = constant.floats.empty() ? constant.offsets[k] : exact_value(constant.floats[k]);
  if (factor != 1)
    value *= factor;
  return value;
}

SlidingWindow sliding(const GraphWindow& window) {
  return {window.size, window.stride, window.padding, window.dilation};
}

} // namespace

GraphValue GraphNetwork::input(const Extents& extents) {
  GraphValue value;
  value.extents = extents;
  value.source = 0;
  input_count_ = value.count();
  return value;
}

GraphValue GraphNetwork::output_of_last(Extents extents) const {
  GraphValue value;
  value.extents = std::move(extents);
  value.source = network_.layers.size();
  return value;
}

/// Can the layer that x comes from still be changed without changing anything else?
bool GraphNetwork::is_open(const GraphValue& x) const {
  return x.source && *x.source > 0 && *x.source == network_.layers.size() && !x.is_shared;
}

void GraphNetwork::require_last(const GraphValue& x, const std::string& place) const {
  if (x.is_constant())
    throw Unsupported(place + ": expected a value that depends on the input, found a constant");
  if (*x.source != network_.layers.size())
    throw Unsupported(place + ": expected a chain of layers, where only additions read earlier "
                              "outputs, found a branch");
}

// ---- Affine maps

GraphValue GraphNetwork::mapped(const GraphValue& x, const Vector& factors, const Vector& offsets) {
  GraphValue result = x;
  const std::size_t count = x.count();
  if (!factors.empty()) {
    if (result.factors.empty())
      result.factors.assign(count, Rational(1));
    for (std::size_t k = 0; k < count; ++k) {
      result.factors[k] *= factors[k];
      if (!result.offsets.empty())
        result.offsets[k] *= factors[k];
    }
  }
  if (!offsets.empty()) {
    if (result.offsets.empty())
      result.offsets.assign(count, Rational(0));
    for (std::size_t k = 0; k < count; ++k)
      result.offsets[k] += offsets[k];
  }
  settle(result);
  return result;
}

/// Puts the affine map of x into the layer that x comes from, if it has parameters, no activation
/// yet, and no other reader.
void GraphNetwork::settle(GraphValue& x) {
  if (!x.is_affine_pending() || !is_open(x))
    return;
  Layer& layer = network_.layers.back();
  if (!has_parameters(layer) || layer.activation != identity_activation() ||
      !is_whole(x, layer.unit_count()))
    return;
  const std::size_t rows = parameter_row_count(layer);
  if (!is_uniform_by_channel(x.factors, rows) || !is_uniform_by_channel(x.offsets, rows))
    return;
  const Vector factors = by_row(x.factors, rows), offsets = by_row(x.offsets, rows);
  std::vector<SparseRow> weights = parameter_rows(layer);
  Vector biases = parameter_biases(layer);
  for (std::size_t row = 0; row < rows; ++row) {
    if (!factors.empty()) {
      for (auto& [column, weight] : weights[row])
        weight *= factors[row];
      if (factors[row] == 0)
        weights[row].clear();
      biases[row] *= factors[row];
    }
    if (!offsets.empty())
      biases[row] += offsets[row];
  }
  layer.has_biases = layer.has_biases || !offsets.empty();
  set_parameters(layer, std::move(weights), std::move(biases));
  x.factors.clear();
  x.offsets.clear();
}

// ---- Layers

GraphValue GraphNetwork::dense(const GraphValue& x, std::size_t units, const GraphValue& weights,
                               const Rational& factor, std::size_t units_stride,
                               std::size_t inputs_stride, const Vector& biases,
                               const std::string& place) {
  require_last(x, place);
  const std::size_t count = x.count();
  Layer layer;
  layer.activation = identity_activation();
  layer.input_count = network_.layers.empty() ? input_count_ : network_.layers.back().unit_count();
  layer.has_biases = !biases.empty() || !x.offsets.empty();
  layer.biases = biases.empty() ? Vector(units, Rational(0)) : biases;
  layer.weights.resize(units);
  for (std::size_t unit = 0; unit < units; ++unit) {
    if (unit % 64 == 0)
      require_time();
    std::map<std::size_t, Rational> picked_weights;
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t place_in_matrix = unit * units_stride + k * inputs_stride;
      if (is_zero_constant(weights, place_in_matrix))
        continue;
      const Rational weight = constant_times(weights, place_in_matrix, factor);
      if (weight == 0)
        continue;
      if (!x.offsets.empty())
        layer.biases[unit] += weight * x.offsets[k];
      if (!x.entries.empty())
        picked_weights[x.entries[k]] += weight * x.factor(k);
      else if (x.factors.empty())
        layer.weights[unit].emplace_back(k, weight);
      else if (x.factors[k] != 0)
        layer.weights[unit].emplace_back(k, Rational(weight * x.factors[k]));
    }
    if (!x.entries.empty())
      layer.weights[unit] = sorted_row(std::move(picked_weights));
  }
  network_.layers.push_back(std::move(layer));
  has_shared_input_.push_back(x.is_shared);
  return output_of_last(with_last_extent(x.extents, units));
}

/// The shape of x for a layer with windows: that of the output it is.
Shape GraphNetwork::taken_shape(const GraphValue& x, const std::string& place) {
  require_last(x, place);
  if ((x.extents.size() != 3 && x.extents.size() != 4) || x.extents.front() != 1)
    throw Unsupported(fmt::format("{}: expected an input (samples, channels, width) or (samples, "
                                  "channels, height, width), found the extents ({})",
                                  place, fmt::join(x.extents, ", ")));
  const Shape shape(x.extents.begin() + 1, x.extents.end());
  if (*x.source == 0 && network_.layers.empty() && is_whole(x, input_count_))
    network_.input_shape = shape;
  const Shape found =
      network_.layers.empty() ? network_.input_shape : network_.layers.back().shape();
  if (!is_whole(x, volume(found)) || found != shape)
    throw Unsupported(place + ": expected the output of the layer before as it is (channels before "
                              "positions), found it in another order or shape");
  return shape;
}

GraphValue GraphNetwork::convolution(const GraphValue& x, const GraphWindow& window,
                                     std::size_t groups, const OnnxTensor& weights,
                                     const Vector& biases, const std::string& place) {
  const Shape shape = taken_shape(x, place);
  const std::size_t channels = shape.front(), positions = position_count(shape);
  const std::size_t row_size = filter_size(shape, sliding(window), groups, place);
  const std::size_t filters = weights.extents.front();
  if (weights.values.size() != filters * row_size)
    throw InputError(fmt::format("{}: expected {} weights in a filter, found {}", place, row_size,
                                 filters == 0 ? 0 : weights.values.size() / filters));
  const bool has_padding = std::any_of(window.padding.begin(), window.padding.end(),
                                       [](std::size_t padding) { return padding != 0; });
  if (!is_uniform_by_channel(x.factors, channels) || !is_uniform_by_channel(x.offsets, channels) ||
      (has_padding && !x.offsets.empty()))
    throw Unsupported(place + ": expected factors by channel, and offsets by channel only without "
                              "padding, found others before the convolution");
  const std::size_t kernel = row_size / (channels / groups);
  std::vector<SparseRow> rows(filters);
  Vector row_biases = biases.empty() ? Vector(filters, Rational(0)) : biases;
  for (std::size_t row = 0; row < filters; ++row)
    for (std::size_t column = 0; column < row_size; ++column) {
      const Rational& weight = weights.values[row * row_size + column];
      const std::size_t group = groups == 0 || filters < groups ? 0 : row / (filters / groups);
      const std::size_t channel = group * (channels / groups) + column / kernel;
      if (channel >= channels)
        throw InputError(place + ": expected as many filters in each group, found others");
      if (!x.offsets.empty())
        row_biases[row] += weight * x.offsets[channel * positions];
      Rational scaled = weight * x.factor(channel * positions);
      if (scaled != 0)
        rows[row].emplace_back(column, std::move(scaled));
    }
  const bool has_biases = !biases.empty() || !x.offsets.empty();
  network_.layers.push_back(
      convolution_layer(shape, sliding(window), groups, std::move(rows),
                        has_biases ? std::optional<Vector>(std::move(row_biases)) : std::nullopt,
                        identity_activation(), place));
  has_shared_input_.push_back(x.is_shared);
  return output_of_last(with_sample_axis(network_.layers.back().shape()));
}

GraphValue GraphNetwork::pooling(const GraphValue& x, const GraphWindow& window, bool takes_maximum,
                                 const std::string& place) {
  const Shape shape = taken_shape(x, place);
  if (x.is_affine_pending())
    throw Unsupported(place +
                      ": expected constants that the layer before can take up, found others "
                      "before the pooling");
  SlidingWindow sliding_window = sliding(window);
  sliding_window.dilation.clear();
  network_.layers.push_back(
      (takes_maximum ? max_pooling_layer : average_pooling_layer)(shape, sliding_window, place));
  has_shared_input_.push_back(x.is_shared);
  return output_of_last(with_sample_axis(network_.layers.back().shape()));
}

GraphValue GraphNetwork::sum(const GraphValue& a, const GraphValue& b, const std::string& place) {
  if (a.source == b.source && a.entries == b.entries && a.extents == b.extents) {
    Vector factors;
    for (std::size_t k = 0; k < a.count(); ++k)
      factors.push_back(a.factor(k) + b.factor(k));
    GraphValue result = a;
    result.factors = std::move(factors);
    return mapped(result, {}, b.offsets);
  }
  const GraphValue& last = a.source > b.source ? a : b;
  const GraphValue& earlier = a.source > b.source ? b : a;
  require_last(last, place);
  const std::size_t with = *earlier.source;
  const std::size_t last_count = network_.layers.back().unit_count();
  if (a.extents != b.extents || a.is_affine_pending() || b.is_affine_pending() ||
      a.source == b.source || !is_whole(last, last_count) || !is_whole(earlier, last_count) ||
      earlier.count() != last_count ||
      (with > 0 && shape_of_output(network_, with) != network_.layers.back().shape()))
    throw Unsupported(place + ": expected the sum of the output of the layer before and of an "
                              "earlier one, both whole and of one shape, found another sum");
  if (with == 0 && network_.input_shape.empty() && network_.layers.back().shape().size() > 1)
    throw Unsupported(place + ": expected the input in the shape of the output, found a vector");
  // a vector as input has the shape [n]
  network_.layers.push_back(addition_layer(network_, with, identity_activation(), place));
  has_shared_input_.push_back(last.is_shared);
  return output_of_last(a.extents);
}

// ---- Activations

/// The layer that takes the activation: the one that x comes from, or the one before a maximum, as
/// max(σ(a), σ(b)) = σ(max(a, b)) for a nondecreasing σ.
std::size_t GraphNetwork::activated_layer(const GraphValue& x, const Activation& activation,
                                          const std::string& place) const {
  if (x.is_constant())
    throw Unsupported(place + ": expected a value that depends on the input, found a constant");
  if (!is_open(x) || network_.layers.empty())
    throw Unsupported(place +
                      ": expected Gemm, MatMul, Conv, Add or MaxPool before the activation, "
                      "read by nothing else, found another value");
  std::size_t layer = network_.layers.size() - 1;
  while (network_.layers[layer].kind == LayerKind::max_pooling && is_nondecreasing(activation) &&
         layer > 0 && !has_shared_input_[layer])
    --layer;
  const LayerKind kind = network_.layers[layer].kind;
  if (kind == LayerKind::average_pooling || kind == LayerKind::max_pooling)
    throw Unsupported(place + ": expected an activation of Gemm, MatMul, Conv or Add, or a "
                              "nondecreasing one of MaxPool, found one of a pooling");
  return layer;
}

GraphValue GraphNetwork::activated(const GraphValue& x, const Activation& activation,
                                   const std::string& place) {
  GraphValue result = x;
  settle(result);
  if (!is_uniform(result.factors) || !is_uniform(result.offsets))
    throw Unsupported(place +
                      ": expected constants that the layer before can take up, found others "
                      "before the activation");
  const Rational factor = result.factor(0), offset = result.offset(0);
  const Activation outer = composed(activation, factor, offset, identity_activation());
  Layer& layer = network_.layers[activated_layer(result, outer, place)];
  layer.activation = composed(activation, factor, offset, layer.activation);
  result.factors.clear();
  result.offsets.clear();
  return result;
}

// ---- The end

Network GraphNetwork::finished(const GraphValue& y, const std::string& place) {
  require_last(y, place);
  GraphValue output = y;
  settle(output);
  if (network_.layers.empty() || network_.layers.back().kind != LayerKind::dense ||
      network_.layers.back().activation != identity_activation() || output.is_affine_pending())
    throw Unsupported(place + ": expected Gemm or MatMul last (and constants added to it), found "
                              "another operator");
  Layer& last = network_.layers.back();
  if (!is_whole(output, last.unit_count())) {
    std::vector<std::size_t> sorted = output.entries;
    std::sort(sorted.begin(), sorted.end());
    GraphValue numbered = output;
    numbered.entries = sorted;
    if (!is_whole(numbered, last.unit_count()))
      throw Unsupported(place + ": expected every unit of the last layer once, found some of them");
    std::vector<SparseRow> rows;
    Vector biases;
    for (const std::size_t unit : output.entries) {
      rows.push_back(last.weights[unit]);
      biases.push_back(last.biases[unit]);
    }
    set_parameters(last, std::move(rows), std::move(biases));
  }
  require_well_formed(network_);
  return std::move(network_);
}

} // namespace thalweg
