// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/sliding_window.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>

namespace thalweg {

namespace {

/// So that size + 2 padding and dilation (window − 1) stay far below 2^63.
constexpr std::size_t largest_extent = 1'000'000'000;

/// The offsets first, first + 1, … below end of a window on one axis that read real entries.
struct AxisEntries {
  std::size_t first, end;
  std::int64_t start; ///< the position read by offset 0, perhaps outside
};

AxisEntries axis_entries(const SlidingWindow& window, std::size_t axis, std::size_t input_size,
                         std::size_t output_position) {
  const auto dilation = static_cast<std::int64_t>(window.dilation[axis]);
  const auto size = static_cast<std::int64_t>(input_size);
  const std::int64_t start = static_cast<std::int64_t>(output_position * window.stride[axis]) -
                             static_cast<std::int64_t>(window.padding[axis]);
  const std::int64_t first = start < 0 ? (-start + dilation - 1) / dilation : 0;
  const std::int64_t end = start < size ? (size - 1 - start) / dilation + 1 : 0;
  const std::int64_t last = std::min(end, static_cast<std::int64_t>(window.size[axis]));
  return {static_cast<std::size_t>(first), static_cast<std::size_t>(std::max(first, last)), start};
}

void require_extents(const Shape& extents, std::size_t smallest, const Shape& input_shape,
                     const std::string& place) {
  if (extents.size() != input_shape.size() - 1)
    throw InputError(
        fmt::format("{}: expected {} (one for each spatial axis of the shape {}), found {}", place,
                    input_shape.size() == 2 ? "1 number" : "2 numbers", shape_text(input_shape),
                    extents.size()));
  for (std::size_t axis = 0; axis < extents.size(); ++axis)
    if (extents[axis] < smallest || extents[axis] > largest_extent)
      throw InputError(fmt::format("{}/{}: expected a number from {} to {}, found {}", place, axis,
                                   smallest, largest_extent, extents[axis]));
}

} // namespace

std::size_t volume(const Shape& sizes) {
  std::size_t product = 1;
  for (const std::size_t size : sizes)
    product *= size;
  return product;
}

std::size_t limited_volume(const Shape& sizes, std::size_t limit) {
  std::size_t product = 1;
  for (const std::size_t size : sizes)
    product = product * std::min(size, limit + 1) > limit ? limit + 1 : product * size;
  return std::find(sizes.begin(), sizes.end(), 0) == sizes.end() ? product : 0;
}

std::size_t position_count(const Shape& shape) {
  std::size_t product = 1;
  for (std::size_t axis = 1; axis < shape.size(); ++axis)
    product *= shape[axis];
  return product;
}

std::string shape_text(const Shape& shape) {
  return fmt::format("{}", fmt::join(shape, "×"));
}

std::vector<WindowEntry> window_entries(const SlidingWindow& window, const Shape& input_shape,
                                        const Shape& output_shape, std::size_t output_position) {
  std::vector<WindowEntry> entries{{0, 0}};
  std::size_t remaining = position_count(output_shape);
  for (std::size_t axis = 0; axis + 1 < input_shape.size(); ++axis) {
    remaining /= output_shape[axis + 1];
    const std::size_t p = output_position / remaining % output_shape[axis + 1];
    const AxisEntries own = axis_entries(window, axis, input_shape[axis + 1], p);
    std::vector<WindowEntry> refined;
    refined.reserve(entries.size() * (own.end - own.first));
    for (const WindowEntry& entry : entries)
      for (std::size_t d = own.first; d < own.end; ++d) {
        const std::int64_t position =
            own.start + static_cast<std::int64_t>(d * window.dilation[axis]);
        refined.push_back(
            {entry.offset * window.size[axis] + d,
             entry.position * input_shape[axis + 1] + static_cast<std::size_t>(position)});
      }
    entries = std::move(refined);
  }
  return entries;
}

SlidingWindow completed(SlidingWindow window, const Shape& input_shape, const std::string& place,
                        const std::string& size_key) {
  if (input_shape.size() != 2 && input_shape.size() != 3)
    throw InputError(fmt::format("{}: expected channels × width or channels × height × width "
                                 "before this layer, found {} → give the network an input_shape",
                                 place, shape_text(input_shape)));
  const std::size_t axes = input_shape.size() - 1;
  if (window.stride.empty())
    window.stride.assign(axes, 1);
  if (window.padding.empty())
    window.padding.assign(axes, 0);
  if (window.dilation.empty())
    window.dilation.assign(axes, 1);
  require_extents(window.size, 1, input_shape, place + "/" + size_key);
  require_extents(window.stride, 1, input_shape, place + "/stride");
  require_extents(window.padding, 0, input_shape, place + "/padding");
  require_extents(window.dilation, 1, input_shape, place + "/dilation");
  return window;
}

Shape output_sizes(const SlidingWindow& window, const Shape& input_shape, const std::string& place,
                   const std::string& size_key) {
  Shape sizes;
  for (std::size_t axis = 0; axis < window.size.size(); ++axis) {
    const std::size_t available = input_shape[axis + 1] + 2 * window.padding[axis];
    const std::size_t span = window.dilation[axis] * (window.size[axis] - 1) + 1;
    if (span > available)
      throw InputError(fmt::format("{}/{}/{}: expected a window over at most {} entries (input and "
                                   "padding), found one over {}",
                                   place, size_key, axis, available, span));
    sizes.push_back((available - span) / window.stride[axis] + 1);
  }
  return sizes;
}

std::size_t entry_count(const SlidingWindow& window, const Shape& input_shape,
                        const Shape& output_shape, std::size_t limit) {
  Shape sums;
  for (std::size_t axis = 0; axis + 1 < input_shape.size(); ++axis) {
    std::size_t& sum = sums.emplace_back(0);
    for (std::size_t p = 0; p < output_shape[axis + 1] && sum <= limit; ++p) {
      const AxisEntries own = axis_entries(window, axis, input_shape[axis + 1], p);
      sum += own.end - own.first;
    }
  }
  return limited_volume(sums, limit);
}

} // namespace thalweg
