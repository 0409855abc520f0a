// SPDX-License-Identifier: GPL-3.0-or-later
//
// The loss of one output of one sample in floating point, for descents.

#pragma once

#include "risk/problem.hpp"

namespace thalweg {

/// w·ℓ(·, y) by its pieces; piece k lies below breakpoints[k].
class FloatingLoss {
public:
  FloatingLoss(const LossPieces& pieces, double weight);

  double value(double output) const;
  /// The derivative, the left one at a breakpoint.
  double slope(double output) const;

private:
  struct Piece {
    double constant = 0, linear = 0, square = 0;
  };
  const Piece& piece(double output) const;

  std::vector<double> breakpoints_;
  std::vector<Piece> pieces_;
};

/// [sample][output]
std::vector<std::vector<FloatingLoss>> floating_losses(const Problem& problem);

} // namespace thalweg
