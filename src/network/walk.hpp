// SPDX-License-Identifier: GPL-3.0-or-later
//
// The walk through a network, written once for everything that runs through one: values, affine
// functions, polynomials along a ray, motions, many samples as a matrix. h_0 = x and h_l is the
// output of layers[l − 1]; a layer reads the output before it, an addition also an earlier one
// behind it (network.hpp).
//
// `push` goes forwards, and leaves to its caller what one layer makes of its input: `row_value`
// is what the linear view makes of it, in any kind of number. `Pull` goes backwards, from
// derivatives by the pre-activations of a layer to those of the layers below; a *kind* says how
// derivatives go through rows and slopes. Which output enters where is known here alone.

#pragma once

#include "network/network.hpp"

namespace thalweg {

// ---- Which output enters where

/// Entry `index` of the output h_source.
struct InputOrigin {
  std::size_t source, index;
};

/// Where input `input` of layers[layer] comes from.
inline InputOrigin origin(const Network& network, std::size_t layer, std::size_t input) {
  const Layer& reader = network.layers[layer];
  if (reader.kind == LayerKind::addition && input >= reader.unit_count())
    return {reader.with, input - reader.unit_count()};
  return {layer, input};
}

/// Of every layer m of the earlier output h_m that it adds, if it is an addition: all that a walk
/// asks of a network that is kept in another form.
using Wiring = std::vector<std::optional<std::size_t>>;
Wiring wiring(const Network& network);

inline std::optional<std::size_t> added_source(const Wiring& wiring, std::size_t layer) {
  return wiring[layer];
}
inline std::optional<std::size_t> added_source(const Network& network, std::size_t layer) {
  const Layer& reader = network.layers[layer];
  return reader.kind == LayerKind::addition ? std::optional(reader.with) : std::nullopt;
}

/// How one output is put behind another; outputs that are no lists have their own.
template <class Output> struct Joining {
  static void append(Output& output, const Output& other) {
    output.insert(output.end(), other.begin(), other.end());
  }
};

/// use(input of layers[layer]), given the outputs up to h_layer; nothing is copied but for
/// additions.
template <class Net, class Output, class Use>
decltype(auto) with_input(const Net& network, std::size_t layer, const std::vector<Output>& outputs,
                          const Use& use) {
  const std::optional<std::size_t> added = added_source(network, layer);
  if (!added)
    return use(outputs[layer]);
  Output both = outputs[layer];
  Joining<Output>::append(both, outputs[*added]);
  return use(both);
}

/// A copy of the input of layers[layer].
template <class Net, class Output>
Output layer_input(const Net& network, std::size_t layer, const std::vector<Output>& outputs) {
  return with_input(network, layer, outputs, [](const Output& input) { return input; });
}

/// [source] the last layer that reads it; layers.size() entries. Every output is read by the next
/// layer.
std::vector<std::size_t> last_readers(const Network& network);

/// For every entry of h_source: is it the output of a unit that uses a piece of slope 0? Then it
/// is a constant as long as the unit keeps its piece. `pieces`: [layer][unit], of the layers below.
std::vector<bool> constant_outputs(const Network& network, std::size_t source,
                                   const std::vector<std::vector<std::size_t>>& pieces);

// ---- Forwards

/// `outputs` are h_0, …, h_l for some l; appends those of layers[l], …, layers[end − 1], each
/// step(layer, its input). A step that gives nothing ends the walk: is it gone to the end?
template <class Net, class Output, class Step>
bool push_while(const Net& network, std::vector<Output>& outputs, std::size_t end,
                const Step& step) {
  for (std::size_t l = outputs.size() - 1; l < end; ++l) {
    std::optional<Output> next =
        with_input(network, l, outputs, [&](const Output& input) { return step(l, input); });
    if (!next)
      return false;
    outputs.push_back(*std::move(next));
  }
  return true;
}

/// The same to the end.
template <class Net, class Output, class Step>
void push(const Net& network, std::vector<Output>& outputs, std::size_t end, const Step& step) {
  push_while(network, outputs, end, [&step](std::size_t layer, const Output& input) {
    return std::optional<Output>(step(layer, input));
  });
}

inline void add_multiple(Rational& sum, const Rational& weight, const Rational& value) {
  sum += weight * value;
}
inline void add_multiple(double& sum, double weight, double value) {
  sum += weight * value;
}

/// start + Σ_k row_k u_k, by `add_multiple` of the kind of number.
template <class Value, class Row>
Value row_value(Value start, const Row& row, const std::vector<Value>& u) {
  for (const auto& [input, weight] : row)
    add_multiple(start, weight, u[input]);
  return start;
}

/// The values at one input.
struct NetworkValues {
  std::vector<Vector> z; ///< [layer] pre-activations; the maxima of max pooling
  std::vector<Vector> h; ///< [source] outputs
};

/// Through layers[0], …, layers[end − 1], sample by sample in rationals: slow and obviously right.
NetworkValues network_values(const Network& network, const Vector& x, std::size_t end);

// ---- Backwards

/// From ∂/∂z of a layer down, layer by layer. `Kind` has a type `Derivative` (of all units of a
/// layer, or by all entries of an output) and
///   Derivative by_input(layer, derivative)   through the rows in use, not of additions
///   void take_slopes(layer, derivative)      from ∂/∂h of hidden units to ∂/∂z
///   void add(sum, terms)
template <class Kind, class Net = Network> class Pull {
public:
  using Derivative = typename Kind::Derivative;

  /// Refers to the network. Starts with ∂/∂z of `layer`.
  Pull(const Net& network, Kind kind, std::size_t layer, Derivative derivative)
      : network_(network), kind_(std::move(kind)), layer_(layer),
        derivative_(std::move(derivative)), by_output_(layer + 1) {
    pass_on();
  }

  std::size_t layer() const { return layer_; }
  /// ∂/∂z of layer().
  const Derivative& derivative() const { return derivative_; }
  /// ∂/∂h of the output that enters layer() > 0 from the layer before it, whoever reads it.
  const Derivative& by_previous_output() const { return *by_output_[layer_]; }

  /// To the layer before; layer() > 0.
  void step() {
    derivative_ = *std::move(by_output_[layer_]);
    by_output_.pop_back();
    kind_.take_slopes(--layer_, derivative_);
    pass_on();
  }

private:
  /// Adds what layer() passes on to the outputs that it reads; those of x are nobody's.
  void pass_on() {
    if (layer_ == 0)
      return;
    const std::optional<std::size_t> added = added_source(network_, layer_);
    deliver(layer_, added ? derivative_ : kind_.by_input(layer_, derivative_));
    if (added && *added > 0)
      deliver(*added, derivative_);
  }

  void deliver(std::size_t source, Derivative terms) {
    if (by_output_[source])
      kind_.add(*by_output_[source], terms);
    else
      by_output_[source] = std::move(terms);
  }

  const Net& network_;
  Kind kind_;
  std::size_t layer_;
  Derivative derivative_;
  std::vector<std::optional<Derivative>> by_output_; ///< [source] as far as its readers are passed
};

/// Rational derivatives with given pieces, [hidden layer][unit].
class RationalPull {
public:
  using Derivative = Vector;

