// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks for which logistic and softmax loss have no minimum to be had (SPECIFICATION.md, section
// 43): if no margin (score of the class of a sample minus that of another class) is negative and
// one is positive, the risk falls for ever as the last layer is scaled; the same holds along a
// direction of the last layer with such margins on the features that the hidden layers of W make of
// the samples. If all of them are positive the risk tends to 0, which nothing attains.

#pragma once

#include "landscape/ray.hpp"
#include "risk/cross_entropy.hpp"

namespace thalweg {

struct VanishingRisk {
  Rational margin;                    ///< the least one
  std::optional<Direction> direction; ///< of the last layer; nothing: the last layer itself
};

/// First the margins of W, then a direction; one with positive margins only if there is one.
/// Nothing if the features at W are not separable in this way: then a best last layer exists.
std::optional<VanishingRisk> vanishing_risk(const Network& network, const LabelledData& labelled);

} // namespace thalweg
