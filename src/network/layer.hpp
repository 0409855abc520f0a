// SPDX-License-Identifier: GPL-3.0-or-later
//
// One layer with exact parameters: dense, convolution, average or max pooling, addition (kinds and
// formulas: certificates/NETWORKS.md). Whatever the kind, unit j computes z_j = Σ_k row_j[k] u_k +
// b_j of the input u of the layer, and h_j = σ(z_j): the *linear view*. u is the output h before
// the layer; an addition has u = (h, h_m), two outputs one behind the other. Outputs are stored
// flattened row-major, the channel slowest. The row of a max pooling unit has one entry, the
// selected one, and is known only together with a choice: the *piece* of that unit.
//
// The rows are stored without their zeros, but a zero weight is a parameter like any other:
// perturbations reach it. A convolution is stored twice, as its parameters and expanded by
// position.

#pragma once

#include "network/activation.hpp"
#include "network/sliding_window.hpp"

#include <span>
#include <utility>

namespace thalweg {

/// The non-zero weights of one unit: (index of the input, weight), indices strictly increasing.
using Term = std::pair<std::size_t, Rational>;
using SparseRow = std::vector<Term>;

enum class LayerKind { dense, convolution, average_pooling, max_pooling, addition };

/// The first four members make a dense layer. The other kinds are made by `windowed_layer.hpp`.
struct Layer {
  std::size_t input_count = 0;    ///< length of u; of an addition that of both outputs together
  std::vector<SparseRow> weights; ///< the linear view, one row per unit; none for max pooling
  Vector biases = {};             ///< one per unit; zeros where there are no bias parameters
  Activation activation = {};     ///< identity for pooling

  LayerKind kind = LayerKind::dense;
  bool has_biases = true;    ///< are the biases parameters? false for pooling and additions
  Shape input_shape = {};    ///< of the output before; empty for dense layers, which take any
  Shape output_shape = {};   ///< empty for dense layers: see `shape()`
  SlidingWindow window = {}; ///< kernel of a convolution or window of a pooling
  std::size_t groups = 1;    ///< of the channels of a convolution; divides both channel counts
  std::vector<SparseRow> filters = {}; ///< convolution: one parameter row per output channel
  Vector filter_biases = {};           ///< convolution: one per filter, zeros if without biases
  std::vector<SparseRow> choices = {}; ///< max pooling: the real entries of each window, weight 1
  std::size_t with = 0;                ///< addition: m of h_m, counted as in `sources`

