// SPDX-License-Identifier: GPL-3.0-or-later
//
// Spurious minima as in he2020, Theorem 1, that are traps (certificates/SPECIFICATION.md, section
// 41): every path of parameters to a lower risk climbs first. The minima of the paper's proof are
// none: all units are on one piece at all samples, and some of them can be moved at will. Here
// nothing is flat but the scales of units.
//
// One unit, four samples: F = 3/2 − max(0, 3/2 − x), R = 9/8; max(0, x − 2/3) has R = 2/3. The
// example of the specification, by hand. Two units, eight samples: the minimum with the highest
// barrier among those in which walks from random networks end (trained/trap_search.hpp).

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

Instance he2020_traps();

} // namespace thalweg
