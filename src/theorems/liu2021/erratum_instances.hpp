// SPDX-License-Identifier: GPL-3.0-or-later
//
// The errata of liu2021 as instances.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

std::vector<Instance> liu2021_errata();

} // namespace thalweg
