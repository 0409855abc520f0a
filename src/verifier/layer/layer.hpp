// SPDX-License-Identifier: Apache-2.0
//
// Networks as exact integers.
//
// Layer l computes z = W h + b and h' = σ(z); piece q of σ is z ↦ slope_q z + intercept_q between
// breakpoints q−1 and q. Every kind of layer is seen in this way: W is expanded by positions for a
// convolution and an average pooling, an addition has the outputs of two sources as one input
// vector, and a maximum is the entry that it selects, which is called its piece (specification,
// 7.4).

#pragma once

#include "layer/windows.hpp"

#include <span>

namespace thalweg::verifier {

struct Activation {
  List<Fraction> breakpoints;
  List<Fraction> slopes;     ///< one more than breakpoints
  List<Fraction> intercepts; ///< one more than breakpoints

  bool operator==(const Activation&) const = default;
  /// Is the piece z ↦ z?
  bool is_identity(std::size_t piece) const;
};

Activation relu();
Activation identity();

struct Term {
  std::size_t input;
  Integer weight; ///< over the denominator of the unit; not 0
};

/// Weights and bias of one unit as integers over one denominator > 0.
struct Unit {
  List<Term> terms; ///< inputs strictly increasing
  Integer bias;
  Integer denominator;
};

using SparseRow = List<std::pair<std::size_t, Fraction>>;
/// Puts weights and bias over their least common denominator.
Unit unit_of(const SparseRow& weights, const Fraction& bias);

enum class LayerKind { dense, convolution, average_pooling, max_pooling, addition };

/// Zero weights are not stored, but are parameters like any other.
struct Layer {
  LayerKind kind;
  Shape shape; ///< of the output; unit = channel · positions + position
  List<std::size_t>
      sources;             ///< of the input vector: 0 is x, m the output of layer m counted from 1
  std::size_t input_count; ///< length of the input vector, where sources follow each other
  Activation activation;   ///< "identity" for poolings
  bool has_biases = true;
  Windows windows = {}; ///< of convolutions and poolings
  List<Unit> rows = {}; ///< the parameters of a convolution, by channel; "input" is the index in it
  List<Unit> units =
      {}; ///< the linear view; for a maximum all entries of the window, with weight 1

  bool is_maximum() const { return kind == LayerKind::max_pooling; }
  bool is_parametrised() const {
    return kind == LayerKind::dense || kind == LayerKind::convolution;
  }
  const List<Unit>& parameters() const { return kind == LayerKind::dense ? units : rows; }
  /// Weights of each unit or channel, zeros included.
  std::size_t row_length() const {
    return kind == LayerKind::dense ? input_count : windows.group_channels() * windows.offset_count;
  }
  std::size_t positions() const { return position_count(shape); }

  const Fraction& slope(std::size_t piece) const {
    return activation.slopes[is_maximum() ? 0 : piece];
  }
  const Fraction& intercept(std::size_t piece) const {
    return activation.intercepts[is_maximum() ? 0 : piece];
  }
  bool is_identity(std::size_t piece) const {
    return activation.is_identity(is_maximum() ? 0 : piece);
  }
  std::span<const Term> terms(std::size_t unit, std::size_t piece) const {
    const std::span<const Term> all(units[unit].terms);
    return is_maximum() ? all.subspan(piece, 1) : all;
  }
  /// The source of an entry of the input vector, and the entry of its output.
  std::pair<std::size_t, std::size_t> origin(std::size_t input) const {
    const std::size_t each = input_count / sources.size();
    return {sources[input / each], input % each};
  }
};

/// Do two layers differ in nothing but their parameters?
bool has_architecture_of(const Layer& a, const Layer& b);

/// Puts the parameters into a dense layer or a convolution.
void set_parameters(Layer& layer, const List<SparseRow>& weights, const List<Fraction>& biases);

using Pattern = List<List<std::size_t>>; ///< [layer][unit]: the piece in use

struct Network {
  Shape input;            ///< of x
  List<Layer> layers;     ///< the last one is dense and affine
  std::string place = {}; ///< JSON pointer

  std::size_t hidden_count() const { return layers.size() - 1; }
  const Shape& shape(std::size_t source) const {
    return source == 0 ? input : layers[source - 1].shape;
  }
  /// Does entry k of a source stay the same as long as its piece does? (Its slope is 0.)
  bool is_constant(const Pattern& pieces, std::size_t source, std::size_t k) const {
    return source > 0 && sign(layers[source - 1].slope(pieces[source - 1][k])) == 0;
  }
};

/// The input vector of a layer: the outputs of its sources, one after the other. `outputs` begins
/// with x.
template <class T> class InputVector {
public:
  InputVector(const List<List<T>>& outputs, const Layer& layer)
      : first_(outputs[layer.sources.front()]), second_(outputs[layer.sources.back()]) {}
  InputVector(const List<T>& inputs) : first_(inputs), second_(inputs) {}
  const T& operator[](std::size_t k) const {
    return k < first_.size() ? first_[k] : second_[k - first_.size()];
  }

private:
  const List<T>& first_;
  const List<T>& second_;
};

/// The first largest entry of a window, and whether another one is equal to it that may part from
/// it; the sign of compare(a, b) is that of the value of input a minus that of input b.
template <class Compare, class Stay>
std::pair<std::size_t, bool> maximum(const Unit& window, const Compare& compare,
                                     const Stay& stay_equal) {
  std::pair<std::size_t, bool> result{0, false};
  for (std::size_t q = 1; q < window.terms.size(); ++q) {
    const std::size_t a = window.terms[result.first].input;
    const std::size_t b = window.terms[q].input;
    const int order = compare(b, a);
    if (order > 0)
      result = {q, false};
    else if (order == 0)
      result.second = result.second || !stay_equal(a, b);
  }
  return result;
}

/// The pieces of layer l, which takes maxima of these values, and whether some window selects no
/// entry; `pieces` are those of the layers before.
std::pair<List<std::size_t>, bool> selection(const Network& network, std::size_t l,
                                             const Pattern& pieces, const List<Fraction>& values);

} // namespace thalweg::verifier
