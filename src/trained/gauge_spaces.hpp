// SPDX-License-Identifier: GPL-3.0-or-later
//
// The fixed spaces of a cell of a dense network, and kernels that they justify. The inputs of layer
// l (bias included, index input_count) at the points are the columns of H_l; whatever W is, column
// k lies in V_k: the span of x_k, or of the constant 1, in the first layer and for biases; for a
// unit with slopes s and intercepts κ it is s ⊙ P + span κ, P the sum of all V of its layer. If on
// some points the columns K have the rank dim Σ_{k∈K} V_k, the same columns depend on each other in
// the same way near W, with coefficients that move smoothly. Ranks in floating point: guesses.

#pragma once

#include "landscape/trained_minimum.hpp"
#include "trained/box_bounds.hpp"
#include "trained/independent_part.hpp"

#include <map>

namespace thalweg {

/// A kernel vector of H_l on some points, and where it comes from.
struct GuessedKernel {
  RowKernel kernel;      ///< samples by their number in the data
  FloatingVector change; ///< x, one entry per input and the bias if there is one
};

class GaugeSpaces {
public:
  /// All layers are dense. Arguments must outlive this.
  GaugeSpaces(const HeldCell& cell, const FloatingSlicePoint& at);

  /// H_l, one row per point.
  const FloatingMatrix& inputs(std::size_t layer) const { return inputs_[layer]; }
  /// A basis of V_k.
  const FloatingMatrix& space(std::size_t layer, std::size_t input) const {
    return spaces_[layer][input];
  }
  bool has_bias(std::size_t layer) const { return cell_.network.layers[layer].has_biases; }
  std::size_t unit_count(std::size_t layer) const { return cell_.layers[layer].unit_count; }

  /// [point] the slopes of a hidden unit.
  FloatingVector slopes(std::size_t layer, std::size_t unit) const;
  bool has_tie(std::size_t layer, std::size_t unit) const;
  std::vector<std::size_t> ties_of(std::size_t layer, std::size_t unit) const;
  bool has_intercepts(std::size_t layer, std::size_t unit) const;
  /// The points that see a unit: not strictly inside a piece of slope 0; all for the last layer.
  const std::vector<std::size_t>& seeing(std::size_t layer, std::size_t unit) const {
    return seeing_[layer][unit];
  }

  /// The kernels of H_l on these points that the fixed spaces justify.
  const std::vector<GuessedKernel>& kernels(std::size_t layer,
                                            const std::vector<std::size_t>& points);

private:
  std::vector<std::vector<std::size_t>> input_groups(std::size_t layer,
                                                     const std::vector<std::size_t>& points) const;
  void add_kernels(std::size_t layer, const std::vector<std::size_t>& points,
                   const std::vector<std::size_t>& group,
                   std::vector<GuessedKernel>& kernels) const;

  const HeldCell& cell_;
  CellPasses<double> passes_;
  std::vector<FloatingMatrix> inputs_;
  std::vector<std::vector<FloatingMatrix>> spaces_;
  std::vector<std::vector<std::vector<std::size_t>>> seeing_;
  std::map<std::pair<std::size_t, std::vector<std::size_t>>, std::vector<GuessedKernel>> known_;
};

} // namespace thalweg
