// SPDX-License-Identifier: Apache-2.0

#include "geometry_nodes.hpp"

namespace thalweg::verifier {

void read_network_lattice(const Node& node, Certificate& certificate) {
  node.require_keys({"claim"});
  certificate.network_lattice = NetworkLattice{node.place(), {}, {}};
}

namespace {

LatticeNode read_lattice_node(const Node& node, std::size_t number, std::size_t function_count) {
  if (has_key(node, "function")) {
    node.require_keys({"function"});
    return {LatticeNode::Kind::function, node["function"].index(function_count, "functions"), 0};
  }
  const bool is_min = has_key(node, "min");
  const std::string_view key = is_min ? "min" : "max";
  node.require_keys({key});
  const List<std::size_t> operands =
      read_indices(node[key], 2, "operands", number, "earlier nodes");
  return {is_min ? LatticeNode::Kind::min : LatticeNode::Kind::max, operands[0], operands[1]};
}

std::optional<LowerBound> read_lower_bound(const Node& node) {
  if (node.is(JsonKind::null))
    return std::nullopt;
  node.require_size(2, "bound and multipliers");
  return LowerBound{node[std::size_t{0}].rational(), read_multipliers(node[1])};
}

} // namespace

LatticeOutput read_lattice_output(const Node& node, std::size_t function_count) {
  node.require_keys({"nodes", "lower"});
  node["nodes"].size_not_zero("node");
  LatticeOutput output;
  for (std::size_t v = 0; v < node["nodes"].size(); ++v)
    output.nodes.push_back(read_lattice_node(node["nodes"][v], v, function_count));
  output.lower = list_of(node["lower"], function_count, "functions", read_lower_bound);
  return output;
}

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

} // namespace

void read_network_lattice_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"outputs", "units"});
  const List<CpwlFunction>& cpwl = certificate.geometry.cpwl;
  const auto& layers = certificate.network.layers;
  NetworkLattice& claim = *certificate.network_lattice;
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

void read_partition_refinement(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "coarse", "fine", "risk", "fine_risk"});
  const std::size_t count = certificate.geometry.partitions.size();
  certificate.partition_refinement = PartitionRefinement{node.place(),
                                                         node["coarse"].index(count, "partitions"),
                                                         node["fine"].index(count, "partitions"),
                                                         node["risk"].rational(),
                                                         node["fine_risk"].rational(),
                                                         {},
                                                         {},
                                                         {},
                                                         {}};
}

namespace {

CellFits read_cell_fits(const Node& node, std::size_t cell_count, const Certificate& certificate) {
  node.require_keys({"cell_of_sample", "fits"});
  const Data& data = certificate.data;
  CellFits result;
  result.cell_of_sample =
      read_indices(node["cell_of_sample"], data.samples.size(), "samples", cell_count, "cells");
  result.fits = list_of(node["fits"], cell_count, "cells", [&](const Node& cell) {
    if (cell.is(JsonKind::null))
      return std::optional<List<AffineFunction>>{};
    return std::optional(list_of(cell, data.targets.size(), "targets", [&](const Node& fit) {
      return read_row(fit, data.inputs.size() + 1, "input dimension + 1");
    }));
  });
  return result;
}

} // namespace

void read_partition_refinement_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"cell_of_cell", "multipliers", "coarse", "fine"});
  PartitionRefinement& claim = *certificate.partition_refinement;
  const Partition& coarse = certificate.geometry.partitions[claim.coarse];
  const Partition& fine = certificate.geometry.partitions[claim.fine];
  claim.cell_of_cell =
      read_indices(node["cell_of_cell"], fine.size(), "cells of the fine partition", coarse.size(),
                   "cells of the coarse partition");
  const Node multipliers = node["multipliers"];
  multipliers.require_size(fine.size(), "cells of the fine partition");
  for (std::size_t m = 0; m < fine.size(); ++m)
    claim.multipliers.push_back(read_proofs(multipliers[m], coarse[claim.cell_of_cell[m]].size(),
                                            "halfspaces of the coarse cell"));
  claim.coarse_fits = read_cell_fits(node["coarse"], coarse.size(), certificate);
  claim.fine_fits = read_cell_fits(node["fine"], fine.size(), certificate);
}

void read_linear_regions(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "count"});
  certificate.linear_regions = LinearRegions{node.place(), node["count"].count(), {}};
}

namespace {

RegionSide read_side(const Node& node) {
  node.require_size(5, "layer, unit, breakpoint, side, multipliers");
  const Node side = node[3];
  side.require(side.text() == "below" || side.text() == "above", "shape.side",
               "\"below\" or \"above\"");
  return {{node[std::size_t{0}].count(), node[1].count(), node[2].count()},
          side.text() == "above",
          read_multipliers(node[4])};
}

RegionNode read_region_node(const Node& node, std::size_t dimension) {
  const bool is_inner = has_key(node, "split");
  node.require_keys({"sides", is_inner ? "split" : "point"});
  RegionNode result{list_of(node["sides"], read_side), std::nullopt, {}};
  if (!is_inner) {
    result.point = read_point(node["point"], dimension);
    return result;
  }
  const Node split = node["split"];
  split.require_size(3, "layer, unit, breakpoint");
  result.split = {split[std::size_t{0}].count(), split[1].count(), split[2].count()};
  return result;
}

} // namespace

void read_linear_regions_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"nodes"});
  certificate.linear_regions->nodes = list_of(node["nodes"], [&](const Node& entry) {
    return read_region_node(entry, certificate.geometry.dimension);
  });
}

void read_network_function(const Node& node, Certificate& certificate) {
  node.require_keys({"claim"});
  certificate.network_function = NetworkFunction{node.place(), {}};
}

void read_network_function_witness(const Node& node, Certificate& certificate) {
  const List<CpwlFunction>& cpwl = certificate.geometry.cpwl;
  const auto& nodes = certificate.linear_regions->nodes;
  const auto leaves = static_cast<std::size_t>(std::count_if(
      nodes.begin(), nodes.end(), [](const RegionNode& entry) { return !entry.split; }));
  node.require_size(cpwl.size(), "outputs");
  for (std::size_t o = 0; o < cpwl.size(); ++o) {
    const Node output = node[o];
    output.require_keys({"leaves"});
    const Partition& partition = partition_of(certificate, cpwl[o]);
    certificate.network_function->outputs.push_back(
        list_of(output["leaves"], leaves, "leaves of the regions", [&](const Node& leaf) {
          leaf.require_size(2, "cell and multipliers");
          const std::size_t cell = leaf[std::size_t{0}].index(partition.size(), "cells");
          return LeafInCell{cell,
                            read_proofs(leaf[1], partition[cell].size(), "halfspaces of the cell")};
        }));
  }
}

} // namespace thalweg::verifier
