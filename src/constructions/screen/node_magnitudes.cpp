// SPDX-License-Identifier: GPL-3.0-or-later
//
// Intervals of doubles with the error bounds of affine functions go through minima and maxima end
// by end.

#include "constructions/screen/node_magnitudes.hpp"

#include "exact/finite.hpp"
#include "exact/parallel.hpp"
#include "exact/power_of_two.hpp"
#include "exact/watched_work.hpp"

#include <algorithm>

namespace thalweg {

namespace {

using Operation = LatticeTree::Operation;

constexpr std::size_t run_length = 4096; // samples that are evaluated at a time

/// The values of a tree's nodes at samples, as intervals on one scale.
class NodeIntervals {
public:
  NodeIntervals(const LatticeTree& tree, const FloatingPoints& points)
      : tree_(tree), points_(points), functions_(points, tree.functions) {
    for (std::size_t j = 0; j < functions_.count(); ++j)
      exponent_ = std::max(exponent_, functions_.exponent(j));
    for (std::size_t j = 0; j < functions_.count(); ++j)
      scales_.push_back(scaled_double(1, functions_.exponent(j) - exponent_));
  }

  long exponent() const { return exponent_; }

  /// Raises greatest[v] to a bound of |value| of node v at samples first, …, end − 1.
  void raise(std::vector<double>& greatest, std::size_t first, std::size_t end) const {
    std::vector<double> values(functions_.padded_count());
    std::vector<double> low(tree_.nodes.size()), high(tree_.nodes.size());
    for (std::size_t i = first; i < end; ++i) {
      if (i % 64 == 0)
        require_time();
      functions_.evaluate(points_.coordinates(i), values.data());
      for (std::size_t v = 0; v < tree_.nodes.size(); ++v) {
        const auto [operation, left, right] = tree_.nodes[v];
        if (operation == Operation::affine) {
          low[v] = (values[left] - functions_.error(left)) * scales_[left];
          high[v] = (values[left] + functions_.error(left)) * scales_[left];
        } else if (operation == Operation::minimum) {
          low[v] = std::min(low[left], low[right]);
          high[v] = std::min(high[left], high[right]);
        } else {
          low[v] = std::max(low[left], low[right]);
          high[v] = std::max(high[left], high[right]);
        }
        greatest[v] = std::max({greatest[v], -low[v], high[v]});
      }
    }
  }

private:
  const LatticeTree& tree_;
  const FloatingPoints& points_;
  FloatingFunctions functions_;
  long exponent_ = -1'000'000'000;
  std::vector<double> scales_; ///< of the functions, powers of two
};

} // namespace

Vector greatest_node_magnitudes(const LatticeTree& tree, const ScreenedInputs& inputs) {
  const NodeIntervals intervals(tree, inputs.points());
  const std::size_t count = inputs.sample_count();
  std::vector<std::vector<double>> of_runs((count + run_length - 1) / run_length,
                                           std::vector<double>(tree.nodes.size()));
  in_parallel(of_runs.size(), [&](std::size_t run) {
    intervals.raise(of_runs[run], run * run_length, std::min(count, (run + 1) * run_length));
  });
  Vector bounds;
  for (std::size_t v = 0; v < tree.nodes.size(); ++v) {
    double greatest = 0;
    for (const std::vector<double>& of_run : of_runs)
      greatest = std::max(greatest, of_run[v]);
    const Rational above = exact_value(greatest) * (1 + times_power_of_two(1, -50));
    bounds.push_back(
        times_power_of_two(above + times_power_of_two(1, -1000), intervals.exponent()));
    if (greatest < 0x1p-900) // zero as far as doubles can see: a shift that fits no scale
      bounds.back() = std::max(bounds.back(), Rational(1));
  }
  return bounds;
}

} // namespace thalweg
