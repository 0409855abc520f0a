// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/interval_kinks.hpp"

#include "exact/error.hpp"
#include "landscape/forward_passes.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// The point in (x_0, x_1) where a value that runs straight from z_0 to z_1 is 0.
void append_zero(Vector& points, const Rational& x0, const Rational& x1, const Rational& z0,
                 const Rational& z1) {
  if (sgn(z0) * sgn(z1) < 0)
    points.push_back(x0 + z0 / (z0 - z1) * (x1 - x0));
}

/// What a layer computes at a point: inputs of max pooling, else pre-activations.
Vector bending_values(const Network& network, const ForwardPasses& passes, std::size_t layer,
                      std::size_t point) {
  if (network.layers[layer].kind == LayerKind::max_pooling)
    return passes.output(layer, point);
  return passes.pre_activations(layer, point);
}

void append_crossings(Vector& points, const Layer& layer, const Rational& x0, const Rational& x1,
                      const Vector& at_x0, const Vector& at_x1) {
  for (std::size_t unit = 0; unit < at_x0.size(); ++unit)
    for (const Rational& breakpoint : layer.activation.breakpoints)
      append_zero(points, x0, x1, at_x0[unit] - breakpoint, at_x1[unit] - breakpoint);
  for (const SparseRow& window : layer.choices)
    for (std::size_t a = 0; a < window.size(); ++a)
      for (std::size_t b = 0; b < a; ++b) {
        const std::size_t i = window[a].first, j = window[b].first;
        append_zero(points, x0, x1, at_x0[i] - at_x0[j], at_x1[i] - at_x1[j]);
      }
}

} // namespace

Vector interval_kinks(const Network& network, const Rational& lower, const Rational& upper) {
  require(lower < upper, "interval kinks: expected an interval");
  Vector points{lower, upper};
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    if (!has_pieces(network.layers[l]))
      continue;
    std::vector<Vector> inputs;
    for (const Rational& x : points)
      inputs.push_back({x});
    const ForwardPasses passes(network, inputs, l + 1);
    Vector found = points;
    Vector before = bending_values(network, passes, l, 0);
    for (std::size_t k = 1; k < points.size(); ++k) {
      Vector here = bending_values(network, passes, l, k);
      append_crossings(found, network.layers[l], points[k - 1], points[k], before, here);
      before = std::move(here);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    points = std::move(found);
  }
  return points;
}

} // namespace thalweg
