// SPDX-License-Identifier: GPL-3.0-or-later
//
// The population risk at a point, with its derivatives, enclosed in balls (exact/ball.hpp). The
// formulas are those of certificates/SPECIFICATION.md, 60.2 and 60.3.

#pragma once

#include "exact/ball.hpp"
#include "population/population_point.hpp"

namespace thalweg {

/// A unit and another vector v.
struct BallPair {
  Rational product; ///< w·v
  Ball supplement;  ///< π − θ
  Ball root;        ///< s
};

class PopulationBalls {
public:
  /// No unit is 0, no two vectors are parallel.
  explicit PopulationBalls(const PopulationPoint& point);

  /// 2π times the gradient, unit by unit.
  std::vector<std::vector<Ball>> gradient() const;
  /// F
  Ball risk() const;
  /// Is ∇²F − λ positive definite? For d = k, and so for every d ≥ k (specification, 60.5).
  bool has_curvature(const Rational& lambda) const;
  /// L with |∂³F[D, D, D]| ≤ L |D|³ in the ball of this radius; nothing if none is found.
  std::optional<Rational> third_order(const Rational& radius) const;
  /// No unit may vanish and no vectors may become parallel in the ball of this radius.
  bool is_regular(const Rational& radius) const;

private:
  std::size_t unit_count() const { return units_.size(); }
  Ball product(std::size_t i, std::size_t l) const { return with_units_[i][l].product; }
  Ball own_factor(std::size_t i) const;
  std::vector<std::vector<Ball>> hessian(const Rational& lambda) const;
  void add_to_diagonal(std::vector<std::vector<Ball>>& h, std::size_t i, const BallPair& pair,
                       const Vector& v, int factor) const;
  Ball row_sum(std::size_t i, const Ball& radius, const Ball& turn) const;
  std::optional<Ball> pair_bound(std::size_t i, std::size_t j, const Ball& radius,
                                 const Ball& turn) const;
  Ball spread(std::size_t i, const Ball& radius, const Ball& turn) const;

  std::size_t teachers_;
  std::vector<Vector> units_;
  std::vector<std::vector<BallPair>> with_units_; ///< the diagonal has its product only
  std::vector<std::vector<BallPair>> with_teachers_;
  std::vector<Ball> norms_;
};

} // namespace thalweg
