// SPDX-License-Identifier: Apache-2.0
//
// The claims `smooth_minimum` and `smooth_zero_loss` (specification, section 19) as typed values:
// networks with one hidden layer of a smooth activation and one output,
//   F(W; x) = Σ_k u_k h(w_k·x + b_k) + b.

#pragma once

#include "claim/certificate.hpp"
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
  Told check(const Certificate& certificate) const override;
};

/// O105 to O111
struct SmoothZeroLoss : Claim {
  std::array<std::array<Fraction, 2>, 2> given; ///< witness: of units 0, 1 at samples 0, 1
  std::array<Interval, 2> midpoints;            ///< witness: around their values at sample 2
  const Json* witness_json = nullptr;

  using Claim::Claim;
  Told check(const Certificate& certificate) const override;
};

void read_smooth_minimum(const Node& node, Certificate& certificate);
/// The section; the claim `smooth_minimum` is there.
void read_smooth_network(const Node& node, Certificate& certificate);
void read_smooth_zero_loss(const Node& node, Certificate& certificate);
void read_smooth_zero_loss_witness(const Node& node, Certificate& certificate);

} // namespace thalweg::verifier
