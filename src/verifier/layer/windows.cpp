// SPDX-License-Identifier: Apache-2.0

#include "layer/windows.hpp"

namespace thalweg::verifier {

namespace {

/// The windows on one axis. An output size that is not 0 keeps every product here below 2^56 (so
/// they need 64 bits, whatever size_t has).
List<List<WindowEntry>> windows_on_axis(const Windows& windows, std::size_t axis,
                                        std::size_t output_size) {
  const std::uint64_t size = windows.source[axis + 1];
  const std::uint64_t dilation = windows.dilation[axis];
  List<List<WindowEntry>> result(output_size);
  for (std::size_t p = 0; p < output_size; ++p) {
    Meter::tick();
    const std::uint64_t start = std::uint64_t{p} * windows.stride[axis]; // from the padded front
    const std::uint64_t first = windows.padding[axis]; // where the real ones begin
    std::uint64_t offset = start < first ? (first - start + dilation - 1) / dilation : 0;
    for (; offset < windows.kernel[axis] && start + offset * dilation < first + size; ++offset)
      result[p].push_back({static_cast<std::size_t>(offset),
                           static_cast<std::size_t>(start + offset * dilation - first)});
  }
  return result;
}

} // namespace

std::size_t position_count(const Shape& shape) {
  std::size_t count = 1;
  for (std::size_t axis = 1; axis < shape.size(); ++axis)
    count *= shape[axis];
  return count;
}

std::uint64_t output_size(std::uint64_t size, std::uint64_t kernel, std::uint64_t stride,
                          std::uint64_t padding, std::uint64_t dilation) {
  const Integer room = Integer(size) + 2 * Integer(padding) - 1;
  const Integer reach = Integer(dilation) * Integer(kernel - 1);
  return room < reach ? 0 : static_cast<std::uint64_t>((room - reach) / stride) + 1;
}

void place_windows(Windows& windows, const List<std::size_t>& output_sizes) {
  windows.entries = windows_on_axis(windows, 0, output_sizes[0]);
  if (output_sizes.size() == 1)
    return;
  const List<List<WindowEntry>> rows = std::move(windows.entries);
  const List<List<WindowEntry>> columns = windows_on_axis(windows, 1, output_sizes[1]);
  windows.entries = {};
  for (const List<WindowEntry>& row : rows)
    for (const List<WindowEntry>& column : columns) {
      Meter::tick();
      List<WindowEntry>& window = windows.entries.emplace_back();
      for (const WindowEntry& a : row)
        for (const WindowEntry& b : column)
          window.push_back({a.offset * static_cast<std::size_t>(windows.kernel[1]) + b.offset,
                            a.position * windows.source[2] + b.position});
    }
}

} // namespace thalweg::verifier
