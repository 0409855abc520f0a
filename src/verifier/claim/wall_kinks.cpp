// SPDX-License-Identifier: Apache-2.0

#include "claim/wall_kinks.hpp"

#include "lemma/examined.hpp"
#include "loss/loss.hpp"
#include "shape/geometry_nodes.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

Fraction weight_for(const Unit& unit, std::size_t input) {
  for (const auto& term : unit.terms)
    if (term.input == input)
      return fraction(term.weight, unit.denominator);
  return {};
}

/// The derivatives of the losses of the samples on the wall by the pre-activation of unit 0 where
/// its slope is 1, summed; O288 for all samples.
Fraction pull_on_wall(const Subject& subject, const Network& network, std::size_t sample,
                      const Fraction& breakpoint, const std::string& place) {
  const auto refuse = [&](const std::string& found) {
    reject("wall_kinks.point", place,
           "unit 0 at the breakpoint for this sample, no other pre-activation at one, and "
           "differentiable losses",
           found);
  };
  const List<Fraction>& breakpoints = network.layers.front().activation.breakpoints;
  const List<Fraction> on_wall = point(subject.data.samples[sample]);
  Fraction pull;
  for (std::size_t i = 0; i < subject.data.samples.size(); ++i) {
    Meter::tick();
    const List<Fraction> x = point(subject.data.samples[i]);
    const ForwardPass pass = forward_pass(network, x);
    for (std::size_t u = 0; u < pass.z.front().size(); ++u) {
      const Fraction& z = pass.z.front()[u];
      const bool is_here = u == 0 && x == on_wall;
      const bool is_at_one =
          std::find(breakpoints.begin(), breakpoints.end(), z) != breakpoints.end();
      if (is_here ? !(z == breakpoint) : is_at_one)
        refuse("z = " + shown(z) + " of unit " + std::to_string(u) + " at sample " +
               std::to_string(i));
    }
    for (std::size_t o = 0; o < pass.z.back().size(); ++o) {
      const LossAt at =
          loss_at(subject.loss, i, o, pass.z.back()[o],
                  fraction(subject.data.samples[i].y[o], subject.data.samples[i].denominator));
      if (at.least != at.greatest)
        refuse("a loss at a kink, at sample " + std::to_string(i));
      if (x == on_wall)
        pull = pull + at.least * weight_for(network.layers.back().units[o], 0);
    }
  }
  return pull;
}

} // namespace

std::unique_ptr<Claim> read_wall_kinks(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {});
  return std::make_unique<WallKinks>(node.place());
}

void read_wall_kinks_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"networks"});
  WallKinks& claim = dynamic_cast<WallKinks&>(made);
  const std::size_t walls =
      subject.data.samples.size() * subject.network.layers.front().activation.breakpoints.size();
  claim.networks = list_of(node["networks"], walls, "walls",
                           [&](const Node& network) { return read_network(network, subject); });
  claim.witness_json = &node.json();
}

Told WallKinks::check(const Subject& subject) const {
  const Activation& activation = subject.network.layers.front().activation;
  const std::size_t of_sample = activation.breakpoints.size();
  for (std::size_t k = 0; k < networks.size(); ++k) {
    const std::string at = "/witness/wall_kinks/networks/" + std::to_string(k);
    check_same_architecture(subject.network, networks[k], "wall_kinks.architecture");
    const std::size_t b = k % of_sample;
    const Fraction pull =
        pull_on_wall(subject, networks[k], k / of_sample, activation.breakpoints[b], at); // O288
    const Fraction jump = pull * (activation.slopes[b + 1] - activation.slopes[b]);
    if (const Check check{sign(jump) != 0}) // O289
      check.say({"wall_kinks.no_jump", at, "one-sided derivatives that differ", shown(jump)});
  }
  const std::string digest = canonical_digest(*witness_json);
  return {"Kinks on the walls. On each of the " + counted(networks.size(), "wall", "walls") +
              " w·x_i + b = β of every hidden unit there are parameters\n  on no other wall at "
              "which R is not differentiable: its derivatives by b to both sides differ.\n"
              "  The networks that show this have the digest " +
              digest + ".\n",
          "{" + key("walls") + std::to_string(networks.size()) + "," + key("witness_digest") +
              json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
