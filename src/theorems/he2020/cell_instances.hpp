// SPDX-License-Identifier: GPL-3.0-or-later
//
// The instances of he2020 about the cells of parameter space and the minima of one cell.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

Instance he2020_cells();
Instance he2020_valley();
Instance he2020_disconnected_valley();

} // namespace thalweg
