// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a certificate states about partitions, functions, max-min forms and linear regions, in
// numbers: enough to tell the argument. Cells, functions and witnesses stay in the file.

#pragma once

#include "exact/rational.hpp"

#include <string_view>

namespace thalweg {

/// Sizes of one output's function.
struct StatedFunctionSize {
  std::size_t partition, cells, functions;
  std::size_t rows, literals; ///< of its max-min form; 0 if none is stated
};

struct StatedGroups {
  std::size_t partition, count;
  Rational risk;
};

struct StatedFailure {
  std::size_t output, cell;
  Vector point;
};

struct StatedPartitionRefinement {
  std::size_t coarse, fine;
  Rational risk, fine_risk;
};

struct StatedFunctions {
  std::size_t dimension = 0;             ///< of the domain
  std::vector<std::size_t> cell_counts;  ///< by partition
  std::vector<StatedFunctionSize> sizes; ///< by output
  std::optional<StatedGroups> groups;
  bool has_lattice_identity = false;
  std::optional<StatedFailure> lattice_failure;
  bool has_network_function = false;
  std::optional<StatedPartitionRefinement> refinement;
  std::optional<std::size_t> linear_regions; ///< their number

  /// Is there no claim about functions?
  bool is_empty() const { return cell_counts.empty() && !linear_regions; }
};

/// Throws InputError naming `place` if something is missing or has the wrong type.
StatedFunctions stated_functions_from_text(std::string_view text, const std::string& place);

} // namespace thalweg
