// SPDX-License-Identifier: Apache-2.0
//
// The derivatives of the mean loss at W by all parameters, exactly, where it has them: no sample on
// a wall, none at a kink of its loss. Of the losses of 6.1; decay is left out.

#pragma once

#include "loss/problem.hpp"

#include <variant>

namespace thalweg::verifier {

/// n times the derivatives by the parameters of a layer.
struct LayerGradient {
  List<List<Fraction>> weights; ///< by row of parameters and index in it
  List<Fraction> biases;
};

/// A sample at which the loss has no derivative.
struct Kink {
  std::size_t sample;
  bool is_on_wall; ///< else the loss has two slopes:
  Fraction least = {};
  Fraction greatest = {};
};

/// By layer; or the first sample without derivative.
std::variant<List<LayerGradient>, Kink> loss_gradient(const Problem& problem);

} // namespace thalweg::verifier