  std::size_t unit_count() const {
    return kind == LayerKind::max_pooling ? choices.size() : weights.size();
  }
  /// [channels, sizes…] of the output; [units] of a dense layer. Unit j has channel
  /// j / position_count and position j % position_count.
  Shape shape() const { return output_shape.empty() ? Shape{unit_count()} : output_shape; }
};

/// A layer whose kind is `dense`.
using DenseLayer = Layer;

/// "dense", "convolution", … as in files.
std::string kind_name(LayerKind kind);

// ---- Pieces

/// How many linear pieces the unit has: those of its activation, or the real entries of its window.
std::size_t piece_count(const Layer& layer, std::size_t unit);

/// Can the units have more than one piece: breakpoints or max pooling?
bool has_pieces(const Layer& layer);

/// The linear view of the unit when it uses `piece`; only max pooling depends on the piece. A view
/// into `layer`.
std::span<const Term> row_in_use(const Layer& layer, std::size_t unit, std::size_t piece);

/// h = slope z + intercept where the unit uses `piece`; 1 and 0 for every piece of max pooling.
inline const Rational& slope_in_use(const Layer& layer, std::size_t piece) {
  return layer.activation.slopes[layer.kind == LayerKind::max_pooling ? 0 : piece];
}
inline const Rational& intercept_in_use(const Layer& layer, std::size_t piece) {
  return layer.activation.intercepts[layer.kind == LayerKind::max_pooling ? 0 : piece];
}

/// Which entry of a window is selected: the first of the largest ones if there is just one, or if
/// all of them are constants (outputs of units that use a piece of slope 0: they stay equal as long
/// as the units keep their pieces); else nothing: a tie. order(a, b) is the sign of input a minus
/// input b; `is_constant` has one entry per input, or none: then no entry is a constant.
template <class Order>
std::optional<std::size_t> selected_entry(const SparseRow& window, const Order& order,
                                          const std::vector<bool>& is_constant) {
  std::size_t largest = 0;
  bool is_tied = false;
  for (std::size_t k = 1; k < window.size(); ++k) {
    const std::size_t a = window[k].first, b = window[largest].first;
    const int sign = order(a, b);
    if (sign == 0)
      is_tied = is_tied || is_constant.empty() || !is_constant[a] || !is_constant[b];
    if (sign <= 0)
      continue;
    largest = k;
    is_tied = false;
  }
  return is_tied ? std::nullopt : std::optional<std::size_t>(largest);
}

/// The same for a max pooling unit at the values u (`input_count` entries).
std::optional<std::size_t> selected_entry(const Layer& layer, std::size_t unit, const Vector& u,
                                          const std::vector<bool>& is_constant = {});

/// z of all units, u having `input_count` entries; the maxima for max pooling.
Vector pre_activations(const Layer& layer, const Vector& u);

// ---- Parameters: rows of weights, with or without biases. A dense layer has one row per unit and
// one column per input; a convolution one row per output channel and one column per (channel within
// the group, kernel offset), row-major. Other kinds have none.

bool has_parameters(const Layer& layer);
std::size_t parameter_row_count(const Layer& layer);
std::size_t parameter_column_count(const Layer& layer);
/// The weights and biases themselves, zeros included in the latter; empty without parameters.
const std::vector<SparseRow>& parameter_rows(const Layer& layer);
const Vector& parameter_biases(const Layer& layer);
/// All weights, zeros included, and biases: how many numbers may move.
std::size_t parameter_count(const Layer& layer);

/// The parameter row that the unit of a layer with parameters uses.
std::size_t parameter_row_of(const Layer& layer, std::size_t unit);

/// The same layer with other parameters, as many as before (InternalError otherwise; without
/// biases all must be 0); the linear view follows.
void set_parameters(Layer& layer, std::vector<SparseRow> rows, Vector biases);

/// visit(input, column) for every weight of the unit's parameter row that multiplies a real entry
/// of u, zero weights included: z_unit = Σ row[column] u[input] + bias. Inputs and columns
/// increase. This is the *field* of the unit. Nothing for layers without parameters.
template <class Visit> void visit_field(const Layer& layer, std::size_t unit, const Visit& visit) {
  if (layer.kind == LayerKind::dense)
    for (std::size_t input = 0; input < layer.input_count; ++input)
      visit(input, input);
  if (layer.kind != LayerKind::convolution)
    return;
  const std::size_t positions = position_count(layer.output_shape);
  const std::size_t input_positions = position_count(layer.input_shape);
  const std::size_t offsets = volume(layer.window.size);
  const std::size_t channels = layer.input_shape.front() / layer.groups;
  const std::size_t group = unit / positions / (layer.filters.size() / layer.groups);
  const std::vector<WindowEntry> entries =
      window_entries(layer.window, layer.input_shape, layer.output_shape, unit % positions);
  for (std::size_t channel = 0; channel < channels; ++channel)
    for (const WindowEntry& entry : entries)
      visit((group * channels + channel) * input_positions + entry.position,
            channel * offsets + entry.offset);
}

/// Sizes fit together, rows are sorted without zeros and the linear view is that of the parameters;
/// InternalError if not.
void require_well_formed(const Layer& layer);

/// Equal kinds, sizes, windows and activations (the parameters may differ).
bool has_same_architecture(const Layer& a, const Layer& b);

/// Σ_k row_k u_k
Rational row_dot(std::span<const Term> row, const Vector& u);

} // namespace thalweg
