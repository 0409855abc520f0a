// SPDX-License-Identifier: GPL-3.0-or-later
//
// What fits with logistic and softmax loss share: the basis functions of a group, which are entries
// of (x, 1), and coefficients of scores as those of outputs (softmax: the last output stays).

#pragma once

#include "exact/linear_algebra.hpp"
#include "risk/cross_entropy.hpp"

namespace thalweg {

/// Rows (x, 1)·denominator of the group, these columns.
IntegerMatrix entries(const Dataset& data, const SampleSet& group,
                      const std::vector<std::size_t>& columns);

/// The entries of (x, 1) that are independent on a group, increasing; 1 is preferred, then the
/// first ones.
std::vector<std::size_t> independent_entries(const Dataset& data, const SampleSet& group);

/// The coefficient of score a of a block at an entry of (x, 1). (Softmax has one block, logistic
/// one score.)
Rational& coefficient(AffineMap& p, std::size_t block, std::size_t a, std::size_t entry);

} // namespace thalweg
