// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/planar_regions.hpp"

#include "exact/error.hpp"
#include "landscape/linear_view.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// A convex polygon on which the outputs h_0 = x, h_1, … so far, and the pre-activations of the
/// next layer, are affine. Outputs that nothing reads any more are empty.
struct Region {
  std::vector<Vector> corners; ///< counterclockwise
  std::vector<AffineMap> outputs;
  AffineMap z;
};

/// The corners on one side of z = breakpoint (−1 or 1), those of the cut included; `values` are
/// z − breakpoint at the corners.
std::vector<Vector> part(const std::vector<Vector>& corners, const Vector& values, int wanted) {
  std::vector<Vector> result;
  for (std::size_t k = 0; k < corners.size(); ++k) {
    const std::size_t next = (k + 1) % corners.size();
    if (sgn(values[k]) * wanted >= 0)
      result.push_back(corners[k]);
    if (sgn(values[k]) * sgn(values[next]) < 0) {
      const Rational t = values[k] / (values[k] - values[next]);
      const Vector &a = corners[k], &b = corners[next];
      result.push_back({a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])});
    }
  }
  return result;
}

/// Cuts every region where the unit meets the breakpoint in its interior.
void cut(std::vector<Region>& regions, std::size_t unit, const Rational& breakpoint) {
  const std::size_t count = regions.size();
  for (std::size_t r = 0; r < count; ++r) {
    Vector values;
    for (const Vector& x : regions[r].corners)
      values.push_back(regions[r].z[unit](x) - breakpoint);
    const auto [least, largest] = std::minmax_element(values.begin(), values.end());
    if (sgn(*least) >= 0 || sgn(*largest) <= 0)
      continue;
    Region above{part(regions[r].corners, values, 1), regions[r].outputs, regions[r].z};
    regions[r].corners = part(regions[r].corners, values, -1);
    regions.push_back(std::move(above));
  }
}

/// The pre-activations of a layer on a region.
void take_layer(Region& region, const Network& network, std::size_t layer,
                const std::vector<std::size_t>& readers) {
  const AffineMap input = gathered(network, layer, region.outputs);
  const Layer& taken = network.layers[layer];
  region.z.clear();
  for (std::size_t unit = 0; unit < taken.unit_count(); ++unit) {
    AffineFunction z{Vector(2), taken.biases[unit]};
    for (const auto& [k, weight] : taken.weights[unit]) {
      for (std::size_t c = 0; c < 2; ++c)
        z.linear[c] += weight * input[k].linear[c];
      z.constant += weight * input[k].constant;
    }
    region.z.push_back(std::move(z));
  }
  for (std::size_t source = 0; source < region.outputs.size(); ++source)
    if (readers[source] <= layer)
      region.outputs[source].clear();
}

/// h = σ(z), every unit on the piece of the middle (a constant at a breakpoint: either).
void leave_layer(Region& region, const Activation& activation) {
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
}

} // namespace

Vector middle(const std::vector<Vector>& corners) {
  Vector sum(2);
  for (const Vector& x : corners)
    for (std::size_t k = 0; k < 2; ++k)
      sum[k] += x[k];
  for (Rational& entry : sum)
    entry /= static_cast<unsigned long>(corners.size());
  return sum;
}

std::optional<std::vector<RegionPolygon>>
planar_regions(const Network& network, const Vector& lower, const Vector& upper, std::size_t most) {
  require(lower.size() == 2 && upper.size() == 2, "planar regions: expected two inputs");
  std::vector<Region> regions{{{lower, {upper[0], lower[1]}, upper, {lower[0], upper[1]}},
                               {{{{1, 0}, 0}, {{0, 1}, 0}}},
                               {}}};
  const std::vector<std::size_t> readers = last_readers(network);
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    require(layer.kind != LayerKind::max_pooling, "planar regions: expected no max pooling");
    for (Region& region : regions)
      take_layer(region, network, l, readers);
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
      for (const Rational& breakpoint : layer.activation.breakpoints) {
        cut(regions, unit, breakpoint);
        if (regions.size() > most)
          return std::nullopt;
      }
    for (Region& region : regions)
      leave_layer(region, layer.activation);
  }
  std::vector<RegionPolygon> result;
  for (const Region& region : regions)
    result.push_back({region.corners, region.outputs.back()});
  return result;
}

} // namespace thalweg
