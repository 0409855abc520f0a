// SPDX-License-Identifier: Apache-2.0
//
// Spaces that contain what the inputs of a layer can be at some points, whatever the parameters
// near W (specification, 22.4, lemma on saturation): they depend on patterns and data only. An
// upper bound of their dimension turns a rank that is seen at one point into a rank that stays.

#pragma once

#include "held_pass.hpp"

namespace thalweg::verifier {

/// Is the dimension of Σ_k V_k, restricted to these points, at most `bound`? k are inputs of the
/// layer; the count of inputs stands for the constant 1. Layers are dense.
bool spans_at_most(const HeldProblem& problem, const List<HeldPoint>& all, std::size_t layer,
                   const List<std::size_t>& inputs, const List<std::size_t>& points,
                   std::size_t bound);

} // namespace thalweg::verifier
