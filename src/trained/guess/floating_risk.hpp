// SPDX-License-Identifier: GPL-3.0-or-later
//
// R = (1/n) Σ_i ℓ_i(F(x_i)) + Σ κ W² in floating point, as a function of the outputs at the
// distinct inputs (points: the losses of samples with equal inputs are added up, which is exact for
// every loss), with its first two derivatives. For guesses only.

#pragma once

#include "trained/guess/floating_network.hpp"
#include "trained/held_cell.hpp"

namespace thalweg {

/// At outputs F: (point, output).
struct LossDerivatives {
  double value = 0;
  Eigen::MatrixXd slopes; ///< (point, output)
  /// [output r](point, output o) with second derivative Σ_r root_r rootᵀ_r at each point.
  std::vector<Eigen::MatrixXd> curvature_roots;
};

class FloatingRisk {
public:
  /// The problem must outlive it. Kinks of the loss are rounded off: within 10⁻⁶ of each it is a
  /// parabola that touches both lines.
  FloatingRisk(const TrainingProblem& problem, const SamplePoints& inputs,
               Eigen::Index output_count);

  /// Mean loss.
  double value(const Eigen::MatrixXd& outputs) const;
  /// `wants_curvature` false: without the second ones.
  LossDerivatives derivatives(const Eigen::MatrixXd& outputs, bool wants_curvature = true) const;
  /// Logistic and softmax: is every sample classified rightly? Then no minimum is attained.
  bool is_separated(const Eigen::MatrixXd& outputs) const;
  /// Below this mean loss every sample counts as fitted.
  double zero() const { return zero_; }

private:
  struct Curved {
    double value = 0;
    Eigen::VectorXd slope;
    Eigen::MatrixXd curvature; ///< empty: not wanted
    bool wants_curvature() const { return curvature.size() > 0; }
  };
  void add_sample(std::size_t sample, const Eigen::RowVectorXd& outputs, Curved& sum) const;
  void add_softmax(std::size_t sample, const Eigen::RowVectorXd& outputs, Curved& sum) const;
  void add_logistic(std::size_t sample, const Eigen::RowVectorXd& outputs, Curved& sum) const;

  /// Of t = o − target.
  struct Piece {
    double constant, linear, square;
  };
  struct SampleLoss {
    double target = 0;
    std::vector<double> breakpoints = {}; ///< of t
    std::vector<Piece> pieces = {};
  };
  static SampleLoss sample_loss(const LossPieces& pieces, const Rational& target, double weight);
  static SampleLoss without_kinks(const SampleLoss& loss);

  const SamplePoints& inputs_;
  Eigen::Index output_count_;
  std::vector<std::vector<SampleLoss>> losses_;   ///< [sample][output], weights included
  std::vector<std::vector<std::size_t>> classes_; ///< of logistic and softmax, by block
  bool is_softmax_ = false;
  double zero_ = 0;
};

} // namespace thalweg
