// SPDX-License-Identifier: GPL-3.0-or-later
//
// Making the certified radius large. Chosen are: the slack of the construction, a positive factor
// per unit (powers of two), and the shift of every unit that is active on all samples. The bound's
// ratio G_{l,j}/distance is a posynomial in the factors, so in logarithms that part is convex;
// floating point descends on a smooth maximum over the endangered samples.
//
// By factors alone the radius can be made as large as one likes (multiply every hidden layer by Λ:
// pre-activations of layer l grow like Λ^l, what a change of size r does to them like r Λ^(l−1)).
// So the largest |weight or bias| may not exceed that of the construction with slack 1: the gain is
// one of robustness, not of scale. The result is exact and certified afresh.

#pragma once

#include "constructions/construction.hpp"
#include "landscape/pattern_classes.hpp"
#include "partition/choice.hpp"

namespace thalweg {

struct TunedNetwork {
  ConstructionKind kind; ///< that of `network`
  Network network;
  PatternClasses classes; ///< of `network`
  Rational radius;        ///< certified for `network`, ≥ naive_radius
  Rational naive_radius;  ///< certified for slack 1 and no rescaling, of that kind
};

/// The construction with tuned constants, of the architecture of `constructed_network`; the largest
/// parameter is not larger than with slack 1. Deterministic; the work is bounded by counts.
TunedNetwork tuned_network(ConstructionKind kind, const Dataset& data, const Partition& partition,
                           const std::vector<AffineMap>& pieces, const Progress& progress = {});

/// What may be chosen: the kind, and the bound of |weight or bias|.
struct TuningChoice {
  std::optional<ConstructionKind> kind = {};  ///< nothing: whichever has the largest radius
  std::optional<Rational> max_parameter = {}; ///< nothing: as above; the largest one of all kinds
};

/// The tuned network with the largest radius: of each kind, with its own bound of the parameters,
/// and with the given one (or, of several kinds, the largest own one) if that is another.
/// ClaimError if none has parameters within a given bound.
TunedNetwork tuned_network(const TuningChoice& choice, const Dataset& data,
                           const Partition& partition, const std::vector<AffineMap>& pieces,
                           const Progress& progress = {});

} // namespace thalweg
