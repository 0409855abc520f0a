// SPDX-License-Identifier: GPL-3.0-or-later
//
// All samples together. With units × samples matrices over one denominator: ∂/∂h = rowsᵀ · ∂/∂z,
// ∂/∂z = slopes ⊙ ∂/∂h, and the gradient of a dense layer is ∂/∂z · inputsᵀ. Only signs and the
// largest entry are asked for, so the denominators of the gradient need not be divided out.

#include "exact/integer_vector.hpp"
#include "landscape/forward_passes.hpp"
#include "landscape/risk_gradient.hpp"
#include "network/walk.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// sum += terms, over a common denominator.
void add_matrix(RationalMatrix& sum, const RationalMatrix& terms) {
  Integer common = sum.denominator;
  enlarge_denominator(common, terms.denominator);
  const Integer sum_factor = common / sum.denominator, term_factor = common / terms.denominator;
  for (std::size_t i = 0; i < sum.numerators.row_count(); ++i)
    for (std::size_t j = 0; j < sum.numerators.column_count(); ++j) {
      sum.numerators(i, j) *= sum_factor;
      mpz_addmul(sum.numerators(i, j).get_mpz_t(), term_factor.get_mpz_t(),
                 terms.numerators(i, j).get_mpz_t());
    }
  sum.denominator = common;
}

/// The columns with the given indices.
IntegerMatrix columns_of(const IntegerMatrix& matrix, const std::vector<std::size_t>& indices) {
  IntegerMatrix result(matrix.row_count(), indices.size());
  for (std::size_t row = 0; row < matrix.row_count(); ++row)
    for (std::size_t k = 0; k < indices.size(); ++k)
      result(row, k) = matrix(row, indices[k]);
  return result;
}

/// Derivatives of all unsettled samples at once: units × samples.
class BatchPull {
public:
  using Derivative = RationalMatrix;

  BatchPull(const Network& network, const UnsettledStates& unsettled)
      : network_(&network), unsettled_(&unsettled) {}

  RationalMatrix by_input(std::size_t l, const RationalMatrix& derivative) const {
    const Layer& layer = network_->layers[l];
    if (layer.kind != LayerKind::max_pooling)
      return transpose_product(unsettled_->passes->batch_rows(l), derivative);
    RationalMatrix result{IntegerMatrix(layer.input_count, unsettled_->states.size()),
                          derivative.denominator};
    for (std::size_t i = 0; i < unsettled_->states.size(); ++i)
      for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
        result.numerators(layer.choices[unit][unsettled_->states[i].pieces[l][unit]].first, i) +=
            derivative.numerators(unit, i);
    return result;
  }

  void take_slopes(std::size_t l, RationalMatrix& derivative) const {
    const Layer& layer = network_->layers[l];
    if (layer.kind == LayerKind::max_pooling)
      return;
    const IntegerVector slopes = over_common_denominator(layer.activation.slopes);
    for (std::size_t i = 0; i < unsettled_->states.size(); ++i)
      for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
        derivative.numerators(unit, i) *= slopes.numerators[unsettled_->states[i].pieces[l][unit]];
    derivative.denominator *= slopes.denominator;
  }

  static void add(RationalMatrix& sum, const RationalMatrix& terms) { add_matrix(sum, terms); }

private:
  const Network* network_;
  const UnsettledStates* unsettled_;
};

class BatchGradient : public RiskGradient {
public:
  BatchGradient(const Network& network, const UnsettledStates& unsettled, RationalMatrix residuals)
      : network_(network), unsettled_(unsettled),
        pull_(network, {network, unsettled}, network.hidden_layer_count(), std::move(residuals)) {}

  std::size_t layer() const override { return pull_.layer(); }

