// SPDX-License-Identifier: GPL-3.0-or-later
//
// Continuous piecewise-linear activations σ: R → R with finitely many breakpoints
// β_1 < … < β_m and pieces 0..m, piece q being z ↦ slope_q z + intercept_q between β_q and β_{q+1}.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

struct Activation {
  std::string name; ///< "relu", "identity" or "table"
  std::vector<Rational> breakpoints;
  std::vector<Rational> slopes;
  std::vector<Rational> intercepts;

  std::size_t piece_count() const { return slopes.size(); }

  /// σ(z)
  Rational operator()(const Rational& z) const;

  /// The piece whose open interval holds z; nothing if z is a breakpoint.
  std::optional<std::size_t> piece_of(const Rational& z) const;

  /// The breakpoint nearest to z, the lower one on a tie; nothing if there are no breakpoints.
  std::optional<Rational> nearest_breakpoint(const Rational& z) const;

  bool operator==(const Activation&) const = default;
};

Activation relu();
Activation identity_activation();

/// Checks order of breakpoints, sizes and continuity; InputError with `place` otherwise.
Activation table_activation(std::vector<Rational> breakpoints, std::vector<Rational> slopes,
                            std::vector<Rational> intercepts, const std::string& place);

} // namespace thalweg
