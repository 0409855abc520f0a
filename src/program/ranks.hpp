// SPDX-License-Identifier: GPL-3.0-or-later
//
// The processes that `mpirun -n N thalweg …` starts, called ranks, pass texts to each other.
// Without MPI, at build or at start, there is one rank, and nobody to pass anything to. (The only
// room with MPI is ranks.cpp.) Only the thread that calls `join_ranks` may call the other
// functions.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace thalweg {

/// From now on `join_ranks` does what it says. Only for a process that does nothing else.
void let_ranks_be_joined();

/// If this process was started as one of several, it joins them. UsageError if this build knows no
/// MPI.
void join_ranks();

/// From 0; 0 is the one that tells results.
int rank_number();
int rank_count();

/// Ranks on the machine of this one, itself included.
std::size_t ranks_on_this_machine();

/// Threads for this rank: the processors that it may use, shared with ranks that may use the same.
std::size_t threads_of_this_rank();

struct RankMessage {
  int from = 0;
  std::string text;
};

/// Returns at once; the text is on its way as long as this rank asks for messages.
void send_to_rank(int rank, std::string_view text);

/// The next message to this rank, if one has arrived; does not wait.
std::optional<RankMessage> received_message();

/// Ends what `join_ranks` began; waits until all ranks do so. Messages not yet received are
/// dropped.
void leave_ranks();

} // namespace thalweg
