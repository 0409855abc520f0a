// SPDX-License-Identifier: GPL-3.0-or-later
//
// A local minimum near a network W with layers of any kind, for logistic and softmax loss
// (certificates/SPECIFICATION.md, section 39). A dense layer moves, and dense layers follow it;
// what comes before stays. The inputs of this layer, with 1, span on every upper class (samples
// that share their pieces from it on) all maps that the layers below can reach with these patterns.
// On every upper class the optimal combination of them is near that of W, by strong convexity
// (risk/ellipsoid_fit.hpp), and the layer can move the scores of each class alone: so some W* has
// the optimal combinations. If the patterns hold within r + δ of W, W* is a local minimum.

#pragma once

#include "landscape/decision.hpp"
#include "network/layer.hpp"
#include "risk/ellipsoid_fit.hpp"

namespace thalweg {

inline constexpr std::size_t nearby_bits = 128; ///< of the enclosures

/// W and what is near it.
struct NearbyMinimum {
  CrossEntropyLoss loss;
  Network network;                 ///< W
  std::size_t layer = 0;           ///< that moves
  PatternClasses classes;          ///< of W
  std::vector<EllipsoidFit> fits;  ///< of the upper classes, in the order of their first samples
  std::vector<SparseRow> response; ///< of the layer, to the scores of the upper classes
  Rational distance;               ///< δ: of W* from W, at most
  Rational radius;                 ///< r: of W*
  RiskBounds risk;                 ///< of W*
  std::optional<PatternFlip> flip; ///< of W; nothing if no unit with breakpoints can be moved
};

/// A network seen from a layer on: its inputs are those of the layer, with the targets of the data.
struct UpperPart {
  Network network;        ///< the layers from this one on
  Dataset inputs;         ///< what the layers before it pass on
  PatternClasses classes; ///< of the network on the inputs
};

/// `layer` is dense with biases, and all later ones are dense (InternalError otherwise).
UpperPart upper_part(const Network& network, const Dataset& data, std::size_t layer);

/// The layer cannot move `scores` scores of the classes by themselves, but `rank` of them.
struct DependentScores {
  std::size_t scores, rank;
};

/// The patterns are certified to hold within `certified` of W, which is not above `distance`.
struct RadiusWithinDistance {
  Rational certified, distance;
};

using NearbyProofResult = std::variant<NearbyMinimum, DependentScores, RadiusWithinDistance>;

/// From proofs of optimal maps near those of the network on its upper classes, in their order,
/// whose bases span all reachable maps. No sample is on a wall.
NearbyProofResult nearby_minimum_with(const LabelledData& labelled, Network network,
                                      PatternClasses classes, std::size_t layer,
                                      const UpperPart& upper, std::vector<EllipsoidFit> fits);

/// A network of dense layers, its first one moved so that its maps on all pattern classes are about
/// those of `ellipsoid_fit`, to many more digits; the network itself if some class has none or the
/// layer cannot do it. No sample is on a wall.
Network moved_to_optimal_maps(const LabelledData& labelled, Network network);

/// The scores of all blocks as combinations of outputs.
std::vector<Vector> score_combinations(const LabelledData& labelled);

/// Of each parameter of the layer (weights, then the bias, by unit), if score s of the classes is
/// to move by changes[s], an affine function of its inputs.
std::vector<AffineFunction> row_changes(const std::vector<SparseRow>& response,
                                        const std::vector<AffineFunction>& changes);

/// How the scores of the classes differ between the maps and those of the network.
std::vector<AffineFunction> score_changes(const LabelledData& labelled,
                                          const PatternClasses& classes,
                                          const std::vector<AffineMap>& maps);

/// The largest multiple of 10^-12 ≤ value, the smallest ≥ value: how risks are stated.
Rational risk_below(const Rational& value);
Rational risk_above(const Rational& value);

/// Bounds of R of a network as certificates state them, multiples of 10^-12; the lower one is
/// lowered by `slack` (of n·R) before it is rounded.
RiskBounds stated_risk(const LabelledData& labelled, const Network& network,
                       const PatternClasses& classes, const Rational& slack = 0);

} // namespace thalweg
