// SPDX-License-Identifier: Apache-2.0
//
// One walk over all points that gathers what the obligations of `trained_minimum` compare: risk,
// gradient, second derivatives and growth of the augmented Lagrangian A, and for each tie what its
// multiplier must bear (specification, 25.1 and 40.2).

#pragma once

#include "slice/held_hessian.hpp"
#include "slice/held_loss.hpp"

namespace thalweg::verifier {

/// The numbers of a witness with which growth is shown.
struct GrowthNumbers {
  Fraction box;       ///< Δ
  Fraction share;     ///< ε
  Fraction curvature; ///< m
};

/// What the checks of a tie compare, over 2^bits.
struct TieGrowth {
  Ball residual;     ///< q
  Integer needed;    ///< θ_t + Σ θ_t' ℓ_tt'
  Integer available; ///< γ_t
  Majorant majorant; ///< of Q_t
};

class HeldGrowth {
public:
  /// Rejects what breaks O183 or O184.
  HeldGrowth(const HeldProblem& problem, GrowthNumbers numbers);

  const List<HeldPoint>& points() const { return points_; }
  const List<TieGrowth>& ties() const { return ties_; }
  const GrowthSums& sums() const { return sums_; }
  const Ball& risk() const { return risk_; } ///< R(W)
  /// e
  Integer excess() const { return std::max(excess_.upper(), Integer(0)); }
  /// γ_0, once, behind all that adds to the gradient
  Integer take_gradient_size();
  /// The greatest ℓ_tt', or 1.
  const Integer& response() const { return response_; }
  /// Is M positive definite? (Once.)
  bool is_curved();

private:
  void add_point(std::size_t i);
  void add_squares(const HeldPoint& point, const LossShape& shape, const Ball& kept);
  void add_tie_majorants(const HeldPoint& point, const List<Majorant>& by_unit);
  void add_ties(const HeldPoint& point, const List<Ball>& slopes);
  Ball ties_part(const HeldPoint& point) const;
  void add_decay();

  const HeldProblem& problem_;
  GrowthNumbers numbers_;
  List<Ball> box_; ///< coefficients
  List<HeldPoint> points_;
  List<TieGrowth> ties_;
  List<BallSum> gradient_;
  GrowthSums sums_;
  HeldHessian hessian_;
  Ball risk_;
  Ball excess_;
  Integer response_;
};

} // namespace thalweg::verifier
