// SPDX-License-Identifier: Apache-2.0

#include "claim/parameter_cells.hpp"
#include "text/obligation.hpp"

#include "text/digest.hpp"
#include "text/theorem_words.hpp"

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

} // namespace

std::unique_ptr<Claim> read_parameter_cells(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"cells"});
  auto claim = std::make_unique<ParameterCells>(node.place());
  claim->cells = node["cells"].rational();
  return claim;
}

void read_parameter_cells_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"nodes"});
  const std::size_t dimension = subject.data.inputs.size() + 1;
  ParameterCells& claim = dynamic_cast<ParameterCells&>(made);
  claim.witness_json = &node.json();
  claim.nodes = read_wall_nodes(node["nodes"], dimension);
}

Told ParameterCells::check(const Subject& subject) const {
  const Network& network = subject.network;
  if (network.layers.size() != 2 || !network.layers.front().has_biases) // O132
    reject("parameter_cells.network", "/statement/network", "one hidden layer with biases",
           "another network");
  const Layer& hidden = network.layers.front();
  const std::size_t of_unit = check_wall_tree(walls(subject.data, hidden.activation), nodes,
                                              "parameter_cells", cell_nodes_place)
                                  .size(); // O133 to O136
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
              (subject.loss.name == "squared" ? ";\n  R is a polynomial.\n" : ".\n") +
              "  The tree that shows this has the digest " + digest + ".\n",
          "{" + key("cells_of_unit") + std::to_string(of_unit) + "," + key("cells") + exact(cells) +
              "," + key("witness_digest") + json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
