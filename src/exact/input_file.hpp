// SPDX-License-Identifier: GPL-3.0-or-later
//
// The only way in which the generator reads files: whole, of bounded size, and remembered, so that
// no output can take the place of something that was read.

#pragma once

#include <filesystem>
#include <string>

namespace thalweg {

/// Larger files are not read: every number of theirs would take many times its bytes in memory.
inline constexpr std::size_t largest_input_file = std::size_t{1} << 28;

/// All bytes of a file, a pipe or a device, up to its end. Throws UsageError with the path and the
/// system's reason if it cannot be opened or if reading fails anywhere before the end,
/// ResourceLimit if there are more than `limit` bytes.
std::string text_of_file(const std::filesystem::path& path, std::size_t limit = largest_input_file);

/// Is this, by whatever name or link, a regular file that `text_of_file` has read?
bool was_read(const std::filesystem::path& path);

} // namespace thalweg
