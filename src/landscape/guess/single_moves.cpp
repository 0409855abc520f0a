// SPDX-License-Identifier: GPL-3.0-or-later
//
// A one-sided derivative is positively homogeneous: moving a weight of a dense layer moves its
// unit's pre-activation at sample i with the rate ±h_b(i), so |h_b(i)| times the derivative for the
// rate ±1 is its share. Two forward passes of motions per unit and sample give the derivatives of
// all parameters. A parameter of a convolution moves many units at different rates, and needs two
// passes per sample for itself.

#include "landscape/guess/single_moves.hpp"

#include "network/linear_view.hpp"
#include "network/walk.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace thalweg {

namespace {

using Motion = std::vector<double>;

/// Slopes below and above a pre-activation or output: different ones only at a tie.
struct SidedSlopes {
  double below, above;
  double operator()(double motion) const { return motion > 0 ? above : below; }
};

class Motions {
public:
  Motions(const Network& network, const UnsettledStates& unsettled)
      : network_(network), last_readers_(last_readers(network)) {
    for (const Layer& layer : network.layers)
      views_.push_back(floating_view(layer));
    for (const SampleState& state : unsettled.states) {
      auto& loss_slopes = loss_slopes_.emplace_back();
      for (const double slope : doubles(state.loss_slopes))
        loss_slopes.push_back({slope, slope});
      auto& slopes = slopes_.emplace_back();
      auto& windows = largest_.emplace_back(state.pieces.size());
      for (std::size_t l = 0; l < state.pieces.size(); ++l) {
        const Layer& layer = network.layers[l];
        slopes.emplace_back();
        for (std::size_t unit = 0; unit < state.pieces[l].size(); ++unit) {
          const double slope = slope_in_use(layer, state.pieces[l][unit]).get_d();
          slopes.back().push_back({slope, slope});
          if (layer.kind == LayerKind::max_pooling)
            windows[l].push_back({layer.choices[unit][state.pieces[l][unit]].first});
        }
      }
    }
    for (const Tie& tie : unsettled.ties)
      add_tie(tie);
    for (const LossTie& tie : unsettled.loss_ties)
      loss_slopes_[tie.sample][tie.output].above = tie.upper.get_d();
  }

  /// Multiplications of one pass that starts at the units of `layer`.
  double work_above(std::size_t layer) const {
    double work = 1;
    for (std::size_t l = layer + 1; l < views_.size(); ++l)
      for (const auto& row : views_[l].rows)
        work += views_[l].is_max_pooling ? 1 : static_cast<double>(row.size());
    return work;
  }

  /// d/dt of the loss at t = 0+ if z_layer of one sample moves with the given rates.
  double derivative(std::size_t sample, std::size_t layer, const Motion& rates) const {
    std::vector<Motion> outputs(layer + 1); // those that stand still, empty where nobody reads them
    for (std::size_t source = 0; source <= layer; ++source)
      if (last_readers_[source] > layer)
        outputs[source].resize(volume(shape_of_output(network_, source)));
    outputs.push_back(sloped(sample, layer, rates));
    push(network_, outputs, views_.size(), [&](std::size_t l, const Motion& input) {
      return sloped(sample, l, pre_activation_motion(sample, l, input));
    });
    double result = 0;
    for (std::size_t o = 0; o < outputs.back().size(); ++o)
      result += outputs.back()[o] * loss_slopes_[sample][o](outputs.back()[o]);
    return result;
  }

private:
  void add_tie(const Tie& tie) {
    const Layer& layer = network_.layers[tie.layer];
    if (layer.kind != LayerKind::max_pooling) {
      slopes_[tie.sample][tie.layer][tie.unit].above =
          layer.activation.slopes[tie.pieces[1]].get_d();
      return;
    }
    std::vector<std::size_t>& largest = largest_[tie.sample][tie.layer][tie.unit];
    largest.clear();
    for (const std::size_t piece : tie.pieces)
      largest.push_back(layer.choices[tie.unit][piece].first);
  }

  Motion pre_activation_motion(std::size_t sample, std::size_t l, const Motion& input) const {
    Motion motion;
    if (!views_[l].is_max_pooling) {
      for (const auto& row : views_[l].rows)
        motion.push_back(row_value(0.0, row, input));
      return motion;
    }
    for (const std::vector<std::size_t>& entries : largest_[sample][l]) {
      motion.push_back(input[entries.front()]);
      for (const std::size_t entry : entries)
        motion.back() = std::max(motion.back(), input[entry]);
    }
    return motion;
  }

  /// From z to h; outputs of the network have no slopes.
  Motion sloped(std::size_t sample, std::size_t l, Motion motion) const {
    for (std::size_t k = 0; k < motion.size() && l < slopes_[sample].size(); ++k)
      motion[k] *= slopes_[sample][l][k](motion[k]);
    return motion;
  }

