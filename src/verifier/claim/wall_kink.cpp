// SPDX-License-Identifier: Apache-2.0

#include "claim/wall_kink.hpp"

#include "number/decimal.hpp"
#include "text/obligation.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

/// Only the unit of the wall is at a breakpoint, at this one, and only for the input of the wall.
void require_pieces(const ForwardPass& pass, const Network& network, std::size_t sample,
                    const BoxWall* here, const std::string& place) {
  for (std::size_t l = 0; l < network.hidden_count(); ++l) {
    const List<Fraction>& breakpoints = network.layers[l].activation.breakpoints;
    for (std::size_t u = 0; u < pass.z[l].size(); ++u) {
      const Fraction& z = pass.z[l][u];
      const bool is_at_one =
          std::find(breakpoints.begin(), breakpoints.end(), z) != breakpoints.end();
      const bool is_wall = here != nullptr && l == here->layer && u == here->unit;
      if (is_wall ? !(z == breakpoints[here->breakpoint]) : is_at_one)
        refuse_kink("z = " + shown(z) + " of unit " + std::to_string(u) + " of layer " +
                        std::to_string(l) + " at sample " + std::to_string(sample),
                    place);
    }
  }
}

/// ∂ of the loss of a sample by each output.
List<Fraction> loss_derivatives(const Problem& problem, const ForwardPass& pass, std::size_t i,
                                const std::string& place) {
  List<Fraction> result;
  const Sample& sample = problem.data.samples[i];
  for (std::size_t o = 0; o < pass.z.back().size(); ++o) {
    const LossAt at =
        loss_at(problem.loss, i, o, pass.z.back()[o], fraction(sample.y[o], sample.denominator));
    if (at.least != at.greatest)
      refuse_kink("a loss at a kink, at sample " + std::to_string(i), place);
    result.push_back(at.least);
  }
  return result;
}

/// The derivative of Σ_o losses_o F_o by the output of the unit of the wall.
Fraction along(const List<Fraction>& losses, const Network& network, const BoxWall& wall,
               const Pattern& pieces) {
  List<Fraction> h(network.layers[wall.layer].units.size());
  h[wall.unit] = {1, 1};
  for (std::size_t l = wall.layer + 1; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    List<Fraction> next;
    for (std::size_t u = 0; u < layer.units.size(); ++u) {
      Fraction z;
      for (const Term& term : layer.units[u].terms)
        z = z + fraction(term.weight, layer.units[u].denominator) * h[term.input];
      next.push_back(l < network.hidden_count() ? layer.slope(pieces[l][u]) * z : z);
    }
    h = std::move(next);
  }
  Fraction result;
  for (std::size_t o = 0; o < h.size(); ++o)
    result = result + losses[o] * h[o];
  return result;
}

} // namespace

void refuse_kink(const std::string& found, const std::string& place) {
  reject("parameter_cells.kink", place,
         "parameters on this wall and no other, in the box if there is one, where all losses are "
         "differentiable",
         found);
}

Fraction jump_on_wall(const Problem& problem, const Network& network, const BoxWall& wall,
                      const List<std::size_t>& input_of, const std::string& place) {
  Fraction pull;
  for (std::size_t i = 0; i < problem.data.samples.size(); ++i) {
    Meter::tick();
    const bool is_here = input_of[i] == wall.input;
    const ForwardPass pass = forward_pass(network, point(problem.data.samples[i]));
    require_pieces(pass, network, i, is_here ? &wall : nullptr, place);
    const List<Fraction> losses = loss_derivatives(problem, pass, i, place);
    if (is_here)
      pull = pull + along(losses, network, wall, pass.pieces);
  }
  const List<Fraction>& slopes = network.layers[wall.layer].activation.slopes;
  return pull * (slopes[wall.breakpoint + 1] - slopes[wall.breakpoint]);
}

} // namespace thalweg::verifier
