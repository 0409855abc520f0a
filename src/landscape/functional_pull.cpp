// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/functional_pull.hpp"

#include <map>

namespace thalweg {

SparseRow FunctionalPull::masked(std::size_t l, std::size_t channel, const SparseRow& b) const {
  const Layer& layer = network_.layers[l];
  SparseRow result;
  for (const auto& [index, value] : b)
    if (const Rational& slope = slope_in_use(layer, piece(l, channel, index)); slope != 0)
      result.emplace_back(index, slope * value);
  return result;
}

std::size_t FunctionalPull::piece(std::size_t l, std::size_t channel, std::size_t index) const {
  if (l == network_.hidden_layer_count())
    return 0;
  const std::size_t positions = position_count(network_.layers[l].shape());
  return classes_.classes[index % class_count_]
      .pieces[l][channel * positions + index / class_count_];
}

std::vector<std::size_t> FunctionalPull::path_to(const Functional& functional,
                                                 std::size_t channel) const {
  std::vector<std::size_t> path = functional.path;
  if (const auto& w = functional.weight)
    path.push_back(
        order_.weight(w->layer, w->row, (channel - w->first_channel) * w->stride + w->offset));
  return path;
}

std::vector<Target> FunctionalPull::targets(std::size_t l, std::size_t k) const {
  const Layer& layer = network_.layers[l];
  const std::size_t channels = shape_of_output(network_, l).front();
  switch (layer.kind) {
  case LayerKind::dense:
    return {{l, 0, channels}};
  case LayerKind::convolution:
    return {{l, k * (channels / layer.groups), channels / layer.groups}};
  case LayerKind::addition:
    return {{l, k, 1}, {layer.with, k, 1}};
  default:
    return {{l, k, 1}};
  }
}

FunctionalSet FunctionalPull::pulled_back(std::size_t l, const Masked& b,
                                          const Target& target) const {
  const Layer& layer = network_.layers[l];
  switch (layer.kind) {
  case LayerKind::dense:
    return through_dense(l, b);
  case LayerKind::convolution:
    return through_kernel(l, b, target);
  case LayerKind::addition:
    return {{b.entries, b.path, std::nullopt}};
  default:
    return {{through_rows(l, b), b.path, std::nullopt}};
  }
}

/// b ⊗ e_p for every position p of the input.
FunctionalSet FunctionalPull::through_dense(std::size_t l, const Masked& b) const {
  const std::size_t positions = position_count(shape_of_output(network_, l));
  FunctionalSet result;
  for (std::size_t p = 0; p < positions; ++p) {
    SparseRow entries = b.entries; // position 0
    for (auto& [index, value] : entries)
      index += p * class_count_;
    result.push_back({std::move(entries), b.path, PulledWeight{l, b.channel, 0, positions, p}});
  }
  return result;
}

/// For every kernel offset d: b'_{c, p·stride − padding + d·dilation} = b_{c,p}.
FunctionalSet FunctionalPull::through_kernel(std::size_t l, const Masked& b,
                                             const Target& target) const {
  const Layer& layer = network_.layers[l];
  const std::size_t offsets = volume(layer.window.size);
  FunctionalSet result;
  for (std::size_t d = 0; d < offsets; ++d)
    result.push_back({{}, b.path, PulledWeight{l, b.channel, target.first_channel, offsets, d}});
  for (std::size_t first = 0; first < b.entries.size();) {
    const std::size_t position = b.entries[first].first / class_count_;
    std::size_t end = first;
    while (end < b.entries.size() && b.entries[end].first / class_count_ == position)
      ++end;
    for (const auto& [offset, source] :
         window_entries(layer.window, layer.input_shape, layer.output_shape, position))
      for (std::size_t k = first; k < end; ++k)
        result[offset].entries.emplace_back(
            source * class_count_ + b.entries[k].first % class_count_, b.entries[k].second);
    first = end;
  }
  std::erase_if(result, [](const Functional& f) { return f.entries.empty(); });
  return result;
}

/// Pooling: b' = Σ over the units of the channel and classes of b · row in use.
SparseRow FunctionalPull::through_rows(std::size_t l, const Masked& b) const {
  const Layer& layer = network_.layers[l];
  const std::size_t positions = position_count(layer.output_shape);
  const std::size_t input_positions = position_count(layer.input_shape);
  std::map<std::size_t, Rational> sum;
  for (const auto& [index, value] : b.entries) {
    const std::size_t unit = b.channel * positions + index / class_count_;
    for (const auto& [input, weight] : row_in_use(layer, unit, piece(l, b.channel, index)))
      sum[input % input_positions * class_count_ + index % class_count_] += weight * value;
  }
  SparseRow result;
  for (auto& [index, value] : sum)
    if (value != 0)
      result.emplace_back(index, std::move(value));
  return result;
}

} // namespace thalweg
