// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a network W to a local minimum W* near it, for logistic and softmax loss (certificates/
// SPECIFICATION.md, section 39). No sample is on a wall; on every pattern class an optimal affine
// map is near that of W, by a contraction around the map of W itself; the first layer can move the
// scores of every class by any affine function alone, so that some W* within δ of W has the optimal
// maps on all classes. If the patterns hold within r + δ of W, W* is a local minimum and its
// patterns hold within r. One of these steps may fail: then nothing is decided, and what is missing
// is said.

#pragma once

#include "landscape/decision.hpp"
#include "network/layer.hpp"
#include "risk/cross_entropy_fit.hpp"

namespace thalweg {

inline constexpr std::size_t nearby_bits = 128; ///< of the enclosures

/// W and what is near it.
struct NearbyMinimum {
  CrossEntropyLoss loss;
  Network network; ///< W
  PatternClasses classes;
  std::vector<CrossEntropyFit> fits; ///< of the classes, in their order
  std::vector<SparseRow> response;   ///< of the first layer, to the scores of the classes
  Rational distance;                 ///< δ: of W* from W, at most
  Rational radius;                   ///< r: of W*
  RiskBounds risk;                   ///< of W*
  std::optional<PatternFlip> flip;   ///< of W; nothing if no unit with breakpoints can be moved
};

/// The first layer cannot move `scores` scores of the classes by themselves, but `rank` of them.
struct DependentScores {
  std::size_t scores, rank;
};

/// The patterns are certified to hold within `certified` of W, which is not above `distance`.
struct RadiusWithinDistance {
  Rational certified, distance;
};

using NearbyProofResult = std::variant<NearbyMinimum, DependentScores, RadiusWithinDistance>;

/// From proofs of optimal maps near those of the network on its classes, in their order. No sample
/// is on a wall. Dense layers with biases in the first one.
NearbyProofResult nearby_minimum_with(const LabelledData& labelled, Network network,
                                      PatternClasses classes, std::vector<CrossEntropyFit> fits);

using NearbyDecision = std::variant<NearbyMinimum, Undecided>;

/// For any network with the dimensions of the data. Unsupported unless all layers are dense and the
/// first one has biases. What `Undecided` says of distances is a guess, what it says of classes
/// without an optimal map is proved.
NearbyDecision nearby_decision(const LabelledData& labelled, Network network);

/// The scores of all blocks as combinations of outputs.
std::vector<Vector> score_combinations(const LabelledData& labelled);

/// The largest multiple of 10^-12 ≤ value, the smallest ≥ value: how risks are stated.
Rational risk_below(const Rational& value);
Rational risk_above(const Rational& value);

/// Bounds of R of a network as certificates state them, multiples of 10^-12; the lower one is
/// lowered by `slack` (of n·R) before it is rounded.
RiskBounds stated_risk(const LabelledData& labelled, const Network& network,
                       const PatternClasses& classes, const Rational& slack = 0);

} // namespace thalweg
