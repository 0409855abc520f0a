// SPDX-License-Identifier: GPL-3.0-or-later
//
// Independent pieces of work on several threads. Results must not depend on which piece is done
// first: each piece writes to its own place, and whoever asked joins the places in their order, so
// that the same bytes come out whatever the number of threads. (The only room with oneTBB.)

#pragma once

#include <cstddef>
#include <functional>

namespace thalweg {

/// From now on so many threads work at most, for the whole process; 0: one per processor.
void set_thread_count(std::size_t count);

/// How many work at most.
std::size_t thread_count();

/// Calls work(k) once for every k < count, in any order, on this thread and others; pieces may
/// themselves call `in_parallel`. The deadline of this thread's work holds in all of them. If a
/// piece throws, the others end where they next ask for the time, and what it threw is thrown here.
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work);

} // namespace thalweg
