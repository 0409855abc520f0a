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
    const std::size_t l = layer(), columns = parameter_column_count(network_.layers[l]);
    std::vector<Vector> partials(parameter_row_count(network_.layers[l]), Vector(columns + 1));
    for (std::size_t i = 0; i < pulls_.size(); ++i)
      visit_partials(network_.layers[l], pulls_[i].derivative(), unsettled_.states[i].input(l),
                     [&](std::size_t row, std::size_t column, const Rational& partial) {
                       partials[row][column] += partial;
                     });
    Rational largest = 0;
    Direction best;
    for (std::size_t row = 0; row < partials.size(); ++row)
      for (std::size_t column = 0; column <= columns; ++column) {
        if (abs(partials[row][column]) <= largest)
          continue;
        largest = abs(partials[row][column]);
        const Rational change = -sgn(partials[row][column]);
        best = column < columns ? Direction{{{l, row, column, change}}, {}}
                                : Direction{{}, {{l, row, change}}};
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
