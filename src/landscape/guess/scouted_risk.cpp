// SPDX-License-Identifier: GPL-3.0-or-later
//
// One pass serves both derivatives: over numbers a + bt with t² = 0 the gradient at W + tD is
// ∇R(W) + t H D.

#include "landscape/guess/scouted_risk.hpp"

#include "network/walk.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

/// value + change·t, t² = 0.
struct DualNumber {
  double value = 0, change = 0;

  DualNumber() = default;
  DualNumber(double v) : value(v) {}
  DualNumber(double v, double c) : value(v), change(c) {}
  DualNumber& operator+=(const DualNumber& b) {
    value += b.value;
    change += b.change;
    return *this;
  }
};

DualNumber operator*(const DualNumber& a, const DualNumber& b) {
  return {a.value * b.value, a.value * b.change + a.change * b.value};
}

DualNumber exponential(const DualNumber& a) {
  const double e = std::exp(a.value);
  return {e, a.change * e};
}
double exponential(double a) {
  return std::exp(a);
}

DualNumber inverse(const DualNumber& a) {
  return {1 / a.value, -a.change / (a.value * a.value)};
}
double inverse(double a) {
  return 1 / a;
}

double value_of(double number) {
  return number;
}
double value_of(const DualNumber& number) {
  return number.value;
}

/// The piece below or at the first breakpoint that is not less than the value.
std::size_t piece_below(const std::vector<double>& breakpoints, double value) {
  std::size_t piece = 0;
  while (piece < breakpoints.size() && breakpoints[piece] < value)
    ++piece;
  return piece;
}

} // namespace

