// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorem 3, with two outputs: a minimum within a cell need not be global in it. Two ReLU
// units x + 2 and 2x − 1 on x = −3, …, 4 with outputs (−1, 2) and (1, 1): the gradient of the
// squared risk is exactly 0 and the second derivatives are positive definite but for the two
// rescalings, so W is a strict local minimum up to these (trained/guess/slice_minimum.hpp: the
// point W* is W). W2 = 9/8 x + 31/16 and 67/32 x − 27/32 with (−19/16, 15/8) and (9/8, 7/8) uses
// the same pieces at every sample and has a lower risk, by 31/393216.
//
// The smallest one has five samples and two units: 2x + 5 and −2x on x = −4, −3, −1, 1, 2 with
// outputs (1, 1) and (−1, 1); W2 = 2x + 5/2 and −2x − 7/4. Found by examples/two_outputs.py. With
// one unit there is none (its outputs have rank one, and regression of rank one has no other
// minima), nor with four samples: examples/two_outputs.md.
//
// With one output both would have the least risk of the cell: there F is linear in the products of
// output weights and rows, which are free; with two outputs the products have rank 1 each.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

struct TwoOutputs {
  Dataset data;
  Network minimum, better; ///< the same pieces at all samples
};

TwoOutputs two_outputs();
/// The same on as few samples as possible.
TwoOutputs two_outputs_on_five_samples();

/// The minimum near (at) the network, and the lower risk of the other one.
Outcome two_outputs_outcome(const TwoOutputs& instance);

} // namespace thalweg
