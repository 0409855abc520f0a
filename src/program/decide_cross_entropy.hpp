// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg decide --loss logistic|softmax`: is a local minimum near this network?

#pragma once

#include "program/decide.hpp"
#include "risk/cross_entropy.hpp"

namespace thalweg {

/// `done` with a certificate at `output`, or `undecided` without. Throws as `decide`; Unsupported
/// for weights in the loss, --find-better, --radius interval, layers that are not dense and a first
/// layer without biases.
ExitCode decide_cross_entropy(const DecideOptions& options, CrossEntropyLoss loss,
                              const Dataset& data, const std::filesystem::path& output,
                              std::ostream& out);

} // namespace thalweg
