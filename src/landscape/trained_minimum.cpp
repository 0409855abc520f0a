// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/trained_minimum.hpp"

#include <algorithm>

namespace thalweg {

std::size_t TrainedMinimum::field_count() const {
  std::size_t count = asleep ? asleep->parameter_count : 0;
  for (const NeutralField& field : fields) {
    const auto* block = std::get_if<BlockField>(&field);
    count += block ? block->free.size() : 1;
  }
  return count;
}

Rational distance(const TrainedMinimum& minimum) {
  return minimum.is_at_rest
             ? Rational(0)
             : minimum.near * *std::max_element(minimum.steps.begin(), minimum.steps.end());
}

namespace {

Rational shortest_move(const TrainedMinimum& minimum, const Rational& box) {
  return (box - minimum.near) * *std::min_element(minimum.steps.begin(), minimum.steps.end());
}

} // namespace

Rational radius(const TrainedMinimum& minimum) {
  return shortest_move(minimum, minimum.box);
}

Rational strict_radius(const TrainedMinimum& minimum) {
  return shortest_move(minimum, *minimum.strict_box);
}

} // namespace thalweg
