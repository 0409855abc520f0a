// SPDX-License-Identifier: GPL-3.0-or-later
//
// A batch keeps units × samples as integers over one denominator. Denominators multiply from layer
// to layer: 30 or 40 bits each for weights of 24 significant bits.

#include "landscape/forward_passes.hpp"

#include "exact/integer_vector.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// Multiplies numerators and denominator so that the denominator is a multiple of `denominator`.
void enlarge(RationalMatrix& matrix, const Integer& denominator) {
  Integer common = matrix.denominator;
  enlarge_denominator(common, denominator);
  if (common == matrix.denominator)
    return;
  const Integer factor = common / matrix.denominator;
  for (std::size_t row = 0; row < matrix.numerators.row_count(); ++row)
    for (std::size_t column = 0; column < matrix.numerators.column_count(); ++column)
      matrix.numerators(row, column) *= factor;
  matrix.denominator = common;
}

/// The largest entries of the windows of max pooling.
RationalMatrix maxima(const Layer& layer, const RationalMatrix& input) {
  const std::size_t columns = input.numerators.column_count();
  RationalMatrix z{IntegerMatrix(layer.unit_count(), columns), input.denominator};
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
    for (std::size_t column = 0; column < columns; ++column) {
      std::size_t largest = layer.choices[unit].front().first;
      for (const auto& [k, one] : layer.choices[unit])
        if (input.numerators(k, column) > input.numerators(largest, column))
          largest = k;
      z.numerators(unit, column) = input.numerators(largest, column);
    }
  return z;
}

void add_biases(RationalMatrix& z, const Vector& biases) {
  Integer common = z.denominator;
  for (const Rational& bias : biases)
    enlarge_denominator(common, bias.get_den());
  enlarge(z, common);
  for (std::size_t unit = 0; unit < biases.size(); ++unit) {
    const Integer numerator = scaled_numerator(biases[unit], z.denominator);
    for (std::size_t column = 0; numerator != 0 && column < z.numerators.column_count(); ++column)
      z.numerators(unit, column) += numerator;
  }
}

RationalMatrix activated(const BatchActivation& activation, const RationalMatrix& z) {
  RationalMatrix h{IntegerMatrix(z.numerators.row_count(), z.numerators.column_count()),
                   activation.denominator()};
  for (std::size_t unit = 0; unit < z.numerators.row_count(); ++unit)
    for (std::size_t column = 0; column < z.numerators.column_count(); ++column)
      activation.apply(h.numerators(unit, column), z.numerators(unit, column));
  return h;
}

/// z of all samples.
RationalMatrix batch_pre_activations(const Layer& layer, const FixedPointRows& rows,
                                     const RationalMatrix& input) {
  if (layer.kind == LayerKind::max_pooling)
    return maxima(layer, input);
  RationalMatrix z = product(rows, input);
  add_biases(z, layer.biases);
  return z;
}

/// The entries of a window that are as large as the largest; compare(a, b) has the sign of input a
/// minus input b.
template <class Compare>
std::vector<std::size_t> largest_entries(const SparseRow& window, const Compare& compare) {
  std::vector<std::size_t> largest;
  for (std::size_t k = 0; k < window.size(); ++k) {
    const int order = largest.empty() ? 1 : compare(window[k].first, window[largest.front()].first);
    if (order > 0)
      largest.clear();
    if (order >= 0)
      largest.push_back(k);
  }
  return largest;
}

BatchActivation::Place place_of(const Activation& activation, const Rational& z) {
  const auto above =
      std::lower_bound(activation.breakpoints.begin(), activation.breakpoints.end(), z);
  return {static_cast<std::size_t>(above - activation.breakpoints.begin()),
          above != activation.breakpoints.end() && *above == z};
}

} // namespace

void Joining<RationalMatrix>::append(RationalMatrix& above, const RationalMatrix& other) {
  RationalMatrix below = other;
  enlarge(above, below.denominator);
  enlarge(below, above.denominator);
  const std::size_t rows = above.numerators.row_count();
  IntegerMatrix both(rows + below.numerators.row_count(), above.numerators.column_count());
  for (std::size_t row = 0; row < both.row_count(); ++row)
    for (std::size_t column = 0; column < both.column_count(); ++column)
      both(row, column) =
          row < rows ? above.numerators(row, column) : below.numerators(row - rows, column);
  above.numerators = std::move(both);
}

ForwardPasses::ForwardPasses(const Network& network, const std::vector<Vector>& inputs,
                             std::size_t layer_count)
    : layer_count_(layer_count), wiring_(wiring(network)) {
  if (!pass_together(network, inputs)) {
    batch_.clear();
    batch_outputs_.clear();
    pass_one_by_one(network, inputs);
  }
}

bool ForwardPasses::pass_together(const Network& network, const std::vector<Vector>& inputs) {
  std::optional<RationalMatrix> first = fixed_point_columns(inputs, network.input_dimension());
  if (!first)
    return false;
  batch_outputs_.push_back(std::move(*first));
  std::vector<FixedPointRows> rows;
  for (std::size_t l = 0; l < layer_count_; ++l) {
    const Layer& layer = network.layers[l];
    std::optional<FixedPointRows> of_layer = fixed_point_rows(layer.weights, layer.input_count);
    if (!of_layer || !has_short_denominator(layer.biases))
      return false;
    rows.push_back(*std::move(of_layer));
  }
  push(network, batch_outputs_, layer_count_, [&](std::size_t l, const RationalMatrix& input) {
    const Layer& layer = network.layers[l];
    RationalMatrix z = batch_pre_activations(layer, rows[l], input);
    BatchActivation activation(layer.activation, z.denominator);
    RationalMatrix h = activated(activation, z);
    batch_.push_back({std::move(rows[l]), std::move(z), std::move(activation)});
    return h;
  });
  return true;
}

void ForwardPasses::pass_one_by_one(const Network& network, const std::vector<Vector>& inputs) {
  for (const Vector& x : inputs)
    values_.push_back(network_values(network, x, layer_count_));
}

Vector ForwardPasses::pre_activations(std::size_t layer, std::size_t sample) const {
  return is_batch() ? rational_column(batch_[layer].z, sample) : values_[sample].z[layer];
}

Vector ForwardPasses::output(std::size_t source, std::size_t sample) const {
  return is_batch() ? rational_column(batch_outputs_[source], sample) : values_[sample].h[source];
}

Vector ForwardPasses::input(std::size_t layer, std::size_t sample) const {
  Vector result = output(layer, sample);
  if (const std::optional<std::size_t> with = added_source(wiring_, layer)) {
    const Vector other = output(*with, sample);
    result.insert(result.end(), other.begin(), other.end());
  }
  return result;
}

std::vector<std::size_t> ForwardPasses::meeting_pieces(const Layer& layer, std::size_t l,
                                                       std::size_t unit, std::size_t sample) const {
  if (layer.kind == LayerKind::max_pooling)
    return largest_entries(layer.choices[unit], [&](std::size_t a, std::size_t b) {
      return is_batch() ? cmp(batch_outputs_[l].numerators(a, sample),
                              batch_outputs_[l].numerators(b, sample))
                        : cmp(values_[sample].h[l][a], values_[sample].h[l][b]);
    });
  const auto [piece, is_breakpoint] =
      is_batch() ? batch_[l].activation.place(batch_[l].z.numerators(unit, sample))
                 : place_of(layer.activation, values_[sample].z[l][unit]);
  if (is_breakpoint && layer.activation.slopes[piece] != layer.activation.slopes[piece + 1])
    return {piece, piece + 1};
  return {piece};
}

} // namespace thalweg
