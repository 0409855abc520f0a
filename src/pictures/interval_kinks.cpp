// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/interval_kinks.hpp"

#include "exact/error.hpp"
#include "landscape/forward_passes.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// The points in (x_0, x_1) where a value that runs straight from z_0 to z_1 meets a breakpoint.
void append_crossings(Vector& points, const Activation& activation, const Rational& x0,
                      const Rational& x1, const Rational& z0, const Rational& z1) {
  for (const Rational& breakpoint : activation.breakpoints)
    if ((z0 < breakpoint && breakpoint < z1) || (z1 < breakpoint && breakpoint < z0))
      points.push_back(x0 + (breakpoint - z0) / (z1 - z0) * (x1 - x0));
}

} // namespace

Vector interval_kinks(const Network& network, const Rational& lower, const Rational& upper) {
  require(lower < upper, "interval kinks: expected an interval");
  Vector points{lower, upper};
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    const Layer& layer = network.layers[l];
    require(layer.kind != LayerKind::max_pooling, "interval kinks: expected no max pooling");
    if (layer.activation.breakpoints.empty())
      continue;
    std::vector<Vector> inputs;
    for (const Rational& x : points)
      inputs.push_back({x});
    const ForwardPasses passes(network, inputs, l + 1);
    Vector found = points;
    Vector before = passes.pre_activations(l, 0);
    for (std::size_t k = 1; k < points.size(); ++k) {
      Vector here = passes.pre_activations(l, k);
      for (std::size_t unit = 0; unit < here.size(); ++unit)
        append_crossings(found, layer.activation, points[k - 1], points[k], before[unit],
                         here[unit]);
      before = std::move(here);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    points = std::move(found);
  }
  return points;
}

} // namespace thalweg
