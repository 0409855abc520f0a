// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorem 1 for "most loss functions": the networks of theorem1.hpp with the optimal affine
// map of another loss. Absolute, Huber, ε-insensitive, quantile and hinge losses: an exact optimum
// with its subgradients. Logistic and softmax loss: a minimum near the network. Better: p + e h(q),
// the optimum over the columns 1, x, h(q) for one output (rational losses) or all of them.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

Instance he2020_losses();

} // namespace thalweg
