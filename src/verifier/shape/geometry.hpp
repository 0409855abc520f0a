// SPDX-License-Identifier: Apache-2.0
//
// Domains, convex partitions and CPWL functions as typed values, with the
// functions that read them from JSON. Which halfspace a multiplier of a witness names is not looked
// at where it is read: an index out of range is a proof that fails, not a syntax error, since for
// trees it depends on the path.

#pragma once

#include "shape/halfspace.hpp"
#include "text/node.hpp"

namespace thalweg::verifier {

/// One output coordinate: functions[pieces[m]] on cell m of its partition.
struct CpwlFunction {
  std::size_t partition;
  List<AffineFunction> functions; ///< pairwise different
  List<std::size_t> pieces;       ///< one per cell
  List<List<std::size_t>> rows;   ///< max over rows of min over a row; empty if not stated

  const AffineFunction& piece(std::size_t cell) const { return functions[pieces[cell]]; }
};

/// The geometric sections of a statement; empty where absent.
struct Geometry {
  std::size_t dimension = 0;
  List<Halfspace> domain;
  List<Partition> partitions;
  List<CpwlFunction> cpwl; ///< one per output

  /// The partition whose cells the pieces of a function live on.
  const Partition& partition_of(const CpwlFunction& function) const {
    return partitions[function.partition];
  }
};

/// The sections of the statement. The domain says the dimension ([] is dimension 0).
void read_domain(const Node& node, Geometry& geometry);
void read_partitions(const Node& node, Geometry& geometry);
void read_cpwl(const Node& node, bool has_rows, Geometry& geometry);

} // namespace thalweg::verifier