  /// Refers to its arguments.
  RationalPull(const Network& network, const std::vector<std::vector<std::size_t>>& pieces)
      : network_(&network), pieces_(&pieces) {}

  Vector by_input(std::size_t layer, const Vector& derivative) const;
  void take_slopes(std::size_t layer, Vector& derivative) const;
  static void add(Vector& sum, const Vector& terms);

private:
  const Network* network_;
  const std::vector<std::vector<std::size_t>>* pieces_;
};

/// Refers to the network and the pieces.
inline Pull<RationalPull> rational_pull(const Network& network,
                                        const std::vector<std::vector<std::size_t>>& pieces,
                                        std::size_t layer, Vector derivative) {
  return {network, {network, pieces}, layer, std::move(derivative)};
}

/// visit(row, column, ∂) for the derivative by every parameter of the layer, unit by unit: those by
/// one parameter are to be added. `derivative` is by z, `input` what enters the layer; the column
/// of a bias is parameter_column_count. Zeros are left out.
template <class Number, class Visit>
void visit_partials(const Layer& layer, const std::vector<Number>& derivative,
                    const std::vector<Number>& input, const Visit& visit) {
  const std::size_t bias = has_parameters(layer) ? parameter_column_count(layer) : 0;
  for (std::size_t unit = 0; has_parameters(layer) && unit < derivative.size(); ++unit) {
    if (derivative[unit] == 0)
      continue;
    const std::size_t row = parameter_row_of(layer, unit);
    visit_field(layer, unit, [&](std::size_t k, std::size_t column) {
      if (input[k] != 0)
        visit(row, column, Number(derivative[unit] * input[k]));
    });
    if (layer.has_biases)
      visit(row, bias, derivative[unit]);
  }
}

} // namespace thalweg
