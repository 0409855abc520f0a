// SPDX-License-Identifier: Apache-2.0

#include "claim/parameter_cells.hpp"

#include "claim/wall_kink.hpp"
#include "lemma/classes.hpp"
#include "number/interval.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

const std::string nodes_place = "/witness/parameter_cells/nodes";
const std::string kinks_place = "/witness/parameter_cells/kinks";

/// The first sample with each input, in the order of the numbers of inputs.
List<const Sample*> one_for_each_input(const Data& data, const List<std::size_t>& input_of) {
  List<const Sample*> result;
  for (std::size_t i = 0; i < input_of.size(); ++i)
    if (input_of[i] == result.size())
      result.push_back(&data.samples[i]);
  return result;
}

/// O132, O300
void check_network(const Network& network, const ParameterCells& claim) {
  for (std::size_t l = 0; l < network.hidden_count(); ++l)
    if (!network.layers[l].has_biases)
      reject("parameter_cells.network", "/statement/network/layers/" + std::to_string(l),
             "hidden layers with biases", "one without");
  if (!claim.radii && network.hidden_count() != 1)
    reject("parameter_cells.network", "/statement/network", "one hidden layer, or radii",
           counted(network.hidden_count(), "hidden layer", "hidden layers"));
  for (std::size_t l = 0; claim.radii && l < claim.radii->size(); ++l)
    for (const auto& [radius, name] :
         {std::pair{(*claim.radii)[l].weights, "/0"}, {(*claim.radii)[l].biases, "/1"}})
      if (const Check check{sign(radius) > 0})
        check.say({"parameter_cells.radius_not_positive",
                   claim.place + "/radii/" + std::to_string(l) + name, "a number above 0",
                   text(radius)});
}

/// { (w, b) : w·x + b ≤ β } for each input and, for each, every breakpoint.
List<Halfspace> walls_of_unit(const List<const Sample*>& inputs, const Activation& activation) {
  List<Halfspace> result;
  for (const Sample* const sample : inputs)
    for (const Fraction& beta : activation.breakpoints) {
      Halfspace below{sample->x, lcm(sample->denominator, beta.denominator)};
      below.coefficients.push_back(sample->denominator);
      for (Integer& a : below.coefficients)
        a *= below.denominator / sample->denominator;
      below.coefficients.push_back(beta.numerator * (below.denominator / beta.denominator));
      result.push_back(std::move(below));
    }
  return result;
}

/// What the walls leave of each unit, by layer, and those on which kinks are shown.
struct CellsOfUnits {
  List<List<std::size_t>> of_unit;
  List<BoxWall> walls;
};

/// All units have the same walls as unit 0, whose kinks are shown; O133 to O136.
CellsOfUnits cells_of_all(const ParameterCells& claim, const List<const Sample*>& inputs,
                          const Layer& hidden) {
  const std::size_t leaves = check_wall_tree(walls_of_unit(inputs, hidden.activation), claim.nodes,
                                             "parameter_cells", nodes_place)
                                 .size();
  CellsOfUnits result{{List<std::size_t>(hidden.units.size(), leaves)}, {}};
  for (std::size_t i = 0; i < inputs.size(); ++i)
    for (std::size_t q = 0; q < hidden.activation.breakpoints.size(); ++q)
      result.walls.push_back({0, 0, i, q});
  return result;
}

/// O301, O302
CellsOfUnits cells_of_box(const ParameterCells& claim, const List<const Sample*>& inputs,
                          const Network& network) {
  List<List<Fraction>> points;
  for (const Sample* const sample : inputs)
    points.push_back(point(*sample));
  CellsOfUnits result{{}, walls_in_box(network, points, *claim.radii, claim.place + "/radii")};
  for (std::size_t l = 0; l < network.hidden_count(); ++l)
    result.of_unit.emplace_back(network.layers[l].units.size(), 1);
  for (const BoxWall& wall : result.walls)
    ++result.of_unit[wall.layer][wall.unit];
  return result;
}

/// O137
void check_count(const ParameterCells& claim, const CellsOfUnits& found) {
  Integer product = 1;
  for (const List<std::size_t>& of_layer : found.of_unit)
    for (const std::size_t of_unit : of_layer) {
      product *= Integer(of_unit);
      Meter::require_bits(bit_length(product));
    }
  if (const Check check{claim.cells == Fraction{product, 1}})
    check.say({"parameter_cells.count", claim.place + "/cells", text(product), text(claim.cells)});
}

/// W with other biases in the hidden layers; O304: in the box.
Network with_biases(Network network, const List<List<Fraction>>& biases,
                    const ParameterCells& claim, const std::string& place) {
  for (std::size_t l = 0; l < biases.size(); ++l)
    for (std::size_t u = 0; u < biases[l].size(); ++u) {
      Unit& unit = network.layers[l].units[u];
      if (claim.radii) {
        const Interval range =
            around(fraction(unit.bias, unit.denominator), (*claim.radii)[l].biases);
        if (!(range.low < biases[l][u] && biases[l][u] < range.high))
          refuse_kink("the bias " + shown(biases[l][u]) + " of unit " + std::to_string(u) +
                          " of layer " + std::to_string(l),
                      place);
      }
      SparseRow weights;
      for (const Term& term : unit.terms)
        weights.emplace_back(term.input, fraction(term.weight, unit.denominator));
      unit = unit_of(weights, biases[l][u]);
    }
  return network;
}

