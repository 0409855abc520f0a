// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/guess/proof_sizes.hpp"

#include "exact/finite.hpp"
#include "risk/guess/newton_minimum.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace thalweg {

namespace {

constexpr int width_bits = 8;
constexpr int named_bits = 6; ///< of strength, size and reach
constexpr std::array<double, box_choices> factors = {1.25, 2.0, 8.0};

Rational rounded_up(double value, int bits) {
  return short_value(std::nextafter(value * (1 + std::ldexp(1, 1 - bits)), INFINITY), bits);
}

/// A number of few digits that is larger; its square too.
Rational a_little_more(double value) {
  return short_value(value * (1 + std::ldexp(1, 2 - named_bits)), named_bits);
}

double length(const Vector& entries) {
  Rational sum;
  for (const Rational& entry : entries)
    sum += entry * entry;
  return std::sqrt(sum.get_d());
}

} // namespace

Vector guessed_box(const Vector& steps, const std::vector<Vector>& inverse, std::size_t choice) {
  std::vector<double> scale;
  double ratio = 0;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    scale.push_back(std::sqrt(std::abs(inverse[k][k].get_d())));
    ratio = std::max(ratio, steps[k].get_d() / scale[k]);
  }
  Vector box;
  for (const double s : scale)
    box.push_back(rounded_up(factors.at(choice) * s * ratio, width_bits));
  return box;
}

std::optional<Rational> guessed_strength(const std::vector<Vector>& matrix) {
  const std::size_t size = matrix.size();
  std::vector<double> scale;
  for (std::size_t j = 0; j < size; ++j)
    scale.push_back(std::sqrt(matrix[j][j].get_d()));
  std::vector<std::vector<double>> scaled(size, std::vector<double>(size));
  for (std::size_t j = 0; j < size; ++j)
    for (std::size_t k = 0; k < size; ++k)
      scaled[j][k] = matrix[j][k].get_d() / scale[j] / scale[k];
  const auto inverse = approximate_inverse(scaled);
  if (!inverse)
    return std::nullopt;
  double trace = 0;
  for (std::size_t j = 0; j < size; ++j)
    trace += (*inverse)[j][j] / scale[j] / scale[j];
  if (!(trace > 0) || !std::isfinite(trace))
    return std::nullopt;
  return short_value(1 / (2 * trace), named_bits);
}

std::optional<BallSizes> guessed_ball_sizes(const std::vector<Vector>& rows,
                                            const std::vector<Vector>& bounds,
                                            const Rational& strength) {
  double size = 0, reach = 0;
  for (const Vector& row : rows)
    size = std::max(size, length(row));
  for (const Vector& of_block : bounds)
    reach = std::max(reach, 1.5 * length(of_block));
  reach /= strength.get_d();
  if (!(reach > 0) || !std::isfinite(reach))
    return std::nullopt;
  return BallSizes{a_little_more(size), a_little_more(reach)};
}

} // namespace thalweg
