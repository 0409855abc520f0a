// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg judge` for many checkpoints: those of a folder on one table, or those of a list, each
// with its own table and loss. One row each, in their order; what is wrong with one does not end
// the others.

#pragma once

#include "program/judge.hpp"

namespace thalweg {

/// Judges the networks *.json, *.npz and *.onnx of a folder, sorted by name, or those of a list:
/// one JSON object per line with "network" and, where it differs from the options, "data",
/// "inputs", "target", "loss", "output_weights", "sample_weights", "weight_decay",
/// "decay_weights_only"; paths are relative to the list. Certificates go to
/// FOLDER/NETWORK.judge.json, FOLDER being the value of -o. The exit code is the first of 2, 5, 3,
/// 4, 6 that some checkpoint has by itself, 0 if none.
ExitCode judge_batch(const JudgeOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
