// SPDX-License-Identifier: Apache-2.0
//
// A network near which a minimum is claimed, with some pairs of a unit and a sample held at
// breakpoints (specification, section 40), in the numbers of the checks: balls over `bits`. Samples
// with equal inputs are one point: they have the same pieces and the same outputs everywhere.

#pragma once

#include "layer/unit_graph.hpp"
#include "loss/problem.hpp"
#include "number/ball.hpp"

namespace thalweg::verifier {

constexpr std::size_t no_tie = static_cast<std::size_t>(-1);

/// z of `unit` is held at a breakpoint, for one point. Of a maximum `breakpoint` is the number of
/// an entry of its window, and z is how much that is above the largest of the others, held at 0.
struct HeldTie {
  std::size_t layer;
  std::size_t unit;   ///< in its layer
  std::size_t sample; ///< the first one of the point
  std::size_t breakpoint;
  Fraction multiplier = {}; ///< λ
  Fraction bound = {};      ///< θ
  Fraction penalty = {};    ///< ρ
};

/// An activation as balls, by piece.
struct PieceBalls {
  List<Ball> breakpoints;
  List<Ball> slopes;
  List<Ball> intercepts;
};

struct HeldProblem {
  const Data& data;
  const Loss& loss;
  const List<HeldTie>& ties;
  UnitGraph graph;
  BallRules rules;
  List<Ball> coefficients;        ///< at W
  List<Ball> steps;               ///< ω by coefficient; 0 where it is fixed
  List<Ball> decay;               ///< κ by parameter
  List<PieceBalls> pieces;        ///< by layer
  List<Ball> multipliers;         ///< by tie
  List<Ball> penalties;           ///< by tie
  List<List<std::size_t>> points; ///< samples with equal inputs, by their first one
  List<std::size_t> point_of;     ///< by sample
  List<List<std::size_t>> ties_of_point;

  List<unsigned char> sleeps; ///< by unit: is it 0 at all points, and stays so in the slice?

  /// `steps` of all parameters, 0 for the fixed ones; units of the first layer that are asleep.
  HeldProblem(const Problem& problem, const List<HeldTie>& held, std::size_t bits,
              const List<Fraction>& steps_of_parameters, const List<std::size_t>& asleep);

  std::size_t unit_of(const HeldTie& tie) const { return graph.first_unit[tie.layer] + tie.unit; }
  const PieceBalls& pieces_of(std::size_t unit) const { return pieces[graph.units[unit].layer]; }
  bool is_first_of_point(std::size_t sample) const {
    return points[point_of[sample]].front() == sample;
  }
  bool is_free(std::size_t parameter) const { return !steps[parameter].is_zero(); }
  /// Is it a parameter of a unit that is asleep, or one that reads it?
  bool sleeps_with(std::size_t parameter) const;
  Ball one() const { return {Integer(1) << rules.bits(), 0}; }
  bool is_of_maximum(const HeldTie& tie) const {
    return graph.network.layers[tie.layer].is_maximum();
  }
  /// The slope above a tie minus the one below.
  Ball jump(const HeldTie& tie) const {
    if (is_of_maximum(tie))
      return one();
    const List<Ball>& slopes = pieces[tie.layer].slopes;
    return slopes[tie.breakpoint + 1] - slopes[tie.breakpoint];
  }
  /// The coefficients on the box of this size.
  List<Ball> box(const Fraction& size) const;
};

} // namespace thalweg::verifier
