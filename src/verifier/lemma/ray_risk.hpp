// SPDX-License-Identifier: Apache-2.0
//
// The risk along a ray W + εD as a polynomial in ε, with the pieces in use right of 0; shown up to
// some ε by the signs of lowest coefficients (specification, section 19).

#pragma once

#include "layer/direction.hpp"
#include "loss/problem.hpp"

namespace thalweg::verifier {

/// A ray, and how it is rejected.
struct Ray {
  const Network& network;
  const Direction& direction;
  const Fraction& epsilon;
  std::string place;        ///< of epsilon
  const char* pattern_code; ///< a breakpoint may be met
  const char* loss_code;    ///< a kink of the loss may be met
};

/// R(W), and the coefficients of ε, ε², … in R(W + εD) − R(W).
struct RiskAlong {
  Fraction at_zero;
  List<Fraction> difference;

  /// Of the lowest coefficient that is not 0; 0 if there is none.
  int lowest_sign() const;
  bool keeps_sign(const Fraction& epsilon) const;
};

/// O72, O79
RiskAlong risk_along(const Ray& ray, const Data& data, const Loss& loss);

/// "-3/2 ε + 5 ε^2", or "0"
std::string polynomial_in_words(const List<Fraction>& coefficients);

} // namespace thalweg::verifier
