// SPDX-License-Identifier: GPL-3.0-or-later
//
// A local minimum near a network W with layers of any kind, for logistic and softmax loss
// (certificates/SPECIFICATION.md, section 40). A dense layer moves, and dense layers follow it;
// what comes before stays. The inputs of this layer, with 1, span on every upper class (samples
// that share their pieces from it on) all maps that the layers below can reach with these patterns.
// On every upper class the optimal combination of them is near that of W, by strong convexity
// (risk/ball_fit.hpp), and the layer can move the scores of each class alone: so some W* has the
// optimal combinations. If the patterns hold within r + δ of W, W* is a local minimum. One of these
// steps may fail: then nothing is decided.

#pragma once

#include "landscape/nearby_decision.hpp"
#include "risk/ball_fit.hpp"

namespace thalweg {

/// W and what is near it.
struct ReachableMinimum {
  CrossEntropyLoss loss;
  Network network;                 ///< W
  std::size_t layer = 0;           ///< that moves
  PatternClasses classes;          ///< of W
  std::vector<BallFit> fits;       ///< of the upper classes, in the order of their first samples
  std::vector<SparseRow> response; ///< of the layer, to the scores of the upper classes
  Rational distance;               ///< δ: of W* from W, at most
  Rational radius;                 ///< r: of W*
  RiskBounds risk;                 ///< of W*
  std::optional<PatternFlip> flip; ///< of W; nothing if no unit with breakpoints can be moved
};

using ReachableDecision = std::variant<ReachableMinimum, Undecided>;

/// `layer` is dense with biases, and all later ones are dense (InternalError otherwise).
ReachableDecision reachable_minimum(const LabelledData& labelled, Network network,
                                    std::size_t layer);

/// A network of dense layers, its first one moved so that its maps on all pattern classes are about
/// those of `ball_fit`, to many more digits; the network itself if some class has none or the layer
/// cannot do it. No sample is on a wall.
Network moved_to_optimal_maps(const LabelledData& labelled, Network network);

/// The outputs of the layers before `layer` at the samples, with the targets of the data.
Dataset layer_inputs(const Network& network, const Dataset& data, std::size_t layer);

} // namespace thalweg
