// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the commands about a trained network (judge, snap) are asked alike: the network, the table,
// and what the training minimised.

#pragma once

#include "exact/watched_work.hpp"
#include "program/loss_option.hpp"
#include "program/network_input.hpp"
#include "trained/checkpoint.hpp"

namespace thalweg {

/// The options as the user wrote them; empty texts were not given.
struct TrainedOptions : NetworkOptions {
  LossOptions loss;
  std::string weight_decay;
  bool decays_weights_only = false;
  std::string max_seconds;
  std::string output;
  bool wants_json = false;
};

/// --loss and its weights, --weight-decay, --decay-weights-only.
void append_training_options(Command& command, TrainedOptions& options);

struct TrainedInput {
  TrainingProblem problem;
  Network network;
  std::string command; ///< "thalweg NAME NETWORK DATA …": what makes the same input again
  std::string shape;   ///< "1-3-1, 10 parameters"
};

/// Reads the files. Throws the errors of exact/error.hpp.
TrainedInput trained_input(const char* command, const TrainedOptions& options);

/// The part of --max-seconds, or of `otherwise` without it, that is for the search; the rest is for
/// the certificate.
Seconds search_time(const TrainedOptions& options, Seconds otherwise);

} // namespace thalweg
