// SPDX-License-Identifier: Apache-2.0

#include "flip.hpp"

#include "classes.hpp"
#include "decimal.hpp"
#include "stop.hpp"

namespace thalweg::verifier {

namespace {

Fraction with_sign(const Fraction& a, int s) {
  return s > 0 ? a : s < 0 ? -a : Fraction{};
}

/// sign(β − z) for the nearest breakpoint β, the lower one on a tie; z is no breakpoint.
int direction_of(const List<Fraction>& breakpoints, const Fraction& z) {
  Fraction nearest = breakpoints.front() - z;
  for (const Fraction& breakpoint : breakpoints)
    if (const Fraction step = breakpoint - z;
        with_sign(step, sign(step)) < with_sign(nearest, sign(nearest)))
      nearest = step;
  return sign(nearest);
}

/// From ∂z/∂z_l of the units of a layer to ∂z/∂z_{l−1}, both up to a common positive factor.
List<Integer> backwards(const Layer& layer, const Layer& before,
                        const List<std::size_t>& pieces_before, const List<Integer>& derivative) {
  Integer common = 1;
  for (const Unit& unit : layer.units)
    common = lcm(common, unit.denominator);
  Integer slope_common = 1;
  for (const Fraction& slope : before.activation.slopes)
    slope_common = lcm(slope_common, slope.denominator);
  List<Integer> result(before.units.size());
  for (std::size_t a = 0; a < layer.units.size(); ++a)
    for (const Term& term : layer.units[a].terms)
      if (!is_zero(derivative[a]))
        result[term.input] += common / layer.units[a].denominator * derivative[a] * term.weight;
  for (std::size_t k = 0; k < result.size(); ++k) {
    const Fraction& slope = before.activation.slopes[pieces_before[k]];
    result[k] *= slope.numerator * (slope_common / slope.denominator);
    Meter::require_bits(bit_length(result[k]));
  }
  return result;
}

/// The layer with every parameter moved by step · sign(derivative of its unit) · sign(its input).
Layer moved(Layer layer, const Fraction& step, const List<Integer>& derivative,
            const List<Fraction>& inputs) {
  for (std::size_t a = 0; a < layer.units.size(); ++a) {
    Unit& unit = layer.units[a];
    const Fraction change = with_sign(step, sign(derivative[a]));
    if (sign(change) == 0)
      continue;
    SparseRow weights;
    for (std::size_t b = 0; b < inputs.size(); ++b)
      weights.emplace_back(b, with_sign(change, sign(inputs[b])));
    for (const Term& term : unit.terms)
      weights[term.input].second =
          weights[term.input].second + fraction(term.weight, unit.denominator);
    unit = unit_of(weights, fraction(unit.bias, unit.denominator) + change);
  }
  return layer;
}

} // namespace

void check_flip(const Network& network, const Sample& sample, const PatternFlip& flip) {
  if (sign(flip.distance) <= 0) // O12
    reject("pattern_flip.distance_not_positive", flip.place + "/distance", "a positive distance",
           shown(flip.distance));
  const List<Fraction> x = point(sample);
  const ForwardPass pass = forward_pass(network, x);
  if (pass.is_on_wall) // O14
    reject("pattern_flip.on_wall", flip.place + "/sample", "a sample with a pattern",
           "one with a pre-activation on a breakpoint");
  const List<Fraction>& breakpoints = network.layers[flip.layer].activation.breakpoints;
  if (breakpoints.empty()) // O15
    reject("pattern_flip.no_breakpoint", flip.place + "/layer", "a layer with breakpoints", "none");
  const Fraction step =
      with_sign(flip.distance, direction_of(breakpoints, pass.z[flip.layer][flip.unit]));
  Network changed = network;
  List<Integer> derivative(network.layers[flip.layer].units.size());
  derivative[flip.unit] = 1;
  for (std::size_t l = flip.layer; l > 0; --l) {
    changed.layers[l] = moved(network.layers[l], step, derivative, pass.h[l - 1]);
    derivative =
        backwards(network.layers[l], network.layers[l - 1], pass.pieces[l - 1], derivative);
  }
  changed.layers[0] = moved(network.layers[0], step, derivative, x);
  const ForwardPass after = forward_pass(changed, x);
  if (!after.is_on_wall && after.pieces == pass.pieces) // O16
    reject("pattern_flip.unchanged", flip.place + "/distance", "a pattern that changes",
           "the same pattern at distance " + shown(flip.distance));
}

} // namespace thalweg::verifier
