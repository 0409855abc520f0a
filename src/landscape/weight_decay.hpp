// SPDX-License-Identifier: GPL-3.0-or-later
//
// Weight decay: what training adds to the mean loss,
//   R(W) = mean loss + Σ_l ( κ_{w,l} ‖weights of l‖² + κ_{b,l} ‖biases of l‖² ),   κ ≥ 0,
// norms over the parameters: an entry of a shared filter counts once, a bias only where it is a
// parameter. (For squared loss the mean loss is that of this project, (1/n) Σ ‖F − y‖², no half.)

#pragma once

#include "network/network.hpp"

namespace thalweg {

/// κ of one layer, ≥ 0; 0 for what the layer does not have.
struct LayerDecay {
  Rational weights, biases;
  bool operator==(const LayerDecay&) const = default;
};

/// One entry for each layer of the network, those without parameters included; empty: none.
using WeightDecay = std::vector<LayerDecay>;

/// The same κ for all layers, where they have such parameters; empty if both are 0.
WeightDecay uniform_decay(const Network& network, const LayerDecay& everywhere);

/// InputError unless there is no decay, or one entry for each layer with κ ≥ 0, 0 where there are
/// no such parameters, and some κ > 0.
void require_usable(const WeightDecay& decay, const Network& network);

/// Σ_l ( κ_w ‖weights‖² + κ_b ‖biases‖² ); 0 if there is none.
Rational decay_of(const WeightDecay& decay, const Network& network);

} // namespace thalweg
