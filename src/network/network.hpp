// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fully connected networks with exact parameters. Layer l computes z = W h + b and h' = σ(z); the
// last layer has the identity activation. Weight matrices are stored by rows without their zeros,
// but a zero weight is a parameter like any other: perturbations reach it.

#pragma once

#include "network/activation.hpp"

#include <utility>

namespace thalweg {

/// The non-zero weights of one unit: (index of the input, weight), indices strictly increasing.
using SparseRow = std::vector<std::pair<std::size_t, Rational>>;

struct DenseLayer {
  std::size_t input_count = 0;
  std::vector<SparseRow> weights; ///< one row per unit
  Vector biases;                  ///< one per unit
  Activation activation;

  std::size_t unit_count() const { return weights.size(); }
};

struct Network {
  std::vector<DenseLayer> layers;

  std::size_t input_dimension() const { return layers.front().input_count; }
  std::size_t output_dimension() const { return layers.back().unit_count(); }

  /// The layers with an activation, that is all but the last: 0..hidden_layer_count()−1.
  std::size_t hidden_layer_count() const { return layers.size() - 1; }

  /// Pre-activations of every layer at x, z[l][unit].
  std::vector<Vector> pre_activations(const Vector& x) const;
  /// F(W; x)
  Vector operator()(const Vector& x) const;
};

/// Sizes fit together, rows are sorted without zeros, the last layer is affine; InternalError if
/// not.
void require_well_formed(const Network& network);

/// Σ_k row_k h_k
Rational row_dot(const SparseRow& row, const Vector& h);

/// "2-12-8-1": input dimension, hidden widths, output dimension.
std::string architecture(const Network& network);

/// Equal layer kinds, sizes and activations (the parameters may differ).
bool has_same_architecture(const Network& a, const Network& b);

/// Unit `unit` of hidden layer `layer` is multiplied by factor > 0 and its outgoing weights are
/// divided by it; the function is unchanged if σ is positively homogeneous (ReLU).
void rescale_unit(Network& network, std::size_t layer, std::size_t unit, const Rational& factor);

} // namespace thalweg
