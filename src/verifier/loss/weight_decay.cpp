// SPDX-License-Identifier: Apache-2.0

#include "loss/weight_decay.hpp"

#include "number/decimal.hpp"

namespace thalweg::verifier {

namespace {

/// The parameter of this row with this input, or the bias.
Fraction stored_parameter(const Unit& row, const std::optional<std::size_t>& input) {
  if (!input)
    return fraction(row.bias, row.denominator);
  for (const Term& term : row.terms)
    if (term.input == *input)
      return fraction(term.weight, row.denominator);
  return {};
}

} // namespace

Fraction decay_of(const Loss& loss, const Network& network) {
  Fraction sum;
  for (std::size_t l = 0; l < loss.decay.size(); ++l)
    for (const Unit& row : network.layers[l].parameters()) {
      Meter::tick();
      Integer squares = 0;
      for (const Term& term : row.terms)
        squares += term.weight * term.weight;
      const Integer denominator = row.denominator * row.denominator;
      sum = sum + loss.decay[l].weights * fraction(squares, denominator) +
            loss.decay[l].biases * fraction(row.bias * row.bias, denominator);
    }
  return sum;
}

std::pair<Fraction, Fraction> decay_along(const Loss& loss, const Network& network,
                                          const Direction& direction) {
  std::pair<Fraction, Fraction> result;
  for (std::size_t l = 0; l < loss.decay.size(); ++l)
    for (const ParameterMove& move : direction[l]) {
      const Fraction& factor = move.input ? loss.decay[l].weights : loss.decay[l].biases;
      const Fraction at = stored_parameter(network.layers[l].parameters()[move.unit], move.input);
      result.first = result.first + Fraction{2, 1} * factor * at * move.change;
      result.second = result.second + factor * move.change * move.change;
    }
  return result;
}

std::string decay_in_words(const Loss& loss) {
  std::string terms;
  const auto add = [&](const Fraction& factor, const char* what, std::size_t layer) {
    if (sign(factor) > 0)
      terms += (terms.empty() ? "" : " + ") + shown(factor) + " ‖" + what + " of layer " +
               std::to_string(layer) + "‖²";
  };
  for (std::size_t l = 0; l < loss.decay.size(); ++l) {
    add(loss.decay[l].weights, "weights", l);
    add(loss.decay[l].biases, "biases", l);
  }
  return terms.empty() ? "" : "  D(W) = " + terms + " (weight decay).\n";
}

} // namespace thalweg::verifier
