// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a long job says how far it has come.

#pragma once

#include <functional>

namespace thalweg {

/// Called now and then with a fraction in [0,1] and a short text; empty if nobody listens.
using Progress = std::function<void(double, const char*)>;

inline void report(const Progress& progress, double fraction, const char* step) {
  if (progress)
    progress(fraction, step);
}

} // namespace thalweg
