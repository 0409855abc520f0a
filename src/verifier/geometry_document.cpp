// SPDX-License-Identifier: Apache-2.0

#include "geometry_nodes.hpp"

namespace thalweg::verifier {

namespace {

CpwlFunction read_cpwl_function(const Node& node, bool has_rows, const Geometry& geometry) {
  if (has_rows)
    node.require_keys({"partition", "functions", "pieces", "rows"});
  else
    node.require_keys({"partition", "functions", "pieces"});
  CpwlFunction result{
      node["partition"].index(geometry.partitions.size(), "partitions"), {}, {}, {}};
  result.functions = read_functions(node["functions"], geometry.dimension);
  const std::size_t count = result.functions.size();
  result.pieces = read_indices(node["pieces"], geometry.partitions[result.partition].size(),
                               "cells of the partition", count, "functions");
  if (!has_rows)
    return result;
  node["rows"].size_not_zero("row");
  result.rows = list_of(node["rows"], [&](const Node& row) { return read_literals(row, count); });
  return result;
}

} // namespace

void read_domain(const Node& node, Geometry& geometry) {
  if (node.size() > 0) {
    node[std::size_t{0}].size_not_zero("number");
    geometry.dimension = node[std::size_t{0}].size() - 1;
  }
  geometry.domain =
      list_of(node, [&](const Node& entry) { return read_halfspace(entry, geometry.dimension); });
}

void read_partitions(const Node& node, Geometry& geometry) {
  node.size_not_zero("partition");
  geometry.partitions = list_of(node, [&](const Node& partition) {
    partition.size_not_zero("cell");
    return list_of(partition, [&](const Node& cell) {
      cell.size_not_zero("halfspace");
      return list_of(cell,
                     [&](const Node& entry) { return read_halfspace(entry, geometry.dimension); });
    });
  });
}

void read_cpwl(const Node& node, bool has_rows, Geometry& geometry) {
  node.size_not_zero("output");
  geometry.cpwl = list_of(
      node, [&](const Node& output) { return read_cpwl_function(output, has_rows, geometry); });
}

void read_convex_partition(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "cells"});
  certificate.convex_partition = ConvexPartition{
      node.place(), list_of(node["cells"], [](const Node& entry) { return entry.count(); }), {}};
}

namespace {

Separation read_separation(const Node& node, std::size_t dimension) {
  node.require_keys({"halfspace", "below", "above"});
  return {read_halfspace(node["halfspace"], dimension), read_multipliers(node["below"]),
          read_multipliers(node["above"])};
}

CoverNode read_cover_node(const Node& node, const Partition& partition, std::size_t dimension) {
  if (has_key(node, "split")) {
    node.require_keys({"split"});
    return {read_halfspace(node["split"], dimension), 0, {}};
  }
  node.require_keys({"cell", "multipliers"});
  const std::size_t cell = node["cell"].index(partition.size(), "cells");
  return {std::nullopt, cell,
          read_proofs(node["multipliers"], partition[cell].size(), "halfspaces of the cell")};
}

PartitionWitness read_partition_witness(const Node& node, const Partition& partition,
                                        const Geometry& geometry) {
  node.require_keys({"interior_points", "separations", "inside", "cover"});
  const std::size_t count = partition.size();
  PartitionWitness witness;
  witness.interior_points =
      read_points(node["interior_points"], count, "cells", geometry.dimension);
  witness.separations =
      list_of(node["separations"], count * (count - 1) / 2, "pairs of cells",
              [&](const Node& entry) { return read_separation(entry, geometry.dimension); });
  witness.inside = list_of(node["inside"], count, "cells", [&](const Node& entry) {
    return read_proofs(entry, geometry.domain.size(), "halfspaces of the domain");
  });
  witness.cover = list_of(node["cover"], [&](const Node& entry) {
    return read_cover_node(entry, partition, geometry.dimension);
  });
  return witness;
}

} // namespace

void read_convex_partition_witness(const Node& node, Certificate& certificate) {
  const Geometry& geometry = certificate.geometry;
  node.require_size(geometry.partitions.size(), "partitions");
  for (std::size_t p = 0; p < node.size(); ++p)
    certificate.convex_partition->witness.push_back(
        read_partition_witness(node[p], geometry.partitions[p], geometry));
}

