// SPDX-License-Identifier: GPL-3.0-or-later
//
// What tables of all kinds share: names of columns, which of them are targets, and rows that become
// samples.

#pragma once

#include "data/dataset.hpp"

namespace thalweg {

/// InputError unless the names are distinct and not empty, UTF-8 and without control characters.
/// `place` comes before ", column 3" in the message.
void require_good_names(const std::string& place, const std::vector<std::string>& names);

/// The target columns that the user means, by name or number from 1; empty means the last column.
/// InputError for fewer than two columns or no input left, with `place`; UsageError for targets
/// that are unknown or repeated, with `table_name`.
std::vector<std::size_t> target_columns(const std::string& table_name, const std::string& place,
                                        const std::vector<std::string>& targets,
                                        const std::vector<std::string>& columns);

/// Moves the numbers of a row to the inputs and targets of a new sample; `is_target` has one entry
/// per column.
void append_sample(Dataset& data, Vector row, const std::vector<bool>& is_target);

/// One entry per column of the data.
std::vector<bool> target_marks(const Dataset& data);

} // namespace thalweg
