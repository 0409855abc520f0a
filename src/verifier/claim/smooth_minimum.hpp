// SPDX-License-Identifier: Apache-2.0
//
// The claim `smooth_minimum` (specification, section 57): networks with one hidden layer of a
// smooth activation and one output, F(W; x) = Σ_k u_k h(w_k·x + b_k) + b, whose output is constant.
// With the centred inputs ξ_i = x_i − x̄ and r_i = ȳ − y_i the risk near W is R(W) + (σ² + Q(e)/n)
// up to o(|e|²), where σ is the deviation of the common output from ȳ and
//   Q(e) = Σ_i (Σ_k u_k h'_k e_k·ξ_i)² + Σ_i r_i Σ_k u_k h''_k (e_k·ξ_i)².
// Q is checked to be positive definite by its pivots, on the inputs that span the others.

#pragma once

#include "claim/claim.hpp"
#include "layer/smooth_activation.hpp"

namespace thalweg::verifier {

/// Every W with these u and b at which unit k has one pre-activation v_k on all samples. Without a
/// bias, b is the one with which the output is the mean of the targets.
struct SmoothNetwork {
  SmoothActivation activation;
  List<Fraction> units; ///< of each, h(v_k), or v_k where arguments are given
  List<Fraction> output_weights;
  std::optional<Fraction> output_bias; ///< nothing if the activation has real values
  const Json* json;
};

/// O100 to O104
struct SmoothMinimum : Claim {
  Fraction risk;
  SmoothNetwork network; ///< section `smooth_network`

  SmoothMinimum(std::string pointer, Fraction of_constant)
      : Claim(std::move(pointer)), risk(std::move(of_constant)) {}
  /// `smooth_network`
  void read_section(const Node& statement, const Subject& subject) override;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_smooth_minimum(const Node& node, const Subject& subject);

} // namespace thalweg::verifier
