// SPDX-License-Identifier: GPL-3.0-or-later
//
// Neutral fields of blocks (parameter_block.hpp): which blocks are looked at, and what is written.

#pragma once

#include "trained/guess/gauge_fields.hpp"

namespace thalweg {

/// One field for every parameter that a block leaves free. Blocks are rows of one layer with those
/// that read them, and all rows of layers one behind the other.
std::vector<GaugeField> guessed_block_fields(const SliceProblem& problem,
                                             const FloatingSlicePoint& at);

/// Fields of one block as one field.
std::vector<NeutralField> joined_blocks(const std::vector<GaugeField>& fields);

} // namespace thalweg
