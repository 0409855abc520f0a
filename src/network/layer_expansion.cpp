// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/layer_expansion.hpp"

#include "exact/error.hpp"

namespace thalweg {

namespace {

/// The filter of the unit's channel over the field of the unit: both have increasing columns.
SparseRow convolution_row(const Layer& layer, std::size_t unit) {
  const SparseRow& filter = layer.filters[parameter_row_of(layer, unit)];
  SparseRow row;
  auto next = filter.begin();
  visit_field(layer, unit, [&](std::size_t input, std::size_t column) {
    while (next != filter.end() && next->first < column)
      ++next;
    if (next != filter.end() && next->first == column)
      row.emplace_back(input, next->second);
  });
  return row;
}

/// Every real entry of the unit's window, in the unit's channel, with the same weight.
SparseRow pooling_row(const Layer& layer, std::size_t unit, const Rational& weight) {
  const std::size_t positions = position_count(layer.output_shape);
  const std::size_t channel_start = unit / positions * position_count(layer.input_shape);
  SparseRow row;
  for (const WindowEntry& entry :
       window_entries(layer.window, layer.input_shape, layer.output_shape, unit % positions))
    row.emplace_back(channel_start + entry.position, weight);
  return row;
}

} // namespace

SparseRow expanded_row(const Layer& layer, std::size_t unit) {
  switch (layer.kind) {
  case LayerKind::convolution:
    return convolution_row(layer, unit);
  case LayerKind::average_pooling:
    return pooling_row(layer, unit, fraction(1, Integer(volume(layer.window.size))));
  case LayerKind::max_pooling:
    return pooling_row(layer, unit, 1);
  case LayerKind::addition:
    return {{unit, 1}, {layer.input_count / 2 + unit, 1}};
  case LayerKind::dense:
    break;
  }
  throw InternalError("layer expansion: expected a layer that is not dense, found a dense one");
}

void expand(Layer& layer) {
  std::vector<SparseRow> rows(volume(layer.output_shape));
  for (std::size_t unit = 0; unit < rows.size(); ++unit)
    rows[unit] = expanded_row(layer, unit);
  layer.biases.assign(rows.size(), Rational(0));
  if (layer.kind == LayerKind::convolution)
    for (std::size_t unit = 0; unit < rows.size(); ++unit)
      layer.biases[unit] = layer.filter_biases[parameter_row_of(layer, unit)];
  (layer.kind == LayerKind::max_pooling ? layer.choices : layer.weights) = std::move(rows);
}

} // namespace thalweg
