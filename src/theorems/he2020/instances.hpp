// SPDX-License-Identifier: GPL-3.0-or-later
//
// The instances of he2020; README.md of this folder describes them.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

std::vector<Instance> he2020_instances();

} // namespace thalweg
