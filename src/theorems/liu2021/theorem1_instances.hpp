// SPDX-License-Identifier: GPL-3.0-or-later
//
// liu2021, Theorem 1 and what is like it, as instances.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

std::vector<Instance> liu2021_theorem1();

/// Other activations and Remark 1.
std::vector<Instance> liu2021_variants();

} // namespace thalweg
