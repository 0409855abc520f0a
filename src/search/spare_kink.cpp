// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/spare_kink.hpp"

#include "exact/finite.hpp"
#include "geometry/simplest_rational.hpp"
#include "landscape/subgradients.hpp"
#include "search/floating_loss.hpp"

#include <algorithm>
#include <map>

namespace thalweg {

namespace {

constexpr std::size_t most_thresholds = 64; ///< per direction
constexpr std::size_t oblique_directions = 96;
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
    const std::vector<Vector> z = network.pre_activations(data.inputs[i]);
    std::vector<Vector> outputs = {data.inputs[i]};
    for (std::size_t l = 0; l <= last; ++l) {
      Vector& h = outputs.emplace_back();
      for (const Rational& value : z[l])
        h.push_back(network.layers[l].activation(value));
    }
    result.inputs.push_back(layer_input(network, last, outputs));
    result.values.push_back(outputs.back());
    result.outputs.push_back(z.back());
    if (!is_plain_squared(problem.loss)) {
      result.residuals.push_back(slopes_at(problem, i, z.back()));
      continue;
    }
    Vector& residual = result.residuals.emplace_back(z.back());
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

/// Integer coefficients of a direction, by feature.
using IntegerDirection = std::map<std::size_t, int>;

std::vector<IntegerDirection> directions(std::size_t dimension) {
  std::vector<IntegerDirection> result;
  for (std::size_t k = 0; k < dimension; ++k)
    result.push_back({{k, 1}});
  std::uint64_t state = 20211122; // a fixed sequence of guesses
  const auto draw = [&state](std::uint64_t bound) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33) % bound;
  };
  for (std::size_t count = 0; dimension > 1 && count < oblique_directions; ++count) {
    IntegerDirection direction;
    for (std::size_t term = 2 + draw(3); term > 0; --term)
      direction[draw(dimension)] = static_cast<int>(draw(2) == 0 ? 1 + draw(3) : 0) -
                                   static_cast<int>(draw(2) == 0 ? 1 + draw(3) : 0);
    std::erase_if(direction, [](const auto& term) { return term.second == 0; });
    if (!direction.empty())
      result.push_back(std::move(direction));
  }
  return result;
}

template <class Number, class Values>
Number projection(const IntegerDirection& direction, const Values& u) {
  Number sum = 0;
  for (const auto& [k, factor] : direction)
    sum += factor * u[k];
  return sum;
}

/// z = sign·(a·u − t) + β: the direction a, between which of the sorted projections t lies.
struct Candidate {
  const IntegerDirection* direction;
  std::size_t below, above; ///< samples with neighbouring projections
  int sign;
  double drop;
};

/// The activation near one breakpoint in floating point; other breakpoints enter exactly later.
struct Kink {
  Rational breakpoint;
  double slope_below, slope_above, value;
  double operator()(double q) const { return value + (q > 0 ? slope_above : slope_below) * q; }
};

std::optional<Kink> kink_of(const Activation& activation) {
  for (std::size_t q = 0; q < activation.breakpoints.size(); ++q)
    if (activation.slopes[q] != activation.slopes[q + 1])
      return Kink{activation.breakpoints[q], activation.slopes[q].get_d(),
                  activation.slopes[q + 1].get_d(), activation(activation.breakpoints[q]).get_d()};
  return std::nullopt;
}

double guessed_drop(const std::vector<double>& projections, double threshold, int sign,
                    const Kink& kink, const std::vector<std::vector<double>>& residuals) {
  double size = 0;
  std::vector<double> products(residuals.front().size());
  for (std::size_t i = 0; i < projections.size(); ++i) {
    const double phi = kink(sign * (projections[i] - threshold));
    size += phi * phi;
    for (std::size_t o = 0; o < products.size(); ++o)
      products[o] += residuals[i][o] * phi;
  }
  double drop = 0;
  for (const double product : products)
    drop += product * product;
  return size > 0 ? drop / size : 0;
}