  Direction steepest_parameter() const override {
    const std::size_t l = pull_.layer();
    const Layer& layer = network_.layers[l];
    const std::vector<MatrixEntry> by_weight = layer.kind == LayerKind::dense ? dense_gradient()
                                               : layer.kind == LayerKind::convolution
                                                   ? filter_gradient(layer)
                                                   : std::vector<MatrixEntry>{};
    const std::vector<Integer> by_bias =
        layer.has_biases ? bias_gradient(layer) : std::vector<Integer>{};
    Integer largest = 0;
    Direction best;
    const auto is_larger = [&](const Integer& partial) {
      if (mpz_cmpabs(partial.get_mpz_t(), largest.get_mpz_t()) <= 0)
        return false;
      largest = partial;
      return true;
    };
    for (std::size_t row = 0; row < by_weight.size(); ++row) {
      if (is_larger(by_weight[row].value))
        best = {{{l, row, by_weight[row].column, -sgn(largest)}}, {}};
      if (layer.has_biases && is_larger(by_bias[row]))
        best = {{}, {{l, row, -sgn(largest)}}};
    }
    return best;
  }

  bool has_no_tie_in_use() const override {
    return std::all_of(unsettled_.ties.begin(), unsettled_.ties.end(), [&](const Tie& tie) {
      return tie.layer + 1 != layer() ||
             pull_.by_previous_output().numerators(tie.unit, tie.sample) == 0;
    });
  }

  void step() override { pull_.step(); }

private:
  // All partial derivatives times the denominators of ∂/∂z and of the inputs; by weights the
  // largest one of each row.

  /// The numerators of what enters layer() at the unsettled samples; `room` is used if there are
  /// others.
  const IntegerMatrix& inputs(IntegerMatrix& room) const {
    const IntegerMatrix& all = unsettled_.passes->batch_outputs(pull_.layer()).numerators;
    if (unsettled_.samples.size() == all.column_count())
      return all;
    return room = columns_of(all, unsettled_.samples);
  }

  std::vector<MatrixEntry> dense_gradient() const {
    IntegerMatrix room;
    return largest_in_rows_of_product(pull_.derivative().numerators, inputs(room));
  }

  std::vector<MatrixEntry> filter_gradient(const Layer& layer) const {
    std::vector<std::vector<Integer>> partials(parameter_row_count(layer),
                                               std::vector<Integer>(parameter_column_count(layer)));
    IntegerMatrix room;
    const IntegerMatrix& inputs = this->inputs(room);
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
      std::vector<Integer>& row = partials[parameter_row_of(layer, unit)];
      visit_field(layer, unit, [&](std::size_t input, std::size_t column) {
        for (std::size_t i = 0; i < inputs.column_count(); ++i)
          mpz_addmul(row[column].get_mpz_t(), pull_.derivative().numerators(unit, i).get_mpz_t(),
                     inputs(input, i).get_mpz_t());
      });
    }
    std::vector<MatrixEntry> result;
    for (const std::vector<Integer>& row : partials) {
      const auto largest =
          std::max_element(row.begin(), row.end(), [](const auto& a, const auto& b) {
            return mpz_cmpabs(a.get_mpz_t(), b.get_mpz_t()) < 0;
          });
      result.push_back({static_cast<std::size_t>(largest - row.begin()), *largest});
    }
    return result;
  }

  std::vector<Integer> bias_gradient(const Layer& layer) const {
    std::vector<Integer> result(parameter_row_count(layer));
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
      for (std::size_t i = 0; i < unsettled_.states.size(); ++i)
        result[parameter_row_of(layer, unit)] += pull_.derivative().numerators(unit, i);
    for (Integer& partial : result)
      partial *= unsettled_.passes->batch_outputs(pull_.layer()).denominator;
    return result;
  }

  const Network& network_;
  const UnsettledStates& unsettled_;
  Pull<BatchPull> pull_;
};

} // namespace

std::unique_ptr<RiskGradient> batch_risk_gradient(const Network& network,
                                                  const UnsettledStates& unsettled) {
  if (!unsettled.passes->is_batch())
    return nullptr;
  std::vector<Vector> residuals;
  for (const SampleState& state : unsettled.states)
    residuals.push_back(state.loss_slopes);
  auto first = fixed_point_columns(residuals, network.output_dimension());
  if (!first)
    return nullptr;
  return std::make_unique<BatchGradient>(network, unsettled, std::move(*first));
}

} // namespace thalweg
