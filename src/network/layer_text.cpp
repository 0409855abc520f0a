// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/layer_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace thalweg {

std::string extents_text(const Shape& extents) {
  return fmt::format("[{}]", fmt::join(extents, ","));
}

std::string geometry_text(const Layer& layer) {
  if (layer.kind == LayerKind::dense)
    return "";
  if (layer.kind == LayerKind::addition)
    return fmt::format("\"with\":{}", layer.with);
  const bool is_convolution = layer.kind == LayerKind::convolution;
  std::string text =
      fmt::format("\"{}\":{},\"stride\":{},\"padding\":{}", is_convolution ? "kernel" : "window",
                  extents_text(layer.window.size), extents_text(layer.window.stride),
                  extents_text(layer.window.padding));
  if (is_convolution)
    text += fmt::format(",\"dilation\":{},\"groups\":{}", extents_text(layer.window.dilation),
                        layer.groups);
  return text;
}

} // namespace thalweg
