// SPDX-License-Identifier: GPL-3.0-or-later
//
// The losses that a statement may name (certificates/SPECIFICATION.md, section 6), as one type:
// those made of quadratic pieces with weights, logistic and softmax loss, tables of pieces.

#pragma once

#include "risk/cross_entropy.hpp"
#include "risk/loss_table.hpp"
#include "risk/weighted_loss.hpp"

#include <variant>

namespace thalweg {

using AnyLoss = std::variant<WeightedLoss, CrossEntropyLoss, LossTable>;

} // namespace thalweg
