// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is finished of a batch, in a file: the results of its tasks, each with its number, appended
// as they come. A process that is killed leaves a journal from which the same batch goes on; a
// record that it had begun is torn and taken away. The first line names the job, so that no other
// job goes on from it.
//
// A record is "NUMBER LENGTH CHECKSUM\n", the bytes, "\n". The checksum (FNV-1a, 64 bits) tells
// torn records from whole ones; it is no protection against forgery. What the system has not yet
// brought to disk when the machine itself goes down is lost.

#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace thalweg {

/// FNV-1a of the bytes, after those whose checksum is `before`.
std::uint64_t checksum(std::string_view bytes, std::uint64_t before = 0xcbf29ce484222325);

/// The identity of this build that the linker wrote into the program (GNU build id), in
/// hexadecimal; empty if it wrote none. Results of one build are not mixed with those of another.
std::string build_identity();

class Journal {
public:
  /// Opens the journal or begins it; only one process at a time has it. UsageError, with the path,
  /// if it cannot be opened or written, is had by another process, or belongs to another job.
  /// `job` is one line. Records of a number ≥ `tasks` and all after a torn one are taken away.
  Journal(std::filesystem::path path, const std::string& job, std::size_t tasks);
  /// A journal without any record is taken away.
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// The results that were there when it was opened; whoever has used them may take them out.
  std::map<std::size_t, std::string>& kept() { return kept_; }
  /// Adds the result of a task. UsageError if it cannot be written; nothing is kept of it then.
  void append(std::size_t task, std::string_view result);
  /// Takes the file away: the batch is done.
  void remove();

private:
  void read(const std::string& text, const std::string& head, std::size_t tasks);
  void write(std::string_view text);

  std::filesystem::path path_;
  int file_ = -1;
  std::size_t head_length_ = 0, length_ = 0; ///< of the first lines, and of all that is whole
  std::map<std::size_t, std::string> kept_;
};

} // namespace thalweg
