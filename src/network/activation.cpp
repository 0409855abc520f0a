// SPDX-License-Identifier: GPL-3.0-or-later
//
// Evaluation of a continuous piecewise-linear activation: the piece that holds z is found by
// walking the few breakpoints from the left. On a breakpoint both neighbouring pieces have the same
// value (continuity), so σ is defined there though the piece is not.

#include "network/activation.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

/// The number of breakpoints below z: the piece of z if z is no breakpoint, else the piece to the
/// left of it.
std::size_t breakpoints_below(const std::vector<Rational>& breakpoints, const Rational& z) {
  std::size_t count = 0;
  while (count < breakpoints.size() && breakpoints[count] < z)
    ++count;
  return count;
}

} // namespace

Rational Activation::operator()(const Rational& z) const {
  const std::size_t piece = breakpoints_below(breakpoints, z);
  return Rational(slopes[piece] * z + intercepts[piece]);
}

std::optional<std::size_t> Activation::piece_of(const Rational& z) const {
  const std::size_t piece = breakpoints_below(breakpoints, z);
  if (piece < breakpoints.size() && breakpoints[piece] == z)
    return std::nullopt;
  return piece;
}

std::optional<Rational> Activation::nearest_breakpoint(const Rational& z) const {
  if (breakpoints.empty())
    return std::nullopt;
  const std::size_t above = breakpoints_below(breakpoints, z);
  if (above == 0)
    return breakpoints.front();
  if (above == breakpoints.size())
    return breakpoints.back();
  const Rational to_lower = z - breakpoints[above - 1];
  const Rational to_upper = breakpoints[above] - z;
  return breakpoints[to_lower <= to_upper ? above - 1 : above];
}

Activation relu() {
  return {"relu", {Rational(0)}, {Rational(0), Rational(1)}, {0, 0}};
}

Activation identity_activation() {
  return {"identity", {}, {Rational(1)}, {Rational(0)}};
}

Activation table_activation(std::vector<Rational> breakpoints, std::vector<Rational> slopes,
                            std::vector<Rational> intercepts, const std::string& place) {
  const std::size_t piece_count = breakpoints.size() + 1;
  if (slopes.size() != piece_count)
    throw InputError(fmt::format("{}: expected {} slopes (one more than breakpoints), found {}",
                                 place, piece_count, slopes.size()));
  if (intercepts.size() != piece_count)
    throw InputError(fmt::format("{}: expected {} intercepts (one more than breakpoints), found {}",
                                 place, piece_count, intercepts.size()));
  for (std::size_t q = 0; q + 1 < breakpoints.size(); ++q)
    if (breakpoints[q] >= breakpoints[q + 1])
      throw InputError(
          fmt::format("{}: expected strictly increasing breakpoints, found {} before {}", place,
                      to_string(breakpoints[q]), to_string(breakpoints[q + 1])));
  for (std::size_t q = 0; q < breakpoints.size(); ++q) {
    const Rational left = slopes[q] * breakpoints[q] + intercepts[q];
    const Rational right = slopes[q + 1] * breakpoints[q] + intercepts[q + 1];
    if (left != right)
      throw InputError(
          fmt::format("{}: expected a continuous function, found values {} and {} at breakpoint {}",
                      place, to_string(left), to_string(right), to_string(breakpoints[q])));
  }
  return {"table", std::move(breakpoints), std::move(slopes), std::move(intercepts)};
}

} // namespace thalweg
