// SPDX-License-Identifier: GPL-3.0-or-later
//
// Traps on given data: walks downhill from random networks with one hidden layer of ReLU units; of
// the minima in which they end, those with a risk above the lowest one found are spurious, and the
// one with the highest barrier is the trap. Always the same networks, so the same answer.

#pragma once

#include "trained/snap.hpp"
#include "trained/trap.hpp"

namespace thalweg {

struct SpuriousTrap {
  FoundMinimum minimum;
  Trap trap;
  Network better; ///< of the same architecture
  RiskBounds better_risk;
};

struct TrapSearch {
  std::optional<SpuriousTrap> found;
  std::size_t walks = 0, minima = 0, spurious = 0, traps = 0; ///< minima with different risks
};

/// Why a trap is refused; empty texts accept. No function: nothing is asked.
using TrapRefusal = std::function<std::string(const SpuriousTrap&)>;

/// Traps with so many hidden units, at least 1; at least one sample.
TrapSearch spurious_trap(const Problem& problem, std::size_t unit_count,
                         const TrapRefusal& refusal);

} // namespace thalweg
