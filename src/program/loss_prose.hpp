// SPDX-License-Identifier: GPL-3.0-or-later
//
// Losses in the words of explanations.

#pragma once

#include "risk/weighted_loss.hpp"

namespace thalweg {

/// "|o − y|", "max(0, |o − y| − 1/10)", …: ℓ(o, y) with its parameter.
std::string loss_formula(const Loss& loss);

/// What R(W) is: "R(W) = (1/n) Σ ‖F(W; x_i) − y_i‖², the mean squared loss" and so on.
std::string risk_in_words(const WeightedLoss& loss);

/// What is orthogonal on each group where it has its optimal fit, and for what reason.
std::string optimality_in_words(const WeightedLoss& loss);

/// The subject of lifted stationarity: "residuals F(W; x_i) − y_i", "derivatives …" or
/// "subgradients …".
std::string stationary_vectors_in_words(const WeightedLoss& loss);

} // namespace thalweg
