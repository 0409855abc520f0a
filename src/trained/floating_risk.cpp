// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/floating_risk.hpp"

#include "exact/error.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <map>

namespace thalweg {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;

DistinctInputs distinct_inputs(const Dataset& data) {
  DistinctInputs result;
  std::map<Vector, std::size_t> known;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const auto [found, is_new] = known.emplace(data.inputs[i], result.first_sample.size());
    if (is_new)
      result.first_sample.push_back(i);
    result.point_of_sample.push_back(found->second);
  }
  return result;
}

FloatingRisk::FloatingRisk(const TrainingProblem& problem, const DistinctInputs& inputs,
                           Index output_count)
    : inputs_(inputs), output_count_(output_count) {
  constexpr double relative_zero = 1e-24;
  if (const auto* cross_entropy = std::get_if<CrossEntropyLoss>(&problem.loss)) {
    classes_ = labelled_data(problem.data, *cross_entropy).classes;
    is_softmax_ = cross_entropy->kind == CrossEntropyKind::softmax;
    return;
  }
  const WeightedLoss& loss = std::get<WeightedLoss>(problem.loss);
  if (has_kinks(loss))
    throw Unsupported("walk: expected a loss with a derivative, found " + to_string(loss.loss));
  double largest = 0;
  for (std::size_t i = 0; i < problem.data.sample_count(); ++i) {
    losses_.emplace_back();
    for (std::size_t o = 0; o < problem.data.target_dimension(); ++o) {
      const double weight = Rational(loss.sample_weight(i) * loss.output_weight(o)).get_d();
      const LossPieces pieces = loss_pieces(loss.loss, problem.data.targets[i][o]);
      SampleLoss& here = losses_.back().emplace_back();
      for (const Rational& breakpoint : pieces.breakpoints)
        here.breakpoints.push_back(breakpoint.get_d());
      for (const Polynomial& polynomial : pieces.polynomials) {
        Vector c = polynomial.coefficients();
        c.resize(3);
        here.pieces.push_back(
            {weight * c[0].get_d(), weight * c[1].get_d(), weight * c[2].get_d()});
      }
      largest = std::max(largest, weight * std::pow(problem.data.targets[i][o].get_d(), 2));
    }
  }
  zero_ = relative_zero * largest;
}

void FloatingRisk::add_softmax(std::size_t sample, const RowVectorXd& outputs, Curved& sum) const {
  const Index y = static_cast<Index>(classes_[sample].front());
  const double top = outputs.maxCoeff();
  const RowVectorXd powers = (outputs.array() - top).exp();
  const Eigen::VectorXd p = powers.transpose() / powers.sum();
  sum.value += std::log(powers.sum()) + top - outputs[y];
  sum.slope += p;
  sum.slope[y] -= 1;
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
    const auto above =
        std::lower_bound(loss.breakpoints.begin(), loss.breakpoints.end(), outputs[o]);
    const Piece& piece = loss.pieces[above - loss.breakpoints.begin()];
    sum.value += piece.constant + outputs[o] * (piece.linear + outputs[o] * piece.square);
    sum.slope[o] += piece.linear + 2 * outputs[o] * piece.square;
    sum.curvature(o, o) += 2 * piece.square;
  }
}

double FloatingRisk::value(const MatrixXd& outputs) const {
  return derivatives(outputs).value;
}

LossDerivatives FloatingRisk::derivatives(const MatrixXd& outputs) const {
  const double count = static_cast<double>(inputs_.point_of_sample.size());
  std::vector<Curved> sums(
      inputs_.first_sample.size(),
      {0, Eigen::VectorXd::Zero(output_count_), MatrixXd::Zero(output_count_, output_count_)});
  for (std::size_t i = 0; i < inputs_.point_of_sample.size(); ++i) {
    const std::size_t point = inputs_.point_of_sample[i];
    add_sample(i, outputs.row(static_cast<Index>(point)), sums[point]);
  }
  LossDerivatives result{0, MatrixXd(outputs.rows(), output_count_),
                         std::vector<MatrixXd>(static_cast<std::size_t>(output_count_),
                                               MatrixXd(outputs.rows(), output_count_))};
  for (std::size_t point = 0; point < sums.size(); ++point) {
    const Index row = static_cast<Index>(point);
    result.value += sums[point].value / count;
    result.slopes.row(row) = sums[point].slope.transpose() / count;
    MatrixXd root = (sums[point].curvature / count).cwiseMax(0).cwiseSqrt();
    if (is_softmax_) {
      const Eigen::SelfAdjointEigenSolver<MatrixXd> spectrum(sums[point].curvature / count);
      root = spectrum.eigenvectors() * spectrum.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
    }
    for (Index r = 0; r < output_count_; ++r)
      result.curvature_roots[r].row(row) = root.col(r).transpose();
  }
  return result;
}

bool FloatingRisk::is_separated(const MatrixXd& outputs) const {
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const RowVectorXd here = outputs.row(static_cast<Index>(inputs_.point_of_sample[i]));
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
