// SPDX-License-Identifier: Apache-2.0
//
// Derivatives of one pre-activation by those of the layers below, with the pieces in use:
// ∂z_l/∂z_l = 1, and ∂z_l/∂z_m is the sum over the layers q that have m as a source of
// ∂z_l/∂z_q · (linear view of q) · diag(slopes of m).

#pragma once

#include "layer/network.hpp"

namespace thalweg::verifier {

class Derivatives {
public:
  /// `pieces` of all hidden layers.
  Derivatives(const Network& network, const Pattern& pieces);

  /// ∂z_{l,j}/∂z_m for m = 0..l, l hidden: one coefficient for each unit of layer m, or none if all
  /// are 0.
  List<AffineRow> of(std::size_t l, std::size_t j) const;

  /// ∂z_{l,j} by the inputs of layer l times the slopes of their units; no zeros, none of x.
  const Unit& unit(std::size_t l, std::size_t j) const { return weights_[l][j]; }

private:
  void pass_on(std::size_t q, List<AffineRow>& rows) const;

  const Network& network_;
  List<List<Unit>> weights_; ///< of the hidden layers
};

} // namespace thalweg::verifier
