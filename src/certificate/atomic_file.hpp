// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing a file whole or not at all: a temporary file in the same folder is filled, flushed to
// disk and renamed. Nothing of its name reaches a content.

#pragma once

#include <filesystem>
#include <string_view>

namespace thalweg {

/// UsageError "-o: …" if the file, by whatever name or link, has been read (exact/input_file.hpp).
void require_not_read(const std::filesystem::path& path);

/// Makes the folder, and those that it is in, unless they exist. UsageError "-o: …".
void make_folder(const std::filesystem::path& path);

/// Writes the whole file or leaves what was there. A symbolic link stays, and the file that it
/// leads to is written, whether it exists or not; a file that exists keeps its permissions, a new
/// one has those of the umask. Other names (hard links) of a replaced file keep the old content.
/// Pipes and devices are written to directly. Throws UsageError with the path and the system's
/// reason, also for a file that has been read. A temporary file that a killed process left behind
/// is removed by the next one that writes into the folder.
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

} // namespace thalweg
