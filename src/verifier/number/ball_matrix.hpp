// SPDX-License-Identifier: Apache-2.0
//
// Linear systems whose numbers are balls: elimination, in which every step holds for all matrices
// of the balls at once. If no pivot may be 0, all of them are regular.

#pragma once

#include "number/ball.hpp"

namespace thalweg::verifier {

/// By rows.
using BallMatrix = List<List<Ball>>;

/// The solutions X of A X = B, which contain those for all A and B of the balls; nothing if some A
/// is not shown to be regular. A is square, B has as many rows.
std::optional<BallMatrix> solution(BallMatrix a, BallMatrix b, const BallRules& rules);

} // namespace thalweg::verifier
