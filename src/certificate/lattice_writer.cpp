// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/lattice_writer.hpp"

#include "certificate/linear_regions_writer.hpp"
#include "certificate/partition_writer.hpp"
#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

namespace {

void put_cover(JsonText& text, const CellWitness& witness) {
  std::vector<std::size_t> leaf_of_node(witness.cover.size());
  std::size_t leaf_count = 0;
  for (std::size_t v = 0; v < witness.cover.size(); ++v)
    if (std::holds_alternative<CoverLeaf>(witness.cover[v]))
      leaf_of_node[v] = leaf_count++;
  require(leaf_count == witness.proofs.size(), "certificate: one list of proofs for each leaf");
  std::vector<std::size_t> pending{0};
  std::size_t written = 0;
  text.put("[");
  while (!pending.empty()) {
    const std::size_t v = pending.back();
    pending.pop_back();
    require(written < witness.cover.size(), "certificate: a cover is a tree");
    text.put(written++ == 0 ? "" : ",\n");
    if (const auto* split = std::get_if<CoverSplit>(&witness.cover.at(v))) {
      text.put("{\"function\":");
      text.put(split->function);
      text.put("}");
      pending.push_back(split->above);
      pending.push_back(split->below);
    } else {
      text.put("{\"row\":");
      text.put(std::get<CoverLeaf>(witness.cover[v]).row);
      text.put(",\"proofs\":");
      text.list(witness.proofs[leaf_of_node[v]], ",",
                [&](const Multipliers& proof) { text.entries(proof); });
      text.put("}");
    }
  }
  text.put("]");
}

void put_cell_witness(JsonText& text, const CellWitness& witness) {
  text.put("{\"cover\":");
  put_cover(text, witness);
  text.put(",\n\"bounds\":");
  text.list(witness.bounds, ",\n", [&](const RowBound& bound) {
    text.put("{\"weights\":");
    text.entries(bound.weights);
    text.put(",\"multipliers\":");
    text.entries(bound.halfspaces);
    text.put("}");
  });
  text.put(",\n\"bound_of_row\":");
  text.indices(witness.bound_of_row);
  text.put("}");
}

/// {"function":j}, {"min":[u,v]} or {"max":[u,v]}
void put_tree_node(JsonText& text, const LatticeTree& tree, const LatticeTree::Node& node,
                   const std::vector<AffineFunction>& functions) {
  if (node.operation == LatticeTree::Operation::affine) {
    const auto found = std::find(functions.begin(), functions.end(), tree.functions.at(node.left));
    require(found != functions.end(), "certificate: a tree over other functions than stated");
    text.put("{\"function\":");
    text.put(static_cast<std::size_t>(found - functions.begin()));
    return text.put("}");
  }
  text.put(node.operation == LatticeTree::Operation::minimum ? "{\"min\":[" : "{\"max\":[");
  text.put(node.left);
  text.put(",");
  text.put(node.right);
  text.put("]}");
}

} // namespace

void put_rows(JsonText& text, const std::vector<std::vector<std::size_t>>& rows) {
  text.list(rows, ",\n", [&](const std::vector<std::size_t>& row) { text.indices(row); });
}

void put_stated_functions(JsonText& text, const std::vector<StatedFunction>& functions) {
  text.list(functions, ",\n", [&](const StatedFunction& function) {
    text.put("{\"partition\":");
    text.put(function.partition);
    text.put(",\"functions\":");
    text.list(function.functions, ",\n",
              [&](const AffineFunction& f) { put_affine_function(text, f); });
    text.put(",\n\"pieces\":");
    text.indices(function.pieces);
    if (!function.rows.empty()) {
      text.put(",\n\"rows\":");
      put_rows(text, function.rows);
    }
    text.put("}");
  });
}

void put_lattice_identity_witness(JsonText& text, const LatticeIdentityClaim& claim) {
  text.list(claim.witnesses, ",\n", [&](const LatticeWitness& witness) {
    text.list(witness, ",\n", [&](const CellWitness& cell) { put_cell_witness(text, cell); });
  });
}

void put_lattice_failure_witness(JsonText& text, const LatticeFailureClaim& claim) {
  text.put("{\"above\":");
  text.list(claim.above, ",\n", [&](const std::vector<Multipliers>& proofs) {
    text.list(proofs, ",", [&](const Multipliers& proof) { text.entries(proof); });
  });
  text.put(",\n\"below\":");
  text.list(claim.below, ",\n", [&](const std::vector<Vector>& points) {
    text.list(points, ",", [&](const Vector& point) { text.rationals(point); });
  });
  text.put("}");
}

void put_computed_lattice(JsonText& text, const ComputedLattice& output,
                          const std::vector<AffineFunction>& functions) {
  require(output.lower.size() == functions.size(), "certificate: one lower bound per function");
  text.put("{\"nodes\":");
  text.list(output.tree.nodes, ",\n", [&](const LatticeTree::Node& node) {
    put_tree_node(text, output.tree, node, functions);
  });
  text.put(",\n\"lower\":");
  text.list(output.lower, ",\n", [&](const std::optional<LowerBound>& lower) {
    if (!lower)
      return text.put("null");
    text.put("[");
    text.put(lower->bound);
    text.put(",");
    text.entries(lower->multipliers);
    text.put("]");
  });
  text.put("}");
}

void put_network_computes_function_witness(JsonText& text,
                                           const NetworkComputesFunctionClaim& claim) {
  text.list(claim.outputs, ",\n", [&](const std::vector<RegionInCell>& regions) {
    put_network_function_witness(text, regions);
  });
}

} // namespace thalweg
