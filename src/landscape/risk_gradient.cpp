// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sample by sample: rational backward passes.

#include "landscape/risk_gradient.hpp"

#include <algorithm>

namespace thalweg {

namespace {

class RationalGradient : public RiskGradient {
public:
  RationalGradient(const Network& network, const UnsettledStates& unsettled)
      : network_(network), unsettled_(unsettled) {
    for (const SampleState& state : unsettled.states)
      pulls_.push_back(
          rational_pull(network, state.pieces, network.hidden_layer_count(), state.loss_slopes));
  }

  std::size_t layer() const override { return pulls_.front().layer(); }

  Direction steepest_parameter() const override {
    const Layer& layer = network_.layers[this->layer()];
    const std::size_t columns = parameter_column_count(layer);
    const std::size_t positions =
        layer.kind == LayerKind::convolution ? position_count(layer.output_shape) : 1;
    Rational largest = 0;
    Direction best;
    for (std::size_t row = 0; row < parameter_row_count(layer); ++row) {
      const Vector partials = row_gradient(layer, row * positions, (row + 1) * positions);
      for (std::size_t column = 0; column < partials.size(); ++column) {
        if (abs(partials[column]) <= largest)
          continue;
        largest = abs(partials[column]);
        const Rational change = -sgn(partials[column]);
        best = column < columns ? Direction{{{this->layer(), row, column, change}}, {}}
                                : Direction{{}, {{this->layer(), row, change}}};
      }
    }
    return best;
  }

  bool has_no_tie_in_use() const override {
    return std::all_of(unsettled_.ties.begin(), unsettled_.ties.end(), [&](const Tie& tie) {
      return tie.layer + 1 != layer() || pulls_[tie.sample].by_previous_output()[tie.unit] == 0;
    });
  }

  void step() override {
    for (Pull<RationalPull>& pull : pulls_)
      pull.step();
  }

private:
  /// The partial derivatives by one parameter row, the bias last; the units of the row are
  /// [first_unit, end_unit).
  Vector row_gradient(const Layer& layer, std::size_t first_unit, std::size_t end_unit) const {
    const std::size_t columns = parameter_column_count(layer);
    Vector partials(columns + (layer.has_biases ? 1 : 0));
    for (std::size_t i = 0; i < pulls_.size(); ++i)
      for (std::size_t unit = first_unit; unit < end_unit; ++unit) {
        const Rational& derivative = pulls_[i].derivative()[unit];
        if (derivative == 0)
          continue;
        const Vector input = unsettled_.states[i].input(pulls_[i].layer());
        visit_field(layer, unit, [&](std::size_t k, std::size_t column) {
          if (input[k] != 0)
            partials[column] += derivative * input[k];
        });
        if (layer.has_biases)
          partials[columns] += derivative;
      }
    return partials;
  }

  const Network& network_;
  const UnsettledStates& unsettled_;
  std::vector<Pull<RationalPull>> pulls_;
};

} // namespace

std::unique_ptr<RiskGradient> rational_risk_gradient(const Network& network,
                                                     const UnsettledStates& unsettled) {
  return std::make_unique<RationalGradient>(network, unsettled);
}

std::unique_ptr<RiskGradient> risk_gradient(const Network& network,
                                            const UnsettledStates& unsettled) {
  if (auto batch = batch_risk_gradient(network, unsettled))
    return batch;
  return rational_risk_gradient(network, unsettled);
}

} // namespace thalweg
