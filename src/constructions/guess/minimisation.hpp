// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minimising a smooth function of many variables in floating point: limited-memory quasi-Newton
// directions with a backtracking line search. Deterministic; the work is bounded by a count. It
// only guesses good constants; nothing is claimed about the point it returns, except that its value
// is not larger than at the start.

#pragma once

#include <functional>
#include <vector>

namespace thalweg {

/// The value at a point; fills `gradient` (same length as the point).
using SmoothFunction =
    std::function<double(const std::vector<double>& point, std::vector<double>& gradient)>;

/// A point reached from `start` by at most `step_count` descent steps. Stops early when
/// steps no longer lower the value; values that are not finite are never accepted.
std::vector<double> floating_minimisation(const SmoothFunction& f, std::vector<double> start,
                                          int step_count);

} // namespace thalweg
