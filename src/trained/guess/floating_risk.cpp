// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_risk.hpp"

#include "exact/error.hpp"

#include "trained/guess/floating_algebra.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;

FloatingRisk::FloatingRisk(const TrainingProblem& problem, const SamplePoints& inputs,
                           Index output_count)
    : inputs_(inputs), output_count_(output_count) {
  constexpr double relative_zero = 1e-24;
  if (const auto* cross_entropy = std::get_if<CrossEntropyLoss>(&problem.loss)) {
    classes_ = labelled_data(problem.data, *cross_entropy).classes;
    is_softmax_ = cross_entropy->kind == CrossEntropyKind::softmax;
    return;
  }
  const WeightedLoss& loss = std::get<WeightedLoss>(problem.loss);
  double largest = 0;
  for (std::size_t i = 0; i < problem.data.sample_count(); ++i) {
    losses_.emplace_back();
    for (std::size_t o = 0; o < problem.data.target_dimension(); ++o) {
      const Rational& target = problem.data.targets[i][o];
      const double weight = Rational(loss.sample_weight(i) * loss.output_weight(o)).get_d();
      const SampleLoss here = sample_loss(loss_pieces(loss.loss, target), target, weight);
      losses_.back().push_back(has_kinks(loss) ? without_kinks(here) : here);
      largest = std::max(largest, weight * std::pow(target.get_d(), 2));
    }
  }
  zero_ = relative_zero * largest;
}

FloatingRisk::SampleLoss FloatingRisk::sample_loss(const LossPieces& pieces, const Rational& target,
                                                   double weight) {
  SampleLoss result{target.get_d()};
  for (const Rational& breakpoint : pieces.breakpoints)
    result.breakpoints.push_back(Rational(breakpoint - target).get_d());
  for (const Polynomial& polynomial : pieces.polynomials) {
    Vector c = polynomial.coefficients();
    c.resize(3);
    result.pieces.push_back({weight * polynomial(target).get_d(),
                             weight * Rational(c[1] + 2 * c[2] * target).get_d(),
                             weight * c[2].get_d()});
  }
  return result;
}

FloatingRisk::SampleLoss FloatingRisk::without_kinks(const SampleLoss& loss) {
  constexpr double half_width = 1e-6;
  SampleLoss result{loss.target, {}, {loss.pieces.front()}};
  for (std::size_t k = 0; k < loss.breakpoints.size(); ++k) {
    const Piece &left = loss.pieces[k], &right = loss.pieces[k + 1];
    const double begin = loss.breakpoints[k] - half_width;
    const double square = (right.linear - left.linear) / (4 * half_width);
    result.breakpoints.insert(result.breakpoints.end(), {begin, loss.breakpoints[k] + half_width});
    result.pieces.push_back(
        {left.constant + square * begin * begin, left.linear - 2 * square * begin, square});
    result.pieces.push_back(right);
  }
  return result;
}

void FloatingRisk::add_softmax(std::size_t sample, const RowVectorXd& outputs, Curved& sum) const {
  const Index y = static_cast<Index>(classes_[sample].front());
  const double top = outputs.maxCoeff();
  const RowVectorXd powers = (outputs.array() - top).exp();
  const Eigen::VectorXd p = powers.transpose() / powers.sum();
  sum.value += std::log(powers.sum()) + top - outputs[y];
  sum.slope += p;
  sum.slope[y] -= 1;
  if (sum.wants_curvature())
    sum.curvature += MatrixXd(p.asDiagonal()) - p * p.transpose();
}

void FloatingRisk::add_logistic(std::size_t sample, const RowVectorXd& outputs, Curved& sum) const {
  for (Index o = 0; o < output_count_; ++o) {
    const double sign = classes_[sample][o] == 0 ? 1 : -1; // class 0 is label 1
    const double margin = sign * outputs[o];
    const double small = std::exp(-std::abs(margin));
    sum.value += std::log1p(small) + std::max(0.0, -margin);
    const double wrong = margin > 0 ? small / (1 + small) : 1 / (1 + small);
    sum.slope[o] -= sign * wrong;
    if (sum.wants_curvature())
      sum.curvature(o, o) += small / std::pow(1 + small, 2);
  }
}

void FloatingRisk::add_sample(std::size_t sample, const RowVectorXd& outputs, Curved& sum) const {
  if (!classes_.empty()) {
    if (is_softmax_)
      add_softmax(sample, outputs, sum);
    else
      add_logistic(sample, outputs, sum);
    return;
  }
  for (Index o = 0; o < output_count_; ++o) {
    const SampleLoss& loss = losses_[sample][o];
    const double t = outputs[o] - loss.target;
    const auto above = std::lower_bound(loss.breakpoints.begin(), loss.breakpoints.end(), t);
    const Piece& piece = loss.pieces[above - loss.breakpoints.begin()];
    sum.value += piece.constant + t * (piece.linear + t * piece.square);
    sum.slope[o] += piece.linear + 2 * t * piece.square;
    if (sum.wants_curvature())
      sum.curvature(o, o) += 2 * piece.square;
  }
}

double FloatingRisk::value(const MatrixXd& outputs) const {
  return derivatives(outputs, false).value;
}

LossDerivatives FloatingRisk::derivatives(const MatrixXd& outputs, bool wants_curvature) const {
  const double count = static_cast<double>(inputs_.of_sample.size());
  const Index curved = wants_curvature ? output_count_ : 0;
  std::vector<Curved> sums(
      inputs_.count(), {0, Eigen::VectorXd::Zero(output_count_), MatrixXd::Zero(curved, curved)});
  for (std::size_t i = 0; i < inputs_.of_sample.size(); ++i) {
    const std::size_t point = inputs_.of_sample[i];
    add_sample(i, outputs.row(static_cast<Index>(point)), sums[point]);
  }
  LossDerivatives result{0, MatrixXd(outputs.rows(), output_count_),
                         std::vector<MatrixXd>(static_cast<std::size_t>(curved),
                                               MatrixXd(outputs.rows(), output_count_))};
  for (std::size_t point = 0; point < sums.size(); ++point) {
    const Index row = static_cast<Index>(point);
    result.value += sums[point].value / count;
    result.slopes.row(row) = sums[point].slope.transpose() / count;
    if (!wants_curvature)
      continue;
    MatrixXd root = (sums[point].curvature / count).cwiseMax(0).cwiseSqrt();
    if (is_softmax_) {
      const auto [values, vectors] = spectrum(sums[point].curvature / count);
      root = vectors * values.cwiseMax(0).cwiseSqrt().asDiagonal();
    }
    for (Index r = 0; r < output_count_; ++r)
      result.curvature_roots[r].row(row) = root.col(r).transpose();
  }
  return result;
}

bool FloatingRisk::is_separated(const MatrixXd& outputs) const {
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const RowVectorXd here = outputs.row(static_cast<Index>(inputs_.of_sample[i]));
    for (std::size_t block = 0; block < classes_[i].size(); ++block) {
      const std::size_t y = classes_[i][block];
      for (Index o = 0; is_softmax_ && o < output_count_; ++o)
        if (o != static_cast<Index>(y) && here[o] >= here[static_cast<Index>(y)])
          return false;
      if (!is_softmax_ && (y == 0 ? here[block] <= 0 : here[block] >= 0))
        return false;
    }
  }
  return !classes_.empty();
}

} // namespace thalweg
