// SPDX-License-Identifier: GPL-3.0-or-later
//
// The risk near a place of a walk, in floating point: W, a piece for every pair, and held pairs
// whose base is the piece below their breakpoint. With the formulas of these pieces
//   Λ = R − Σ_t λ_t Q_t,  Q_t = z_t − β_t,
// is smooth in W. The multipliers are those that make ∇Λ smallest; the jump of a held pair is
// d_t = c_t · (adjoint of its output in Λ), so that R falls beside the walls unless λ_t ≤ 0 ≤ λ_t +
// d_t for every t.

#pragma once

#include "trained/guess/floating_risk.hpp"

namespace thalweg {

/// A held pair by point instead of sample.
struct HeldPoint {
  std::size_t layer;
  Eigen::Index unit, point;
  int entry = -1; ///< of a max pooling window, level with the chosen one
  auto operator<=>(const HeldPoint&) const = default;
};

/// Where a walk is.
struct WalkPlace {
  Eigen::VectorXd parameters;
  FloatingPieces pieces;
  std::vector<HeldPoint> held;
};

/// Everything of first order at a place.
struct FirstOrder {
  FloatingPass pass;
  double risk = 0;             ///< R by the formulas of the pieces
  Eigen::VectorXd offsets;     ///< Q
  Eigen::MatrixXd normals;     ///< (held pair, parameter) ∇Q
  Eigen::VectorXd multipliers; ///< λ
  Eigen::VectorXd gradient;    ///< ∇Λ
  Eigen::VectorXd jumps;       ///< d
  FloatingAdjoints adjoints;   ///< of Λ
  LossDerivatives loss;
};

/// R and its derivatives where it has some.
struct RiskSlope {
  double risk = 0;
  Eigen::VectorXd gradient;
};

class FloatingLagrangian {
public:
  /// The problem must outlive it.
  FloatingLagrangian(const Network& network, const TrainingProblem& problem);

  const SamplePoints& inputs() const { return inputs_; }
  const FloatingNetwork& network() const { return network_; }
  const FloatingRisk& loss() const { return loss_; }

  /// The place of the network itself, nothing held.
  WalkPlace start() const { return {network_.parameters(), network_.pieces_in_use(), {}}; }

  FloatingPass pass(const WalkPlace& place);
  /// R by the formulas of the pieces; R itself at W with `pieces` as in use there.
  double risk(const WalkPlace& place);
  double risk_in_use(const Eigen::VectorXd& parameters);
  RiskSlope slope_in_use(const Eigen::VectorXd& parameters);
  FloatingPieces pieces_in_use(const Eigen::VectorXd& parameters);
  Eigen::VectorXd offsets(const WalkPlace& place, const FloatingPass& pass) const;
  Eigen::MatrixXd normals(const WalkPlace& place, const FloatingPass& pass) const;

  FirstOrder first_order(const WalkPlace& place);
  /// Of given multipliers instead of the best ones.
  FirstOrder first_order(const WalkPlace& place, const Eigen::VectorXd& multipliers);
  /// ∇²Λ in two parts: rows K with KᵀK the part of the second derivative of the loss, and the rest.
  Eigen::MatrixXd loss_rows(const WalkPlace& place, const FirstOrder& at);
  Eigen::MatrixXd path_part(const WalkPlace& place, const FirstOrder& at);
  /// Second derivatives of the decay.
  const Eigen::VectorXd& decay() const { return decay_; }

private:
  FirstOrder evaluated(const WalkPlace& place, const Eigen::VectorXd* multipliers);

  SamplePoints inputs_;
  FloatingNetwork network_;
  FloatingRisk loss_;
  Eigen::VectorXd decay_; ///< 2 κ by parameter
};

} // namespace thalweg
