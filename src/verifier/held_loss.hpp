// SPDX-License-Identifier: Apache-2.0
//
// The loss of one sample near the outputs that it has at W, with its weight in R: value, derivative
// and second derivative as balls (specification, 22.2). A loss made of quadratic pieces uses one of
// them, which is kept on the box.

#pragma once

#include "held_pass.hpp"

namespace thalweg::verifier {

/// One term factor · (direction · change of outputs)² / 2 of the loss.
struct LossCurve {
  Ball factor; ///< ≥ 0
  List<Ball> direction;
};

struct LossShape {
  Ball value;
  List<Ball> slopes; ///< by output
  List<LossCurve> curves;
  List<Integer>
      steepness; ///< by output: Σ steepness a_o² bounds what all curves make of a change a
};

/// At the outputs of the base functions.
LossShape loss_shape(const HeldProblem& problem, std::size_t sample, const List<Ball>& outputs);
/// The loss at other outputs, in the piece of these.
Ball loss_value(const HeldProblem& problem, std::size_t sample, const List<Ball>& base,
                const List<Ball>& outputs);
/// The derivatives on a box of outputs; rejects pieces that may be left (O184).
List<Ball> loss_slopes_on(const HeldProblem& problem, std::size_t sample, const List<Ball>& base,
                          const List<Ball>& outputs);

} // namespace thalweg::verifier
