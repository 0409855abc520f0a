// SPDX-License-Identifier: GPL-3.0-or-later
//
// Box number t moves every end by its own amount, so that no hyperplane stays on vertices.

#include "partition/enlarged_box.hpp"

#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "partition/short_rational.hpp"

#include <algorithm>

namespace thalweg {
namespace {

constexpr std::size_t tried_boxes = 16;

/// Enlargements of box t lie in [1/4 + s/32, 3/8 + s/32] of the width, s < 8 different for the two
/// ends of every column.
Rational least_enlargement(std::size_t trial, std::size_t end) {
  const std::size_t shift = trial * (2 * end + 3) % 17 % 8;
  return fraction(static_cast<long>(8 + shift), 32);
}

Polytope numbered_box(const Dataset& data, std::size_t trial) {
  if (data.inputs.empty())
    throw UsageError("domain: expected at least one sample, found none");
  Vector lower = data.inputs.front();
  Vector upper = data.inputs.front();
  for (const Vector& x : data.inputs)
    for (std::size_t j = 0; j < x.size(); ++j) {
      lower[j] = std::min(lower[j], x[j]);
      upper[j] = std::max(upper[j], x[j]);
    }
  for (std::size_t j = 0; j < lower.size(); ++j) {
    const Rational width = lower[j] == upper[j] ? Rational(1) : Rational(upper[j] - lower[j]);
    const Rational below = width * least_enlargement(trial, 2 * j);
    const Rational above = width * least_enlargement(trial, 2 * j + 1);
    lower[j] = shortest_dyadic(lower[j] - below - width / 8, lower[j] - below);
    upper[j] = shortest_dyadic(upper[j] + above, upper[j] + above + width / 8);
  }
  return box(lower, upper);
}

/// How far the cells are ahead at the points; nothing for a single cell.
std::optional<Rational> least_margin(const PowerPartition& partition,
                                     const std::vector<Vector>& points) {
  std::optional<Rational> least;
  for (const Vector& x : points) {
    const CellLead lead = lead_at(partition, x);
    if (lead.margin && (!least || *lead.margin < *least))
      least = lead.margin;
  }
  return least;
}

} // namespace

Polytope enlarged_box(const Dataset& data) {
  return numbered_box(data, 0);
}

Polytope enlarged_box(const Dataset& data, const PowerPartition& partition) {
  const std::optional<Rational> wanted = least_margin(partition, data.inputs);
  std::optional<Polytope> best;
  Rational widest = 0;
  for (std::size_t trial = 0; trial < tried_boxes; ++trial) {
    Polytope candidate = numbered_box(data, trial);
    const std::optional<Rational> margin = least_margin(partition, vertices(candidate));
    if (!margin || (wanted && *margin >= *wanted && sgn(*margin) > 0))
      return candidate;
    if (*margin > widest) {
      widest = *margin;
      best = std::move(candidate);
    }
  }
  if (!best)
    throw UsageError("domain: expected a box without vertices on walls of the power diagram, found "
                     "none → give a domain or other functions");
  return *best;
}

} // namespace thalweg
