// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which checkpoints a batch of `thalweg judge` is about.

#pragma once

#include "program/judge.hpp"

namespace thalweg {

struct ListedCheckpoint {
  std::string name; ///< of the network, without folder and ending; no other one has it
  JudgeOptions options;
};

/// Is the network that was given a folder, or a list (NAME.jsonl)?
bool names_many_checkpoints(const std::filesystem::path& network);

/// The checkpoints of a folder or list (judge_batch.hpp), each with the options that it is judged
/// with. InputError with the line of the list that is wrong; UsageError if there is no checkpoint,
/// or two have one name.
std::vector<ListedCheckpoint> listed_checkpoints(const JudgeOptions& options);

} // namespace thalweg
