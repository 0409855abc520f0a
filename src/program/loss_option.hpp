// SPDX-License-Identifier: GPL-3.0-or-later
//
// The options --loss, --output-weights and --sample-weights of the commands.

#pragma once

#include "data/dataset.hpp"
#include "program/command.hpp"
#include "risk/weighted_loss.hpp"

namespace thalweg {

/// As the user wrote them; empty texts were not given.
struct LossOptions {
  std::string loss = "squared";
  std::string output_weights; ///< numbers
  std::string sample_weights; ///< numbers, or one input column
};

/// Their values will be stored in `options` (which must outlive the command).
void append_loss_options(Command& command, LossOptions& options);

/// The loss after --loss: NAME[:PARAMETER]. UsageError, or Unsupported for logistic and softmax.
Loss loss_from_option(const std::string& text);

/// A table and the loss on it.
struct LossOnData {
  Dataset data;
  WeightedLoss loss;
};

/// Sample weights are numbers if there is a comma, else a column by name or number; then the
/// column is no input of `data` any more. UsageError "--output-weights: …" and so on for what is no
/// positive number, wrong lengths and unknown columns.
LossOnData loss_on_data(const LossOptions& options, Dataset data);

/// " --loss huber:1/2 --output-weights 1,2 --sample-weights w": what makes the same loss again.
std::string loss_words(const LossOptions& options, const WeightedLoss& loss);

} // namespace thalweg
