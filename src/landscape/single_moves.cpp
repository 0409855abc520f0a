// SPDX-License-Identifier: GPL-3.0-or-later
//
// A one-sided derivative is positively homogeneous: moving a weight moves its unit's pre-activation
// at sample i with the rate ±h_b(i), so |h_b(i)| times the derivative for the rate ±1 is its share.
// Two forward passes of motions per unit and sample give the derivatives of all parameters.

#include "landscape/single_moves.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace thalweg {

namespace {

using FloatingRow = std::vector<std::pair<std::size_t, double>>;

/// Slopes below and above the pre-activation: different ones only at a tie.
struct SidedSlopes {
  double below, above;
  double operator()(double motion) const { return motion > 0 ? above : below; }
};

class Motions {
public:
  Motions(const Network& network, const UnsettledStates& unsettled) : unsettled_(unsettled) {
    for (const DenseLayer& layer : network.layers) {
      weight_counts_.push_back(0);
      std::vector<FloatingRow>& rows = weights_.emplace_back();
      for (const SparseRow& row : layer.weights) {
        FloatingRow& floating = rows.emplace_back();
        for (const auto& [input, weight] : row)
          floating.emplace_back(input, weight.get_d());
        weight_counts_.back() += static_cast<double>(row.size());
      }
    }
    for (const SampleState& state : unsettled.states) {
      auto& slopes = slopes_.emplace_back();
      for (std::size_t l = 0; l < state.pieces.size(); ++l) {
        slopes.emplace_back();
        for (const std::size_t piece : state.pieces[l]) {
          const double slope = network.layers[l].activation.slopes[piece].get_d();
          slopes.back().push_back({slope, slope});
        }
      }
    }
    for (const Tie& tie : unsettled.ties)
      slopes_[tie.sample][tie.layer][tie.unit].above =
          network.layers[tie.layer].activation.slopes[tie.lower_piece + 1].get_d();
  }

  /// Multiplications of one pass that starts at the units of `layer`.
  double work_above(std::size_t layer) const {
    double work = 1;
    for (std::size_t l = layer + 1; l < weight_counts_.size(); ++l)
      work += weight_counts_[l];
    return work;
  }

  /// d/dt Σ_o g_o F_o at t = 0+ if z_{layer,unit} of one sample moves with the given rate.
  double derivative(std::size_t sample, std::size_t layer, std::size_t unit, double rate) const {
    std::vector<double> motion(weights_[layer].size());
    motion[unit] = rate;
    for (std::size_t l = layer; l + 1 < weights_.size(); ++l) {
      for (std::size_t k = 0; k < motion.size(); ++k)
        motion[k] *= slopes_[sample][l][k](motion[k]);
      std::vector<double> next;
      for (const FloatingRow& row : weights_[l + 1]) {
        double sum = 0;
        for (const auto& [input, weight] : row)
          sum += weight * motion[input];
        next.push_back(sum);
      }
      motion = std::move(next);
    }
    double result = 0;
    for (std::size_t o = 0; o < motion.size(); ++o)
      result += motion[o] * unsettled_.states[sample].residual[o].get_d();
    return result;
  }

private:
  const UnsettledStates& unsettled_;
  std::vector<std::vector<FloatingRow>> weights_;             ///< [layer][unit]
  std::vector<double> weight_counts_;                         ///< by layer, zeros left out
  std::vector<std::vector<std::vector<SidedSlopes>>> slopes_; ///< [sample][hidden layer][unit]
};

/// The derivatives at each sample for the rates −1 and 1 of one unit.
using RateDerivatives = std::vector<std::array<double, 2>>;

void append_descending(std::vector<SingleMove>& result, const UnsettledStates& unsettled,
                       const RateDerivatives& rates, SingleMove move) {
  for (move.sign = -1; move.sign <= 1; move.sign += 2) {
    move.derivative = 0;
    for (std::size_t i = 0; i < rates.size(); ++i) {
      const double input =
          move.input ? unsettled.states[i].inputs[move.layer][*move.input].get_d() : 1;
      move.derivative += std::abs(input) * rates[i][input * move.sign > 0 ? 1 : 0];
    }
    if (move.derivative < 0)
      result.push_back(move);
  }
}

} // namespace

std::vector<SingleMove> descending_moves(const Network& network, const UnsettledStates& unsettled,
                                         std::size_t most, double work) {
  const Motions motions(network, unsettled);
  std::vector<SingleMove> result;
  for (std::size_t layer = network.layers.size(); layer-- > 0;) {
    const DenseLayer& moved = network.layers[layer];
    const double passes = 2.0 * static_cast<double>(moved.unit_count() * unsettled.states.size());
    work -= passes * (motions.work_above(layer) + static_cast<double>(moved.input_count));
    if (work < 0)
      break;
    RateDerivatives rates(unsettled.states.size());
    for (std::size_t unit = 0; unit < moved.unit_count(); ++unit) {
      for (std::size_t i = 0; i < rates.size(); ++i)
        rates[i] = {motions.derivative(i, layer, unit, -1), motions.derivative(i, layer, unit, 1)};
      for (std::size_t input = 0; input < moved.input_count; ++input)
        append_descending(result, unsettled, rates, {layer, unit, input, 0, 0});
      append_descending(result, unsettled, rates, {layer, unit, std::nullopt, 0, 0});
    }
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
