// SPDX-License-Identifier: GPL-3.0-or-later
//
// A layer in another kind of number than the exact one, made for one use and thrown away: its
// linear view, with or without zeros, and its pieces. The one form of a network in floating point
// beside the matrices of trained/guess/floating_network.hpp, for guesses and pictures only.

#pragma once

#include "network/layer.hpp"

namespace thalweg {

template <class Number> struct LinearView {
  using Row = std::vector<std::pair<std::size_t, Number>>;
  std::vector<Row> rows;      ///< by unit; of max pooling the windows
  std::vector<Number> biases; ///< by unit; none for max pooling
  std::vector<double> breakpoints, slopes, intercepts;
  bool is_max_pooling = false;

  std::size_t unit_count() const { return rows.size(); }
};

/// Without the zeros, as the layer has it.
LinearView<double> floating_view(const Layer& layer);

/// The piece of a value among increasing breakpoints; the lower one at a breakpoint.
std::size_t piece_below(const std::vector<double>& breakpoints, double value);

/// The nearest doubles.
std::vector<double> doubles(const Vector& values);

} // namespace thalweg
