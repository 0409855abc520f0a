// SPDX-License-Identifier: GPL-3.0-or-later
//
// Theorems 1 and 2 of liu2021 with other losses than the squared one.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

/// theorem1-losses, theorem2-losses
std::vector<Instance> liu2021_losses();

} // namespace thalweg
