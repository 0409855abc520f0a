// SPDX-License-Identifier: Apache-2.0
//
// The loss of the samples of one point near the outputs that it has at W, with their weights in R:
// value, derivative and second derivative as balls (specification, 25.1). A loss made of quadratic
// pieces uses one of them, which is kept on the box. Logistic and softmax loss keep a part of their
// second derivative: along outputs o + t a, |a_b| ≤ ϱ/2, it is at least e^{−ϱ} times that at o, as
// its derivative by t, a third central moment of a, is at most ϱ times the second one.

#pragma once

#include "slice/held_majorant.hpp"

namespace thalweg::verifier {

/// One term factor · (direction · change of outputs)² / 2 of the loss.
struct LossCurve {
  Ball factor;
  List<Ball> direction;
};

struct LossShape {
  Ball value;
  List<Ball> slopes;       ///< by output
  List<LossCurve> curves;  ///< their sum is not negative
  List<Integer> steepness; ///< κ by output: the sum of all curves is at most Σ κ a_o² / 2
};

/// At the outputs of the base functions.
LossShape loss_shape(const HeldProblem& problem, const HeldPoint& point, const List<Ball>& outputs);
/// The loss at other outputs, in the pieces of these.
Ball loss_value(const HeldProblem& problem, const HeldPoint& point, const List<Ball>& base,
                const List<Ball>& outputs);
/// The derivatives on a box of outputs; rejects pieces that may be left (O184).
List<Ball> loss_slopes_on(const HeldProblem& problem, const HeldPoint& point,
                          const List<Ball>& base, const List<Ball>& outputs);
/// By output: how far its derivative moves where outputs grow like these.
List<Majorant> slope_majorants(const HeldProblem& problem, const LossShape& shape,
                               const HeldPoint& point, std::span<const Majorant> outputs);
/// ϱ: the part of the curves that may be lost on the box of this size; below 1 (O184).
Fraction lost_share(const HeldProblem& problem, const HeldPoint& point,
                    std::span<const Majorant> outputs, const Fraction& box);

} // namespace thalweg::verifier
