// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/planar_regions.hpp"

#include "exact/error.hpp"
#include "network/walk.hpp"

#include <algorithm>
#include <variant>

namespace thalweg {

namespace {

/// A convex polygon on which the outputs h_0 = x, h_1, … so far, and the pre-activations of the
/// next layer, are affine. Outputs that nothing reads any more are empty.
struct Region {
  Polygon corners;
  std::vector<AffineMap> outputs;
  AffineMap z;
};

/// Cuts a region where a function that is affine on it is 0 in its interior: this one is left with
/// the part below, the part above comes back. Else the sign of the function on it.
std::variant<Region, int> cut_at_zero(Region& region, const AffineFunction& function) {
  Vector values;
  for (const Vector& x : region.corners)
    values.push_back(function(x));
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  if (sgn(*least) >= 0 || sgn(*largest) <= 0)
    return sgn(*largest) > 0 ? 1 : -1;
  Region above{part(region.corners, values, 1), region.outputs, region.z};
  region.corners = part(region.corners, values, -1);
  return above;
}

/// Cuts every region where the unit meets the breakpoint in its interior.
void cut(std::vector<Region>& regions, std::size_t unit, const Rational& breakpoint) {
  const std::size_t count = regions.size();
  for (std::size_t r = 0; r < count; ++r) {
    AffineFunction distance = regions[r].z[unit];
    distance.constant -= breakpoint;
    auto above = cut_at_zero(regions[r], distance);
    if (Region* region = std::get_if<Region>(&above))
      regions.push_back(std::move(*region));
  }
}

/// Makes z of a max pooling unit the largest entry of its window, cutting where that changes.
void take_largest(std::vector<Region>& regions, std::size_t layer, const SparseRow& window) {
  for (std::size_t k = 0; k < window.size(); ++k) {
    const std::size_t count = regions.size();
    for (std::size_t r = 0; r < count; ++r) {
      const AffineFunction entry = regions[r].outputs[layer][window[k].first];
      if (k == 0) {
        regions[r].z.push_back(entry);
        continue;
      }
      auto above = cut_at_zero(regions[r], entry - regions[r].z.back());
      if (Region* region = std::get_if<Region>(&above)) {
        region->z.back() = entry;
        regions.push_back(std::move(*region));
      } else if (std::get<int>(above) > 0) {
        regions[r].z.back() = entry;
      }
    }
  }
}

/// The pre-activations of a layer on a region.
void take_layer(Region& region, const Network& network, std::size_t layer) {
  const AffineMap input = layer_input(network, layer, region.outputs);
  const Layer& taken = network.layers[layer];
  for (std::size_t unit = 0; unit < taken.unit_count(); ++unit)
    region.z.push_back(
        row_value(AffineFunction{Vector(2), taken.biases[unit]}, taken.weights[unit], input));
}

/// h = σ(z), every unit on the piece of the middle (a constant at a breakpoint: either).
void leave_layer(Region& region, const Activation& activation, std::size_t layer,
                 const std::vector<std::size_t>& readers) {
  for (std::size_t source = 0; source < region.outputs.size(); ++source)
    if (readers[source] <= layer)
      region.outputs[source].clear();
  const Vector inside = middle(region.corners);
  AffineMap& h = region.outputs.emplace_back();
  for (const AffineFunction& z : region.z) {
    const Rational value = z(inside);
    std::size_t piece = 0;
    while (piece < activation.breakpoints.size() && value > activation.breakpoints[piece])
      ++piece;
    h.push_back(activation.slopes[piece] * z);
    h.back().constant += activation.intercepts[piece];
  }
  region.z.clear();
}

} // namespace

std::optional<std::vector<RegionPolygon>>
planar_regions(const Network& network, const Vector& lower, const Vector& upper, std::size_t most) {
  require(lower.size() == 2 && upper.size() == 2, "planar regions: expected two inputs");
  std::vector<Region> regions{{{lower, {upper[0], lower[1]}, upper, {lower[0], upper[1]}},
                               {{{{1, 0}, 0}, {{0, 1}, 0}}},
                               {}}};
  const std::vector<std::size_t> readers = last_readers(network);
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    for (const SparseRow& window : layer.choices) {
      take_largest(regions, l, window);
      if (regions.size() > most)
        return std::nullopt;
    }
    for (Region& region : regions)
      if (layer.kind != LayerKind::max_pooling)
        take_layer(region, network, l);
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
      for (const Rational& breakpoint : layer.activation.breakpoints) {
        cut(regions, unit, breakpoint);
        if (regions.size() > most)
          return std::nullopt;
      }
    for (Region& region : regions)
      leave_layer(region, layer.activation, l, readers);
  }
  std::vector<RegionPolygon> result;
  for (const Region& region : regions)
    result.push_back({region.corners, region.outputs.back()});
  return result;
}

} // namespace thalweg