/// Forward and backward at one sample.
template <class Number> class ScoutPass {
public:
  ScoutPass(const ScoutedRisk& risk, const std::vector<Number>& parameters)
      : risk_(risk), network_(risk.network_), parameters_(parameters) {}

  void forward(std::size_t sample) {
    sample_ = sample;
    outputs_.assign(1, {risk_.inputs_[sample].begin(), risk_.inputs_[sample].end()});
    inputs_.clear();
    slopes_.clear();
    selected_.clear();
    for (std::size_t l = 0; l < network_.layers.size(); ++l)
      pass_layer(l);
  }

  const std::vector<Number>& input(std::size_t layer) const { return inputs_[layer]; }

  /// Divided by the number of samples, as the weights of the pieces are.
  double loss() const {
    double sum = 0;
    if (!risk_.classes_.empty()) {
      for (std::size_t o = 0; o < block_count(); ++o)
        sum += class_loss(o);
      return sum / static_cast<double>(risk_.inputs_.size());
    }
    for (std::size_t o = 0; o < outputs_.back().size(); ++o) {
      const double output = value_of(outputs_.back()[o]);
      const ScoutedRisk::LossView& view = risk_.losses_[sample_][o];
      const auto& [constant, linear, square] = view.pieces[piece_below(view.breakpoints, output)];
      sum += constant + output * (linear + output * square);
    }
    return sum;
  }

  /// gradient += that of the loss of the sample.
  void backward(std::vector<Number>& gradient) const {
    std::vector<std::vector<Number>> by_output;
    for (const std::vector<Number>& output : outputs_)
      by_output.emplace_back(output.size());
    if (risk_.classes_.empty())
      for (std::size_t o = 0; o < outputs_.back().size(); ++o)
        by_output.back()[o] = loss_slope(o);
    else
      add_class_slopes(by_output.back());
    for (std::size_t l = network_.layers.size(); l-- > 0;) {
      std::vector<Number> by_input(inputs_[l].size());
      for (std::size_t unit = 0; unit < slopes_[l].size(); ++unit)
        if (slopes_[l][unit] != 0)
          pull_back(l, unit, by_output[l + 1][unit] * Number(slopes_[l][unit]), by_input, gradient);
      std::size_t first = 0;
      for (const std::size_t source : sources(network_, l))
        for (Number& entry : by_output[source])
          entry += by_input[first++];
    }
  }

private:
  void pass_layer(std::size_t l) {
    inputs_.push_back(layer_input(network_, l, outputs_));
    slopes_.emplace_back();
    selected_.emplace_back();
    std::vector<Number> h;
    const ScoutedRisk::ActivationView& activation = risk_.activations_[l];
    for (std::size_t unit = 0; unit < network_.layers[l].unit_count(); ++unit) {
      const Number z = pre_activation(l, unit);
      const std::size_t piece = piece_below(activation.breakpoints, value_of(z));
      slopes_.back().push_back(activation.slopes[piece]);
      h.push_back(z * Number(activation.slopes[piece]));
      h.back() += Number(activation.intercepts[piece]);
    }
    outputs_.push_back(std::move(h));
  }

  Number pre_activation(std::size_t l, std::size_t unit) {
    const std::vector<Number>& u = inputs_[l];
    if (network_.layers[l].kind == LayerKind::max_pooling) {
      const SparseRow& window = network_.layers[l].choices[unit];
      std::size_t best = window.front().first;
      for (const auto& [input, one] : window)
        if (value_of(u[input]) > value_of(u[best]))
          best = input;
      selected_.back().push_back(best);
      return u[best];
    }
    const ScoutedRisk::UnitView& view = risk_.units_[l][unit];
    Number sum = view.bias ? parameters_[*view.bias] : Number(0);
    for (const auto& [input, parameter] : view.uses)
      sum += parameters_[parameter] * u[input];
    for (const auto& [input, weight] : view.fixed)
      sum += Number(weight) * u[input];
    return sum;
  }

  Number loss_slope(std::size_t o) const {
    const Number& output = outputs_.back()[o];
    const ScoutedRisk::LossView& view = risk_.losses_[sample_][o];
    const std::size_t piece = piece_below(view.breakpoints, value_of(output));
    const bool is_kink =
        piece < view.breakpoints.size() && view.breakpoints[piece] == value_of(output);
    Number slope = 0;
    for (const std::size_t side : {piece, is_kink ? piece + 1 : piece}) {
      slope += Number(view.pieces[side][1] / 2);
      slope += Number(view.pieces[side][2]) * output;
    }
    return slope;
  }

  std::size_t block_count() const {
    return risk_.classes_[sample_].is_softmax ? 1 : outputs_.back().size();
  }

  /// log Σ exp(v − v_y), without overflow.
  double class_loss(std::size_t block) const {
    const ScoutedRisk::ClassView& view = risk_.classes_[sample_];
    if (!view.is_softmax) {
      const double margin = (view.classes[block] == 0 ? 1 : -1) * value_of(outputs_.back()[block]);
      return margin > 0 ? std::log1p(std::exp(-margin)) : std::log1p(std::exp(margin)) - margin;
    }
    double largest = value_of(outputs_.back().front()), sum = 0;
    for (const Number& output : outputs_.back())
      largest = std::max(largest, value_of(output));
    for (const Number& output : outputs_.back())
      sum += std::exp(value_of(output) - largest);
    return std::log(sum) + largest - value_of(outputs_.back()[view.classes.front()]);
  }

  /// The probabilities minus 1 at the class, divided by the number of samples.
  void add_class_slopes(std::vector<Number>& slopes) const {
    const ScoutedRisk::ClassView& view = risk_.classes_[sample_];
    const Number share(1 / static_cast<double>(risk_.inputs_.size()));
    const std::vector<Number>& outputs = outputs_.back();
    if (!view.is_softmax) {
      for (std::size_t o = 0; o < outputs.size(); ++o) {
        const Number sign(view.classes[o] == 0 ? -1.0 : 1.0); // the probability of the other label
        Number sum(1);
        sum += exponential(Number(-1) * sign * outputs[o]);
        slopes[o] = share * sign * inverse(sum);
      }
      return;
    }
    double largest = value_of(outputs.front());
    for (const Number& output : outputs)
      largest = std::max(largest, value_of(output));
    Number sum(0);
    for (std::size_t a = 0; a < outputs.size(); ++a) {
      Number difference = outputs[a];
      difference += Number(-largest);
      slopes[a] = exponential(difference);
      sum += slopes[a];
    }
    for (std::size_t a = 0; a < outputs.size(); ++a) {
      slopes[a] = slopes[a] * inverse(sum);
      slopes[a] += Number(a == view.classes.front() ? -1.0 : 0.0);
      slopes[a] = slopes[a] * share;
    }
  }

  void pull_back(std::size_t l, std::size_t unit, const Number& derivative,
                 std::vector<Number>& by_input, std::vector<Number>& gradient) const {
    if (network_.layers[l].kind == LayerKind::max_pooling) {
      by_input[selected_[l][unit]] += derivative;
      return;
    }
    const ScoutedRisk::UnitView& view = risk_.units_[l][unit];
    for (const auto& [input, parameter] : view.uses) {
      gradient[parameter] += derivative * inputs_[l][input];
      by_input[input] += derivative * parameters_[parameter];
    }
    for (const auto& [input, weight] : view.fixed)
      by_input[input] += derivative * Number(weight);
    if (view.bias)
      gradient[*view.bias] += derivative;
  }

  const ScoutedRisk& risk_;
  const Network& network_;
  const std::vector<Number>& parameters_;
  std::size_t sample_ = 0;
  std::vector<std::vector<Number>> outputs_, inputs_;
  std::vector<std::vector<double>> slopes_;
  std::vector<std::vector<std::size_t>> selected_;
};

ScoutedRisk::ScoutedRisk(const Network& network, const Dataset& data,
                         const std::variant<WeightedLoss, CrossEntropyLoss>& loss,
                         const WeightDecay& decay)
    : network_(network) {
  add_parameters(network);
  for (const Vector& x : data.inputs) {
    inputs_.emplace_back();
    for (const Rational& value : x)
      inputs_.back().push_back(value.get_d());
  }
  if (const auto* weighted = std::get_if<WeightedLoss>(&loss))
    add_losses({data, *weighted});
  else
    add_classes(data, std::get<CrossEntropyLoss>(loss));
  if (decay.empty())
    return;
  const ParameterOrder order(network);
  decay_.resize(order.count());
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    for (std::size_t row = 0; row < parameter_row_count(network.layers[l]); ++row) {
      for (std::size_t column = 0; column < parameter_column_count(network.layers[l]); ++column)
        decay_[order.weight(l, row, column)] = decay[l].weights.get_d();
      if (network.layers[l].has_biases)
        decay_[order.bias(l, row)] = decay[l].biases.get_d();
    }
}

