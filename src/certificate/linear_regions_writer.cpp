// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/linear_regions_writer.hpp"

#include "exact/error.hpp"

namespace thalweg {

namespace {

/// layer,unit,breakpoint without brackets
void put_breakpoint(JsonText& text, const UnitBreakpoint& where) {
  text.put(where.layer);
  text.put(",");
  text.put(where.unit);
  text.put(",");
  text.put(where.breakpoint);
}

void put_side(JsonText& text, const ProvenSide& side) {
  text.put("[");
  put_breakpoint(text, side.where);
  text.put(side.side == BreakpointSide::below ? ",\"below\"," : ",\"above\",");
  text.entries(side.multipliers);
  text.put("]");
}

} // namespace

void put_polytope(JsonText& text, const Polytope& polytope) {
  text.list(polytope.halfspaces, ",\n", [&](const Halfspace& halfspace) {
    Vector row = halfspace.normal;
    row.push_back(halfspace.offset);
    text.rationals(row);
  });
}

void put_linear_regions_witness(JsonText& text, const LinearRegionsClaim& claim) {
  std::size_t leaf_count = 0;
  text.put("{\"nodes\":");
  text.list(claim.nodes, ",\n", [&](const RegionNode& node) {
    text.put("{\"sides\":");
    text.list(node.sides, ",", [&](const ProvenSide& side) { put_side(text, side); });
    if (const auto* split = std::get_if<RegionSplit>(&node.branch)) {
      text.put(",\"split\":[");
      put_breakpoint(text, split->where);
      text.put("]}");
    } else {
      const std::size_t region = std::get<std::size_t>(node.branch);
      require(region == leaf_count++ && region < claim.count(),
              "certificate: the leaves of linear regions are in order, one point for each");
      text.put(",\"point\":");
      text.rationals(claim.interior_points[region]);
      text.put("}");
    }
  });
  require(leaf_count == claim.count(), "certificate: one interior point for each linear region");
  text.put("}");
}

void put_network_function_witness(JsonText& text, const std::vector<RegionInCell>& regions) {
  text.put("{\"leaves\":");
  text.list(regions, ",\n", [&](const RegionInCell& region) {
    text.put("[");
    text.put(region.cell);
    text.put(",");
    text.list(region.multipliers, ",",
              [&](const Multipliers& multipliers) { text.entries(multipliers); });
    text.put("]");
  });
  text.put("}");
}

} // namespace thalweg
