// SPDX-License-Identifier: GPL-3.0-or-later
//
// liu2021, Theorem 2 as instances.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

std::vector<Instance> liu2021_theorem2();

} // namespace thalweg
