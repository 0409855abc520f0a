// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks with one hidden layer of a smooth activation h and one output,
//   F(W; x) = Σ_k u_k h(w_k·x + b_k) + b,
// at points where unit k has the same pre-activation v_k on all samples (yun2019, Theorem 2). A
// unit is given by its value p = h(v), which is rational where v is not; for `quadratic`, `swish`
// and `gelu` by v.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

enum class SmoothKind { logistic, tanh, arctan, quadratic, elu, selu, softplus, swish, gelu };

struct SmoothActivation {
  SmoothKind kind = SmoothKind::logistic;
  Rational lambda = 1; ///< > 0; 1 unless `selu`
  Rational alpha = 1;  ///< > 0; 1 unless `elu` or `selu`

  /// λα: for v < 0 exponential units are λα(e^v − 1).
  Rational scale() const { return lambda * alpha; }
  bool is_exponential_unit() const { return kind == SmoothKind::elu || kind == SmoothKind::selu; }
  /// Units are given by rational arguments v, and h(v) is not rational.
  bool has_real_values() const { return kind == SmoothKind::swish || kind == SmoothKind::gelu; }
  bool is_given_by_argument() const { return kind == SmoothKind::quadratic || has_real_values(); }
  bool operator==(const SmoothActivation&) const = default;
};

/// "logistic", …: the names of certificates.
inline std::string smooth_name(SmoothKind kind) {
  constexpr const char* names[] = {"logistic", "tanh",     "arctan", "quadratic", "elu",
                                   "selu",     "softplus", "swish",  "gelu"};
  return names[static_cast<std::size_t>(kind)];
}

struct SmoothNetwork {
  SmoothActivation activation;
  Vector units;          ///< p_k, or v_k where arguments are given
  Vector output_weights; ///< u_k
  Rational output_bias;  ///< not looked at if values are not rational: then it is what it has to be

  bool operator==(const SmoothNetwork&) const = default;
};

} // namespace thalweg
