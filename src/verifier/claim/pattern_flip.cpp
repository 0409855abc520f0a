// SPDX-License-Identifier: Apache-2.0

#include "claim/pattern_flip.hpp"

#include "claim/local_minimum.hpp"
#include "layer/fields.hpp"
#include "layer/gradient.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

#include <map>

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

/// The layer with every parameter moved by step · sign(derivative by it); `gradient` is that by the
/// pre-activations.
Layer moved(Layer layer, const Fraction& step, const AffineRow& gradient,
            const List<Fraction>& inputs) {
  if (gradient.coefficients.empty() || !layer.is_parametrised())
    return layer;
  const List<Unit>& rows = layer.parameters();
  const std::size_t positions = layer.positions();
  List<SparseRow> weights;
  List<Fraction> biases;
  for (std::size_t q = 0; q < rows.size(); ++q) {
    Meter::tick();
    std::map<std::size_t, Fraction> derivatives; // by the weights of the row
    Integer by_bias;
    for (std::size_t j = q * positions; j < (q + 1) * positions; ++j) {
      const Integer& by_unit = gradient.coefficients[j];
      by_bias += by_unit;
      if (!is_zero(by_unit))
        for_each_in_field(layer, field_of(layer, j), [&](std::size_t index, std::size_t input) {
          if (sign(inputs[input]) != 0)
            derivatives[index] = derivatives[index] + Fraction{by_unit, 1} * inputs[input];
        });
    }
    for (auto& [index, derivative] : derivatives) // becomes the new weight
      derivative = with_sign(step, sign(derivative));
    for (const Term& term : rows[q].terms)
      derivatives[term.input] =
          derivatives[term.input] + fraction(term.weight, rows[q].denominator);
    weights.emplace_back(derivatives.begin(), derivatives.end());
    biases.push_back(fraction(rows[q].bias, rows[q].denominator) +
                     (layer.has_biases ? with_sign(step, sign(by_bias)) : Fraction{}));
  }
  set_parameters(layer, weights, biases);
  return layer;
}

/// O12, O14 to O16
void check_flip(const Network& network, const Sample& sample, const PatternFlip& flip) {
  if (const Check check{sign(flip.distance) > 0}) // O12
    check.say({"pattern_flip.distance_not_positive", flip.place + "/distance",
               "a positive distance", shown(flip.distance)});
  const List<Fraction> x = point(sample);
  const ForwardPass pass = forward_pass(network, x);
  if (pass.is_on_wall) // O14
    reject("pattern_flip.on_wall", flip.place + "/sample", "a sample with a pattern",
           "one on a wall");
  const List<Fraction>& breakpoints = network.layers[flip.layer].activation.breakpoints;
  if (breakpoints.empty()) // O15
    reject("pattern_flip.no_breakpoint", flip.place + "/layer", "a layer with breakpoints", "none");
  const Fraction step =
      with_sign(flip.distance, direction_of(breakpoints, pass.z[flip.layer][flip.unit]));
  const List<AffineRow> derivatives = Derivatives(network, pass.pieces).of(flip.layer, flip.unit);
  Network changed = network;
  for (std::size_t l = 0; l <= flip.layer; ++l) {
    Layer& layer = changed.layers[l];
    const List<Fraction>& inputs = pass.h[layer.sources.front()]; // before the layer is moved from
    layer = moved(std::move(layer), step, derivatives[l], inputs);
  }
  const ForwardPass after = forward_pass(changed, x);
  if (const Check check{after.is_on_wall || after.pieces != pass.pieces}) // O16
    check.say({"pattern_flip.unchanged", flip.place + "/distance", "a pattern that changes",
               "z = " + shown(pass.z[flip.layer][flip.unit]) + ", then " +
                   shown(after.z[flip.layer][flip.unit]) + " at distance " + shown(flip.distance)});
}

std::string in_words(const PatternFlip& claim) {
  return "Pattern radius. It is at most " + number(claim.distance) +
         ": a change of all parameters up to layer " + std::to_string(claim.layer) +
         " by this much,\n  towards the nearest breakpoint of unit " + std::to_string(claim.unit) +
         " of that layer, changes the pattern of sample " + std::to_string(claim.sample) + ".\n";
}

} // namespace

std::unique_ptr<Claim> read_pattern_flip(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"sample", "layer", "unit", "distance"});
  const auto& layers = subject.network.layers;
  const std::size_t sample = node["sample"].index(subject.data.samples.size(), "samples");
  const std::size_t layer = node["layer"].index(layers.size() - 1, "hidden layers");
  const std::size_t unit = node["unit"].index(layers[layer].units.size(), "units of the layer");
  auto claim = std::make_unique<PatternFlip>(node.place());
  claim->sample = sample;
  claim->layer = layer;
  claim->unit = unit;
  claim->distance = node["distance"].rational();
  return claim;
}

Told PatternFlip::check(const Subject& subject) const {
  const PatternFlip& claim = *this;
  if (const auto* const other = subject.find<LocalMinimumClaim>();
      other != nullptr && !other->minimum.labels[claim.sample]) // O13
    reject("pattern_flip.exempt_sample", claim.place + "/sample", "a sample with a class",
           "an exempt one");
  check_flip(subject.network, subject.data.samples[claim.sample], claim);
  return {in_words(claim), "{" + key("sample") + std::to_string(claim.sample) + "," + key("layer") +
                               std::to_string(claim.layer) + "," + key("unit") +
                               std::to_string(claim.unit) + "," + key("distance") +
                               exact(claim.distance) + "}"};
}

} // namespace thalweg::verifier
