// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rays where units are *constant*: all incoming weights are 0, so that z is the bias, the same at
// all samples (zero initialisation, zero units, linear saddles off the centre). Moving incoming and
// outgoing weights together by ε changes the outputs by ε² or less, which no first derivative sees:
//  1. wake the unit: with its bias on a kink of σ it becomes ε σ(a·u − t), u what enters the layer,
//     for any a and t (mathematics: one kink always helps, spare_kink.hpp); inside a piece of slope
//     s it becomes constant + ε s a·u;
//  2. if nothing above reads it by a weight that is not 0, the risk stands still and the gradient G
//     of the layers above is zero but for the weights that read it: they move by −s G, s the step
//     to the minimum of the quadratic model. Where G is 0 because the readers are constant units
//     too, one of them is linked to it by a weight 1, and so on upwards: with k links the risk
//     falls by ε^(k+2);
//  3. a weight that moves by c and reads an input with the same value h at all samples moves the
//     outputs by ε c h already: the bias of its unit moves by −c h, so that this cancels exactly.
// Floating point ranks the candidates by the drop that they reach; they prove nothing.

#pragma once

#include "landscape/ray.hpp"

namespace thalweg {

/// The directions with the largest guessed drops first, at most `most`; empty if no unit below the
/// output is constant. Tries as many as `work` multiplications allow.
std::vector<Direction> waking_directions(const Network& network, const Problem& problem,
                                         std::size_t most = 8, double work = 1e9);

} // namespace thalweg
