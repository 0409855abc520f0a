// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text of the witness of `not_local_minimum`: a direction by its non-zero entries.

#pragma once

#include "certificate/json_text.hpp"
#include "landscape/ray.hpp"

namespace thalweg {

/// {"weights":[[layer,unit,input,"change"],…],"biases":[[layer,unit,"change"],…]}
void put_direction(JsonText& text, const Direction& direction);

} // namespace thalweg
