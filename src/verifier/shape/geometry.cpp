// SPDX-License-Identifier: Apache-2.0

#include "shape/geometry.hpp"

#include "shape/geometry_nodes.hpp"

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

} // namespace thalweg::verifier
