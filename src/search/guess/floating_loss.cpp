// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/guess/floating_loss.hpp"

namespace thalweg {

FloatingLoss::FloatingLoss(const LossPieces& pieces, double weight) {
  for (const Rational& breakpoint : pieces.breakpoints)
    breakpoints_.push_back(breakpoint.get_d());
  for (const Polynomial& polynomial : pieces.polynomials) {
    const Vector& c = polynomial.coefficients();
    const auto entry = [&](std::size_t k) { return k < c.size() ? weight * c[k].get_d() : 0.0; };
    pieces_.push_back({entry(0), entry(1), entry(2)});
  }
}

const FloatingLoss::Piece& FloatingLoss::piece(double output) const {
  std::size_t k = 0;
  while (k < breakpoints_.size() && breakpoints_[k] < output)
    ++k;
  return pieces_[k];
}

double FloatingLoss::value(double output) const {
  const Piece& p = piece(output);
  return p.constant + output * (p.linear + output * p.square);
}

double FloatingLoss::slope(double output) const {
  const Piece& p = piece(output);
  return p.linear + 2 * output * p.square;
}

std::vector<std::vector<FloatingLoss>> floating_losses(const Problem& problem) {
  std::vector<std::vector<FloatingLoss>> result;
  for (std::size_t i = 0; i < problem.data.sample_count(); ++i) {
    std::vector<FloatingLoss>& row = result.emplace_back();
    for (std::size_t o = 0; o < problem.data.target_dimension(); ++o)
      row.emplace_back(
          loss_pieces(problem.loss.loss, problem.data.targets[i][o]),
          Rational(problem.loss.sample_weight(i) * problem.loss.output_weight(o)).get_d());
  }
  return result;
}

} // namespace thalweg
