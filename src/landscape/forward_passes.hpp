// SPDX-License-Identifier: GPL-3.0-or-later
//
// The forward passes of many samples at once. Where the numbers of each layer have a short common
// denominator, as binary floating point numbers have, all samples pass a layer together, on
// integers over one denominator per layer and with one integer matrix product for a full dense
// layer; otherwise sample by sample in rationals (common denominators would grow with every row).
// Exact either way, and equal.

#pragma once

#include "landscape/fixed_point_layer.hpp"
#include "network/walk.hpp"

namespace thalweg {

/// One matrix above the other, over one denominator.
template <> struct Joining<RationalMatrix> {
  static void append(RationalMatrix& above, const RationalMatrix& below);
};

class ForwardPasses {
public:
  /// Through layers[0], …, layers[layer_count − 1]. The arguments need not outlive it.
  ForwardPasses(const Network& network, const std::vector<Vector>& inputs, std::size_t layer_count);

  std::size_t layer_count() const { return layer_count_; }

  /// z of layers[layer] at a sample, layer < layer_count(); the maxima of max pooling.
  Vector pre_activations(std::size_t layer, std::size_t sample) const;
  /// The output h_source at a sample, source ≤ layer_count().
  Vector output(std::size_t source, std::size_t sample) const;
  /// What enters layers[layer] at a sample, layer ≤ layer_count().
  Vector input(std::size_t layer, std::size_t sample) const;

  /// The pieces of a unit of `layer` = layers[l] that meet at z at a sample: one, or the two
  /// neighbours of a breakpoint where the slope changes; of max pooling the entries of the window
  /// that are as large as the largest.
  std::vector<std::size_t> meeting_pieces(const Layer& layer, std::size_t l, std::size_t unit,
                                          std::size_t sample) const;

  /// Have the samples passed together? Then there are the rows of layers[layer] and the outputs
  /// h_source of all samples: units × samples.
  bool is_batch() const { return !batch_outputs_.empty(); }
  const FixedPointRows& batch_rows(std::size_t layer) const { return batch_[layer].rows; }
  const RationalMatrix& batch_outputs(std::size_t source) const { return batch_outputs_[source]; }

private:
  struct BatchLayer {
    FixedPointRows rows;
    RationalMatrix z; ///< units × samples
    BatchActivation activation;
  };

  /// False if some layer has no short common denominator.
  bool pass_together(const Network& network, const std::vector<Vector>& inputs);
  void pass_one_by_one(const Network& network, const std::vector<Vector>& inputs);

  std::size_t layer_count_;
  Wiring wiring_;
  std::vector<BatchLayer> batch_;             ///< empty if by sample
  std::vector<RationalMatrix> batch_outputs_; ///< [source]
  std::vector<NetworkValues> values_;         ///< [sample]; empty if in a batch
};

} // namespace thalweg