  const Network& network_;
  std::vector<std::vector<SidedSlopes>> loss_slopes_;         ///< [sample][output]
  std::vector<LinearView<double>> views_;                     ///< [layer]
  std::vector<std::size_t> last_readers_;                     ///< [source]
  std::vector<std::vector<std::vector<SidedSlopes>>> slopes_; ///< [sample][hidden layer][unit]
  /// [sample][hidden layer][unit] the inputs that are the largest of a window; max pooling only
  std::vector<std::vector<std::vector<std::vector<std::size_t>>>> largest_;
};

/// The derivatives at each sample for the rates −1 and 1 of one unit.
using RateDerivatives = std::vector<std::array<double, 2>>;

void append_if_descending(std::vector<SingleMove>& result, const SingleMove& move) {
  if (move.derivative < 0)
    result.push_back(move);
}

/// What enters layer l at each sample.
std::vector<Vector> inputs_of(const UnsettledStates& unsettled, std::size_t l) {
  std::vector<Vector> result;
  for (const SampleState& state : unsettled.states)
    result.push_back(state.input(l));
  return result;
}

void append_descending(std::vector<SingleMove>& result, const std::vector<Vector>& inputs,
                       const RateDerivatives& rates, SingleMove move) {
  for (move.sign = -1; move.sign <= 1; move.sign += 2) {
    move.derivative = 0;
    for (std::size_t i = 0; i < rates.size(); ++i) {
      const double input = move.input ? inputs[i][*move.input].get_d() : 1;
      move.derivative += std::abs(input) * rates[i][input * move.sign > 0 ? 1 : 0];
    }
    append_if_descending(result, move);
  }
}

/// All parameters of a dense layer.
void append_dense_moves(std::vector<SingleMove>& result, const Layer& layer,
                        const UnsettledStates& unsettled, const Motions& motions, std::size_t l) {
  RateDerivatives rates(unsettled.states.size());
  const std::vector<Vector> inputs = inputs_of(unsettled, l);
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
    Motion forward(layer.unit_count()), backward(layer.unit_count());
    forward[unit] = 1;
    backward[unit] = -1;
    for (std::size_t i = 0; i < rates.size(); ++i)
      rates[i] = {motions.derivative(i, l, backward), motions.derivative(i, l, forward)};
    for (std::size_t input = 0; input < layer.input_count; ++input)
      append_descending(result, inputs, rates, {l, unit, input, 0, 0});
    if (layer.has_biases)
      append_descending(result, inputs, rates, {l, unit, std::nullopt, 0, 0});
  }
}

/// [column][unit] how fast the pre-activations move with each weight of a filter, the bias last;
/// zeros at the units of other filters.
std::vector<Motion> filter_rates(const Layer& layer, const Vector& input, std::size_t row) {
  const std::size_t columns = parameter_column_count(layer);
  const std::size_t positions = position_count(layer.output_shape);
  std::vector<Motion> rates(columns + 1, Motion(layer.unit_count()));
  for (std::size_t unit = row * positions; unit < (row + 1) * positions; ++unit) {
    visit_field(layer, unit,
                [&](std::size_t k, std::size_t column) { rates[column][unit] = input[k].get_d(); });
    rates[columns][unit] = 1;
  }
  return rates;
}

/// All parameters of a convolution.
void append_filter_moves(std::vector<SingleMove>& result, const Layer& layer,
                         const UnsettledStates& unsettled, const Motions& motions, std::size_t l) {
  const std::size_t columns = parameter_column_count(layer);
  const std::vector<Vector> inputs = inputs_of(unsettled, l);
  for (std::size_t row = 0; row < layer.filters.size(); ++row) {
    std::vector<std::array<double, 2>> sums(columns + 1, {0, 0});
    for (std::size_t i = 0; i < unsettled.states.size(); ++i) {
      std::vector<Motion> rates = filter_rates(layer, inputs[i], row);
      for (std::size_t column = 0; column <= columns; ++column)
        for (std::size_t side = 2; side-- > 0;) {
          sums[column][side] += motions.derivative(i, l, rates[column]);
          for (double& rate : rates[column])
            rate = -rate;
        }
    }
    for (std::size_t column = 0; column < columns + (layer.has_biases ? 1 : 0); ++column)
      for (const int side : {0, 1})
        append_if_descending(result,
                             {l, row, column < columns ? std::optional(column) : std::nullopt,
                              2 * side - 1, sums[column][static_cast<std::size_t>(side)]});
  }
}

} // namespace

std::vector<SingleMove> descending_moves(const Network& network, const UnsettledStates& unsettled,
                                         std::size_t most, double work) {
  const Motions motions(network, unsettled);
  std::vector<SingleMove> result;
  for (std::size_t l = network.layers.size(); l-- > 0;) {
    const Layer& layer = network.layers[l];
    if (!has_parameters(layer))
      continue;
    const bool is_dense = layer.kind == LayerKind::dense;
    const std::size_t passes = is_dense ? layer.unit_count() : parameter_count(layer);
    const std::size_t work_at_layer = is_dense ? layer.input_count : layer.unit_count();
    work -= 2.0 * static_cast<double>(passes * unsettled.states.size()) *
            (motions.work_above(l) + static_cast<double>(work_at_layer));
    if (work < 0)
      break;
    if (is_dense)
      append_dense_moves(result, layer, unsettled, motions, l);
    else
      append_filter_moves(result, layer, unsettled, motions, l);
  }
  std::stable_sort(result.begin(), result.end(), [](const SingleMove& a, const SingleMove& b) {
    return a.derivative < b.derivative;
  });
  result.resize(std::min(result.size(), most));
  return result;
}

Direction direction_of(const SingleMove& move) {
  if (move.input)
    return {{{move.layer, move.unit, *move.input, move.sign}}, {}};
  return {{}, {{move.layer, move.unit, move.sign}}};
}

} // namespace thalweg
