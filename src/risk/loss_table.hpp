// SPDX-License-Identifier: GPL-3.0-or-later
//
// Losses ℓ(o, y) = L(o − y), L continuous and made of quadratic pieces, that need not be convex:
// what liu2021 and robust statistics call any continuous loss, as far as its optima are rational.
//   hampel:a:b:c   0 < a ≤ b < c: the derivative grows to a, stays a up to b, and falls back to 0
//   at
//                  c (Hampel's three-part loss): pieces that curve downwards, and constant ones;
//   truncated:c    min(t², c²)/2: no derivative at ±c.
// Such a loss is stated by its table in certificates (SPECIFICATION.md, section 6.3).

#pragma once

#include "exact/rational.hpp"

#include <array>

namespace thalweg {

/// pieces[q] = (a, b, c): L(t) = a t² + b t + c for breakpoints[q−1] ≤ t ≤ breakpoints[q].
/// Invariant: the breakpoints increase strictly, there is one piece more, neighbours agree between
/// them.
struct LossTable {
  Vector breakpoints;
  std::vector<std::array<Rational, 3>> pieces;

  /// The lowest piece that holds at t.
  std::size_t piece_at(const Rational& t) const;
  bool is_breakpoint(const Rational& t) const;
  /// L(t)
  Rational operator()(const Rational& t) const;
  /// The derivative, of the piece `piece_at(t)`.
  Rational slope(const Rational& t) const;

  bool operator==(const LossTable&) const = default;
};

/// "hampel:1:2:4", "truncated:2". InputError for another name or parameters out of their range.
LossTable loss_table_of_text(const std::string& text);

/// InputError unless the invariant holds.
void require_continuous(const LossTable& loss);

} // namespace thalweg
