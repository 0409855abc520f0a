// SPDX-License-Identifier: GPL-3.0-or-later
//
// The instances of yun2019; README.md of this folder describes them.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

std::vector<Instance> yun2019_instances();

} // namespace thalweg
