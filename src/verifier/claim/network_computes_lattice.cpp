// SPDX-License-Identifier: Apache-2.0

#include "claim/network_computes_lattice.hpp"

#include "shape/geometry_nodes.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

UnitLabel read_label(const Node& node, const List<LatticeOutput>& outputs) {
  const bool is_gadget = has_key(node, "gadget");
  if (is_gadget)
    node.require_keys({"output", "gadget"});
  else
    node.require_keys({"output", "carry", "shift"});
  UnitLabel label{node["output"].index(outputs.size(), "outputs"), 0, std::nullopt};
  label.node = node[is_gadget ? "gadget" : "carry"].index(outputs[label.output].nodes.size(),
                                                          "nodes of the output");
  if (!is_gadget)
    label.shift = node["shift"].rational();
  return label;
}

/// The nodes of all outputs, as expressions; beside x and 1 a symbol for each node, output by
/// output.
class Nodes {
public:
  Nodes(const Subject& subject, const NetworkLattice& claim)
      : cpwl_(subject.geometry.cpwl), claim_(claim), one_(subject.geometry.dimension) {
    std::size_t next = one_ + 1;
    for (const LatticeOutput& output : claim.outputs) {
      offsets_.push_back(next);
      next += output.nodes.size();
    }
  }

  const LatticeNode& node(std::size_t output, std::size_t v) const {
    return claim_.outputs[output].nodes[v];
  }

  /// N_v, or p_j for a function node.
  Expression expression(std::size_t output, std::size_t v) const {
    if (node(output, v).kind != LatticeNode::Kind::function)
      return {{offsets_[output] + v, Fraction{1, 1}}};
    return expression_of(cpwl_[output].functions[node(output, v).first]);
  }

  Expression coordinate(std::size_t k) const { return {{k, Fraction{1, 1}}}; }
  Expression one() const { return {{one_, Fraction{1, 1}}}; }

private:
  const List<CpwlFunction>& cpwl_;
  const NetworkLattice& claim_;
  std::size_t one_;
  List<std::size_t> offsets_;
};

std::string output_place(std::size_t output) {
  return "/witness/network_computes_lattice/outputs/" + std::to_string(output);
}

/// O48, O49. Returns the output of the unit.
Expression output_of_unit(const UnitLabel& label, const Expression& pre_activation,
                          const Nodes& nodes, const List<List<std::optional<Fraction>>>& lower,
                          const std::string& place) {
  const Fraction minus_one{-1, 1};
  Expression result = nodes.expression(label.output, label.node);
  Expression meant = result;
  if (label.shift) {
    const auto& bound = lower[label.output][label.node];
    if (const Check check{bound && !(*bound < -*label.shift)})
      check.say({"network_computes_lattice.shift", place + "/shift",
                 bound ? "at least " + shown(-*bound) : "a node with a lower bound",
                 shown(*label.shift)});
    add(result, *label.shift, nodes.one());
    meant = result;
  } else {
    const LatticeNode& node = nodes.node(label.output, label.node);
    if (node.kind == LatticeNode::Kind::function)
      reject("network_computes_lattice.gadget", place + "/gadget", "a minimum or a maximum",
             "a function");
    const bool is_min = node.kind == LatticeNode::Kind::min;
    const Expression first = nodes.expression(label.output, node.first);
    const Expression second = nodes.expression(label.output, node.second);
    meant = is_min ? first : second;
    add(meant, minus_one, is_min ? second : first);
    const Expression value = std::move(result);
    result = is_min ? first : value;
    add(result, minus_one, is_min ? value : first);
  }
  if (pre_activation != meant)
    reject("network_computes_lattice.unit", place, "the pre-activation that the label says",
           "another");
  return result;
}

} // namespace

std::unique_ptr<Claim> read_network_lattice(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {});
  return std::make_unique<NetworkLattice>(node.place());
}

void read_network_lattice_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"outputs", "units"});
  const List<CpwlFunction>& cpwl = subject.geometry.cpwl;
  const auto& layers = subject.network.layers;
  NetworkLattice& claim = dynamic_cast<NetworkLattice&>(made);
  const Node outputs = node["outputs"];
  const Node units = node["units"];
  outputs.require_size(cpwl.size(), "outputs");
  for (std::size_t o = 0; o < cpwl.size(); ++o)
    claim.outputs.push_back(read_lattice_output(outputs[o], cpwl[o].functions.size()));
  units.require_size(layers.size() - 1, "hidden layers");
  for (std::size_t l = 0; l + 1 < layers.size(); ++l)
    claim.units.push_back(
        list_of(units[l], layers[l].units.size(), "units of the layer",
                [&](const Node& label) { return read_label(label, claim.outputs); }));
}

Told NetworkLattice::check(const Subject& subject) const {
  const NetworkLattice& claim = *this;
  const Geometry& geometry = subject.geometry;
  const auto& layers = subject.network.layers;
  List<List<std::optional<Fraction>>> lower;
  for (std::size_t o = 0; o < claim.outputs.size(); ++o) {
    check_family(claim.outputs[o], geometry.cpwl[o].rows, // O46
                 {"network_computes_lattice.min_operand", "network_computes_lattice.family"},
                 output_place(o) + "/nodes");
    lower.push_back(lower_bounds(claim.outputs[o], geometry.cpwl[o].functions, geometry.domain,
                                 "network_computes_lattice.lower", output_place(o))); // O47
  }
  const Nodes nodes(subject, claim);
  List<Expression> below;
  for (std::size_t k = 0; k < geometry.dimension; ++k)
    below.push_back(nodes.coordinate(k));
  for (std::size_t l = 0; l < claim.units.size(); ++l) {
    if (layers[l].activation != relu()) // O45
      reject("network_computes_lattice.activation",
             "/statement/network/layers/" + std::to_string(l) + "/activation", "\"relu\"",
             "another");
    List<Expression> outputs;
    for (std::size_t j = 0; j < layers[l].units.size(); ++j) {
      Meter::tick();
      outputs.push_back(output_of_unit(
          claim.units[l][j], composed(layers[l].units[j], below, nodes.one()), nodes, lower,
          "/witness/network_computes_lattice/units/" + std::to_string(l) + "/" +
              std::to_string(j)));
    }
    below = std::move(outputs);
  }
  for (std::size_t o = 0; o < claim.outputs.size(); ++o) // O50
    if (composed(layers.back().units[o], below, nodes.one()) !=
        nodes.expression(o, claim.outputs[o].nodes.size() - 1))
      reject("network_computes_lattice.output",
             "/statement/network/layers/" + std::to_string(layers.size() - 1),
             "output " + std::to_string(o) + " to be the root of its expression", "another");
  return {"Network and form. F(W; x) = f(x) for every x in Ω, through the max-min form.\n", "true"};
}

} // namespace thalweg::verifier
