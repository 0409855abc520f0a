// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which pieces the units of a layer use, where their pre-activations are affine functions of x.
// Floating point decides where its error cannot matter, else the sign of integers does: N/(D q)
// against a breakpoint p/s is N s against p D q.

#pragma once

#include "exact/screen/affine_functions.hpp"
#include "landscape/pattern_classes.hpp"
#include "network/activation.hpp"

#include <optional>

namespace thalweg {

/// A breakpoint of a unit, scaled to the denominator D of its pre-activation.
struct ScaledBreakpoint {
  Integer denominator; ///< s
  Integer numerator;   ///< p D
  double floating;     ///< on the scale of the floating pre-activation
};

/// The pre-activations of a layer on some samples. Keeps references to z and the points.
class LayerPieces {
public:
  LayerPieces(const Activation& activation, const LayerFunctions& z, const FloatingPoints& points);

  /// The pieces of all units at x, the point with this number; false on a wall.
  bool find(std::size_t point, const Vector& x, std::vector<std::size_t>& pieces) const;

private:
  std::optional<std::size_t> exact_piece(std::size_t unit, const HomogeneousPoint& x) const;

  const LayerFunctions& z_;
  const FloatingPoints& points_;
  FloatingFunctions floating_;
  std::vector<std::vector<ScaledBreakpoint>> breakpoints_;
};

} // namespace thalweg
