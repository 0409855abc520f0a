// SPDX-License-Identifier: GPL-3.0-or-later
//
// The data and functions of liu2021's figures and of its lattice statement; the papers' curve and
// sizes are not printed, these are ours (and those of examples/figures.sh).

#pragma once

#include "cpwl/cpwl_function.hpp"
#include "data/dataset.hpp"
#include "network/network.hpp"

namespace thalweg {

/// Fig. 1: `samples` ≥ 2 samples evenly spaced in [−1, 1], y = x² or y = x³ − x/2.
Dataset parabola_samples(std::size_t samples);
Dataset cubic_samples(std::size_t samples);

/// Fig. 2: 2x + 1, 5 − 2x and x/2 on x ≤ 1, 1 ≤ x ≤ 2 and 2 ≤ x.
CpwlFunction figure2_function();

/// Fig. 3: the maximum of 2k x − k², k = 0, …, operands − 1, on [−1, operands]; the minimum is its
/// negative.
CpwlFunction maximum_function(std::size_t operands);
CpwlFunction minimum_function(std::size_t operands);

/// Dimension 1: a zigzag of six pieces on [0, 6].
CpwlFunction zigzag_function();

/// max(0, min_k x_k) on [−1, 1]^dimension by 2·dimension cells, dimension ≥ 2.
CpwlFunction orthant_function(std::size_t dimension);

/// [1 − |x_1| − |x_2|]_+ by layers of 4, 1 and 1 units.
Network bump_network();

/// The function of the plane for which eq. (14) fails: p = 0, −x, −x, 1 − 2x + y, −x − y on {x ≤
/// 0}, {x ≥ 0, y ≤ 0}, {y ≥ 0, 0 ≤ x ≤ 1 + y}, {y ≥ 0, 1 + y ≤ x ≤ 1 + 2y}, {y ≥ 0, x ≥ 1 + 2y}.
CpwlFunction regions_counterexample();

} // namespace thalweg
