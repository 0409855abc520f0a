// SPDX-License-Identifier: Apache-2.0

#include "loss/loss.hpp"

namespace thalweg::verifier {

namespace {

Fraction derivative(const Quadratic& piece, const Fraction& t) {
  return Fraction{2, 1} * piece.square * t + piece.slope;
}

Fraction value(const Quadratic& piece, const Fraction& t) {
  return (piece.square * t + piece.slope) * t + piece.constant;
}

} // namespace

bool Loss::is_continuous_at(std::size_t q) const {
  return value(pieces[q], breakpoints[q]) == value(pieces[q + 1], breakpoints[q]);
}

bool Loss::is_differentiable() const {
  for (std::size_t q = 0; q < breakpoints.size(); ++q)
    if (derivative(pieces[q], breakpoints[q]) != derivative(pieces[q + 1], breakpoints[q]))
      return false;
  return true;
}

Fraction Loss::weight(std::size_t sample, std::size_t output) const {
  const Fraction w = sample_weights ? (*sample_weights)[sample] : Fraction{1, 1};
  return output_weights ? w * (*output_weights)[output] : w;
}

std::optional<Loss> known_loss(std::string_view name, const Fraction& p) {
  const Fraction zero;
  const Fraction one{1, 1};
  if (name == "squared")
    return Loss{name, "", p, "(o − y)²", false, {}, {{one, zero, zero}}};
  if (name == "absolute")
    return Loss{name, "", p, "|o − y|", false, {zero}, {{zero, -one, zero}, {zero, one, zero}}};
  if (name == "huber") {
    const Fraction constant = -p * p * Fraction{1, 2};
    return Loss{name,
                "delta",
                p,
                "(o − y)²/2 where |o − y| ≤ delta, delta·|o − y| − delta²/2 elsewhere",
                false,
                {-p, p},
                {{zero, -p, constant}, {{1, 2}, zero, zero}, {zero, p, constant}}};
  }
  if (name == "epsilon")
    return Loss{name,
                "epsilon",
                p,
                "max(0, |o − y| − epsilon)",
                false,
                {-p, p},
                {{zero, -one, -p}, {zero, zero, zero}, {zero, one, -p}}};
  if (name == "quantile")
    return Loss{name,
                "tau",
                p,
                "tau·max(0, y − o) + (1 − tau)·max(0, o − y)",
                false,
                {zero},
                {{zero, -p, zero}, {zero, one - p, zero}}};
  if (name == "hinge")
    return Loss{name, "", p, "max(0, 1 − y·o)", true, {one}, {{zero, -one, one}, {}}};
  if (name == "squared-hinge")
    return Loss{name, "", p, "max(0, 1 − y·o)²", true, {one}, {{one, {-2, 1}, one}, {}}};
  return std::nullopt;
}

LossAt loss_at(const Loss& loss, std::size_t sample, std::size_t output, const Fraction& o,
               const Fraction& y) {
  const Fraction factor = loss.margin_factor(y);
  const Fraction t = factor * o + loss.margin_shift(y);
  const auto first = loss.breakpoints.begin();
  const auto last = loss.breakpoints.end();
  const auto below = static_cast<std::size_t>(std::lower_bound(first, last, t) - first);
  const auto above = static_cast<std::size_t>(std::upper_bound(first, last, t) - first);
  const Fraction weight = loss.weight(sample, output);
  LossAt result{weight * value(loss.pieces[below], t),
                weight * factor * derivative(loss.pieces[below], t),
                weight * factor * derivative(loss.pieces[above], t)};
  if (result.greatest < result.least) // o and t grow in opposite directions
    std::swap(result.least, result.greatest);
  return result;
}

} // namespace thalweg::verifier
