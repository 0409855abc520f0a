// SPDX-License-Identifier: Apache-2.0

#include "shape/geometry_nodes.hpp"

#include <set>

namespace thalweg::verifier {

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

} // namespace thalweg::verifier
