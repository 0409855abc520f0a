// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/planar_regions.hpp"

#include "exact/error.hpp"
#include "landscape/affine_composition.hpp"
#include "network/walk.hpp"

#include <algorithm>
#include <variant>

namespace thalweg {

namespace {

using Functions = std::vector<IntegerAffineFunction>;

/// A convex polygon on which the outputs h_0 = x, h_1, … so far, and the pre-activations of the
/// next layer, are affine. Outputs that nothing reads any more are empty.
struct Region {
  Polygon corners;
  std::vector<Functions> outputs;
  Functions z;
};

Vector values_at_corners(const Region& region, const IntegerAffineFunction& function) {
  Vector result;
  for (const Vector& x : region.corners)
    result.push_back(value(function, homogeneous_point(x)));
  return result;
}

/// Cuts a region where a function that is affine on it, given at its corners, is 0 in its interior:
/// this one is left with the part below, the part above comes back. Else the sign of the function.
std::variant<Region, int> cut_at_zero(Region& region, const Vector& values) {
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
    Vector distances = values_at_corners(regions[r], regions[r].z[unit]);
    for (Rational& distance : distances)
      distance -= breakpoint;
    auto above = cut_at_zero(regions[r], distances);
    if (Region* region = std::get_if<Region>(&above))
      regions.push_back(std::move(*region));
  }
}

/// Makes z of a max pooling unit the largest entry of its window, cutting where that changes.
void take_largest(std::vector<Region>& regions, std::size_t layer, const SparseRow& window) {
  for (std::size_t k = 0; k < window.size(); ++k) {
    const std::size_t count = regions.size();
    for (std::size_t r = 0; r < count; ++r) {
      const IntegerAffineFunction entry = regions[r].outputs[layer][window[k].first];
      if (k == 0) {
        regions[r].z.push_back(entry);
        continue;
      }
      Vector leads = values_at_corners(regions[r], entry);
      const Vector so_far = values_at_corners(regions[r], regions[r].z.back());
      for (std::size_t c = 0; c < leads.size(); ++c)
        leads[c] -= so_far[c];
      auto above = cut_at_zero(regions[r], leads);
      if (Region* region = std::get_if<Region>(&above)) {
        region->z.back() = entry;
        regions.push_back(std::move(*region));
      } else if (std::get<int>(above) > 0) {
        regions[r].z.back() = entry;
      }
    }
  }
}

/// h = σ(z), every unit on the piece of the middle (a constant at a breakpoint: either).
void leave_layer(Region& region, const Layer& layer, std::size_t l,
                 const std::vector<std::size_t>& readers) {
  for (std::size_t source = 0; source < region.outputs.size(); ++source)
    if (readers[source] <= l)
      region.outputs[source].clear();
  const HomogeneousPoint inside = homogeneous_point(middle(region.corners));
  std::vector<std::size_t> pieces;
  for (const IntegerAffineFunction& z : region.z) {
    const Rational there = value(z, inside);
    std::size_t& piece = pieces.emplace_back(0);
    while (piece < layer.activation.breakpoints.size() &&
           there > layer.activation.breakpoints[piece])
      ++piece;
  }
  region.outputs.push_back(activated(layer, pieces, region.z));
  region.z.clear();
}

} // namespace

std::optional<std::vector<RegionPolygon>>
planar_regions(const Network& network, const Vector& lower, const Vector& upper, std::size_t most) {
  require(lower.size() == 2 && upper.size() == 2, "planar regions: expected two inputs");
  std::vector<Region> regions{
      {{lower, {upper[0], lower[1]}, upper, {lower[0], upper[1]}}, {coordinate_functions(2)}, {}}};
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
        region.z = composed(layer, layer_input(network, l, region.outputs), 2);
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
      for (const Rational& breakpoint : layer.activation.breakpoints) {
        cut(regions, unit, breakpoint);
        if (regions.size() > most)
          return std::nullopt;
      }
    for (Region& region : regions)
      leave_layer(region, layer, l, readers);
  }
  std::vector<RegionPolygon> result;
  for (const Region& region : regions)
    result.push_back({region.corners, rational_map(region.outputs.back())});
  return result;
}

} // namespace thalweg
