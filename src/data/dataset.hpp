// SPDX-License-Identifier: GPL-3.0-or-later
//
// The samples (x_i, y_i), i = 0..n−1, x_i ∈ Q^{d_x}, y_i ∈ Q^{d_y}, exactly as the user's table has
// them: row i of the table is sample i. Which columns are targets is remembered, so that a
// certificate can be compared with the table cell by cell.

#pragma once

#include "exact/rational.hpp"

#include <cstdint>

namespace thalweg {

/// Samples of one table. Invariant: `inputs` and `targets` have one entry per sample; every input
/// has columns.size() − target_columns.size() coordinates (the non-target columns in table order),
/// every target has target_columns.size() coordinates (in the order of `target_columns`).
struct Dataset {
  std::vector<std::string> columns;        ///< names of all columns in table order
  std::vector<std::size_t> target_columns; ///< distinct indices into `columns`, in the user's order
  std::vector<Vector> inputs;
  std::vector<Vector> targets;

  std::size_t sample_count() const { return inputs.size(); }
  std::size_t target_dimension() const { return target_columns.size(); }
  std::size_t input_dimension() const { return columns.size() - target_columns.size(); }
};

/// The indices of some samples of a dataset, strictly increasing.
using SampleSet = std::vector<std::size_t>;

/// One number per sample: the group (or class) that it belongs to, 0..count−1.
struct Grouping {
  std::size_t count = 0;
  std::vector<std::size_t> group_of_sample;

  /// The members of each group; groups without samples are empty sets.
  std::vector<SampleSet> members() const;
};

/// All samples in one group.
Grouping one_group(const Dataset& data);

} // namespace thalweg
