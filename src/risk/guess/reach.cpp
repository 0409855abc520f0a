// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/guess/reach.hpp"

#include "exact/finite.hpp"

#include <array>
#include <cmath>

namespace thalweg {

namespace {

constexpr int reach_bits = 6;
constexpr std::array<double, reach_choices> factors = {1.125, 1.25, 1.5, 2};

} // namespace

std::optional<Rational> guessed_reach(const Rational& dual_square, std::size_t choice) {
  const double reach = factors.at(choice) * std::sqrt(dual_square.get_d());
  if (!(reach > 0) || !std::isfinite(reach))
    return std::nullopt;
  return short_value(reach, reach_bits);
}

} // namespace thalweg
