// SPDX-License-Identifier: GPL-3.0-or-later
//
// The convex losses that have rational witnesses. For one output o and one target y:
//   squared        (o − y)²                         quantile:τ     τ(y − o) if o ≤ y,
//   absolute       |o − y|                                         (1 − τ)(o − y) if o > y, 0 < τ <
//   1 huber:δ        (o − y)²/2 if |o − y| ≤ δ,       hinge          max(0, 1 − y o), y = ±1
//                  δ|o − y| − δ²/2 else, δ > 0      squared-hinge  max(0, 1 − y o)², y = ±1
//   epsilon:ε      max(0, |o − y| − ε), ε ≥ 0
// Each is convex, continuous and piecewise polynomial of degree at most 2 in o, and its minimum is
// 0; `loss_pieces` is the definition from which values and subdifferentials are read. The loss of
// a sample is the sum over its outputs. Logistic and softmax losses are known by name only.

#pragma once

#include "exact/polynomial.hpp"

namespace thalweg {

enum class LossKind { squared, absolute, huber, epsilon, quantile, hinge, squared_hinge };

/// A loss by name. Value type; make it with `loss_of_text` or `loss`, which check the parameter.
struct Loss {
  LossKind kind = LossKind::squared;
  Rational parameter; ///< δ, ε or τ; 0 for the kinds that have none

  bool operator==(const Loss&) const = default;
};

/// The loss with this parameter (0 for kinds without one); InputError if it is out of range.
Loss loss(LossKind kind, const Rational& parameter = 0);

/// NAME[:PARAMETER], the parameter a decimal or a fraction. InputError for another name, a missing,
/// needless, unreadable or forbidden parameter; Unsupported for "logistic" and "softmax".
Loss loss_of_text(std::string_view text);

/// The canonical text: "squared", "huber:1/2". `loss_of_text` reads it back.
std::string to_string(const Loss& loss);

/// What a certificate calls the parameter: "delta", "epsilon" or "tau"; empty for kinds without
/// one.
std::string_view parameter_key(const Loss& loss);

/// Does the loss take labels −1 and 1 only?
bool has_labels(const Loss& loss);

/// Is the loss piecewise linear in o?
bool is_piecewise_linear(const Loss& loss);

/// o ↦ ℓ(o, y): polynomials[k] holds for breakpoints[k−1] ≤ o ≤ breakpoints[k]. Invariant: the
/// breakpoints increase strictly, there is one polynomial more than breakpoints, neighbours agree
/// at their breakpoint.
struct LossPieces {
  Vector breakpoints;
  std::vector<Polynomial> polynomials; ///< in o itself, not in o − y

  /// The index of the lowest piece that holds at o.
  std::size_t piece_at(const Rational& o) const;
};

/// The pieces of ℓ(·, y); InputError if y is not a label of a loss with labels.
LossPieces loss_pieces(const Loss& loss, const Rational& y);

/// The closed interval [lower, upper].
struct SlopeInterval {
  Rational lower, upper;

  bool contains(const Rational& slope) const { return lower <= slope && slope <= upper; }
  bool operator==(const SlopeInterval&) const = default;
};

/// ℓ(o, y)
Rational loss_value(const Loss& loss, const Rational& o, const Rational& y);

/// ∂_o ℓ(o, y) = [left derivative, right derivative].
SlopeInterval subdifferential(const Loss& loss, const Rational& o, const Rational& y);

/// Is ℓ(o, y) = 0, the least possible?
bool is_settled(const Loss& loss, const Rational& o, const Rational& y);

} // namespace thalweg
