// SPDX-License-Identifier: GPL-3.0-or-later
//
// liu2021, Theorems 1 and 2 with logistic and softmax loss (the risk (3) of the paper): K groups of
// samples, none of them separable, and networks with convolutions with average, max and no pooling.
// Optimal fits are not rational: a minimum W* is shown to be near W.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

/// "theorem1-cross-entropy" and "theorem2-cross-entropy".
std::vector<Instance> liu2021_classes();

} // namespace thalweg
