// SPDX-License-Identifier: GPL-3.0-or-later
//
// CPWL functions from JSON files, as a user writes them:
//   {"domain":[H,…], "cells":[[H,…],…], "pieces":[A,…]}
// H = ["a1",…,"ad","b"] is the halfspace a·x ≤ b and A = ["a1",…,"ad","c"] the function a·x + c on
// the cell of the same number. Numbers are strings or JSON numbers, read exactly. With a domain,
// cells are meant as their parts in it; without one the domain is the least box around the cells.

#pragma once

#include "cpwl/cpwl_function.hpp"

#include <filesystem>

namespace thalweg {

/// The function in `text`; its cells are bounded and have interior points. InputError "name /place:
/// expected …, found …". That the cells are a convex partition and the function continuous is not
/// looked at: `lattice_document` does.
CpwlFunction cpwl_function_from_text(std::string_view text, const std::string& text_name);

/// The same for a file; UsageError if it cannot be read.
CpwlFunction cpwl_function_from_file(const std::filesystem::path& path);

} // namespace thalweg
