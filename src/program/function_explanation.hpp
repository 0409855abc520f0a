// SPDX-License-Identifier: GPL-3.0-or-later
//
// The geometric half of the argument in prose: partition → function → max-min form → network on the
// whole domain → finer partition, and linear regions.

#pragma once

#include "certificate/stated_functions.hpp"

namespace thalweg {

/// Empty if nothing is stated about functions.
std::string function_sections(const StatedFunctions& stated);

} // namespace thalweg
