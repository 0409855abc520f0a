// SPDX-License-Identifier: GPL-3.0-or-later
//
// A batch: many tasks of one command, whose results are texts. Threads of this process and the
// other ranks (ranks.hpp) take tasks as they get done with others; rank 0 keeps the results in a
// journal (exact/journal.hpp) as they come, and hands them on in the order of the tasks. So the
// same bytes come out whatever the number of threads and ranks, and whether or not it was killed
// and started again, if the result of a task depends on nothing but its number.

#pragma once

#include "program/failure.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace thalweg {

struct Batch {
  /// What the results depend on, on one line: the command, the checksums of its files. The build is
  /// added. Whether it is the same job decides if a journal is gone on from.
  std::string job;
  std::filesystem::path journal;  ///< where; empty for none
  std::vector<std::string> tasks; ///< their names, in their order
  /// The result of a task; called once on some thread of some rank.
  std::function<std::string(std::size_t)> result;
  /// Takes a result; on rank 0, on the thread of `run_batch`, in the order of the tasks.
  std::function<void(std::size_t, std::string)> take;
  /// Makes what is left to be made of all results, there; the journal is removed only after it.
  std::function<void()> end = [] {};
};

/// Does what is left of the batch. On rank 0 it returns true at its end; the others help until
/// then, and it returns false: they have nothing to tell. All ranks call it with the same tasks. If
/// a task fails anywhere, its error is thrown on rank 0 with the name of the task before it, tasks
/// being done are ended where they next ask for the time, and the journal keeps what is finished;
/// so it does if the time of this thread's work is up. Otherwise the journal is removed at the end.
/// Progress is told.
bool run_batch(const Batch& batch);

/// From now on so many threads do tasks: the number after --threads; without one the processors
/// that this rank may use, shared with other ranks that may use them. UsageError.
void set_batch_threads(const std::string& threads);

/// This rank ends with an error. Rank 0: no other one waits any more; the others: rank 0 is told.
/// Should this rank write the message?
bool tell_ranks_of_failure(const Failure& failure);

} // namespace thalweg
