// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/loss_prose.hpp"

#include <fmt/format.h>

namespace thalweg {

std::string loss_formula(const Loss& loss) {
  const std::string parameter = to_string(loss.parameter);
  switch (loss.kind) {
  case LossKind::squared:
    return "(o − y)²";
  case LossKind::absolute:
    return "|o − y|";
  case LossKind::huber:
    return fmt::format("(o − y)²/2 where |o − y| ≤ {0}, {0}·|o − y| − ({0})²/2 elsewhere",
                       parameter);
  case LossKind::epsilon:
    return fmt::format("max(0, |o − y| − {})", parameter);
  case LossKind::quantile:
    return fmt::format("{}·max(0, y − o) + {}·max(0, o − y)", parameter,
                       to_string(Rational(1 - loss.parameter)));
  case LossKind::hinge:
    return "max(0, 1 − y o)";
  case LossKind::squared_hinge:
    return "max(0, 1 − y o)²";
  }
  return "";
}

std::string risk_in_words(const WeightedLoss& loss) {
  if (is_plain_squared(loss))
    return "R(W) = (1/n) Σ ‖F(W; x_i) − y_i‖², the mean squared loss";
  return fmt::format("R(W) = (1/n) Σ_i {}Σ_o {}ℓ(F_o(W; x_i), y_io), the mean of the loss ℓ(o, y) "
                     "= {}{}{}",
                     loss.sample_weights.empty() ? "" : "w_i ",
                     loss.output_weights.empty() ? "" : "v_o ", loss_formula(loss.loss),
                     loss.sample_weights.empty() ? "" : " with the file's weight w_i per sample",
                     loss.output_weights.empty() ? "" : " with the file's weight v_o per target");
}

std::string optimality_in_words(const WeightedLoss& loss) {
  if (is_plain_squared(loss))
    return "the residuals of the group are orthogonal to (x, 1), for every target, exactly (the "
           "normal equations)";
  return fmt::format("{} of the group are orthogonal to (x, 1), for every target, exactly; the "
                     "loss is convex, so no affine function has a lower sum of losses on the group",
                     has_kinks(loss) ? "certain subgradients of the loss at the samples"
                                     : "the derivatives of the loss at the samples");
}

std::string stationary_vectors_in_words(const WeightedLoss& loss) {
  if (is_plain_squared(loss))
    return "residuals F(W; x_i) − y_i are";
  if (!has_kinks(loss))
    return "derivatives of the losses at F(W; x_i) are";
  return "subgradients in the file (one slope per sample and target, within the slopes of the loss "
         "left and right of F(W; x_i)) are";
}

} // namespace thalweg
