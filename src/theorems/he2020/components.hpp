// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorem 4 ("the minima of a cell are one connected valley of equal risk"), with one
// hidden layer and a strictly convex loss, where it holds and where it fails. x = −1, 0, 1, 5, y =
// 0, −2, 2, 0, two ReLU units, both on for −1, 0, 1 and off for 5; minima predict x, x, x, 0.
//   A   units −x + 4 and −2x + 4, outputs 1 and −1;
//   A'  units −2x + 8 and −3x + 8, the same outputs: the products p_k = v_k (w_k, b_k) move along a
//       line, and so do the parameters, as v does not move;
//   B   A with its units exchanged: the output signs differ. p_1 + p_2 = (1, 0) changes its sign on
//       −1, 0, 1, so neither product can become 0: no path of minima in the cell from A to B.
// The seeded variant has more samples, at random, and a third unit; the same is true of it.

#pragma once

#include "data/dataset.hpp"
#include "landscape/ray.hpp"

#include <cstdint>

namespace thalweg {

struct MinimaOfCell {
  Dataset data;
  Network a;
  Network a_prime;
  Network b;
};

/// The example above.
MinimaOfCell four_samples();

/// `samples` − 2 ≥ 3 inputs from −1 to 1, where the first two units are on, and 5 and 6, where they
/// are off; a third unit 2x − 11 with output 1 is on at 6 alone. The targets are the predictions
/// minus residuals orthogonal to 1 and x on the first, 0 on the last two.
MinimaOfCell more_samples(std::size_t samples, std::uint64_t seed);

/// D with a + D = b, for dense networks of one architecture.
Direction difference(const Network& a, const Network& b);

} // namespace thalweg
