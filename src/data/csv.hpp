// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tables of numbers in comma, semicolon or tab separated text, read exactly.

#pragma once

#include "data/dataset.hpp"

#include <filesystem>

namespace thalweg {

/// Reads a table. The separator is the one of `;`, tab, `,` that occurs outside quotes in the first
/// line (in this order of preference; a table of one column has none). The first line is a header
/// when at least one of its cells is no number; without a header the columns are called c1, c2, ….
/// Cells are read by `parse_number` after trimming blanks and one pair of double quotes, inside
/// which separators and doubled quotes may stand; empty lines at the end are ignored; a byte order
/// mark and CR LF are accepted.
///
/// `targets` are names or 1-based numbers of columns, a name winning over a number; empty means the
/// last column. `text_name` is used in messages, which name line, column, what was expected and
/// what was found. Throws InputError on a bad table: no sample, no input column beside the targets,
/// header names that are empty, repeated, no UTF-8 or hold control characters, rows of different
/// length, an empty line between rows, a cell that is no number. Throws UsageError on an unknown or
/// repeated target.
Dataset dataset_from_csv(std::string_view text, const std::string& text_name,
                         const std::vector<std::string>& targets);

/// The same for a file; UsageError if it cannot be read.
Dataset dataset_from_csv_file(const std::filesystem::path& path,
                              const std::vector<std::string>& targets);

} // namespace thalweg
