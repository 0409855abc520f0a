// SPDX-License-Identifier: Apache-2.0
//
// Smooth activations h by their values (specification, 8.2). At an argument v with h(v) = p the
// derivatives h'(v) and h''(v) are rational in p, or in sin p and cos p (arctan), so that no
// logarithm is ever evaluated; for softplus in e^p. For `quadratic`, `swish` and `gelu` v itself is
// given. Sines, cosines, exponentials and the integral of the normal density are enclosed by
// partial sums of their series; everything else is exact.

#pragma once

#include "number/interval.hpp"

#include <optional>

namespace thalweg::verifier {

enum class SmoothKind { logistic, tanh, arctan, quadratic, elu, selu, softplus, swish, gelu };

struct SmoothActivation {
  SmoothKind kind;
  std::string_view name;
  std::string_view formula; ///< of h(v), for a reader
  Fraction lambda;          ///< slope right of 0 of elu (1) and selu
  Fraction alpha;

  /// Is h(v) irrational for the arguments v that are given? Then the output bias is what it has to
  /// be.
  bool has_real_values() const { return kind == SmoothKind::swish || kind == SmoothKind::gelu; }
  bool is_given_by_argument() const { return kind == SmoothKind::quadratic || has_real_values(); }
  bool is_exponential_unit() const { return kind == SmoothKind::elu || kind == SmoothKind::selu; }
};

/// The activation with this name and lambda = alpha = 1, or nothing.
std::optional<SmoothActivation> known_smooth_activation(std::string_view name);

/// Is there a v with h(v) = given (where arguments are given: v = given) near which h'' is
/// continuous, for `arctan` and `softplus` |given| ≤ 1, for `swish` and `gelu` |given| ≤ 2? With
/// `is_negative_part`: and v < 0 for `elu` and `selu`.
bool is_smooth_value(const SmoothActivation& h, const Fraction& given, bool is_negative_part);

/// h(v); one point unless `has_real_values`
Interval smooth_value(const SmoothActivation& h, const Fraction& given);

struct SmoothDerivatives {
  Interval first;  ///< h'(v)
  Interval second; ///< h''(v)
};
SmoothDerivatives smooth_derivatives(const SmoothActivation& h, const Fraction& given);

/// Is low ≤ h((v1 + v2)/2) ≤ high? All four are given as `is_smooth_value` asks, on the negative
/// part; where arguments are given, low and high are values all the same.
bool encloses_midpoint(const SmoothActivation& h, const Fraction& given1, const Fraction& given2,
                       const Interval& bounds);

} // namespace thalweg::verifier
