// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/tangent.hpp"

#include "exact/error.hpp"
#include "network/walk.hpp"

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

void add_functional(Vector& functional, const Network& network, const ParameterOrder& order,
                    const SampleState& state, std::size_t layer, Vector derivative) {
  for (auto pull = rational_pull(network, state.pieces, layer, std::move(derivative));;
       pull.step()) {
    const std::size_t l = pull.layer();
    visit_partials(network.layers[l], pull.derivative(), state.input(l),
                   [&](std::size_t row, std::size_t column, const Rational& partial) {
                     functional[order.index({l, row, column})] += partial;
                   });
    if (l == 0)
      return;
  }
}

} // namespace thalweg
