// SPDX-License-Identifier: Apache-2.0
//
// Losses (specification, section 6.1). A loss is ℓ(o, y) = L(t) with the margin t = o − y, or
// t = y·o for labels y = ±1. L is made of quadratic pieces that meet at its breakpoints, convex,
// and its least value is 0; a table of pieces (section 6.3) need not be either. What a verification
// asks is read off this table: the loss, its subdifferential, whether a sample is settled (the loss
// is 0), and the polynomial along a ray.
//
//   R(W) = (1/n) Σ_i w_i Σ_o v_o ℓ(F_o(W; x_i), y_{i,o}),   all weights 1 unless they are given

#pragma once

#include "number/numbers.hpp"

#include <optional>

namespace thalweg::verifier {

/// t ↦ square·t² + slope·t + constant
struct Quadratic {
  Fraction square;
  Fraction slope;
  Fraction constant;
};

/// What makes a loss logistic or softmax (cross_entropy.hpp).
struct CrossEntropy {
  std::size_t classes;              ///< 2 for logistic
  std::optional<Fraction> positive; ///< logistic: the target of label 1; every other one is −1
};

/// κ of one layer, ≥ 0: the factors of ‖weights‖² and ‖biases‖² in R (specification, 6.4).
struct LayerDecay {
  Fraction weights;
  Fraction biases;
};

struct Loss {
  std::string_view name;
  std::string_view parameter_name; ///< empty if there is none
  Fraction parameter;
  std::string_view formula; ///< of ℓ(o, y), for a reader
  bool has_labels;          ///< t = y·o
  List<Fraction> breakpoints;
  List<Quadratic> pieces;                            ///< one more than breakpoints
  std::optional<List<Fraction>> output_weights = {}; ///< v
  std::optional<List<Fraction>> sample_weights = {}; ///< w
  std::optional<CrossEntropy> cross_entropy = {};    ///< then there are no pieces
  List<LayerDecay> decay = {};                       ///< of each layer of the network; or none

  bool is_plain_squared() const { return name == "squared" && !output_weights && !sample_weights; }
  bool is_table() const { return name == "pieces"; }
  /// Have the pieces on both sides of breakpoint q one value there?
  bool is_continuous_at(std::size_t q) const;
  /// Do neighbouring pieces have one derivative at each breakpoint?
  bool is_differentiable() const;
  /// w_i v_o
  Fraction weight(std::size_t sample, std::size_t output) const;
  /// t = factor·o + shift for the target y
  Fraction margin_factor(const Fraction& y) const { return has_labels ? y : Fraction{1, 1}; }
  Fraction margin_shift(const Fraction& y) const { return has_labels ? Fraction{} : -y; }
};

/// The loss with this name, or nothing. The parameter is that of the name, if it has one.
std::optional<Loss> known_loss(std::string_view name, const Fraction& parameter);

/// w_i v_o ℓ(o, y) and its subdifferential in o, the interval [least, greatest].
struct LossAt {
  Fraction value;
  Fraction least;
  Fraction greatest;
};
LossAt loss_at(const Loss& loss, std::size_t sample, std::size_t output, const Fraction& o,
               const Fraction& y);

/// One entry for each sample: g_{i,o} by output, or nothing for exempt samples.
using Subgradients = List<std::optional<List<Fraction>>>;

} // namespace thalweg::verifier
