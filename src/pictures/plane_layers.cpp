// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/plane_layers.hpp"

namespace thalweg {

namespace {

std::vector<PlaneRow> plane_rows(const std::vector<SparseRow>& rows) {
  std::vector<PlaneRow> result;
  for (const SparseRow& row : rows) {
    PlaneRow& numbers = result.emplace_back();
    for (const auto& [k, weight] : row)
      numbers.emplace_back(k, weight.get_d());
  }
  return result;
}

LayerChange layer_change(const Layer& layer) {
  LayerChange result;
  if (!has_parameters(layer))
    return result;
  result.rows = plane_rows(layer.weights);
  for (const Rational& bias : layer.biases)
    result.biases.push_back(bias.get_d());
  return result;
}

} // namespace

PlaneLayer plane_layer(const Layer& layer, const Layer& first, const Layer& second) {
  const bool is_max_pooling = layer.kind == LayerKind::max_pooling;
  PlaneLayer flat{plane_rows(is_max_pooling ? layer.choices : layer.weights),
                  {layer_change(first), layer_change(second)},
                  {},
                  is_max_pooling};
  for (const Rational& slope : layer.activation.slopes)
    flat.slopes.push_back(slope.get_d());
  return flat;
}

LayerPass layer_pass(const Layer& layer, const PlaneLayer& flat, const Vector& input,
                     const Vector& z) {
  LayerPass pass;
  for (const Rational& value : input)
    pass.input.push_back(value.get_d());
  for (std::size_t j = 0; j < z.size(); ++j) {
    for (const Rational& breakpoint : layer.activation.breakpoints)
      pass.gaps.push_back(Rational(breakpoint - z[j]).get_d());
    if (flat.is_max_pooling)
      for (const Term& entry : layer.choices[j])
        pass.gaps.push_back(Rational(input[entry.first] - z[j]).get_d());
  }
  for (std::size_t d = 0; d < 2; ++d)
    for (std::size_t j = 0; j < flat.changes[d].rows.size(); ++j) {
      double& shift = pass.shifts[d].emplace_back(flat.changes[d].biases[j]);
      for (const auto& [k, change] : flat.changes[d].rows[j])
        shift += change * pass.input[k];
    }
  return pass;
}

} // namespace thalweg
