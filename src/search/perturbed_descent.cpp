// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/perturbed_descent.hpp"

#include "exact/finite.hpp"
#include "search/floating_loss.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

/// A weight and the input that it multiplies, both as numbers of places in one layer.
struct Use {
  std::size_t input, parameter;
};

/// One layer in floating point. Parameters: the rows one behind the other, then the biases.
struct FloatingLayer {
  const Layer* layer;
  std::vector<double> parameters, gradient, mean, square;
  std::vector<std::vector<Use>> uses; ///< by unit; empty for layers without parameters
  std::vector<std::size_t> bias_of;   ///< by unit: number of its bias parameter
  std::vector<std::vector<std::pair<std::size_t, double>>> fixed; ///< linear view of other layers
};

FloatingLayer floating_layer(const Layer& layer) {
  FloatingLayer result{&layer, {}, {}, {}, {}, {}, {}, {}};
  if (has_parameters(layer)) {
    const std::size_t columns = parameter_column_count(layer);
    const std::size_t rows = parameter_row_count(layer);
    result.parameters.resize(rows * columns + (layer.has_biases ? rows : 0));
    for (std::size_t row = 0; row < rows; ++row) {
      for (const auto& [column, weight] : parameter_rows(layer)[row])
        result.parameters[row * columns + column] = weight.get_d();
      if (layer.has_biases)
        result.parameters[rows * columns + row] = parameter_biases(layer)[row].get_d();
    }
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
      const std::size_t row = parameter_row_of(layer, unit);
      std::vector<Use>& uses = result.uses.emplace_back();
      visit_field(layer, unit, [&](std::size_t input, std::size_t column) {
        uses.push_back({input, row * columns + column});
      });
      result.bias_of.push_back(rows * columns + row);
    }
  } else if (layer.kind != LayerKind::max_pooling) {
    for (const SparseRow& row : layer.weights) {
      result.fixed.emplace_back();
      for (const auto& [input, weight] : row)
        result.fixed.back().emplace_back(input, weight.get_d());
    }
  }
  for (auto* vector : {&result.gradient, &result.mean, &result.square})
    vector->resize(result.parameters.size());
  return result;
}

/// σ and its slope in floating point.
std::pair<double, double> activated(const Activation& activation, double z) {
  std::size_t piece = 0;
  while (piece < activation.breakpoints.size() && activation.breakpoints[piece].get_d() < z)
    ++piece;
  const double slope = activation.slopes[piece].get_d();
  return {slope * z + activation.intercepts[piece].get_d(), slope};
}

class Descent {
public:
  Descent(const Network& network, const Dataset& data, const WeightedLoss& loss) {
    if (!is_plain_squared(loss))
      losses_ = floating_losses(loss, data);
    for (const Layer& layer : network.layers)
      layers_.push_back(floating_layer(layer));
    for (std::size_t l = 0; l < layers_.size(); ++l)
      sources_.push_back(sources(network, l));
    for (std::size_t i = 0; i < data.sample_count(); ++i) {
      samples_.emplace_back();
      for (const Rational& x : data.inputs[i])
        samples_.back().first.push_back(x.get_d());
      for (const Rational& y : data.targets[i])
        samples_.back().second.push_back(y.get_d());
    }
  }

  double work_of_step() const {
    double uses = 1;
    for (const FloatingLayer& layer : layers_) {
      for (const auto& unit : layer.uses)
        uses += static_cast<double>(unit.size());
      for (const auto& row : layer.fixed)
        uses += static_cast<double>(row.size());
    }
    return 3 * uses * static_cast<double>(samples_.size());
  }

