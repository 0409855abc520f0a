// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is fixed where a barrier around a minimum is wanted (certificates/SPECIFICATION.md, section
// 41): one incoming parameter, not 0, of each hidden row, and nothing else. Scaling a row and what
// reads it back brings every network near the path to this slice, as long as some parameter that
// reads the row stays away from 0.

#pragma once

#include "trained/guess/gauge_choice.hpp"

#include <variant>

namespace thalweg {

struct TrapGauge {
  Gauge gauge; ///< scale fields, whose `change` is not filled in
  /// Of each hidden row, in order of layer and row: the parameters that read it, through poolings.
  std::vector<std::vector<std::size_t>> readers;
};

/// Of every row the parameter that is largest beside its step, the inverse root of the second
/// derivative of Λ by it; `curvatures` has one for each parameter. The reason if rows cannot be
/// scaled.
std::variant<TrapGauge, std::string> guessed_trap_gauge(const HeldCell& cell,
                                                        const Vector& parameters,
                                                        const FloatingVector& curvatures);

} // namespace thalweg
