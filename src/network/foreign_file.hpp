// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files of other kinds in the place of a network file, recognised to say what to do with them.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace thalweg {

/// ".onnx" of "Model.ONNX"; empty without one.
std::string lower_extension(const std::filesystem::path& path);

/// Throws if the bytes or the name of a file say that it is no network file: Unsupported for
/// checkpoints of other programs, InputError for a table.
void require_no_foreign_file(std::string_view bytes, const std::filesystem::path& path);

} // namespace thalweg
