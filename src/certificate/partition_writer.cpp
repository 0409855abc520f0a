// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/partition_writer.hpp"

#include "exact/error.hpp"

namespace thalweg {

namespace {

void put_proofs(JsonText& text, const std::vector<Multipliers>& proofs) {
  text.list(proofs, ",", [&](const Multipliers& multipliers) { text.entries(multipliers); });
}

void put_separation(JsonText& text, const Separation& separation) {
  text.put("{\"halfspace\":");
  put_halfspace(text, separation.halfspace);
  text.put(",\"below\":");
  text.entries(separation.first);
  text.put(",\"above\":");
  text.entries(separation.second);
  text.put("}");
}

/// The nodes in preorder, the part inside each split first. A stack, because paths may be long.
void put_covering(JsonText& text, const Covering& covering) {
  std::vector<int> pending{covering.nodes.empty() ? -1 : 0};
  std::size_t written = 0;
  text.put("[");
  while (!pending.empty()) {
    const int number = pending.back();
    pending.pop_back();
    text.put(written++ == 0 ? "" : ",\n");
    if (number >= 0) {
      const Covering::Node& node = covering.nodes.at(static_cast<std::size_t>(number));
      text.put("{\"split\":");
      put_halfspace(text, node.split);
      text.put("}");
      pending.push_back(node.outside);
      pending.push_back(node.inside);
    } else {
      const Covering::Leaf& leaf = covering.leaves.at(static_cast<std::size_t>(-1 - number));
      text.put("{\"cell\":");
      text.put(leaf.cell);
      text.put(",\"multipliers\":");
      put_proofs(text, leaf.multipliers);
      text.put("}");
    }
    require(written <= covering.nodes.size() + covering.leaves.size(),
            "certificate: a covering is a tree");
  }
  text.put("]");
}

void put_cell_fits(JsonText& text, const CellFits& fits) {
  text.put("{\"cell_of_sample\":");
  text.indices(fits.cell_of_sample);
  text.put(",\"fits\":");
  text.list(fits.fits, ",\n", [&](const std::optional<AffineMap>& fit) {
    if (fit)
      text.list(*fit, ",", [&](const AffineFunction& f) { put_affine_function(text, f); });
    else
      text.put("null");
  });
  text.put("}");
}

} // namespace

void put_halfspace(JsonText& text, const Halfspace& halfspace) {
  Vector row = halfspace.normal;
  row.push_back(halfspace.offset);
  text.rationals(row);
}

void put_affine_function(JsonText& text, const AffineFunction& f) {
  Vector row = f.linear;
  row.push_back(f.constant);
  text.rationals(row);
}

void put_partitions(JsonText& text, const std::vector<Cells>& partitions) {
  text.list(partitions, ",\n", [&](const Cells& cells) {
    text.list(cells, ",\n", [&](const Polytope& cell) {
      text.list(cell.halfspaces, ",",
                [&](const Halfspace& halfspace) { put_halfspace(text, halfspace); });
    });
  });
}

void put_convex_partition_witness(JsonText& text, const ConvexPartitionClaim& claim) {
  text.list(claim.witnesses, ",\n", [&](const PartitionWitness& witness) {
    text.put("{\"interior_points\":");
    text.list(witness.interior_points, ",\n", [&](const Vector& point) { text.rationals(point); });
    text.put(",\n\"separations\":");
    text.list(witness.separations, ",\n",
              [&](const Separation& separation) { put_separation(text, separation); });
    text.put(",\n\"inside\":");
    text.list(witness.inside, ",\n",
              [&](const std::vector<Multipliers>& proofs) { put_proofs(text, proofs); });
    text.put(",\n\"cover\":");
    put_covering(text, witness.covering);
    text.put("}");
  });
}

void put_groups_witness(JsonText& text, const GroupsClaim& claim) {
  text.put("{\"cell_of_sample\":");
  text.indices(claim.cell_of_sample);
  text.put(",\"function_cells\":");
  text.list(claim.function_cells, ",\n",
            [&](const std::vector<std::size_t>& cells) { text.indices(cells); });
  text.put("}");
}

void put_partition_refinement_witness(JsonText& text, const PartitionRefinementClaim& claim) {
  text.put("{\"cell_of_cell\":");
  text.indices(claim.cell_of_cell);
  text.put(",\n\"multipliers\":");
  text.list(claim.multipliers, ",\n",
            [&](const std::vector<Multipliers>& proofs) { put_proofs(text, proofs); });
  text.put(",\n\"coarse\":");
  put_cell_fits(text, claim.coarse_fits);
  text.put(",\n\"fine\":");
  put_cell_fits(text, claim.fine_fits);
  text.put("}");
}

} // namespace thalweg
