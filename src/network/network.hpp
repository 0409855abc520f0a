// SPDX-License-Identifier: GPL-3.0-or-later
//
// Feed-forward networks with exact parameters: a sequence of layers (layer.hpp), the last one dense
// with the identity activation. h_0 = x and h_l is the output of layers[l − 1]; an addition also
// reads an earlier output.

#pragma once

#include "network/layer.hpp"

namespace thalweg {

struct Network {
  std::vector<Layer> layers;
  /// [channels, width] or [channels, height, width] of x, flattened row-major; empty: a vector.
  Shape input_shape = {};

  /// The first layer is no addition: its input is x.
  std::size_t input_dimension() const { return layers.front().input_count; }
  std::size_t output_dimension() const { return layers.back().unit_count(); }

  /// All layers but the last: 0..hidden_layer_count()−1.
  std::size_t hidden_layer_count() const { return layers.size() - 1; }

  /// Pre-activations of every layer at x, z[l][unit]; the maxima of max pooling.
  std::vector<Vector> pre_activations(const Vector& x) const;
  /// F(W; x)
  Vector operator()(const Vector& x) const;
};

/// Which outputs h_0, h_1, … make the input of layers[layer], in order: h_layer, and for an
/// addition h_with behind it. Of an addition, input k < unit_count is unit k of the first source,
/// input unit_count + k is unit k of the second.
std::vector<std::size_t> sources(const Network& network, std::size_t layer);

/// The shape of h_source: of x for 0, of layers[source − 1] otherwise.
Shape shape_of_output(const Network& network, std::size_t source);

/// Only dense layers, with biases, on a vector: what version 1 of network files can say.
bool is_plain(const Network& network);

/// Unsupported with `place` if some layer is not dense (dense layers may be without biases).
void require_dense_layers(const Network& network, const std::string& place);

/// Every layer is well-formed, layers fit together, the last one is dense and affine; InternalError
/// if not.
void require_well_formed(const Network& network);

/// "2-12-8-1": input dimension, hidden widths, output dimension. Other layers than dense ones are
/// named: "1×8×8-convolution(4×6×6)-max_pooling(4×3×3)-10-1".
std::string architecture(const Network& network);

/// Equal input shapes, layer kinds, sizes, windows, activations and presence of biases (the
/// parameters may differ).
bool has_same_architecture(const Network& a, const Network& b);

/// Unit `unit` of hidden layer `layer` is multiplied by factor > 0 and its outgoing weights are
/// divided by it; the function is unchanged if σ is positively homogeneous (ReLU). Dense layers.
void rescale_unit(Network& network, std::size_t layer, std::size_t unit, const Rational& factor);

} // namespace thalweg
