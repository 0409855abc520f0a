// SPDX-License-Identifier: Apache-2.0

#include "claim/cells_of_box.hpp"

#include "lemma/classes.hpp"
#include "loss/loss.hpp"
#include "number/interval.hpp"
#include "shape/geometry_nodes.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

const std::string kinks_place = "/witness/cells_of_box/kinks";

/// The inputs of the samples, each once, in the order of their numbers.
List<List<Fraction>> inputs_once(const Data& data, const List<std::size_t>& numbers) {
  List<List<Fraction>> result;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (numbers[i] == result.size())
      result.push_back(point(data.samples[i]));
  return result;
}

/// O300
void check_network(const Network& network, const List<LayerRadii>& radii,
                   const std::string& place) {
  for (std::size_t l = 0; l < network.hidden_count(); ++l)
    if (!network.layers[l].has_biases)
      reject("cells_of_box.network", "/statement/network/layers/" + std::to_string(l),
             "hidden layers with biases", "one without");
  for (std::size_t l = 0; l < radii.size(); ++l)
    for (const auto& [radius, name] : {std::pair{radii[l].weights, "/0"}, {radii[l].biases, "/1"}})
      if (const Check check{sign(radius) > 0})
        check.say({"cells_of_box.radius_not_positive", place + "/" + std::to_string(l) + name,
                   "a number above 0", text(radius)});
}

/// O303
Integer product_of_cells(const Network& network, const List<BoxWall>& walls) {
  Integer product = 1;
  auto wall = walls.begin();
  for (std::size_t l = 0; l < network.hidden_count(); ++l)
    for (std::size_t u = 0; u < network.layers[l].units.size(); ++u) {
      const auto first = wall;
      while (wall != walls.end() && wall->layer == l && wall->unit == u)
        ++wall;
      product *= Integer(static_cast<std::size_t>(wall - first) + 1);
      Meter::require_bits(bit_length(product));
    }
  return product;
}

/// A point of the box: W with other biases in the hidden layers.
class PointOnWall {
public:
  PointOnWall(const Subject& subject, const BoxWall& wall, const List<std::size_t>& input_of,
              std::string place)
      : data_(subject.data), loss_(subject.loss), network_(subject.network), wall_(wall),
        input_of_(input_of), place_(std::move(place)) {}

  /// O304: in the box.
  void set_biases(const List<List<Fraction>>& biases, const List<LayerRadii>& radii) {
    for (std::size_t l = 0; l < biases.size(); ++l)
      for (std::size_t u = 0; u < biases[l].size(); ++u) {
        Unit& unit = network_.layers[l].units[u];
        const Interval range = around(fraction(unit.bias, unit.denominator), radii[l].biases);
        if (!(range.low < biases[l][u] && biases[l][u] < range.high))
          refuse("the bias " + shown(biases[l][u]) + " of unit " + std::to_string(u) +
                 " of layer " + std::to_string(l));
        SparseRow weights;
        for (const Term& term : unit.terms)
          weights.emplace_back(term.input, fraction(term.weight, unit.denominator));
        unit = unit_of(weights, biases[l][u]);
      }
  }

  /// By how much the derivative of n R by the bias of the wall's unit is greater to the right than
  /// to the left; O304: on no other wall, and differentiable losses.
  Fraction jump() const {
    Fraction pull;
    for (std::size_t i = 0; i < data_.samples.size(); ++i) {
      Meter::tick();
      const bool is_here = input_of_[i] == wall_.input;
      const ForwardPass pass = forward_pass(network_, point(data_.samples[i]));
      require_other_pieces(pass, i, is_here);
      const List<Fraction> losses = loss_derivatives(pass, i);
      if (is_here)
        pull = pull + along(losses, pass.pieces);
    }
    const List<Fraction>& slopes = network_.layers[wall_.layer].activation.slopes;
    return pull * (slopes[wall_.breakpoint + 1] - slopes[wall_.breakpoint]);
  }

private:
  [[noreturn]] void refuse(const std::string& found) const {
    reject("cells_of_box.point", place_,
           "parameters in the box, on this wall and no other, where all losses are differentiable",
           found);
  }

  void require_other_pieces(const ForwardPass& pass, std::size_t sample, bool is_here) const {
    for (std::size_t l = 0; l < network_.hidden_count(); ++l) {
      const List<Fraction>& breakpoints = network_.layers[l].activation.breakpoints;
      for (std::size_t u = 0; u < pass.z[l].size(); ++u) {
        const Fraction& z = pass.z[l][u];
        const bool is_at_one =
            std::find(breakpoints.begin(), breakpoints.end(), z) != breakpoints.end();
        const bool is_wall = is_here && l == wall_.layer && u == wall_.unit;
        if (is_wall ? !(z == breakpoints[wall_.breakpoint]) : is_at_one)
          refuse("z = " + shown(z) + " of unit " + std::to_string(u) + " of layer " +
                 std::to_string(l) + " at sample " + std::to_string(sample));
      }
    }
  }

  /// ∂ of the loss of a sample by each output.
  List<Fraction> loss_derivatives(const ForwardPass& pass, std::size_t i) const {
    List<Fraction> result;
    const Sample& sample = data_.samples[i];
    for (std::size_t o = 0; o < pass.z.back().size(); ++o) {
      const LossAt at =
          loss_at(loss_, i, o, pass.z.back()[o], fraction(sample.y[o], sample.denominator));
      if (at.least != at.greatest)
        refuse("a loss at a kink, at sample " + std::to_string(i));
      result.push_back(at.least);
    }
    return result;
  }

