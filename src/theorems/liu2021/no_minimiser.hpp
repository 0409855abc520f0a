// SPDX-License-Identifier: GPL-3.0-or-later
//
// An erratum to liu2021, Theorem 1 and Assumptions: the optimal affine fit of a group, from which
// the minima are built, need not exist for cross-entropy. It does not for groups that an affine
// function separates, nor for x = 0 with both labels and x = 1 with label 1: the infimum there is
// 2 log 2 and is not attained. Where every group has an optimal fit, the construction stands; the
// fits are not rational, so a minimum is shown to be near.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

/// x = −1 and 1 with their signs as labels; with the claim `no_minimiser`.
Outcome separable_group();

/// x = 0 with the labels −1 and 1, x = 1 with label 1.
Outcome quasi_separable_group();

/// Three classes in the order of x, neighbours with one x in common.
Outcome quasi_separable_classes();

/// x = 1, 2, 3 with labels +−, +++−, +−: one group with an optimal fit, the constant log(5/3). A
/// spurious local minimum is near, with the claims `nearby_minimum` and `lower_risk`.
Outcome group_with_fit();

} // namespace thalweg
