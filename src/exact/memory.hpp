// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a program does when its memory is used up. Inside GMP, MPFR and FLINT nothing can be undone
// (they have no way to report it), so the program ends, as it does for the C++ library: one line on
// standard error, exit code 4, nothing more on standard output.

#pragma once

#include <cstddef>

namespace thalweg {

/// From now on the process ends in this way whenever memory cannot be had. For programs, not for
/// libraries.
void end_when_out_of_memory();

/// The memory of the process is limited to its share of three quarters of what the machine (or the
/// control group that it runs in) has, unless a lower limit is set: rather the line above than a
/// machine that ends programs of its choice.
void limit_memory_to_machine(std::size_t processes = 1);

} // namespace thalweg
