// SPDX-License-Identifier: GPL-3.0-or-later
//
// One hidden layer, one output, as a linear problem. A unit k with output weight v_k ≠ 0 is kept as
// its sign s_k, its scale t_k = |v_k| > 0 and a_k = t_k (w_k, b_k). Where sample i uses the piece
// z ↦ slope z + intercept of unit k, the unit adds
//   v_k σ(w_k·x_i + b_k) = s_k (slope a_k·(x_i, 1) + intercept t_k),
// and the piece is in use exactly if β t_k < a_k·(x_i, 1) < β' t_k, β and β' being its breakpoints.
// Both are linear in the lifted coordinates (a_k, t_k)_k, c, where c is the bias of the output. So
// for fixed signs the lifted coordinates are cut into cells, polyhedra on which the prediction is
// linear and the squared risk is a convex quadratic (mathematics of one hidden layer: the products
// v_k w_k). If σ is positively homogeneous the t_k appear nowhere and are left out.

#pragma once

#include "network/network.hpp"

namespace thalweg {

/// σ(λz) = λ σ(z) for λ > 0: no breakpoint but 0 and σ(0) = 0.
bool is_positively_homogeneous(const Activation& activation);

/// Where the lifted coordinates of a network stand: (a_k, t_k) unit after unit, then c.
struct LiftedShape {
  std::size_t unit_count = 0;
  std::size_t input_dimension = 0;
  bool has_scales = false; ///< are there coordinates t_k?

  std::size_t unit_width() const { return input_dimension + 1 + (has_scales ? 1 : 0); }
  /// The first of the input_dimension + 1 coordinates a_k.
  std::size_t unit_begin(std::size_t unit) const { return unit * unit_width(); }
  /// t_k; only if has_scales.
  std::size_t scale(std::size_t unit) const { return unit_begin(unit) + input_dimension + 1; }
  std::size_t output_bias() const { return unit_count * unit_width(); }
  std::size_t coordinate_count() const { return output_bias() + 1; }
};

/// Unsupported unless the layers are dense with biases, one hidden layer and one output.
void require_one_hidden_layer(const Network& network, const std::string& place);

LiftedShape lifted_shape(const Network& network);

/// One cell: the signs of the output weights, and the piece of each sample at each unit.
struct LiftedCell {
  std::vector<int> signs;                       ///< s_k = ±1
  std::vector<std::vector<std::size_t>> pieces; ///< pieces[unit][sample]
};

/// The network with these lifted coordinates in the architecture of `like`. `scales` are the
/// t_k > 0; if the shape has scales they must be those of the coordinates.
Network network_from_lifted(const Network& like, const std::vector<int>& signs,
                            const Vector& scales, const Vector& coordinates);

} // namespace thalweg
