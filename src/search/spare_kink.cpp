// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/spare_kink.hpp"

#include "exact/finite.hpp"
#include "geometry/simplest_rational.hpp"
#include "landscape/subgradients.hpp"
#include "network/walk.hpp"
#include "search/guess/kink_candidates.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t tried_exactly = 8;
constexpr std::size_t tried_exactly_for_other_losses = 32;

/// What the last two layers see of the samples.
struct Features {
  std::vector<Vector> inputs;    ///< of the last hidden layer
  std::vector<Vector> values;    ///< h of the last hidden layer
  std::vector<Vector> outputs;   ///< F(W; x_i)
  std::vector<Vector> residuals; ///< F(W; x_i) − y_i; for other losses than the plain squared one
                                 ///< the mean of the slopes of the loss left and right
};

Vector slopes_at(const Problem& problem, std::size_t sample, const Vector& output) {
  Vector result;
  for (const SlopeInterval& slopes : subdifferential(problem, sample, output))
    result.push_back((slopes.lower + slopes.upper) / 2);
  return result;
}

Features features_of(const Network& network, const Problem& problem) {
  const Dataset& data = problem.data;
  Features result;
  const std::size_t last = network.hidden_layer_count() - 1;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const std::vector<Vector> h = network_values(network, data.inputs[i], network.layers.size()).h;
    result.inputs.push_back(layer_input(network, last, h));
    result.values.push_back(h[last + 1]);
    result.outputs.push_back(h.back());
    if (!is_plain_squared(problem.loss)) {
      result.residuals.push_back(slopes_at(problem, i, h.back()));
      continue;
    }
    Vector& residual = result.residuals.emplace_back(h.back());
    for (std::size_t o = 0; o < residual.size(); ++o)
      residual[o] -= data.targets[i][o];
  }
  return result;
}

Rational weight_of(const SparseRow& row, std::size_t input) {
  const auto found = std::find_if(row.begin(), row.end(),
                                  [input](const Term& term) { return term.first == input; });
  return found == row.end() ? Rational(0) : found->second;
}

bool is_spare(const Features& features, const Layer& output, std::size_t unit) {
  const bool is_unused =
      std::all_of(output.weights.begin(), output.weights.end(),
                  [unit](const SparseRow& row) { return weight_of(row, unit) == 0; });
  const Rational& value = features.values.front()[unit];
  return is_unused || (std::all_of(features.values.begin(), features.values.end(),
                                   [&](const Vector& h) { return h[unit] == value; }) &&
                       (output.has_biases || value == 0));
}

/// The row of an output layer with another weight for one input.
SparseRow with_weight(SparseRow row, std::size_t input, const Rational& weight) {
  std::erase_if(row, [input](const Term& term) { return term.first == input; });
  if (weight != 0)
    row.insert(std::lower_bound(row.begin(), row.end(), input,
                                [](const Term& term, std::size_t k) { return term.first < k; }),
               Term(input, weight));
  return row;
}

/// The ε_o of the head comment for every output; nothing if all are 0, or beyond floating point.
class Steps {
public:
  /// The losses are empty for the plain squared one.
  Steps(const Features& features, std::vector<std::vector<FloatingLoss>> losses)
      : features_(features), losses_(std::move(losses)) {}

  std::optional<Vector> along(const Vector& phi) const {
    const std::size_t outputs = features_.outputs.front().size();
    Vector steps;
    try {
      for (std::size_t o = 0; o < outputs; ++o)
        steps.push_back(losses_.empty() ? squared_step(phi, o)
                                        : guessed_step(phi, output_column(o), losses_, o));
    } catch (const NotFinite&) {
      return std::nullopt;
    }
    if (std::all_of(steps.begin(), steps.end(), [](const Rational& s) { return s == 0; }))
      return std::nullopt;
    return steps;
  }

private:
  Rational squared_step(const Vector& phi, std::size_t o) const {
    Rational size = 0, product = 0;
    for (std::size_t i = 0; i < phi.size(); ++i) {
      size += phi[i] * phi[i];
      product += features_.residuals[i][o] * phi[i];
    }
    return product == 0 ? Rational(0) : Rational(-product / size);
  }

