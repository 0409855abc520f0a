// SPDX-License-Identifier: Apache-2.0

#include "geometry_document.hpp"

#include "document.hpp"

#include <set>

namespace thalweg::verifier {

namespace {

/// One entry per item of an array.
template <class Read> auto list_of(const Node& node, const Read& read) {
  List<decltype(read(node))> result;
  const std::size_t count = node.size();
  result.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    result.push_back(read(node[i]));
  return result;
}

/// The same for an array of the given length.
template <class Read>
auto list_of(const Node& node, std::size_t size, const char* what, const Read& read) {
  node.require_size(size, what);
  return list_of(node, read);
}

/// Is the value an object with this key (and perhaps others)?
bool has_key(const Node& node, std::string_view key) {
  return node.is(JsonKind::object) && node.has(key);
}

/// Numerators over one denominator.
AffineRow read_row(const Node& node, std::size_t width, const char* what) {
  const List<Fraction> values =
      list_of(node, width, what, [](const Node& entry) { return entry.rational(); });
  AffineRow row;
  for (const Fraction& entry : values)
    row.denominator = lcm(row.denominator, entry.denominator);
  Meter::require_bits(bit_length(row.denominator));
  for (const Fraction& entry : values)
    row.coefficients.push_back(entry.numerator * (row.denominator / entry.denominator));
  return row;
}

Halfspace read_halfspace(const Node& node, std::size_t dimension) {
  return read_row(node, dimension + 1, "input dimension + 1");
}

Point read_point(const Node& node, std::size_t dimension) {
  AffineRow row = read_row(node, dimension, "input dimension");
  return {std::move(row.coefficients), std::move(row.denominator)};
}

List<Point> read_points(const Node& node, std::size_t size, const char* what,
                        std::size_t dimension) {
  return list_of(node, size, what, [&](const Node& entry) { return read_point(entry, dimension); });
}

Multipliers read_multipliers(const Node& node) {
  Multipliers multipliers;
  multipliers.reserve(node.size());
  for (std::size_t t = 0; t < node.size(); ++t) {
    const Node pair = node[t];
    pair.require_size(2, "index and value");
    const std::size_t index = pair[std::size_t{0}].count();
    pair[std::size_t{0}].require(t == 0 || index > multipliers.back().index, "multipliers.order",
                                 "strictly increasing indices");
    multipliers.push_back({index, pair[1].rational()});
    pair[1].require(sign(multipliers.back().value) > 0, "multipliers.not_positive",
                    "a positive value");
  }
  return multipliers;
}

List<Multipliers> read_proofs(const Node& node, std::size_t size, const char* what) {
  return list_of(node, size, what, read_multipliers);
}

List<std::size_t> read_indices(const Node& node, std::size_t size, const char* what,
                               std::size_t bound, const char* of_what) {
  return list_of(node, size, what, [&](const Node& entry) { return entry.index(bound, of_what); });
}

/// A set of functions: not empty, strictly increasing.
List<std::size_t> read_literals(const Node& node, std::size_t function_count) {
  node.size_not_zero("function");
  List<std::size_t> literals;
  for (std::size_t t = 0; t < node.size(); ++t) {
    const std::size_t j = node[t].index(function_count, "functions");
    node[t].require(t == 0 || j > literals.back(), "cpwl.row_order",
                    "strictly increasing functions");
    literals.push_back(j);
  }
  return literals;
}

List<AffineFunction> read_functions(const Node& node, std::size_t dimension) {
  node.size_not_zero("function");
  std::set<List<std::string_view>> seen;
  return list_of(node, [&](const Node& entry) {
    AffineFunction function = read_row(entry, dimension + 1, "input dimension + 1");
    entry.require(seen.insert(list_of(entry, [](const Node& a) { return a.text(); })).second,
                  "cpwl.repeated_function", "pairwise different functions", "one again");
    return function;
  });
}

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

const Partition& partition_of(const Certificate& certificate, const CpwlFunction& function) {
  return certificate.geometry.partitions[function.partition];
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

LatticeOutput read_lattice_output(const Node& node, std::size_t function_count) {
  node.require_keys({"nodes", "lower"});
  node["nodes"].size_not_zero("node");
  LatticeOutput output;
  for (std::size_t v = 0; v < node["nodes"].size(); ++v)
    output.nodes.push_back(read_lattice_node(node["nodes"][v], v, function_count));
  output.lower = list_of(node["lower"], function_count, "functions", read_lower_bound);
  return output;
}

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
