// SPDX-License-Identifier: GPL-3.0-or-later
//
// The instances of liu2021; README.md of this folder describes them.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

std::vector<Instance> liu2021_instances();

} // namespace thalweg
