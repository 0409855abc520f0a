// SPDX-License-Identifier: GPL-3.0-or-later
//
// How the risk changes with the outputs, in floating point by differences: for a change δ of an
// output the change of the loss is a polynomial in δ on every piece of the loss, with coefficients
// computed exactly at W and rounded once; of logistic and softmax loss log Σ p exp(δ) − δ_y.

#pragma once

#include "pictures/subject.hpp"

namespace thalweg {

class LossChange {
public:
  /// The decay changes along first and second (networks of changes); `subject` need not outlive it.
  LossChange(const Subject& subject, const Network& first, const Network& second);

  /// What the samples add up to.
  struct Sum {
    double value = 0;
    double size = 0; ///< of the terms: what is lost in floating point is a small part of it
  };
  /// Adds n times what the sample adds to the risk when its outputs change.
  void add(Sum& sum, std::size_t sample, const std::vector<double>& change) const;

  /// R(W + s D1 + t D2) − R(W); 0 if that is lost in the size of its terms.
  double risk_change(const Sum& sum, double s, double t) const;

private:
  /// Up to δ = end, ℓ(F + δ) − ℓ(F) is constant + linear δ + quadratic δ².
  struct Piece {
    double end, constant, linear, quadratic;
  };
  /// Of a block of scores: probabilities at W, the last class included, and the class.
  struct Block {
    std::vector<double> probabilities;
    std::size_t label;
  };

  void take_pieces(const CertificateDocument& document, std::size_t sample, const Vector& outputs);
  void take_blocks(const LabelledData& labelled, std::size_t sample, const Vector& outputs);
  void add_block(Sum& sum, const Block& block, const std::vector<double>& change) const;

  std::size_t sample_count_;
  bool is_softmax_ = false;
  std::vector<std::vector<std::vector<Piece>>> pieces_; ///< [sample][output]
  std::vector<std::vector<Block>> blocks_;              ///< [sample]
  std::vector<double> decay_; ///< coefficients of s, t, s², st, t²; empty: none
};

} // namespace thalweg
