// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the constructions need to know of the hyperplanes of a partition: how close the samples that
// reach a hyperplane come to it, and how far away the farthest sample is. Heights are
// h_v(x) = a_v·x − t_v; for slabs hyperplane v is { direction·x = t_v } and every sample reaches
// it.

#pragma once

#include "constructions/screen/screened_inputs.hpp"
#include "partition/partition.hpp"

namespace thalweg {

/// One hyperplane of a partition as seen from the samples.
struct SplitHeight {
  AffineFunction height; ///< h_v
  Rational greatest;     ///< max |h_v| over all samples
  Rational margin; ///< min |h_v| over the samples that reach v, > 0; `greatest` (or 1 if that is
                   ///< 0) if none does
};

/// In the order of the tree's nodes or of the thresholds. InternalError if a sample that reaches a
/// hyperplane lies on it.
std::vector<SplitHeight> split_heights(const ScreenedInputs& inputs, const Dataset& data,
                                       const Partition& partition);

/// max |p_{k,o}| over all cells k and all samples.
Rational greatest_piece_magnitude(const ScreenedInputs& inputs,
                                  const std::vector<AffineMap>& pieces, std::size_t output);

} // namespace thalweg