  void perturb(std::uint64_t seed, double size) {
    std::uint64_t state = seed;
    for (int warm = 0; warm < 8; ++warm)
      state = (state ^ (state >> 29)) * 6364136223846793005U + 1442695040888963407U;
    for (FloatingLayer& layer : layers_)
      for (double& parameter : layer.parameters) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        const double unit = static_cast<double>(state >> 11) * 0x1p-52 - 1;
        parameter += unit * size * (std::abs(parameter) + 0.5);
      }
  }

  void step(double rate) {
    for (FloatingLayer& layer : layers_)
      std::fill(layer.gradient.begin(), layer.gradient.end(), 0.0);
    for (std::size_t i = 0; i < samples_.size(); ++i)
      add_gradient(i);
    constexpr double keep_mean = 0.9, keep_square = 0.999;
    keep_mean_power_ *= keep_mean;
    keep_square_power_ *= keep_square;
    for (FloatingLayer& layer : layers_)
      for (std::size_t p = 0; p < layer.parameters.size(); ++p) {
        const double g = layer.gradient[p];
        layer.mean[p] = keep_mean * layer.mean[p] + (1 - keep_mean) * g;
        layer.square[p] = keep_square * layer.square[p] + (1 - keep_square) * g * g;
        const double mean = layer.mean[p] / (1 - keep_mean_power_);
        const double square = layer.square[p] / (1 - keep_square_power_);
        layer.parameters[p] -= rate * mean / (std::sqrt(square) + 1e-12);
      }
  }

  double risk() {
    double sum = 0;
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      const auto& [x, y] = samples_[i];
      forward(x);
      for (std::size_t o = 0; o < y.size(); ++o)
        sum += losses_.empty() ? (outputs_.back()[o] - y[o]) * (outputs_.back()[o] - y[o])
                               : losses_[i][o].value(outputs_.back()[o]);
    }
    return sum / static_cast<double>(samples_.size());
  }

  std::vector<std::vector<double>> parameters() const {
    std::vector<std::vector<double>> result;
    for (const FloatingLayer& layer : layers_)
      result.push_back(layer.parameters);
    return result;
  }

private:
  void forward(const std::vector<double>& x) {
    outputs_.assign(1, x);
    inputs_.clear();
    slopes_.clear();
    selected_.clear();
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      std::vector<double>& u = inputs_.emplace_back();
      for (const std::size_t source : sources_[l])
        u.insert(u.end(), outputs_[source].begin(), outputs_[source].end());
      std::vector<double> h;
      slopes_.emplace_back();
      selected_.emplace_back();
      for (std::size_t unit = 0; unit < layers_[l].layer->unit_count(); ++unit) {
        const auto [value, slope] =
            activated(layers_[l].layer->activation, pre_activation(l, unit, u));
        h.push_back(value);
        slopes_.back().push_back(slope);
      }
      outputs_.push_back(std::move(h));
    }
  }

  double pre_activation(std::size_t l, std::size_t unit, const std::vector<double>& u) {
    const FloatingLayer& layer = layers_[l];
    if (layer.layer->kind == LayerKind::max_pooling) {
      std::size_t best = layer.layer->choices[unit].front().first;
      for (const auto& [input, weight] : layer.layer->choices[unit])
        if (u[input] > u[best])
          best = input;
      selected_.back().push_back(best);
      return u[best];
    }
    if (layer.uses.empty()) {
      double sum = 0;
      for (const auto& [input, weight] : layer.fixed[unit])
        sum += weight * u[input];
      return sum;
    }
    double sum = layer.layer->has_biases ? layer.parameters[layer.bias_of[unit]] : 0;
    for (const auto& [input, parameter] : layer.uses[unit])
      sum += layer.parameters[parameter] * u[input];
    return sum;
  }

  void add_gradient(std::size_t sample) {
    const auto& [x, y] = samples_[sample];
    forward(x);
    std::vector<std::vector<double>> back; // ∂/∂h of every output h_0, h_1, …
    for (const std::vector<double>& h : outputs_)
      back.emplace_back(h.size());
    for (std::size_t o = 0; o < y.size(); ++o)
      back.back()[o] = (losses_.empty() ? 2 * (outputs_.back()[o] - y[o])
                                        : losses_[sample][o].slope(outputs_.back()[o])) /
                       static_cast<double>(samples_.size());
    for (std::size_t l = layers_.size(); l-- > 0;) {
      std::vector<double> on_input(inputs_[l].size());
      for (std::size_t unit = 0; unit < slopes_[l].size(); ++unit)
        if (const double g = back[l + 1][unit] * slopes_[l][unit]; g != 0)
          add_unit_gradient(l, unit, g, on_input);
      std::size_t first = 0;
      for (const std::size_t source : sources_[l])
        for (double& entry : back[source])
          entry += on_input[first++];
    }
  }

  void add_unit_gradient(std::size_t l, std::size_t unit, double g, std::vector<double>& on_input) {
    FloatingLayer& layer = layers_[l];
    if (layer.layer->kind == LayerKind::max_pooling) {
      on_input[selected_[l][unit]] += g;
    } else if (layer.uses.empty()) {
      for (const auto& [input, weight] : layer.fixed[unit])
        on_input[input] += g * weight;
    } else {
      for (const auto& [input, parameter] : layer.uses[unit]) {
        layer.gradient[parameter] += g * inputs_[l][input];
        on_input[input] += g * layer.parameters[parameter];
      }
      if (layer.layer->has_biases)
        layer.gradient[layer.bias_of[unit]] += g;
    }
  }

  std::vector<FloatingLayer> layers_;
  std::vector<std::vector<std::size_t>> sources_;
  std::vector<std::pair<std::vector<double>, std::vector<double>>> samples_;
  std::vector<std::vector<FloatingLoss>> losses_; ///< empty for the plain squared loss
  std::vector<std::vector<double>> outputs_, inputs_, slopes_;
  std::vector<std::vector<std::size_t>> selected_;
  double keep_mean_power_ = 1, keep_square_power_ = 1;
};

