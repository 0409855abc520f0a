// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/isolation.hpp"

#include "partition/short_rational.hpp"

#include <algorithm>

namespace thalweg {

std::optional<Isolation> isolation_along(const Dataset& data, const DistinctPoints& points,
                                         const PointSet& group, std::size_t point,
                                         const Vector& normal) {
  const Rational own = dot(normal, input_of(data, points, point));
  std::optional<Rational> below;
  std::optional<Rational> above;
  for (std::size_t other : group) {
    if (other == point)
      continue;
    const Rational position = dot(normal, input_of(data, points, other));
    if (position == own)
      return std::nullopt;
    std::optional<Rational>& nearest = position < own ? below : above;
    if (!nearest || abs(position - own) < abs(*nearest - own))
      nearest = position;
  }
  Isolation isolation{normal, {}, {}, 0};
  if (below)
    isolation.lower = threshold_between(*below, own);
  if (above)
    isolation.upper = threshold_between(own, *above);
  isolation.gap = below ? own - *below : *above - own;
  if (below && above)
    isolation.gap = std::min<Rational>(isolation.gap, *above - own);
  return isolation;
}

} // namespace thalweg
