// SPDX-License-Identifier: GPL-3.0-or-later
//
// CPWL functions of a user from JSON files:
//
//   {"format":"thalweg-function","version":1,
//    "domain":[["a1",…,"ad","b"],…],                         (may be left out)
//    "pieces":[{"cell":[["a1",…,"ad","b"],…],"function":["a1",…,"ad","c"]},…]}
//
// A row ["a1",…,"ad","b"] is the halfspace a·x ≤ b, a function row is a·x + c; with several outputs
// "function" is a list of such rows, one per output. Numbers are read exactly, as in network files.
// A cell is the intersection of its halfspaces, and with the domain if there is one. Without a
// domain Ω is the intersection of all halfspaces of cells that contain every cell; if the union of
// the cells is convex this is the union.
//
// Checked exactly: cells are bounded with interior points, and pieces are equal where cells meet.
// Not here: that the cells are a convex partition of Ω (certificate/partition_proof.hpp).

#pragma once

#include "cpwl/cpwl_function.hpp"

#include <filesystem>

namespace thalweg {

/// One function per output, all with the same cells in the order of the file (halfspaces
/// irredundant) and the same domain. InputError "name /place: expected …, found …" otherwise: cells
/// are named by their numbers, discontinuities by two cells and a point.
std::vector<CpwlFunction> functions_from_text(std::string_view text, const std::string& text_name);

/// The same for a file; UsageError if it cannot be read.
std::vector<CpwlFunction> functions_from_file(const std::filesystem::path& path);

} // namespace thalweg
