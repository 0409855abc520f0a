// SPDX-License-Identifier: GPL-3.0-or-later
//
// A dataset with some of its input columns only, as if the table had no other columns beside these
// and the targets.

#pragma once

#include "data/dataset.hpp"

namespace thalweg {

/// `inputs` are names or 1-based numbers of columns of the table, a name winning over a number; the
/// order of the table stays. None: the dataset as it is. Throws UsageError "--inputs: …" on a
/// column that is unknown, repeated or a target.
Dataset with_selected_inputs(const Dataset& data, const std::vector<std::string>& inputs);

/// The values of an input column, by name or 1-based number as above, and the dataset without it.
/// Throws UsageError beginning with `option`.
struct SeparatedColumn {
  Dataset rest;
  Vector values;
};
SeparatedColumn separated_input(const Dataset& data, const std::string& column,
                                const std::string& option);

} // namespace thalweg