void append_candidates(std::vector<Candidate>& result, const IntegerDirection& direction,
                       const std::vector<std::vector<double>>& inputs,
                       const std::vector<std::vector<double>>& residuals, const Kink& kink) {
  std::vector<double> projections;
  for (const std::vector<double>& u : inputs)
    projections.push_back(projection<double>(direction, u));
  std::vector<std::size_t> order(projections.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return projections[a] < projections[b]; });
  const std::size_t step = 1 + order.size() / most_thresholds;
  for (std::size_t k = 0; k + 1 < order.size(); ++k) {
    const bool is_end = k == 0 || k + 2 == order.size();
    if (!(projections[order[k]] < projections[order[k + 1]]) || (k % step != 0 && !is_end))
      continue;
    const double threshold = (projections[order[k]] + projections[order[k + 1]]) / 2;
    for (const int sign : {-1, 1})
      result.push_back({&direction, order[k], order[k + 1], sign,
                        guessed_drop(projections, threshold, sign, kink, residuals)});
  }
}

std::vector<std::vector<double>> floating(const std::vector<Vector>& vectors) {
  std::vector<std::vector<double>> result;
  for (const Vector& vector : vectors) {
    result.emplace_back();
    for (const Rational& value : vector)
      result.back().push_back(value.get_d());
  }
  return result;
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
        steps.push_back(losses_.empty() ? squared_step(phi, o) : guessed_step(phi, o));
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

  /// Where the convex sum of losses is least: a bracket by doubling, golden sections in it.
  Rational guessed_step(const Vector& phi, std::size_t o) const {
    std::vector<double> rates, outputs;
    for (std::size_t i = 0; i < phi.size(); ++i) {
      rates.push_back(phi[i].get_d());
      outputs.push_back(features_.outputs[i][o].get_d());
    }
    const auto sum = [&](double step) {
      double total = 0;
      for (std::size_t i = 0; i < rates.size(); ++i)
        total += losses_[i][o].value(outputs[i] + step * rates[i]);
      return total;
    };
    constexpr double least = 1e-6, largest = 1e9, golden = 0.6180339887498949;
    const double side = sum(least) < sum(-least) ? 1 : -1;
    double end = least;
    while (end < largest && sum(side * end * 2) < sum(side * end))
      end *= 2;
    double low = 0, high = 2 * end;
    for (int section = 0; section < 60; ++section) {
      const double width = golden * (high - low);
      if (sum(side * (high - width)) <= sum(side * (low + width)))
        high = low + width;
      else
        low = high - width;
    }
    const auto rounded = static_cast<float>(side * (low + high) / 2);
    return exact_value(static_cast<double>(rounded));
  }

  const Features& features_;
  std::vector<std::vector<FloatingLoss>> losses_; ///< [sample][output]
};

/// The unit becomes the candidate, exactly; nothing if no output moves.
std::optional<Network> realised(const Network& network, const Features& features, std::size_t unit,
                                const Candidate& candidate, const Kink& kink, const Steps& steps) {
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
    phi.push_back(activation(Rational(candidate.sign * q + kink.breakpoint)));
  }
  const std::optional<Vector> step = steps.along(phi);
  if (!step)
    return std::nullopt;
  Network result = network;
  Layer& hidden = result.layers[last];
  hidden.weights[unit].clear();
  for (const auto& [k, factor] : *candidate.direction)
    hidden.weights[unit].emplace_back(k, candidate.sign * factor);
  hidden.biases[unit] = kink.breakpoint - candidate.sign * threshold;
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
  const std::optional<Kink> kink = kink_of(hidden.activation);
  if (hidden.kind != LayerKind::dense || !hidden.has_biases || !kink)
    return std::nullopt;
  const Features features = features_of(network, problem);
  std::size_t unit = 0;
  while (unit < hidden.unit_count() && !is_spare(features, network.layers.back(), unit))
    ++unit;
  if (unit == hidden.unit_count())
    return std::nullopt;
  const std::vector<IntegerDirection> all = directions(hidden.input_count);
  const std::vector<std::vector<double>> inputs = floating(features.inputs);
  const std::vector<std::vector<double>> residuals = floating(features.residuals);
  std::vector<Candidate> candidates;
  for (const IntegerDirection& direction : all)
    append_candidates(candidates, direction, inputs, residuals, *kink);
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.drop > b.drop; });
  const bool is_squared = is_plain_squared(problem.loss);
  candidates.resize(
      std::min(candidates.size(), is_squared ? tried_exactly : tried_exactly_for_other_losses));
  const Steps steps(features, is_squared ? std::vector<std::vector<FloatingLoss>>{}
                                         : floating_losses(problem));
  for (const Candidate& candidate : candidates)
    if (auto result = realised(network, features, unit, candidate, *kink, steps))
      if (is_squared || empirical_risk(*result, problem) < mean_loss(problem, features.outputs))
        return result;
  return std::nullopt;
}

} // namespace thalweg
