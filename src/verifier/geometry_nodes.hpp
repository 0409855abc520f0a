// SPDX-License-Identifier: Apache-2.0
//
// What the readers of geometric sections and witnesses share: lists, rows of numbers over one
// denominator, halfspaces, points, multipliers, sets of functions.

#pragma once

#include "geometry_document.hpp"

#include "document.hpp"

namespace thalweg::verifier {

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
inline bool has_key(const Node& node, std::string_view key) {
  return node.is(JsonKind::object) && node.has(key);
}

/// Numerators over one denominator.
AffineRow read_row(const Node& node, std::size_t width, const char* what);
Halfspace read_halfspace(const Node& node, std::size_t dimension);
Point read_point(const Node& node, std::size_t dimension);
List<Point> read_points(const Node& node, std::size_t size, const char* what,
                        std::size_t dimension);
/// Pairs of an index and a positive value, indices strictly increasing.
Multipliers read_multipliers(const Node& node);
List<Multipliers> read_proofs(const Node& node, std::size_t size, const char* what);
List<std::size_t> read_indices(const Node& node, std::size_t size, const char* what,
                               std::size_t bound, const char* of_what);
/// A set of functions: not empty, strictly increasing.
List<std::size_t> read_literals(const Node& node, std::size_t function_count);

/// At least one, pairwise different.
List<AffineFunction> read_functions(const Node& node, std::size_t dimension);
/// The nodes of a max-min form with lower bounds of its functions.
LatticeOutput read_lattice_output(const Node& node, std::size_t function_count);

/// The partition whose cells the function's pieces live on.
inline const Partition& partition_of(const Certificate& certificate, const CpwlFunction& function) {
  return certificate.geometry.partitions[function.partition];
}

} // namespace thalweg::verifier
