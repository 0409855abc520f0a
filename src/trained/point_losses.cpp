// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/point_losses.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t probability_bits = 256;

/// p_0, …, p_{C−1} of a block, the middles of their enclosures.
Vector guessed_probabilities(const Vector& scores) {
  Vector result;
  for (const IntegerRange& range : block_enclosure(scores, probability_bits).probabilities)
    result.push_back(fraction(range.lower + range.upper, Integer(2) << probability_bits));
  return result;
}

const Vector& coefficients_at(const LossPieces& pieces, const Rational& output) {
  return pieces.polynomials[pieces.piece_at(output)].coefficients();
}

Rational coefficient(const Vector& coefficients, std::size_t k) {
  return k < coefficients.size() ? coefficients[k] : Rational(0);
}

} // namespace

PointLosses::PointLosses(const TrainingProblem& problem, const SamplePoints& points)
    : problem_(problem), points_(points) {
  if (const auto* cross_entropy = std::get_if<CrossEntropyLoss>(&problem.loss)) {
    labelled_.emplace(labelled_data(problem.data, *cross_entropy));
    output_count_ = labelled_->output_count();
    return;
  }
  const WeightedLoss& loss = std::get<WeightedLoss>(problem.loss);
  if (is_piecewise_linear(loss.loss))
    throw Unsupported("loss: expected one with second derivatives, found " + to_string(loss.loss));
  output_count_ = problem.data.target_dimension();
  for (const Vector& targets : problem.data.targets) {
    std::vector<LossPieces>& row = pieces_.emplace_back();
    for (const Rational& y : targets)
      row.push_back(loss_pieces(loss.loss, y));
  }
}

Rational PointLosses::weight(std::size_t sample, std::size_t output) const {
  const Rational n(problem_.data.sample_count());
  if (labelled_)
    return 1 / n;
  const WeightedLoss& loss = std::get<WeightedLoss>(problem_.loss);
  return loss.sample_weight(sample) * loss.output_weight(output) / n;
}

Vector PointLosses::sample_gradient(std::size_t i, const Vector& outputs) const {
  Vector result(output_count_);
  if (!labelled_) {
    for (std::size_t o = 0; o < output_count_; ++o) {
      const Vector& c = coefficients_at(pieces_[i][o], outputs[o]);
      result[o] = weight(i, o) * (coefficient(c, 1) + 2 * coefficient(c, 2) * outputs[o]);
    }
    return result;
  }
  for (std::size_t block = 0; block < labelled_->block_count(); ++block) {
    const Vector p = guessed_probabilities(scores(*labelled_, block, outputs));
    const std::size_t first = is_softmax() ? 0 : block, count = is_softmax() ? output_count_ : 1;
    for (std::size_t a = 0; a < count; ++a)
      result[first + a] = weight(i, 0) * (p[a] - (labelled_->classes[i][block] == a ? 1 : 0));
  }
  return result;
}

Vector PointLosses::gradient(std::size_t point, const Vector& outputs) const {
  Vector result(output_count_);
  for (const std::size_t i : points_.members[point]) {
    const Vector of_sample = sample_gradient(i, outputs);
    for (std::size_t o = 0; o < output_count_; ++o)
      result[o] += of_sample[o];
  }
  return result;
}

Rational PointLosses::square_coefficient(std::size_t sample, std::size_t output,
                                         const Rational& value) const {
  return coefficient(coefficients_at(pieces_[sample][output], value), 2);
}

Vector PointLosses::probabilities(std::size_t block, const Vector& outputs) const {
  return guessed_probabilities(scores(*labelled_, block, outputs));
}

OutputRange PointLosses::range(std::size_t point, std::size_t output, const Rational& value) const {
  OutputRange result;
  if (labelled_)
    return result;
  for (const std::size_t i : points_.members[point]) {
    const LossPieces& pieces = pieces_[i][output];
    const std::size_t piece = pieces.piece_at(value);
    if (piece > 0 && (!result.lower || pieces.breakpoints[piece - 1] > *result.lower))
      result.lower = pieces.breakpoints[piece - 1];
    if (piece < pieces.breakpoints.size() &&
        (!result.upper || pieces.breakpoints[piece] < *result.upper))
      result.upper = pieces.breakpoints[piece];
  }
  return result;
}

} // namespace thalweg
