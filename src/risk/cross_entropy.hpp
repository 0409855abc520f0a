// SPDX-License-Identifier: GPL-3.0-or-later
//
// Logistic and softmax cross-entropy loss. Both are sums over blocks of
//   ℓ = log Σ_a exp(v_a) − v_y,   a = 0, …, C − 1,   v_{C−1} = 0,
// with scores v and a class y. Logistic: a block for each output o, C = 2, v_0 = o, label 1 is
// class 0 and label −1 is class 1. Softmax: one block, v_a = o_a − o_{C−1}, y is the target.
//
// Values are not rational. They are enclosed by integers over 2^b that depend on nothing but the
// scores and b: those of certificates/SPECIFICATION.md, 18.1, so that generator and verifier agree.

#pragma once

#include "data/dataset.hpp"
#include "exact/affine_function.hpp"

namespace thalweg {

enum class CrossEntropyKind { logistic, softmax };

struct CrossEntropyLoss {
  CrossEntropyKind kind = CrossEntropyKind::logistic;
  std::size_t classes = 2;          ///< C ≥ 2
  std::optional<Rational> positive; ///< logistic: the target of label 1, all others are −1;
                                    ///< nothing: the targets are 1 and −1

  bool operator==(const CrossEntropyLoss&) const = default;
};

/// The loss named "logistic", "logistic:POSITIVE" or "softmax" on this data; nothing for another
/// name. logistic without a parameter: the targets are ±1, or have two values, of which the larger
/// one is label 1. softmax: one target column with integers from 0, C is one more than the largest,
/// at least 2. InputError if the data do not fit, UsageError if the parameter cannot be read.
std::optional<CrossEntropyLoss> cross_entropy_of_text(const std::string& text, const Dataset& data);

/// "logistic", "logistic:2", "softmax". Reads back on the same data.
std::string to_string(const CrossEntropyLoss& loss);

/// Data with the classes of their targets. `data` must outlive it.
struct LabelledData {
  const Dataset& data;
  CrossEntropyLoss loss;
  std::vector<std::vector<std::size_t>> classes; ///< of each sample and block

  std::size_t block_count() const {
    return loss.kind == CrossEntropyKind::softmax ? 1 : data.target_dimension();
  }
  std::size_t scores_per_block() const { return loss.classes - 1; }
  std::size_t output_count() const {
    return loss.kind == CrossEntropyKind::softmax ? loss.classes : data.target_dimension();
  }
};

/// InputError if a target is no label or class.
LabelledData labelled_data(const Dataset& data, const CrossEntropyLoss& loss);

/// v_0, …, v_{C−2} of a block from the outputs (`output_count` of them).
Vector scores(const LabelledData& labelled, std::size_t block, const Vector& outputs);

/// An integer interval.
struct IntegerRange {
  Integer lower, upper;
};

/// sum += factor · range
void add_multiple(IntegerRange& sum, const Integer& factor, const IntegerRange& range);

/// What is known of one block of one sample, over 2^bits.
struct BlockEnclosure {
  std::vector<IntegerRange> probabilities; ///< p_0, …, p_{C−1}
  Rational largest;                        ///< M = max v, exactly
  IntegerRange rest;                       ///< log Σ exp(v_a − M)
};
BlockEnclosure block_enclosure(const Vector& scores, std::size_t bits);

/// Two rationals with a number between them.
struct RiskBounds {
  Rational lower, upper;
};

/// (1/n) Σ ℓ, outputs[i] those of sample i.
RiskBounds risk_bounds(const LabelledData& labelled, const std::vector<Vector>& outputs,
                       std::size_t bits);

/// The outputs of the affine maps pieces[g] on the samples of the groups g.
std::vector<Vector> outputs_of_groups(const Dataset& data, const Grouping& groups,
                                      const std::vector<AffineMap>& pieces);

} // namespace thalweg