  /// The derivative of Σ_o losses_o F_o by the output of the wall's unit.
  Fraction along(const List<Fraction>& losses, const Pattern& pieces) const {
    List<Fraction> h(network_.layers[wall_.layer].units.size());
    h[wall_.unit] = {1, 1};
    for (std::size_t l = wall_.layer + 1; l < network_.layers.size(); ++l) {
      const Layer& layer = network_.layers[l];
      List<Fraction> next;
      for (std::size_t u = 0; u < layer.units.size(); ++u) {
        Fraction z;
        for (const Term& term : layer.units[u].terms)
          z = z + fraction(term.weight, layer.units[u].denominator) * h[term.input];
        next.push_back(l < network_.hidden_count() ? layer.slope(pieces[l][u]) * z : z);
      }
      h = std::move(next);
    }
    Fraction result;
    for (std::size_t o = 0; o < h.size(); ++o)
      result = result + losses[o] * h[o];
    return result;
  }

  const Data& data_;
  const Loss& loss_;
  Network network_;
  const BoxWall& wall_;
  const List<std::size_t>& input_of_; ///< by sample
  std::string place_;
};

/// O304
void check_kinks(const CellsOfBox& claim, const Subject& subject, const List<BoxWall>& walls,
                 const List<std::size_t>& input_of) {
  if (const Check check{claim.kinks.size() == walls.size()})
    check.say({"cells_of_box.kinks", kinks_place, "one for each of " + std::to_string(walls.size()),
               std::to_string(claim.kinks.size())});
  for (std::size_t k = 0; k < walls.size(); ++k) {
    const std::string at = kinks_place + "/" + std::to_string(k);
    PointOnWall point(subject, walls[k], input_of, at);
    point.set_biases(claim.kinks[k], claim.radii);
    const Fraction jump = point.jump();
    if (const Check check{sign(jump) != 0})
      check.say({"cells_of_box.no_jump", at, "one-sided derivatives that differ", shown(jump)});
  }
}

std::string words(const CellsOfBox& claim, const Subject& subject, std::size_t walls,
                  const std::string& digest) {
  std::string box;
  for (std::size_t l = 0; l < claim.radii.size(); ++l)
    box += "  of hidden layer " + std::to_string(l + 1) +
           " the weights differ from those of W by "
           "less than " +
           shown(claim.radii[l].weights) + ", the biases by less than " +
           shown(claim.radii[l].biases) + ";\n";
  return "Cells in a box of parameters. In the open box of all parameters for which\n" + box +
         "  and those of the last layer are any, the walls, on which a hidden unit is at a "
         "breakpoint at a sample,\n  leave exactly " +
         shown(claim.cells) + " open connected " +
         (claim.cells == Fraction{1, 1} ? "cell" : "cells") +
         ".\n  In each of them every sample has one activation pattern, and F at it is affine in "
         "the parameters of each single layer" +
         (subject.loss.name == "squared" ? ";\n  R is a polynomial.\n" : ".\n") +
         "  On each of the " + counted(walls, "wall", "walls") +
         " of single units and inputs in the box there are parameters of the box, on no other\n"
         "  wall, at which R is not differentiable.\n  The parameters that show this have the "
         "digest " +
         digest + ".\n";
}

} // namespace

std::unique_ptr<Claim> read_cells_of_box(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"radii", "cells"});
  auto claim = std::make_unique<CellsOfBox>(node.place());
  claim->radii = list_of(node["radii"], subject.network.hidden_count(), "hidden layers",
                         [](const Node& of_layer) {
                           of_layer.require_size(2, "weights and biases");
                           return LayerRadii{of_layer[0].rational(), of_layer[1].rational()};
                         });
  claim->cells = node["cells"].rational();
  return claim;
}

void read_cells_of_box_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"kinks"});
  CellsOfBox& claim = dynamic_cast<CellsOfBox&>(made);
  claim.witness_json = &node.json();
  const Network& network = subject.network;
  claim.kinks = list_of(node["kinks"], [&](const Node& kink) {
    kink.require_size(network.hidden_count(), "hidden layers");
    List<List<Fraction>> biases;
    for (std::size_t l = 0; l < network.hidden_count(); ++l) {
      kink[l].require_size(network.layers[l].units.size(), "units");
      biases.push_back(kink[l].rationals());
    }
    return biases;
  });
}

Told CellsOfBox::check(const Subject& subject) const {
  check_network(subject.network, radii, place + "/radii");
  const List<std::size_t> input_of = input_numbers(subject.data);
  const List<List<Fraction>> inputs = inputs_once(subject.data, input_of);
  const List<BoxWall> walls =
      walls_in_box(subject.network, inputs, radii, place + "/radii"); // O301, O302
  const Integer product = product_of_cells(subject.network, walls);
  if (const Check check{cells == Fraction{product, 1}}) // O303
    check.say({"cells_of_box.count", place + "/cells", text(product), text(cells)});
  check_kinks(*this, subject, walls, input_of);
  const std::string digest = canonical_digest(*witness_json);
  return {words(*this, subject, walls.size(), digest),
          "{" + key("cells") + exact(cells) + "," + key("walls") + std::to_string(walls.size()) +
              "," + key("witness_digest") + json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