void read_groups(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "partition", "count", "risk"});
  certificate.groups =
      Groups{node.place(),
             node["partition"].index(certificate.geometry.partitions.size(), "partitions"),
             node["count"].count(),
             node["risk"].rational(),
             {},
             {}};
}

void read_groups_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"cell_of_sample", "function_cells"});
  const Geometry& geometry = certificate.geometry;
  const std::size_t samples = certificate.data.samples.size();
  Groups& groups = *certificate.groups;
  groups.cell_of_sample = read_indices(node["cell_of_sample"], samples, "samples",
                                       geometry.partitions[groups.partition].size(), "cells");
  const Node outputs = node["function_cells"];
  outputs.require_size(geometry.cpwl.size(), "outputs");
  for (std::size_t o = 0; o < outputs.size(); ++o)
    groups.function_cells.push_back(read_indices(outputs[o], samples, "samples",
                                                 partition_of(certificate, geometry.cpwl[o]).size(),
                                                 "cells"));
}

void read_lattice_identity(const Node& node, Certificate& certificate) {
  node.require_keys({"claim"});
  certificate.lattice_identity = LatticeIdentity{node.place(), {}};
}

namespace {

FormNode read_form_node(const Node& node, const CpwlFunction& f) {
  if (has_key(node, "function")) {
    node.require_keys({"function"});
    return {node["function"].index(f.functions.size(), "functions"), 0, {}};
  }
  node.require_keys({"row", "proofs"});
  const std::size_t row = node["row"].index(f.rows.size(), "rows");
  return {std::nullopt, row,
          read_proofs(node["proofs"], f.rows[row].size(), "functions of the row")};
}

FormBound read_form_bound(const Node& node, std::size_t function_count) {
  node.require_keys({"weights", "multipliers"});
  const Node weights = node["weights"];
  FormBound bound{read_multipliers(weights), read_multipliers(node["multipliers"])};
  weights.require(bound.weights.empty() || bound.weights.back().index < function_count,
                  "shape.index", "indices below " + std::to_string(function_count) + " (functions)",
                  "others");
  return bound;
}

CellForm read_cell_form(const Node& node, const CpwlFunction& f) {
  node.require_keys({"cover", "bounds", "bound_of_row"});
  CellForm form;
  form.cover = list_of(node["cover"], [&](const Node& entry) { return read_form_node(entry, f); });
  form.bounds = list_of(node["bounds"], [&](const Node& entry) {
    return read_form_bound(entry, f.functions.size());
  });
  form.bound_of_row =
      read_indices(node["bound_of_row"], f.rows.size(), "rows", form.bounds.size(), "bounds");
  return form;
}

} // namespace

void read_lattice_identity_witness(const Node& node, Certificate& certificate) {
  const Geometry& geometry = certificate.geometry;
  node.require_size(geometry.cpwl.size(), "outputs");
  for (std::size_t o = 0; o < node.size(); ++o) {
    const CpwlFunction& f = geometry.cpwl[o];
    certificate.lattice_identity->witness.push_back(
        list_of(node[o], f.pieces.size(), "cells",
                [&](const Node& entry) { return read_cell_form(entry, f); }));
  }
}

void read_lattice_failure(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "output", "rows", "cell", "point"});
  const Geometry& geometry = certificate.geometry;
  const std::size_t output = node["output"].index(geometry.cpwl.size(), "outputs");
  const CpwlFunction& f = geometry.cpwl[output];
  certificate.lattice_failure = LatticeFailure{
      node.place(),
      output,
      list_of(node["rows"], f.pieces.size(), "cells",
              [&](const Node& row) { return read_literals(row, f.functions.size()); }),
      node["cell"].index(f.pieces.size(), "cells"),
      read_point(node["point"], geometry.dimension),
      {},
      {}};
}

void read_lattice_failure_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"above", "below"});
  LatticeFailure& claim = *certificate.lattice_failure;
  const std::size_t functions = certificate.geometry.cpwl[claim.output].functions.size();
  const Node above = node["above"];
  const Node below = node["below"];
  above.require_size(claim.rows.size(), "cells");
  below.require_size(claim.rows.size(), "cells");
  for (std::size_t k = 0; k < claim.rows.size(); ++k) {
    const std::size_t literals = claim.rows[k].size();
    claim.above.push_back(read_proofs(above[k], literals, "functions of the row"));
    claim.below.push_back(read_points(below[k], functions - literals, "functions not in the row",
                                      certificate.geometry.dimension));
  }
}

} // namespace thalweg::verifier
