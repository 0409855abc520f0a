// SPDX-License-Identifier: Apache-2.0

#include "claim/network_computes_function.hpp"

#include "claim/linear_regions.hpp"
#include "shape/geometry_nodes.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

/// O63, O64 at a leaf: the premises hold on the region, `maps` are those of the network there.
void check_region(const NetworkFunction& claim, const Geometry& geometry,
                  const List<AffineFunction>& maps, const Premises& premises, std::size_t leaf) {
  for (std::size_t o = 0; o < maps.size(); ++o) {
    const CpwlFunction& f = geometry.cpwl[o];
    const auto& [cell, proofs] = claim.outputs[o][leaf];
    const std::string place = "/witness/network_computes_function/" + std::to_string(o) +
                              "/leaves/" + std::to_string(leaf);
    const Cell& halfspaces = geometry.partitions[f.partition][cell];
    for (std::size_t h = 0; h < halfspaces.size(); ++h)
      check_proof(proofs[h], premises, halfspaces[h], "network_computes_function.inside",
                  [&] { return place + "/1/" + std::to_string(h); });
    const Halfspace difference = where_at_most(maps[o], f.piece(cell));
    if (!std::all_of(difference.coefficients.begin(), difference.coefficients.end(), is_zero))
      reject("network_computes_function.map", place + "/0",
             "a cell with the affine map of the network", "another");
  }
}

} // namespace

std::unique_ptr<Claim> read_network_function(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {});
  return std::make_unique<NetworkFunction>(node.place());
}

void read_network_function_witness(const Node& node, Claim& made, const Subject& subject) {
  const List<CpwlFunction>& cpwl = subject.geometry.cpwl;
  const auto& nodes = subject.standing_on<LinearRegions>().nodes;
  NetworkFunction& claim = dynamic_cast<NetworkFunction&>(made);
  const auto leaves = static_cast<std::size_t>(std::count_if(
      nodes.begin(), nodes.end(), [](const RegionNode& entry) { return !entry.split; }));
  node.require_size(cpwl.size(), "outputs");
  for (std::size_t o = 0; o < cpwl.size(); ++o) {
    const Node output = node[o];
    output.require_keys({"leaves"});
    const Partition& partition = subject.geometry.partition_of(cpwl[o]);
    claim.outputs.push_back(
        list_of(output["leaves"], leaves, "leaves of the regions", [&](const Node& leaf) {
          leaf.require_size(2, "cell and multipliers");
          const std::size_t cell = leaf[std::size_t{0}].index(partition.size(), "cells");
          return LeafInCell{cell,
                            read_proofs(leaf[1], partition[cell].size(), "halfspaces of the cell")};
        }));
  }
}

Told NetworkFunction::check(const Subject& subject) const {
  subject.standing_on<LinearRegions>().visit_leaves(
      subject, [&](const List<AffineFunction>& maps, const Premises& premises, std::size_t leaf) {
        check_region(*this, subject.geometry, maps, premises, leaf);
      });
  return {"Network and function. F(W; x) = f(x) for every x in Ω, region by region.\n", "true"};
}

} // namespace thalweg::verifier
