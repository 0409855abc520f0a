// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random small networks with layers of all kinds, rich in zeros and ties, and their naive
// evaluation: nested loops straight from the definitions of certificates/NETWORKS.md, without the
// linear view.

#pragma once

#include "network/windowed_layer.hpp"

#include <algorithm>
#include <random>

namespace thalweg {

/// 0..bound−1, the same on every machine.
inline std::size_t drawn(std::mt19937& random, std::size_t bound) {
  return random() % bound;
}

/// Mostly small integers and halves, often 0.
inline Rational drawn_number(std::mt19937& random) {
  return drawn(random, 3) == 0 ? Rational(0)
                               : fraction(static_cast<long>(drawn(random, 9)) - 4,
                                          static_cast<long>(1 + drawn(random, 2)));
}

inline Vector drawn_vector(std::mt19937& random, std::size_t size) {
  Vector values(size);
  for (Rational& value : values)
    value = drawn_number(random);
  return values;
}

inline std::vector<SparseRow> drawn_rows(std::mt19937& random, std::size_t rows,
                                         std::size_t columns) {
  std::vector<SparseRow> result(rows);
  for (SparseRow& row : result)
    for (std::size_t k = 0; k < columns; ++k)
      if (const Rational weight = drawn_number(random); weight != 0)
        row.emplace_back(k, weight);
  return result;
}

inline Layer drawn_dense_layer(std::mt19937& random, std::size_t inputs, std::size_t units,
                               const Activation& activation) {
  Layer layer{inputs, drawn_rows(random, units, inputs), drawn_vector(random, units), activation};
  if (drawn(random, 3) == 0) {
    layer.has_biases = false;
    layer.biases.assign(units, Rational(0));
  }
  return layer;
}

/// Fits into every input: the span of the window is at most that of the padded input.
inline SlidingWindow drawn_window(std::mt19937& random, const Shape& input_shape,
                                  bool is_convolution) {
  SlidingWindow window;
  for (std::size_t axis = 1; axis < input_shape.size(); ++axis) {
    const std::size_t padding = drawn(random, 3);
    const std::size_t available = input_shape[axis] + 2 * padding;
    const std::size_t size = 1 + drawn(random, std::min<std::size_t>(available, 4));
    const std::size_t largest = size == 1 ? 3 : (available - 1) / (size - 1);
    window.size.push_back(size);
    window.stride.push_back(1 + drawn(random, 3));
    window.padding.push_back(is_convolution ? padding : 0);
    window.dilation.push_back(is_convolution ? 1 + drawn(random, std::min<std::size_t>(largest, 3))
                                             : 1);
    if (!is_convolution) {
      window.size.back() = 1 + drawn(random, std::min<std::size_t>(input_shape[axis], 3));
      window.padding.back() = drawn(random, window.size.back());
    }
  }
  return window;
}

inline Layer drawn_convolution(std::mt19937& random, const Shape& input_shape,
                               const Activation& activation) {
  const SlidingWindow kernel = drawn_window(random, input_shape, true);
  std::size_t groups = 1 + drawn(random, input_shape.front());
  while (input_shape.front() % groups != 0)
    --groups;
  const std::size_t filters = groups * (1 + drawn(random, 2));
  const std::size_t columns = filter_size(input_shape, kernel, groups, "test");
  std::optional<Vector> biases;
  if (drawn(random, 3) != 0)
    biases = drawn_vector(random, filters);
  return convolution_layer(input_shape, kernel, groups, drawn_rows(random, filters, columns),
                           biases, activation, "test");
}

/// Up to four layers of all kinds, perhaps a dense one, and a dense last one.
inline Network drawn_network(std::mt19937& random) {
  const auto activation = [&] {
    return std::vector<Activation>{
        relu(), identity_activation(),
        table_activation({-1, 1}, {0, 1, 0}, {-1, 0, 1}, "test")}[drawn(random, 3)];
  };
  Network network;
  network.input_shape = {1 + drawn(random, 4), 1 + drawn(random, 5)};
  if (drawn(random, 2) == 0)
    network.input_shape.push_back(1 + drawn(random, 4));
  Shape shape = network.input_shape;
  for (std::size_t count = drawn(random, 5); count > 0; --count) {
    std::vector<std::size_t> equal; // earlier outputs of this shape
    for (std::size_t source = 0; source < network.layers.size(); ++source)
      if (shape_of_output(network, source) == shape)
        equal.push_back(source);
    const std::size_t choice = drawn(random, equal.empty() ? 4 : 6);
    if (choice >= 4)
      network.layers.push_back(
          addition_layer(network, equal[drawn(random, equal.size())], activation(), "test"));
    else if (choice >= 2)
      network.layers.push_back((choice == 2 ? average_pooling_layer : max_pooling_layer)(
          shape, drawn_window(random, shape, false), "test"));
    else
      network.layers.push_back(drawn_convolution(random, shape, activation()));
    shape = network.layers.back().shape();
  }
  if (drawn(random, 2) == 0) {
    network.layers.push_back(drawn_dense_layer(random, volume(shape), 3, activation()));
    shape = {3};
  }
  network.layers.push_back(drawn_dense_layer(random, volume(shape), 1, identity_activation()));
  return network;
}

/// h[c, y, x] of an output of shape [c, h, w] ([c, w] and [n] with axes of size 1 in front).
class NaiveOutput {
public:
  NaiveOutput(Shape shape, Vector values) : shape_(std::move(shape)), values_(std::move(values)) {
    while (shape_.size() < 3)
      shape_.insert(shape_.begin() + 1, 1);
  }
  /// 0 outside.
  Rational at(std::size_t channel, long y, long x) const {
    return is_real(y, x) ? values_[(channel * shape_[1] + static_cast<std::size_t>(y)) * shape_[2] +
                                   static_cast<std::size_t>(x)]
                         : Rational(0);
  }
  bool is_real(long y, long x) const {
    return y >= 0 && x >= 0 && y < static_cast<long>(shape_[1]) && x < static_cast<long>(shape_[2]);
  }

private:
  Shape shape_;
  Vector values_;
};

/// The values z of a convolution or pooling by nested loops.
inline Vector naive_window_values(const Layer& layer, const Vector& input) {
  const NaiveOutput h(layer.input_shape, input);
  const bool is_flat = layer.input_shape.size() == 2;
  const auto along = [&](const Shape& extents, std::size_t axis, std::size_t default_value) {
    if (is_flat)
      return static_cast<long>(axis == 0 ? default_value : extents[0]);
    return static_cast<long>(extents[axis]);
  };
  const SlidingWindow& w = layer.window;
  const auto reads = [&](std::size_t axis, long p, long d) {
    return p * along(w.stride, axis, 1) - along(w.padding, axis, 0) +
           d * along(w.dilation, axis, 1);
  };
  const Shape out(layer.output_shape.begin() + 1, layer.output_shape.end());
  const bool is_convolution = layer.kind == LayerKind::convolution;
  const std::size_t group_channels = is_convolution ? layer.input_shape[0] / layer.groups : 1;
  const std::size_t group_filters = is_convolution ? layer.output_shape[0] / layer.groups : 1;
  Vector z;
  for (std::size_t q = 0; q < layer.output_shape[0]; ++q)
    for (long py = 0; py < along(out, 0, 1); ++py)
      for (long px = 0; px < along(out, 1, 1); ++px) {
        Rational sum = is_convolution ? layer.filter_biases[q] : Rational(0);
        std::optional<Rational> largest;
        std::size_t column = 0;
        for (std::size_t c = 0; c < group_channels; ++c)
          for (long dy = 0; dy < along(w.size, 0, 1); ++dy)
            for (long dx = 0; dx < along(w.size, 1, 1); ++dx, ++column) {
              const long y = reads(0, py, dy), x = reads(1, px, dx);
              const std::size_t channel =
                  is_convolution ? q / group_filters * group_channels + c : q;
              const Rational value = h.at(channel, y, x);
              if (h.is_real(y, x) && (!largest || value > *largest))
                largest = value;
              if (!is_convolution)
                sum += value / Rational(static_cast<long>(volume(w.size)));
              else
                for (const auto& [k, weight] : layer.filters[q])
                  if (k == column)
                    sum += weight * value;
            }
        z.push_back(layer.kind == LayerKind::max_pooling ? *largest : sum);
      }
  return z;
}

/// z of every layer.
inline std::vector<Vector> naive_pre_activations(const Network& network, const Vector& x) {
  std::vector<Vector> outputs{x}, result;
  for (const Layer& layer : network.layers) {
    Vector z;
    if (layer.kind == LayerKind::dense)
      for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
        z.push_back(layer.biases[unit]);
        for (const auto& [k, weight] : layer.weights[unit])
          z.back() += weight * outputs.back()[k];
      }
    else if (layer.kind == LayerKind::addition)
      for (std::size_t unit = 0; unit < outputs.back().size(); ++unit)
        z.push_back(Rational(outputs.back()[unit] + outputs[layer.with][unit]));
    else
      z = naive_window_values(layer, outputs.back());
    Vector h;
    for (const Rational& value : z)
      h.push_back(layer.activation(value));
    outputs.push_back(h);
    result.push_back(z);
  }
  return result;
}

} // namespace thalweg