/// The value with `bits` significant bits.
Rational rounded(double value, unsigned bits) {
  int exponent = 0;
  const double mantissa = std::frexp(value, &exponent);
  return exact_value(std::ldexp(std::nearbyint(std::ldexp(mantissa, static_cast<int>(bits))),
                                exponent - static_cast<int>(bits)));
}

Network with_parameters(const Network& network, const std::vector<std::vector<double>>& parameters,
                        unsigned precision) {
  Network result = network;
  for (std::size_t l = 0; l < result.layers.size(); ++l) {
    Layer& layer = result.layers[l];
    if (!has_parameters(layer))
      continue;
    const std::size_t columns = parameter_column_count(layer);
    std::vector<SparseRow> rows(parameter_row_count(layer));
    Vector biases(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      for (std::size_t column = 0; column < columns; ++column)
        if (const Rational w = rounded(parameters[l][row * columns + column], precision); w != 0)
          rows[row].emplace_back(column, w);
      if (layer.has_biases)
        biases[row] = rounded(parameters[l][rows.size() * columns + row], precision);
    }
    set_parameters(layer, std::move(rows), std::move(biases));
  }
  return result;
}

} // namespace

std::optional<Network> perturbed_descent(const Network& network, const Dataset& data,
                                         const PerturbedDescent& request,
                                         const WeightedLoss& loss) {
  Descent descent(network, data, loss);
  descent.perturb(request.seed, request.size);
  const std::size_t steps =
      std::min(request.steps, static_cast<std::size_t>(request.work / descent.work_of_step()));
  std::vector<std::vector<double>> best = descent.parameters();
  double best_risk = descent.risk();
  constexpr std::size_t between_looks = 50;
  for (std::size_t t = 1; t <= steps; ++t) {
    descent.step(0.02 * (1 - static_cast<double>(t) / static_cast<double>(steps + 1)));
    if (t % between_looks != 0 && t != steps)
      continue;
    if (const double risk = descent.risk(); risk < best_risk) {
      best_risk = risk;
      best = descent.parameters();
    }
  }
  try {
    return with_parameters(network, best, request.precision);
  } catch (const NotFinite&) {
    return std::nullopt;
  }
}

} // namespace thalweg
