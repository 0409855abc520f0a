// SPDX-License-Identifier: GPL-3.0-or-later
//
// Slabs of which every group has an optimal affine fit for logistic or softmax loss, for data on
// which the partition of least squared error has groups without one. Where classes nearly part, few
// partitions have them: slabs of nearly equal sizes along many directions are tried.

#pragma once

#include "partition/partition.hpp"
#include "risk/cross_entropy.hpp"

namespace thalweg {

/// K ≥ 1 slabs such that every group seems to have an optimal fit: the smallest group as large as
/// possible (K = 2) or thresholds near the quantiles (K > 2). The directions have entries −1, 0, 1,
/// of which at most two are not 0 if there are more than four inputs; of many samples only some
/// candidates are looked at. Nothing if none of them has such groups.
std::optional<Slabs> attained_slabs(const LabelledData& labelled, std::size_t groups);

} // namespace thalweg
