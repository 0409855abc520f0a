// SPDX-License-Identifier: Apache-2.0
//
// R has a kink on a wall (specification, section 23): at parameters on this wall and no other, at
// which all losses are differentiable, its derivatives by the bias of the unit to both sides
// differ.

#pragma once

#include "lemma/box_walls.hpp"
#include "loss/problem.hpp"

namespace thalweg::verifier {

/// By how much the derivative of n R by the bias of the wall's unit is greater to the right than to
/// the left, at other parameters of the architecture of W; O304. `input_of` has the number of the
/// input of each sample.
Fraction jump_on_wall(const Problem& problem, const Network& network, const BoxWall& wall,
                      const List<std::size_t>& input_of, const std::string& place);

/// Rejects parameters that are not on the wall as the claim asks; O304.
[[noreturn]] void refuse_kink(const std::string& found, const std::string& place);

} // namespace thalweg::verifier
