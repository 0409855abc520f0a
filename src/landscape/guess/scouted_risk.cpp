// SPDX-License-Identifier: GPL-3.0-or-later
//
// One pass serves both derivatives: over numbers a + bt with t² = 0 the gradient at W + tD is
// ∇R(W) + t H D.

#include "landscape/guess/scouted_risk.hpp"

#include "landscape/guess/dual_number.hpp"
#include "network/walk.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

/// Forward and backward at one sample.
template <class Number> class ScoutPass {
public:
  ScoutPass(const ScoutedRisk& risk, const std::vector<Number>& parameters)
      : risk_(risk), network_(risk.network_) {
    for (std::size_t l = 0; l < network_.layers.size(); ++l)
      views_.push_back(view_at(l, parameters));
  }

  void forward(std::size_t sample) {
    sample_ = sample;
    outputs_.assign(1, {risk_.inputs_[sample].begin(), risk_.inputs_[sample].end()});
    inputs_.clear();
    pieces_.clear();
    push(network_, outputs_, network_.layers.size(),
         [this](std::size_t l, const std::vector<Number>& input) {
           inputs_.push_back(input);
           return output(views_[l], input);
         });
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
    std::vector<Number> slopes(outputs_.back().size());
    if (risk_.classes_.empty())
      for (std::size_t o = 0; o < slopes.size(); ++o)
        slopes[o] = loss_slope(o);
    else
      add_class_slopes(slopes);
    for (Pull<Down> pull(network_, {this}, network_.hidden_layer_count(), std::move(slopes));;
         pull.step()) {
      add_partials(pull.layer(), pull.derivative(), gradient);
      if (pull.layer() == 0)
        return;
    }
  }

private:
  /// Derivatives on their way down.
  struct Down {
    using Derivative = std::vector<Number>;
    const ScoutPass* pass;

    Derivative by_input(std::size_t l, const Derivative& derivative) const {
      const LinearView<Number>& view = pass->views_[l];
      Derivative result(pass->inputs_[l].size());
      for (std::size_t unit = 0; unit < derivative.size(); ++unit)
        if (view.is_max_pooling)
          result[view.rows[unit][pass->pieces_[l][unit]].first] += derivative[unit];
        else if (!is_zero(derivative[unit]))
          for (const auto& [input, weight] : view.rows[unit])
            result[input] += derivative[unit] * weight;
      return result;
    }
    void take_slopes(std::size_t l, Derivative& derivative) const {
      const LinearView<Number>& view = pass->views_[l];
      for (std::size_t unit = 0; unit < derivative.size() && !view.is_max_pooling; ++unit) {
        const double slope = view.slopes[pass->pieces_[l][unit]];
        derivative[unit] = slope == 0 ? Number(0) : derivative[unit] * Number(slope);
      }
    }
    static void add(Derivative& sum, const Derivative& terms) {
      for (std::size_t k = 0; k < sum.size(); ++k)
        sum[k] += terms[k];
    }
  };

  LinearView<Number> view_at(std::size_t l, const std::vector<Number>& parameters) const {
    const LinearView<double>& at_w = risk_.views_[l];
    LinearView<Number> view{{},
                            {at_w.biases.begin(), at_w.biases.end()},
                            at_w.breakpoints,
                            at_w.slopes,
                            at_w.intercepts,
                            at_w.is_max_pooling};
    for (const auto& row : at_w.rows)
      view.rows.emplace_back(row.begin(), row.end());
    for (std::size_t unit = 0; unit < risk_.units_[l].size(); ++unit) {
      const auto& [of_row, bias] = risk_.units_[l][unit];
      for (std::size_t k = 0; k < of_row.size(); ++k)
        view.rows[unit][k].second = parameters[of_row[k]];
      if (bias)
        view.biases[unit] = parameters[*bias];
    }
    return view;
  }

  std::vector<Number> output(const LinearView<Number>& view, const std::vector<Number>& input) {
    std::vector<std::size_t>& pieces = pieces_.emplace_back();
    std::vector<Number> h;
    for (std::size_t unit = 0; unit < view.unit_count(); ++unit) {
      const auto& row = view.rows[unit];
      if (view.is_max_pooling) {
        std::size_t best = 0;
        for (std::size_t k = 1; k < row.size(); ++k)
          if (value_of(input[row[k].first]) > value_of(input[row[best].first]))
            best = k;
        pieces.push_back(best);
        h.push_back(input[row[best].first]);
        continue;
      }
      const Number z = row_value(view.biases[unit], row, input);
      const std::size_t piece = piece_below(view.breakpoints, value_of(z));
      pieces.push_back(piece);
      h.push_back(z * Number(view.slopes[piece]));
      h.back() += Number(view.intercepts[piece]);
    }
    return h;
  }

  void add_partials(std::size_t l, const std::vector<Number>& derivative,
                    std::vector<Number>& gradient) const {
    for (std::size_t unit = 0; unit < risk_.units_[l].size(); ++unit) {
      if (is_zero(derivative[unit]))
        continue;
      const auto& [of_row, bias] = risk_.units_[l][unit];
      for (std::size_t k = 0; k < of_row.size(); ++k)
        gradient[of_row[k]] += derivative[unit] * inputs_[l][views_[l].rows[unit][k].first];
      if (bias)
        gradient[*bias] += derivative[unit];
    }
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

  const ScoutedRisk& risk_;
  const Network& network_;
  std::vector<LinearView<Number>> views_; ///< [layer] at the parameters
  std::size_t sample_ = 0;
  std::vector<std::vector<Number>> outputs_, inputs_;
  std::vector<std::vector<std::size_t>> pieces_; ///< [layer][unit]; of a window the entry
};

ScoutedRisk::ScoutedRisk(const Network& network, const Dataset& data,
                         const std::variant<WeightedLoss, CrossEntropyLoss>& loss,
                         const WeightDecay& decay)
    : network_(network) {
  add_parameters(network);
  for (const Vector& x : data.inputs)
    inputs_.push_back(doubles(x));
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
    LinearView<double>& view = views_.emplace_back(floating_view(layer));
    std::vector<UnitParameters>& units = units_.emplace_back();
    for (std::size_t unit = 0; has_parameters(layer) && unit < layer.unit_count(); ++unit) {
      const std::size_t row = parameter_row_of(layer, unit);
      UnitParameters& own = units.emplace_back();
      view.rows[unit].clear();
      visit_field(layer, unit, [&](std::size_t input, std::size_t column) {
        view.rows[unit].emplace_back(input, 0);
        own.of_row.push_back(order.weight(l, row, column));
      });
      for (const auto& [column, weight] : parameter_rows(layer)[row])
        parameters_[order.weight(l, row, column)] = weight.get_d();
      if (layer.has_biases) {
        own.bias = order.bias(l, row);
        parameters_[*own.bias] = parameter_biases(layer)[row].get_d();
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
  for (const LinearView<double>& view : views_)
    for (const auto& row : view.rows)
      uses += static_cast<double>((view.is_max_pooling ? 0 : row.size()) + 1);
  return 3 * uses * static_cast<double>(inputs_.size());
}

} // namespace thalweg
