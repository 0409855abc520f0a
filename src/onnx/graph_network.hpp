// SPDX-License-Identifier: GPL-3.0-or-later
//
// The network under construction, layer by layer, from the values of an ONNX graph. A network is a
// chain: every layer takes the output of the one before, and only an addition reads an earlier one.
// What a layer cannot take is Unsupported, with what was expected.
//
// Affine maps of single values (biases, batch normalisation, constants) go into the layer before if
// nobody else reads its output, else into the next layer; both are exact.

#pragma once

#include "network/network.hpp"
#include "onnx/graph_value.hpp"

namespace thalweg {

/// What a convolution or pooling says of its window; empty members are 1 (stride, dilation) or 0.
struct GraphWindow {
  Extents size, stride, padding, dilation;
};

class GraphNetwork {
public:
  /// The input of the network, with the axis of samples.
  GraphValue input(const Extents& extents);

  /// factor · weights[u·units_stride + k·inputs_stride] multiplies element k of x; one bias per
  /// unit, or none. The last axis of x becomes the units. `weights` and `biases` are constants, the
  /// former perhaps as floats.
  GraphValue dense(const GraphValue& x, std::size_t units, const GraphValue& weights,
                   const Rational& factor, std::size_t units_stride, std::size_t inputs_stride,
                   const Vector& biases, const std::string& place);
  /// weights of shape (filters, channels / groups, kernel…), biases one per filter or none.
  GraphValue convolution(const GraphValue& x, const GraphWindow& window, std::size_t groups,
                         const OnnxTensor& weights, const Vector& biases, const std::string& place);
  GraphValue pooling(const GraphValue& x, const GraphWindow& window, bool takes_maximum,
                     const std::string& place);
  GraphValue sum(const GraphValue& a, const GraphValue& b, const std::string& place);

  /// σ(x), element by element.
  GraphValue activated(const GraphValue& x, const Activation& activation, const std::string& place);
  /// factors[k] x[k] + offsets[k]; empty: 1 and 0. The layer before takes it up if it can.
  GraphValue mapped(const GraphValue& x, const Vector& factors, const Vector& offsets);

  /// The network whose output is y.
  Network finished(const GraphValue& y, const std::string& place);

private:
  bool is_open(const GraphValue& x) const;
  void require_last(const GraphValue& x, const std::string& place) const;
  Shape taken_shape(const GraphValue& x, const std::string& place);
  void settle(GraphValue& x);
  std::size_t activated_layer(const GraphValue& x, const Activation& activation,
                              const std::string& place) const;
  GraphValue output_of_last(Extents extents) const;

  Network network_;
  std::size_t input_count_ = 0;
  std::vector<bool> has_shared_input_; ///< of each layer: is its input read by others?
};

} // namespace thalweg