void ScoutedRisk::add_parameters(const Network& network) {
  const ParameterOrder order(network);
  parameters_.resize(order.count());
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    ActivationView& activation = activations_.emplace_back();
    for (const Rational& breakpoint : layer.activation.breakpoints)
      activation.breakpoints.push_back(breakpoint.get_d());
    for (std::size_t piece = 0; piece < layer.activation.piece_count(); ++piece) {
      activation.slopes.push_back(layer.activation.slopes[piece].get_d());
      activation.intercepts.push_back(layer.activation.intercepts[piece].get_d());
    }
    units_.emplace_back(layer.unit_count());
    if (layer.kind == LayerKind::max_pooling)
      continue;
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
      UnitView& view = units_.back()[unit];
      if (!has_parameters(layer)) {
        for (const auto& [input, weight] : layer.weights[unit])
          view.fixed.emplace_back(input, weight.get_d());
        continue;
      }
      const std::size_t row = parameter_row_of(layer, unit);
      visit_field(layer, unit, [&](std::size_t input, std::size_t column) {
        view.uses.push_back({input, order.weight(l, row, column)});
      });
      for (const auto& [column, weight] : parameter_rows(layer)[row])
        parameters_[order.weight(l, row, column)] = weight.get_d();
      if (layer.has_biases) {
        view.bias = order.bias(l, row);
        parameters_[*view.bias] = parameter_biases(layer)[row].get_d();
      }
    }
  }
}

void ScoutedRisk::add_losses(const Problem& problem) {
  const auto& [data, loss] = problem;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    losses_.emplace_back();
    for (std::size_t o = 0; o < data.targets[i].size(); ++o) {
      const LossPieces pieces = loss_pieces(loss.loss, data.targets[i][o]);
      const double weight = Rational(loss.sample_weight(i) * loss.output_weight(o)).get_d() /
                            static_cast<double>(data.sample_count());
      LossView& view = losses_.back().emplace_back();
      for (const Rational& breakpoint : pieces.breakpoints)
        view.breakpoints.push_back(breakpoint.get_d());
      for (const Polynomial& piece : pieces.polynomials) {
        view.pieces.push_back({0, 0, 0});
        for (std::size_t k = 0; k < piece.coefficients().size(); ++k)
          view.pieces.back()[k] = weight * piece.coefficients()[k].get_d();
      }
    }
  }
}

void ScoutedRisk::add_classes(const Dataset& data, const CrossEntropyLoss& loss) {
  for (const std::vector<std::size_t>& classes : labelled_data(data, loss).classes)
    classes_.push_back({loss.kind == CrossEntropyKind::softmax, classes});
}

double ScoutedRisk::risk(const std::vector<double>& parameters) const {
  ScoutPass<double> pass(*this, parameters);
  double sum = 0;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    pass.forward(i);
    sum += pass.loss();
  }
  for (std::size_t p = 0; p < decay_.size(); ++p)
    sum += decay_[p] * parameters[p] * parameters[p];
  return sum;
}

std::vector<double> ScoutedRisk::gradient(const std::vector<double>& parameters) const {
  ScoutPass<double> pass(*this, parameters);
  std::vector<double> gradient(parameters.size());
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    pass.forward(i);
    pass.backward(gradient);
  }
  for (std::size_t p = 0; p < decay_.size(); ++p)
    gradient[p] += 2 * decay_[p] * parameters[p];
  return gradient;
}

std::vector<double> ScoutedRisk::hessian_product(const std::vector<double>& parameters,
                                                 const std::vector<double>& direction) const {
  std::vector<DualNumber> along, gradient(parameters.size());
  for (std::size_t p = 0; p < parameters.size(); ++p)
    along.emplace_back(parameters[p], direction[p]);
  ScoutPass<DualNumber> pass(*this, along);
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    pass.forward(i);
    pass.backward(gradient);
  }
  std::vector<double> product;
  for (const DualNumber& entry : gradient)
    product.push_back(entry.change);
  for (std::size_t p = 0; p < decay_.size(); ++p)
    product[p] += 2 * decay_[p] * direction[p];
  return product;
}

std::vector<std::vector<double>> ScoutedRisk::inputs(const std::vector<double>& parameters,
                                                     std::size_t layer) const {
  ScoutPass<double> pass(*this, parameters);
  std::vector<std::vector<double>> result;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    pass.forward(i);
    result.push_back(pass.input(layer));
  }
  return result;
}

double ScoutedRisk::work() const {
  double uses = 1;
  for (const std::vector<UnitView>& layer : units_)
    for (const UnitView& unit : layer)
      uses += static_cast<double>(unit.uses.size() + unit.fixed.size() + 1);
  return 3 * uses * static_cast<double>(inputs_.size());
}

} // namespace thalweg
