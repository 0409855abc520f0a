// SPDX-License-Identifier: Apache-2.0
//
// The field of a unit: the inputs with which it multiplies a parameter, zero weights included
// (specification, 14.1). All units of a dense layer have one field, all inputs; the units of a
// convolution that belong to one group and one position have one, the real entries of their window
// in every channel of the group.

#pragma once

#include "layer/network.hpp"

namespace thalweg::verifier {

inline std::size_t field_count(const Layer& layer) {
  return layer.kind == LayerKind::dense ? 1 : layer.windows.groups * layer.windows.entries.size();
}

/// The field of a unit of a dense layer or a convolution. Fields are numbered by group, then
/// position.
inline std::size_t field_of(const Layer& layer, std::size_t unit) {
  if (layer.kind == LayerKind::dense)
    return 0;
  const std::size_t positions = layer.windows.entries.size();
  const std::size_t group = unit / positions / (layer.rows.size() / layer.windows.groups);
  return group * positions + unit % positions;
}

/// Calls use(index in the row of parameters, input) for every input of a field.
template <class Use> void for_each_in_field(const Layer& layer, std::size_t field, const Use& use) {
  if (layer.kind == LayerKind::dense) {
    for (std::size_t k = 0; k < layer.input_count; ++k)
      use(k, k);
    return;
  }
  const Windows& windows = layer.windows;
  const std::size_t group = field / windows.entries.size();
  for (std::size_t c = 0; c < windows.group_channels(); ++c)
    for (const WindowEntry& entry : windows.entries[field % windows.entries.size()])
      use(c * windows.offset_count + entry.offset,
          (group * windows.group_channels() + c) * position_count(windows.source) + entry.position);
}

} // namespace thalweg::verifier
