// SPDX-License-Identifier: Apache-2.0

#include "flip.hpp"

#include "classes.hpp"
#include "decimal.hpp"
#include "stop.hpp"

namespace thalweg::verifier {

namespace {

/// sign(β − z) for the nearest breakpoint β; `breakpoints` is not empty and z is none of them.
int direction_of(const List<Fraction>& breakpoints, const Fraction& z) {
  Fraction nearest = breakpoints.front() - z;
  const auto size = [](const Fraction& a) { return sign(a) < 0 ? -a : a; };
  for (const Fraction& breakpoint : breakpoints)
    if (size(breakpoint - z) < size(nearest))
      nearest = breakpoint - z;
  return sign(nearest);
}

/// From ∂z/∂h_m (numbers up to a common positive factor) of layer m+1 to ∂z/∂z_m.
List<Integer> backwards(const Layer& above, const Layer& layer, const List<std::size_t>& pieces,
                        const List<Integer>& derivative_above) {
  Integer unit_denominator = 1;
  for (const Unit& unit : above.units)
    unit_denominator = lcm(unit_denominator, unit.denominator);
  Integer slope_denominator = 1;
  for (const Fraction& slope : layer.activation.slopes)
    slope_denominator = lcm(slope_denominator, slope.denominator);
  List<Integer> derivative(layer.units.size());
  for (std::size_t a = 0; a < above.units.size(); ++a) {
    if (is_zero(derivative_above[a]))
      continue;
    const Integer factor = unit_denominator / above.units[a].denominator * derivative_above[a];
    for (const Term& term : above.units[a].terms)
      derivative[term.input] += factor * term.weight;
  }
  for (std::size_t k = 0; k < derivative.size(); ++k) {
    const Fraction& slope = layer.activation.slopes[pieces[k]];
    derivative[k] *= slope.numerator * (slope_denominator / slope.denominator);
    Meter::require_bits(bit_length(derivative[k]));
  }
  return derivative;
}

/// The layer with every parameter moved by step · sign(derivative of its unit) · sign(its input).
Layer moved(const Layer& layer, const Fraction& step, const List<Integer>& derivative,
            const List<Fraction>& inputs) {
  Layer result = layer;
  for (std::size_t a = 0; a < layer.units.size(); ++a) {
    const int direction = sign(derivative[a]);
    if (direction == 0)
      continue;
    const Unit& unit = layer.units[a];
    const Fraction change = direction > 0 ? step : -step;
    List<std::pair<std::size_t, Fraction>> weights;
    for (std::size_t b = 0; b < inputs.size(); ++b)
      weights.emplace_back(b, sign(inputs[b]) == 0  ? Fraction{}
                              : sign(inputs[b]) > 0 ? change
                                                    : -change);
    for (const Term& term : unit.terms)
      weights[term.input].second =
          weights[term.input].second + fraction(term.weight, unit.denominator);
    result.units[a] = unit_of(weights, fraction(unit.bias, unit.denominator) + change);
  }
  return result;
}

} // namespace

void check_flip(const Network& network, const Sample& sample, const PatternFlip& flip) {
  const std::string sample_place = flip.place + "/sample";
  if (sign(flip.distance) <= 0) // O40
    reject("pattern_flip.distance_not_positive", flip.place + "/distance", "a positive distance",
           shown(flip.distance));
  const List<Fraction> x = point(sample);
  const ForwardPass before = forward_pass(network, x);
  if (before.wall)
    reject("pattern_flip.on_wall", sample_place, "a sample with a pattern",
           "one with a pre-activation on a breakpoint");
  const Activation& activation = network.layers[flip.layer].activation;
  if (activation.breakpoints.empty())
    reject("pattern_flip.no_breakpoint", flip.place + "/layer", "a layer with breakpoints", "none");
  Pattern pattern;
  for (std::size_t l = 0; l + 1 < network.layers.size(); ++l) {
    pattern.emplace_back();
    for (const Fraction& z : before.z[l])
      pattern.back().push_back(piece_of(network.layers[l].activation, z).piece);
  }
  const int direction = direction_of(activation.breakpoints, before.z[flip.layer][flip.unit]);
  const Fraction step = direction > 0 ? flip.distance : -flip.distance;
  Network changed = network;
  List<Integer> derivative(network.layers[flip.layer].units.size());
  derivative[flip.unit] = 1;
  for (std::size_t l = flip.layer;; --l) {
    changed.layers[l] = moved(network.layers[l], step, derivative, l == 0 ? x : before.h[l - 1]);
    if (l == 0)
      break;
    derivative = backwards(network.layers[l], network.layers[l - 1], pattern[l - 1], derivative);
  }
  const ForwardPass after = forward_pass(changed, x);
  if (after.wall)
    return;
  for (std::size_t l = 0; l < pattern.size(); ++l)
    for (std::size_t j = 0; j < pattern[l].size(); ++j)
      if (piece_of(network.layers[l].activation, after.z[l][j]).piece != pattern[l][j])
        return;
  reject("pattern_flip.unchanged", flip.place + "/distance", "a pattern that changes",
         "the same pattern at distance " + shown(flip.distance));
}

} // namespace thalweg::verifier
