// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bounds of what a dense network computes while its parameters range over a box, one layer after
// the other: of w·h for every unit and input, and of the differences of these numbers between two
// inputs, in which biases cancel. σ(z) − σ(z') = s (z − z') with s between slopes that occur, so
// differences keep their sign where σ rises, however large the box of the biases is; in a small box
// the values tell more.

#pragma once

#include "exact/interval.hpp"
#include "network/network.hpp"

namespace thalweg {

/// By how much the weights and the biases of a layer may differ from those of a network.
struct LayerRadii {
  Rational weights; ///< > 0
  Rational biases;  ///< > 0
};

class SumBounds {
public:
  explicit SumBounds(const std::vector<Vector>& inputs);

  /// To the next layer: w·h of its units with weights within `radius` of its own, zeros too.
  void weigh(const Layer& layer, const Rational& radius);
  /// To its outputs σ(w·h + b), with biases within `radius` of its own.
  void activate(const Layer& layer, const Rational& radius);

  /// After `weigh`: w·h of a unit for an input, and that for input i less that for j.
  const Interval& sum(std::size_t unit, std::size_t input) const { return values_[input][unit]; }
  Interval difference(std::size_t unit, std::size_t i, std::size_t j) const;
  std::size_t input_count() const { return values_.size(); }

private:
  using Rows = std::vector<std::vector<Interval>>;
  Rows values_;      ///< [input][unit]
  Rows differences_; ///< of inputs i > j, [i (i − 1)/2 + j][unit]
};

} // namespace thalweg
