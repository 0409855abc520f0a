// SPDX-License-Identifier: Apache-2.0
//
// How the scores of classes answer to moves of one layer (specification, O296). With the
// pieces of a class fixed from this layer on, all scores are affine functions of its
// pre-activations; `response` moves the rows of its units such that each score of each class
// changes by a chosen function of the layer's inputs, and no other one changes.

#pragma once

#include "loss/cross_entropy.hpp"

namespace thalweg::verifier {

/// The scores are numbered (class · blocks + block)·(C − 1) + a.
struct ScoreResponse {
  const Problem& problem;
  std::size_t layer;               ///< the one that moves, dense like all that follow
  std::size_t class_count;         ///< with different pieces from this layer on
  const List<SparseRow>& response; ///< by unit of the layer, over the scores

  std::size_t scores_of_block() const;
  std::size_t scores_of_class() const;
  std::size_t count() const { return class_count * scores_of_class(); }
};

/// Rejects unless a move by `response` moves exactly the score that it belongs to, on class c.
void check_response(const ScoreResponse& all, const Pattern& pieces, std::size_t c);

} // namespace thalweg::verifier
