// SPDX-License-Identifier: GPL-3.0-or-later
//
// The loss as a function of the outputs at the points of a cell: the share of the risk of a point
// is Σ over its samples of their losses, divided by the number of all samples. Derivatives of first
// and second order, and how far the outputs may move until the second derivative changes its
// formula.
//
// For logistic and softmax loss the derivatives are rounded (p to 2^-256), and
// ℓ(o + a) ≥ ℓ(o) + g·a + ½ (1 − ϱ) D²ℓ(o)[a, a] as long as the scores move by at most ϱ against
// each other: the third derivative is at most the range of a times the second one.

#pragma once

#include "trained/checkpoint.hpp"
#include "trained/held_cell.hpp"

namespace thalweg {

/// The outputs between which the second derivative of a point's loss keeps its formula.
struct OutputRange {
  std::optional<Rational> lower, upper;
};

class PointLosses {
public:
  /// `problem` must outlive this. Unsupported for a loss without second derivatives.
  PointLosses(const TrainingProblem& problem, const SamplePoints& points);

  std::size_t output_count() const { return output_count_; }
  /// Is it piecewise quadratic? Then derivatives are exact.
  bool is_polynomial() const { return labelled_ == std::nullopt; }
  bool is_softmax() const { return labelled_ && labelled_->loss.kind == CrossEntropyKind::softmax; }

  /// g of the point, one entry per output.
  Vector gradient(std::size_t point, const Vector& outputs) const;
  /// For every output; unbounded for logistic and softmax loss.
  OutputRange range(std::size_t point, std::size_t output, const Rational& value) const;

  /// The samples of the point.
  const SampleSet& members(std::size_t point) const { return points_.members[point]; }
  /// What the loss of a sample counts, over the number of samples.
  Rational weight(std::size_t sample, std::size_t output) const;
  /// Piecewise quadratic losses: the coefficient of the square at a value of the output.
  Rational square_coefficient(std::size_t sample, std::size_t output, const Rational& value) const;
  /// Logistic and softmax: how many blocks, and p_0, …, p_{C−1} of one, to 2^-256.
  std::size_t block_count() const { return labelled_->block_count(); }
  Vector probabilities(std::size_t block, const Vector& outputs) const;

private:
  Vector sample_gradient(std::size_t sample, const Vector& outputs) const;

  const TrainingProblem& problem_;
  const SamplePoints& points_;
  std::size_t output_count_;
  std::optional<LabelledData> labelled_;          ///< logistic and softmax
  std::vector<std::vector<LossPieces>> pieces_{}; ///< otherwise, [sample][output]
};

} // namespace thalweg
