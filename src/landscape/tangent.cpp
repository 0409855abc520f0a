// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/tangent.hpp"

#include "exact/error.hpp"
#include "landscape/linear_view.hpp"

#include <algorithm>
#include <tuple>

namespace thalweg {

namespace {

/// The pieces and ties of one sample.
class Forward {
public:
  Forward(const Network& network, std::shared_ptr<const ForwardPasses> passes, std::size_t sample)
      : network_(network), state_{std::move(passes), sample, {}, {}} {
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
      pass_hidden_layer(l);
  }

  SampleState& state() { return state_; }
  const std::vector<Tie>& ties() const { return ties_; }

private:
  void pass_hidden_layer(std::size_t l) {
    const Layer& layer = network_.layers[l];
    std::vector<std::size_t>& pieces = state_.pieces.emplace_back();
    moves_.emplace_back();
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
      std::vector<std::size_t> candidates =
          state_.passes->meeting_pieces(layer, l, unit, state_.sample);
      pieces.push_back(candidates.front());
      const bool is_still = layer.kind == LayerKind::max_pooling &&
                            std::none_of(candidates.begin(), candidates.end(), [&](std::size_t k) {
                              return may_move(origin(network_, l, layer.choices[unit][k].first));
                            });
      if (candidates.size() > 1 && !is_still)
        ties_.push_back({0, l, unit, std::move(candidates)});
      moves_.back().push_back(!is_still &&
                              (has_tie(l, unit) || slope_in_use(layer, pieces.back()) != 0));
    }
  }

  bool has_tie(std::size_t l, std::size_t unit) const {
    return !ties_.empty() && ties_.back().layer == l && ties_.back().unit == unit;
  }

  bool may_move(const InputOrigin& where) const {
    return where.source > 0 && moves_[where.source - 1][where.index];
  }

  const Network& network_;
  SampleState state_;
  std::vector<Tie> ties_;
  std::vector<std::vector<bool>> moves_; ///< [layer][unit] false: inside a piece of slope 0
};

} // namespace

UnsettledStates unsettled_states(const Network& network, const Problem& problem) {
  UnsettledStates result;
  result.passes =
      std::make_shared<const ForwardPasses>(network, problem.data.inputs, network.layers.size());
  for (std::size_t i = 0; i < problem.data.sample_count(); ++i) {
    const Vector output = result.passes->pre_activations(network.hidden_layer_count(), i);
    const std::vector<SlopeInterval> slopes = subdifferential(problem, i, output);
    if (std::all_of(slopes.begin(), slopes.end(),
                    [](const SlopeInterval& s) { return s.lower == 0 && s.upper == 0; }))
      continue;
    Forward forward(network, result.passes, i);
    SampleState& state = forward.state();
    for (std::size_t o = 0; o < slopes.size(); ++o) {
      state.loss_slopes.push_back(slopes[o].lower);
      if (slopes[o].lower < slopes[o].upper)
        result.loss_ties.push_back({result.states.size(), o, slopes[o].lower, slopes[o].upper});
    }
    for (Tie tie : forward.ties()) {
      tie.sample = result.states.size();
      result.ties.push_back(std::move(tie));
    }
    result.unsettled_count +=
        is_plain_squared(problem.loss) || !is_settled(problem, i, output) ? 1 : 0;
    result.samples.push_back(i);
    result.states.push_back(std::move(state));
  }
  std::stable_sort(result.ties.begin(), result.ties.end(), [](const Tie& a, const Tie& b) {
    return std::tie(a.layer, a.unit) < std::tie(b.layer, b.unit);
  });
  return result;
}

BackwardPass::BackwardPass(const Network& network, const SampleState& state, std::size_t layer,
                           Vector derivative)
    : network_(network), state_(state), layer_(layer), derivative_(std::move(derivative)),
      by_output_(layer + 1) {
  pull_back();
}

void BackwardPass::pull_back() {
  if (layer_ == 0)
    return;
  const Layer& layer = network_.layers[layer_];
  for (const std::size_t source : sources(network_, layer_))
    if (by_output_[source].empty())
      by_output_[source].resize(volume(shape_of_output(network_, source)));
  for (std::size_t unit = 0; unit < derivative_.size(); ++unit) {
    if (derivative_[unit] == 0)
      continue;
    const std::size_t piece =
        layer_ < network_.hidden_layer_count() ? state_.pieces[layer_][unit] : 0;
    for (const auto& [input, weight] : row_in_use(layer, unit, piece)) {
      const auto [source, index] = origin(network_, layer_, input);
      by_output_[source][index] += derivative_[unit] * weight;
    }
  }
}

void BackwardPass::step() {
  Vector by_output = std::move(by_output_[layer_]);
  --layer_;
  for (std::size_t k = 0; k < by_output.size(); ++k)
    by_output[k] *= slope_in_use(network_.layers[layer_], state_.pieces[layer_][k]);
  derivative_ = std::move(by_output);
  pull_back();
}

void add_functional(Vector& functional, const Network& network, const ParameterOrder& order,
                    const SampleState& state, std::size_t layer, Vector derivative) {
  for (BackwardPass pass(network, state, layer, std::move(derivative));; pass.step()) {
    const std::size_t l = pass.layer();
    const Layer& moved = network.layers[l];
    const Vector input = state.input(l);
    for (std::size_t unit = 0; has_parameters(moved) && unit < pass.derivative().size(); ++unit) {
      const Rational& factor = pass.derivative()[unit];
      if (factor == 0)
        continue;
      const std::size_t row = parameter_row_of(moved, unit);
      visit_field(moved, unit, [&](std::size_t k, std::size_t column) {
        if (input[k] != 0)
          functional[order.weight(l, row, column)] += factor * input[k];
      });
      if (moved.has_biases)
        functional[order.bias(l, row)] += factor;
    }
    if (l == 0)
      return;
  }
}

} // namespace thalweg
