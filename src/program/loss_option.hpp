// SPDX-License-Identifier: GPL-3.0-or-later
//
// The option --loss of the commands.

#pragma once

#include "risk/loss.hpp"

namespace thalweg {

inline constexpr const char* loss_help =
    "squared, absolute, huber:DELTA, epsilon:EPS, quantile:TAU, hinge or squared-hinge (labels -1 "
    "and 1); default: squared";

/// The loss after --loss: NAME[:PARAMETER]. UsageError, or Unsupported for logistic and softmax.
Loss loss_from_option(const std::string& text);

} // namespace thalweg
