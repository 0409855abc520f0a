// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/plane_layers.hpp"

#include "network/walk.hpp"

namespace thalweg {

PlaneLayer plane_layer(const Layer& layer, const Layer& first, const Layer& second) {
  PlaneLayer flat{floating_view(layer), {}};
  if (has_parameters(layer))
    flat.changes = {floating_view(first), floating_view(second)};
  return flat;
}

LayerPass layer_pass(const Layer& layer, const PlaneLayer& flat, const Vector& input,
                     const Vector& z) {
  LayerPass pass;
  pass.input = doubles(input);
  for (std::size_t j = 0; j < z.size(); ++j) {
    for (const Rational& breakpoint : layer.activation.breakpoints)
      pass.gaps.push_back(Rational(breakpoint - z[j]).get_d());
    if (flat.view.is_max_pooling)
      for (const Term& entry : layer.choices[j])
        pass.gaps.push_back(Rational(input[entry.first] - z[j]).get_d());
  }
  for (std::size_t d = 0; d < 2; ++d)
    for (std::size_t j = 0; j < flat.changes[d].rows.size(); ++j)
      pass.shifts[d].push_back(
          row_value(flat.changes[d].biases[j], flat.changes[d].rows[j], pass.input));
  return pass;
}

} // namespace thalweg
