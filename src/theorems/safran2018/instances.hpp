// SPDX-License-Identifier: GPL-3.0-or-later
//
// The instances of safran2018; README.md of this folder describes them.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

std::vector<Instance> safran2018_instances();

} // namespace thalweg
