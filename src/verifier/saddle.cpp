// SPDX-License-Identifier: Apache-2.0

#include "saddle.hpp"

#include "decimal.hpp"
#include "digest.hpp"
#include "fields.hpp"
#include "obligation.hpp"
#include "ray_risk.hpp"
#include "subgradient.hpp"
#include "theorem_words.hpp"

namespace thalweg::verifier {

namespace {

/// n times the derivatives of R by the parameters of a layer.
struct LayerGradient {
  List<List<Fraction>> weights; ///< by row of parameters and index in it
  List<Fraction> biases;
};

List<LayerGradient> zero_gradient(const Network& network) {
  List<LayerGradient> gradient(network.layers.size());
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    if (!layer.is_parametrised())
      continue;
    const std::size_t rows = layer.parameters().size();
    Meter::require_room(rows, layer.row_length(), sizeof(Fraction));
    gradient[l].weights.assign(rows, List<Fraction>(layer.row_length()));
    gradient[l].biases.resize(layer.has_biases ? rows : 0);
  }
  return gradient;
}

/// O116: the derivatives of the loss of a sample by the outputs.
List<Fraction> loss_slopes(const Certificate& certificate, std::size_t i, const ForwardPass& pass) {
  const Sample& sample = certificate.data.samples[i];
  const std::string place = "/statement/data/rows/" + std::to_string(i);
  if (pass.is_on_wall)
    reject("saddle.on_wall", place, "a sample that has a pattern", "one on a wall");
  List<Fraction> slopes;
  for (std::size_t o = 0; o < pass.z.back().size(); ++o) {
    const LossAt at = loss_at(certificate.loss, i, o, pass.z.back()[o],
                              fraction(sample.y[o], sample.denominator));
    if (at.least != at.greatest)
      reject("saddle.kink", place, "a sample where the loss is differentiable",
             "slopes from " + shown(at.least) + " to " + shown(at.greatest));
    slopes.push_back(at.least);
  }
  return slopes;
}

/// Adds what the pre-activation of a unit with the derivative dz passes on to its parameters.
void add_to_parameters(const Layer& layer, const InputVector<Fraction>& inputs, std::size_t unit,
                       const Fraction& dz, LayerGradient& gradient) {
  const std::size_t row = unit / (layer.units.size() / layer.parameters().size());
  for_each_in_field(layer, field_of(layer, unit), [&](std::size_t index, std::size_t input) {
    Fraction& sum = gradient.weights[row][index];
    sum = sum + dz * inputs[input];
  });
  if (layer.has_biases)
    gradient.biases[row] = gradient.biases[row] + dz;
}

/// Backwards through the layers: adds the gradient of the loss of one sample.
void add_sample(const Network& network, const ForwardPass& pass, List<Fraction> slopes,
                List<LayerGradient>& gradient) {
  List<List<Fraction>> dh; // of x and of the output of each layer
  for (const List<Fraction>& values : pass.h)
    dh.emplace_back(values.size());
  dh.resize(network.layers.size() + 1);
  dh.back() = std::move(slopes);
  for (std::size_t l = network.layers.size(); l-- > 0;) {
    const Layer& layer = network.layers[l];
    const bool is_hidden = l < network.hidden_count();
    for (std::size_t j = 0; j < layer.units.size(); ++j) {
      Meter::tick();
      const std::size_t piece = is_hidden ? pass.pieces[l][j] : 0;
      const Fraction dz = is_hidden ? dh[l + 1][j] * layer.slope(piece) : dh[l + 1][j];
      if (sign(dz) == 0)
        continue;
      if (layer.is_parametrised())
        add_to_parameters(layer, {pass.h, layer}, j, dz, gradient[l]);
      for (const Term& term : layer.terms(j, piece)) {
        const auto [source, k] = layer.origin(term.input);
        dh[source][k] = dh[source][k] + dz * fraction(term.weight, layer.units[j].denominator);
      }
    }
  }
}

/// O117
void check_gradient(const List<LayerGradient>& gradient) {
  for (std::size_t l = 0; l < gradient.size(); ++l) {
    const auto require_zero = [&](const Fraction& sum, const std::string& what) {
      if (const Check check{sign(sum) == 0})
        check.say({"saddle.gradient", "/statement/network/layers/" + std::to_string(l),
                   "the derivative 0 by every parameter", shown(sum) + " / n by " + what});
    };
    for (std::size_t row = 0; row < gradient[l].weights.size(); ++row)
      for (std::size_t k = 0; k < gradient[l].weights[row].size(); ++k)
        require_zero(gradient[l].weights[row][k],
                     "weight " + std::to_string(k) + " of unit " + std::to_string(row));
    for (std::size_t row = 0; row < gradient[l].biases.size(); ++row)
      require_zero(gradient[l].biases[row], "the bias of unit " + std::to_string(row));
  }
}

Told told(const Saddle& claim, const List<Fraction>& difference) {
  std::string coefficients;
  for (const Fraction& c : difference)
    coefficients += (coefficients.empty() ? "" : ",") + exact(c);
  return {
      "Saddle. R is differentiable at W, its gradient there is 0, and W is neither a local minimum "
      "nor a\n  local maximum: for every ε with 0 < ε ≤ " +
          number(claim.epsilon) + ", R(W + εE) > R(W); the difference is\n  " +
          polynomial_in_words(difference) + ". The direction E (digest " +
          canonical_digest(*claim.direction_json) + ")\n  moves " +
          counted(move_count(claim.moves), "parameter", "parameters") + ".\n",
      "," + key("saddle") + "{" + key("epsilon") + exact(claim.epsilon) + "," +
          key("risk_difference") + "[" + coefficients + "]," + key("direction_digest") +
          json_literal(canonical_digest(*claim.direction_json)) + "}"};
}

} // namespace

void read_saddle(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "epsilon"});
  certificate.further.push_back(std::make_unique<Saddle>(node.place(), node["epsilon"].rational()));
}

void read_saddle_witness(const Node& node, Certificate& certificate) {
  Saddle& claim = claim_among<Saddle>(certificate.further);
  claim.moves = read_direction(node, certificate.network);
  claim.direction_json = &node.json();
}

Told Saddle::check(const Certificate& certificate) const {
  const Network& network = certificate.network;
  List<LayerGradient> gradient = zero_gradient(network);
  for (std::size_t i = 0; i < certificate.data.samples.size(); ++i) {
    const ForwardPass pass = forward_pass(network, point(certificate.data.samples[i]));
    add_sample(network, pass, loss_slopes(certificate, i, pass), gradient);
  }
  check_gradient(gradient);
  const std::string at = place + "/epsilon";
  if (const Check check{sign(epsilon) > 0}) // O118
    check.say({"saddle.epsilon_not_positive", at, "a positive number", shown(epsilon)});
  const RiskAlong along =
      risk_along({network, moves, epsilon, at, "saddle.pattern", "saddle.loss_piece"},
                 certificate.data, certificate.loss);
  if (const Check check{along.lowest_sign() > 0}) // O119
    check.say({"saddle.no_ascent", "/witness/saddle", "a risk whose lowest change is positive",
               polynomial_in_words(along.difference)});
  if (const Check check{along.keeps_sign(epsilon)})
    check.say({"saddle.epsilon", at,
               "a change of the risk in which the lowest power outweighs the others up to ε",
               polynomial_in_words(along.difference) + " up to " + shown(epsilon)});
  return told(*this, along.difference);
}

} // namespace thalweg::verifier
