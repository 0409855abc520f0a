// SPDX-License-Identifier: Apache-2.0

#include "parameter_cells.hpp"
#include "obligation.hpp"

#include "digest.hpp"
#include "geometry_nodes.hpp"
#include "theorem_words.hpp"

namespace thalweg::verifier {

namespace {

const std::string cell_nodes_place = "/witness/parameter_cells/nodes";

/// { (w, b) : w·x_i + b ≤ β } for each sample and, for each, every breakpoint.
List<Halfspace> walls(const Data& data, const Activation& activation) {
  List<Halfspace> result;
  for (const Sample& sample : data.samples)
    for (const Fraction& beta : activation.breakpoints) {
      Halfspace below{sample.x, lcm(sample.denominator, beta.denominator)};
      below.coefficients.push_back(sample.denominator);
      for (Integer& a : below.coefficients)
        a *= below.denominator / sample.denominator;
      below.coefficients.push_back(beta.numerator * (below.denominator / beta.denominator));
      result.push_back(std::move(below));
    }
  return result;
}

/// The walk through the tree: the sides of the splits, and how many walls are done.
struct Walk {
  List<Halfspace> walls;
  SplitPath path = {};
  std::size_t done = 0;
  List<std::size_t> pending = {}; ///< what `done` will be in the second parts to come

  /// O133
  const Halfspace& next_wall(const std::string& place) {
    if (done == walls.size())
      reject("parameter_cells.wall", place, "a wall that is left", "none");
    return walls[done++];
  }

  /// O134
  void take_sides(const WallNode& node, const std::string& place) {
    for (std::size_t s = 0; s < node.sides.size(); ++s) {
      const WallNode::Side& side = node.sides[s];
      const std::string at = place + "/sides/" + std::to_string(s);
      const Halfspace& below = next_wall(at);
      check_proof(side.multipliers, path.sides(), side.is_above ? opposite(below) : below,
                  "parameter_cells.side", [&] { return at + "/1"; });
    }
  }

  void split(const std::string& place) {
    path.split(next_wall(place));
    pending.push_back(done);
  }

  /// O133, O135; false if the tree is complete.
  bool leave(const Point& point, const std::string& place) {
    if (done < walls.size())
      reject("parameter_cells.wall", place, "no wall left at a leaf",
             std::to_string(walls.size() - done));
    check_inside(
        path.sides(), point.numerators, point.denominator, "parameter_cells.point",
        [&] { return place + "/point"; }, "a point strictly inside the cell");
    if (!path.next_part())
      return false;
    done = pending.back();
    pending.pop_back();
    return true;
  }
};

/// The number of leaves; O136.
std::size_t cell_count(Walk walk, const List<WallNode>& nodes) {
  std::size_t leaves = 0;
  bool is_open = true;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    Meter::tick();
    const std::string place = cell_nodes_place + "/" + std::to_string(n);
    if (!is_open)
      reject("parameter_cells.tree", place, "the end of the tree", "another node");
    walk.take_sides(nodes[n], place);
    if (nodes[n].point) {
      ++leaves;
      is_open = walk.leave(*nodes[n].point, place);
    } else {
      walk.split(place);
    }
  }
  if (is_open)
    reject("parameter_cells.tree", cell_nodes_place, "a complete tree", "the end of the list");
  return leaves;
}

} // namespace

void read_parameter_cells(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "cells"});
  auto claim = std::make_unique<ParameterCells>(node.place());
  claim->cells = node["cells"].rational();
  certificate.further.push_back(std::move(claim));
}

void read_parameter_cells_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"nodes"});
  const std::size_t dimension = certificate.data.inputs.size() + 1;
  ParameterCells& claim = claim_among<ParameterCells>(certificate.further);
  claim.witness_json = &node.json();
  claim.nodes = list_of(node["nodes"], [&](const Node& entry) {
    WallNode result;
    if (has_key(entry, "point")) {
      entry.require_keys({"sides", "point"});
      result.point = read_point(entry["point"], dimension);
    } else {
      entry.require_keys({"sides"});
    }
    result.sides = list_of(entry["sides"], [](const Node& side) {
      side.require_size(2, "side and multipliers");
      const Node word = side[std::size_t{0}];
      word.require(word.text() == "below" || word.text() == "above", "shape.side",
                   "\"below\" or \"above\"");
      return WallNode::Side{word.text() == "above", read_multipliers(side[1])};
    });
    return result;
  });
}

Told ParameterCells::check(const Certificate& certificate) const {
  const Network& network = certificate.network;
  if (network.layers.size() != 2 || !network.layers.front().has_biases) // O132
    reject("parameter_cells.network", "/statement/network", "one hidden layer with biases",
           "another network");
  const Layer& hidden = network.layers.front();
  const std::size_t of_unit = cell_count({walls(certificate.data, hidden.activation)}, nodes);
  Integer product = 1;
  for (std::size_t k = 0; k < hidden.units.size(); ++k) {
    product *= Integer(of_unit);
    Meter::require_bits(bit_length(product));
  }
  if (const Check check{cells == Fraction{product, 1}}) // O137
    check.say({"parameter_cells.count", place + "/cells", text(product), text(cells)});
  const std::string digest = canonical_digest(*witness_json);
  return {"Cells of parameters. The walls w·x_i + b = β of the samples and breakpoints cut the "
          "parameters (w, b) of one hidden unit\n  into exactly " +
              counted(of_unit, "open cell", "open cells") +
              ", and all parameters of this architecture into exactly " + shown(cells) +
              ".\n  In each of them every sample has one activation pattern, and F at it is affine "
              "in the parameters of each single layer" +
              (certificate.loss.name == "squared" ? ";\n  R is a polynomial.\n" : ".\n") +
              "  The tree that shows this has the digest " + digest + ".\n",
          "," + key("parameter_cells") + "{" + key("cells_of_unit") + std::to_string(of_unit) +
              "," + key("cells") + exact(cells) + "," + key("witness_digest") +
              json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
