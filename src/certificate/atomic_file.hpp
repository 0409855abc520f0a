// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing a file whole or not at all: temporary file, flush to disk, rename. The temporary name
// carries the process number so that two runs do not disturb each other; it never reaches a
// content.

#pragma once

#include <filesystem>
#include <string_view>

namespace thalweg {

/// Writes the whole file or leaves what was there: a temporary file in the same folder is filled,
/// flushed to disk and renamed. Pipes and devices are written directly. Throws UsageError with the
/// path and the system's reason.
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

} // namespace thalweg