/// O304
void check_kinks(const ParameterCells& claim, const Subject& subject, const List<BoxWall>& walls,
                 const List<std::size_t>& input_of) {
  if (const Check check{claim.kinks.size() == walls.size()})
    check.say({"parameter_cells.kinks", kinks_place,
               "one for each of " + std::to_string(walls.size()),
               std::to_string(claim.kinks.size())});
  for (std::size_t k = 0; k < walls.size(); ++k) {
    const std::string at = kinks_place + "/" + std::to_string(k);
    const Fraction jump = jump_on_wall(
        subject, with_biases(subject.network, claim.kinks[k], claim, at), walls[k], input_of, at);
    if (const Check check{sign(jump) != 0})
      check.say({"parameter_cells.no_jump", at, "one-sided derivatives that differ", shown(jump)});
  }
}

/// What is cut, by which walls, into how many cells.
std::string cut_in_words(const ParameterCells& claim, const CellsOfUnits& found) {
  if (!claim.radii)
    return "Cells of parameters. The walls w·x_i + b = β of the samples and breakpoints cut the "
           "parameters (w, b) of one hidden unit\n  into exactly " +
           counted(found.of_unit.front().front(), "open cell", "open cells") +
           ", and all parameters of this architecture into exactly " + shown(claim.cells) + ".\n";
  std::string box;
  for (std::size_t l = 0; l < claim.radii->size(); ++l)
    box += "  of hidden layer " + std::to_string(l + 1) +
           " the weights differ from those of W by "
           "less than " +
           shown((*claim.radii)[l].weights) + ", the biases by less than " +
           shown((*claim.radii)[l].biases) + ";\n";
  return "Cells in a box of parameters. In the open box of all parameters for which\n" + box +
         "  and those of the last layer are any, the walls, on which a hidden unit is at a "
         "breakpoint at a sample,\n  leave exactly " +
         shown(claim.cells) + " open connected " +
         (claim.cells == Fraction{1, 1} ? "cell" : "cells") + ".\n";
}

std::string walls_in_words(const ParameterCells& claim, std::size_t count) {
  if (count == 0)
    return "  There are no walls.\n";
  return "  On each of the " + counted(count, "wall", "walls") +
         (claim.radii ? " of single units, inputs and breakpoints in the box there are parameters "
                        "of the box, on no other\n  wall,"
                      : " of every hidden unit there are parameters on no other wall") +
         " at which R is not differentiable.\n";
}

std::string words(const ParameterCells& claim, const Subject& subject, const CellsOfUnits& found,
                  const std::string& digest) {
  return cut_in_words(claim, found) +
         "  In each of them every sample has one activation pattern, and F at it is affine in "
         "the parameters of each single layer" +
         (subject.loss.name == "squared" ? ";\n  R is a polynomial.\n" : ".\n") +
         walls_in_words(claim, found.walls.size()) + "  The " +
         (claim.radii ? "parameters that show this have"
                      : "tree and the parameters that show this have") +
         " the digest " + digest + ".\n";
}

} // namespace

std::unique_ptr<Claim> read_parameter_cells(const Node& node, const Subject& subject) {
  auto claim = std::make_unique<ParameterCells>(node.place());
  if (node.has("radii")) {
    require_own_keys(node, subject, {"radii", "cells"});
    claim->radii = list_of(node["radii"], subject.network.hidden_count(), "hidden layers",
                           [](const Node& of_layer) {
                             of_layer.require_size(2, "weights and biases");
                             return LayerRadii{of_layer[0].rational(), of_layer[1].rational()};
                           });
  } else {
    require_own_keys(node, subject, {"cells"});
  }
  claim->cells = node["cells"].rational();
  return claim;
}

void read_parameter_cells_witness(const Node& node, Claim& made, const Subject& subject) {
  ParameterCells& claim = dynamic_cast<ParameterCells&>(made);
  claim.witness_json = &node.json();
  if (claim.radii) {
    node.require_keys({"kinks"});
  } else {
    node.require_keys({"nodes", "kinks"});
    claim.nodes = read_wall_nodes(node["nodes"], subject.data.inputs.size() + 1);
  }
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

Told ParameterCells::check(const Subject& subject) const {
  check_network(subject.network, *this);
  const List<std::size_t> input_of = input_numbers(subject.data);
  const List<const Sample*> inputs = one_for_each_input(subject.data, input_of);
  const CellsOfUnits found = radii ? cells_of_box(*this, inputs, subject.network)
                                   : cells_of_all(*this, inputs, subject.network.layers.front());
  check_count(*this, found);
  check_kinks(*this, subject, found.walls, input_of);
  const std::string digest = canonical_digest(*witness_json);
  return {words(*this, subject, found, digest),
          "{" +
              (radii ? ""
                     : key("cells_of_unit") + std::to_string(found.of_unit.front().front()) + ",") +
              key("cells") + exact(cells) + "," + key(radii ? "walls" : "walls_of_unit") +
              std::to_string(found.walls.size()) + "," + key("witness_digest") +
              json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
