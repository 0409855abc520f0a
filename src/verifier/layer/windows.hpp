// SPDX-License-Identifier: Apache-2.0
//
// Shapes, and the windows of convolutions and poolings (specification, 7.3). On an axis of a given
// size the window of output position p has the entries p·stride − padding + d·dilation for the
// offsets 0 ≤ d < kernel; those outside the axis are padding and are left out. With two axes
// positions and offsets are pairs, numbered row by row.

#pragma once

#include "number/numbers.hpp"

namespace thalweg::verifier {

/// Channels and the sizes of one or two axes; channels alone for a vector.
using Shape = List<std::size_t>;

/// The positions of each channel; 1 for a vector.
std::size_t position_count(const Shape& shape);

struct WindowEntry {
  std::size_t offset;   ///< in the kernel
  std::size_t position; ///< in the source
};

/// One number below 2^53 for each axis, whatever size_t has.
using Extents = List<std::uint64_t>;

/// The windows of a layer, the same for every channel.
struct Windows {
  Extents kernel; ///< of a pooling: its window
  Extents stride;
  Extents padding;
  Extents dilation;
  std::size_t groups = 1;
  std::size_t offset_count = 0;         ///< product of the kernel
  Shape source;                         ///< what the windows lie in
  List<List<WindowEntry>> entries = {}; ///< of each output position, increasing

  /// Channels of the source that one output channel of a convolution sees.
  std::size_t group_channels() const { return source.front() / groups; }
};

/// floor((size + 2 padding − dilation (kernel − 1) − 1) / stride) + 1, or 0 if there is no window.
/// All arguments are below 2^53; kernel, stride and dilation are positive.
std::uint64_t output_size(std::uint64_t size, std::uint64_t kernel, std::uint64_t stride,
                          std::uint64_t padding, std::uint64_t dilation);

/// Fills in the entries; every axis has the output size given, which is not 0.
void place_windows(Windows& windows, const List<std::size_t>& output_sizes);

} // namespace thalweg::verifier
