// SPDX-License-Identifier: GPL-3.0-or-later
//
// Figures 1 to 3 and the lattice statement of liu2021 as instances, with the bytes of
// examples/figures.sh where the parameters are the usual ones.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

std::vector<Instance> liu2021_figures();

} // namespace thalweg
