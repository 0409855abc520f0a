// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/cell_hop.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

constexpr double smallest_hop = 0.05;
constexpr std::size_t hop_sizes = 7;
constexpr double length_of_zero = 0.1; ///< for a unit whose coordinates are all 0
constexpr double least_scale = 0.1;    ///< t_k never falls below this part of itself

/// Uniform in [−1, 1), from the top 53 bits: the same on every machine.
double uniform(std::mt19937_64& source) {
  return std::ldexp(static_cast<double>(source() >> 11), -52) - 1;
}

} // namespace

WalkState Hops::next(const WalkProblem& problem, const WalkState& state) {
  const LiftedShape& shape = problem.shape;
  const double size = std::ldexp(smallest_hop, static_cast<int>(count_++ % hop_sizes));
  WalkState result = state;
  for (std::size_t k = 0; k < shape.unit_count; ++k) {
    double* a = result.coordinates.data() + shape.unit_begin(k);
    double square = 0;
    for (std::size_t c = 0; c <= shape.input_dimension; ++c)
      square += a[c] * a[c];
    const double length = square > 0 ? std::sqrt(square) : length_of_zero;
    for (std::size_t c = 0; c <= shape.input_dimension; ++c)
      a[c] += size * length * uniform(source_);
    if (shape.has_scales) {
      double& scale = result.coordinates[shape.scale(k)];
      scale *= std::max(least_scale, 1 + size * uniform(source_));
    }
  }
  settle_pieces(problem, result);
  return result;
}

} // namespace thalweg
