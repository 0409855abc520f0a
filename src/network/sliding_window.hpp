// SPDX-License-Identifier: GPL-3.0-or-later
//
// Windows that slide over one or two spatial axes: offset d of the window at output position p
// reads the input position p·stride − padding + d·dilation on every axis; what lies outside the
// input is no entry. There are ⌊(size + 2 padding − dilation (window − 1) − 1) / stride⌋ + 1 output
// positions on an axis. Positions and offsets are flattened row-major.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace thalweg {

/// [channels, width], [channels, height, width], or [n]: n channels with one position.
using Shape = std::vector<std::size_t>;

/// Π sizes; 1 for none.
std::size_t volume(const Shape& sizes);
/// Π of all but the channels.
std::size_t position_count(const Shape& shape);
/// "1×28×28"
std::string shape_text(const Shape& shape);

/// One number per spatial axis in each member.
struct SlidingWindow {
  Shape size = {}; ///< kernel of a convolution, window of a pooling; positive
  Shape stride = {};
  Shape padding = {};
  Shape dilation = {};

  bool operator==(const SlidingWindow&) const = default;
};

/// A real entry of a window: the offset within the window and the input position it reads.
struct WindowEntry {
  std::size_t offset, position;
  bool operator==(const WindowEntry&) const = default;
};

/// The real entries of the window at output position `output_position`, offsets and positions
/// strictly increasing. Shapes with their channels.
std::vector<WindowEntry> window_entries(const SlidingWindow& window, const Shape& input_shape,
                                        const Shape& output_shape, std::size_t output_position);

/// The window with what is missing filled in: stride 1, padding 0, dilation 1. InputError at
/// "place/key" unless the input has 1 or 2 spatial axes and every member one number for each, at
/// most 10^9 and, but for the padding, positive. `size_key` is the key of the size.
SlidingWindow completed(SlidingWindow window, const Shape& input_shape, const std::string& place,
                        const std::string& size_key);

/// The output sizes on the spatial axes of a completed window. InputError at "place/size_key" if
/// one would be below 1.
Shape output_sizes(const SlidingWindow& window, const Shape& input_shape, const std::string& place,
                   const std::string& size_key);

/// Σ over output positions of the real entries of the window there, or `limit` + 1 if it is larger
/// than `limit` < 2^32. Takes time of the order of Σ output sizes.
std::size_t entry_count(const SlidingWindow& window, const Shape& input_shape,
                        const Shape& output_shape, std::size_t limit);

/// Π sizes, or `limit` + 1 if it is larger than `limit` < 2^32.
std::size_t limited_volume(const Shape& sizes, std::size_t limit);

} // namespace thalweg
