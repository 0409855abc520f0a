// SPDX-License-Identifier: GPL-3.0-or-later

#include "geometry/guess/insertion_order.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace thalweg {

namespace {

/// For each point the number of its box in a grid of about `count` boxes, counted to and fro so
/// that successive boxes are neighbours.
std::vector<std::uint64_t> grid_boxes(const std::vector<std::vector<Integer>>& coordinates,
                                      std::size_t count) {
  const std::size_t dimension = coordinates.size();
  const auto side = static_cast<std::uint64_t>(
      std::ceil(std::pow(static_cast<double>(count), 1.0 / static_cast<double>(dimension))));
  std::vector<std::uint64_t> boxes(coordinates[0].size(), 0), turns(boxes.size(), 0);
  for (const std::vector<Integer>& column : coordinates) {
    const auto [low, high] = std::minmax_element(column.begin(), column.end());
    const double offset = low->get_d();
    const double scale = static_cast<double>(side) / (1 + high->get_d() - offset);
    for (std::size_t i = 0; i < column.size(); ++i) {
      const double place = (column[i].get_d() - offset) * scale; // not finite for huge numbers
      std::uint64_t digit =
          std::isfinite(place)
              ? static_cast<std::uint64_t>(std::clamp(place, 0.0, static_cast<double>(side - 1)))
              : 0;
      if (turns[i] % 2 == 1)
        digit = side - 1 - digit;
      turns[i] += digit;
      boxes[i] = boxes[i] * side + digit;
    }
  }
  return boxes;
}

} // namespace

std::vector<std::size_t> insertion_order(const std::vector<std::vector<Integer>>& coordinates) {
  const std::size_t count = coordinates[0].size();
  std::vector<std::pair<std::pair<unsigned, std::uint64_t>, std::size_t>> keys(count);
  const std::vector<std::uint64_t> boxes = grid_boxes(coordinates, count);
  std::uint64_t state = 1;
  for (std::size_t i = 0; i < count; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U; // Knuth's MMIX generator
    unsigned part = 8;
    for (std::uint64_t bits = state >> 40; part > 0 && (bits & 1) != 0; bits >>= 1)
      --part;
    keys[i] = {{part, boxes[i]}, i};
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::size_t> result;
  for (const auto& key : keys)
    result.push_back(key.second);
  return result;
}

} // namespace thalweg
