// SPDX-License-Identifier: GPL-3.0-or-later
//
// The texts of classes, and of the witness of a local minimum.

#pragma once

#include "certificate/document.hpp"
#include "certificate/json_text.hpp"

namespace thalweg {

/// [0,0,null,1]
void put_classes(JsonText& text, const ClassOfSample& classes);

/// ,"subgradients":…; nothing if there are none.
void put_subgradients_if_any(JsonText& text, const Subgradients& subgradients);

/// {"method":…,"pattern_classes":…}, with "subgradients" if there are any.
void put_minimum_witness(JsonText& text, const LocalMinimumClaim& claim);

} // namespace thalweg