  Vector output_column(std::size_t o) const {
    Vector result;
    for (const Vector& outputs : features_.outputs)
      result.push_back(outputs[o]);
    return result;
  }

  const Features& features_;
  std::vector<std::vector<FloatingLoss>> losses_; ///< [sample][output]
};

/// The first breakpoint where the slope changes.
std::optional<std::size_t> kink_of(const Activation& activation) {
  for (std::size_t q = 0; q < activation.breakpoints.size(); ++q)
    if (activation.slopes[q] != activation.slopes[q + 1])
      return q;
  return std::nullopt;
}

/// The unit becomes the candidate, exactly; nothing if no output moves.
std::optional<Network> realised(const Network& network, const Features& features, std::size_t unit,
                                const KinkCandidate& candidate, const Rational& breakpoint,
                                const Steps& steps) {
  const Rational low = projection<Rational>(*candidate.direction, features.inputs[candidate.below]);
  const Rational high =
      projection<Rational>(*candidate.direction, features.inputs[candidate.above]);
  if (low >= high)
    return std::nullopt;
  const Rational threshold = simplest_inside(low, high);
  const std::size_t last = network.hidden_layer_count() - 1;
  const Activation& activation = network.layers[last].activation;
  Vector phi;
  for (std::size_t i = 0; i < features.inputs.size(); ++i) {
    const Rational q = projection<Rational>(*candidate.direction, features.inputs[i]) - threshold;
    phi.push_back(activation(Rational(candidate.sign * q + breakpoint)));
  }
  const std::optional<Vector> step = steps.along(phi);
  if (!step)
    return std::nullopt;
  Network result = network;
  Layer& hidden = result.layers[last];
  hidden.weights[unit].clear();
  for (const auto& [k, factor] : *candidate.direction)
    hidden.weights[unit].emplace_back(k, candidate.sign * factor);
  hidden.biases[unit] = breakpoint - candidate.sign * threshold;
  Layer& output = result.layers.back();
  for (std::size_t o = 0; o < step->size(); ++o) {
    if (output.has_biases)
      output.biases[o] += weight_of(output.weights[o], unit) * features.values.front()[unit];
    output.weights[o] = with_weight(output.weights[o], unit, (*step)[o]);
  }
  return result;
}

} // namespace

std::optional<Network> with_spare_kink(const Network& network, const Problem& problem) {
  if (network.hidden_layer_count() == 0 || problem.data.sample_count() < 2)
    return std::nullopt;
  const Layer& hidden = network.layers[network.hidden_layer_count() - 1];
  const std::optional<std::size_t> kink = kink_of(hidden.activation);
  if (hidden.kind != LayerKind::dense || !hidden.has_biases || !kink)
    return std::nullopt;
  const Features features = features_of(network, problem);
  std::size_t unit = 0;
  while (unit < hidden.unit_count() && !is_spare(features, network.layers.back(), unit))
    ++unit;
  if (unit == hidden.unit_count())
    return std::nullopt;
  const bool is_squared = is_plain_squared(problem.loss);
  const std::vector<IntegerDirection> directions = kink_directions(hidden.input_count);
  const std::vector<KinkCandidate> candidates =
      kink_candidates(hidden.activation, *kink, directions, features.inputs, features.residuals,
                      is_squared ? tried_exactly : tried_exactly_for_other_losses);
  const Steps steps(features, is_squared ? std::vector<std::vector<FloatingLoss>>{}
                                         : floating_losses(problem));
  for (const KinkCandidate& candidate : candidates)
    if (auto result = realised(network, features, unit, candidate,
                               hidden.activation.breakpoints[*kink], steps))
      if (is_squared || empirical_risk(*result, problem) < mean_loss(problem, features.outputs))
        return result;
  return std::nullopt;
}

} // namespace thalweg
