// SPDX-License-Identifier: GPL-3.0-or-later
//
// Zooming to two pieces (he2020, stage 3; the printed formulas are reconstructed): beside a
// breakpoint β where its slope changes, a piecewise linear activation σ is the two-piece function
//   σ(β + o t) = c + h(t),  h(t) = s_+ t (t ≥ 0), s_− t (t ≤ 0),  for |t| < reach,
// with o = ±1 chosen so that s_+ ≠ 0. With o ε t in place of o t any range fits, since h is
// positively homogeneous.

#pragma once

#include "network/activation.hpp"

namespace thalweg {

struct Corner {
  Rational breakpoint;           ///< β
  int orientation = 1;           ///< o
  Rational value;                ///< c = σ(β)
  Rational above;                ///< s_+ ≠ 0
  Rational below;                ///< s_− ≠ s_+
  std::optional<Rational> reach; ///< to the nearest other breakpoint; nothing: infinite

  /// h(t)
  Rational operator()(const Rational& t) const { return t > 0 ? above * t : below * t; }
};

/// The corners of σ in the order of its breakpoints.
std::vector<Corner> corners(const Activation& activation);

/// The first corner with s_+ + s_− ≠ 0, which the pair of units of yun2019 and he2020 needs;
/// without one, the first corner. UsageError if σ is affine.
Corner chosen_corner(const Activation& activation);

/// An activation by name: those of network files, and `three_pieces` (slopes 1/4, 1, 1/2 with
/// breakpoints −1 and 1) and `five_pieces` (slopes 1/2, −1/4, 2, 0, 1 with breakpoints −2, −1, 1,
/// 3). UsageError if there is none or it is affine.
Activation theorem_activation(const std::string& name);

/// The name as a part of a file name: "leaky_relu-1-100".
std::string file_word(const std::string& activation_name);

} // namespace thalweg
