// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/yun2019/theorem2.hpp"

#include "exact/error.hpp"
#include "theorems/corner.hpp"

namespace thalweg {

namespace {

DenseLayer dense_layer(const std::vector<Vector>& rows, const Activation& activation) {
  DenseLayer layer;
  layer.input_count = rows.front().size();
  layer.activation = activation;
  for (const Vector& row : rows) {
    SparseRow sparse;
    for (std::size_t k = 0; k < row.size(); ++k)
      if (row[k] != 0)
        sparse.emplace_back(k, row[k]);
    layer.weights.push_back(std::move(sparse));
    layer.biases.emplace_back(0);
  }
  return layer;
}

Network network_of(const std::vector<Vector>& first, const Vector& second,
                   const Activation& activation) {
  return {{dense_layer(first, activation), dense_layer({second}, identity_activation())}, {}};
}

} // namespace

NetworkPair yun_theorem2(const Activation& activation) {
  const Corner h = chosen_corner(activation);
  const Rational v = 1 / Rational(4 * h.above);
  const Rational two_thirds(2, 3);
  const Rational slopes = h.below / h.above;
  const Vector w = h.below == 0 ? Vector{1, -1, 3, -1} : Vector{1, -1, -1, slopes * slopes};
  require(h(w[0]) * h(w[3]) == h(w[1]) * h(w[2]), "yun2019: C2.1 does not hold");
  const Rational determinant = h(w[2]) * h((w[0] + w[1]) / 2) - h(w[0]) * h((w[2] + w[3]) / 2);
  require(determinant != 0, "yun2019: C2.2 does not hold");
  return {network_of({{v, v}, {v, v}}, {two_thirds, two_thirds}, activation),
          network_of({{w[0], w[1]}, {w[2], w[3]}}, {h(w[2]) / determinant, -h(w[0]) / determinant},
                     activation)};
}

} // namespace thalweg
