// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/trained_input.hpp"

#include "exact/error.hpp"
#include "program/list_text.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

/// κ of all layers; none without the option.
WeightDecay decay_from(const TrainedOptions& options, const Network& network) {
  if (options.weight_decay.empty()) {
    if (options.decays_weights_only)
      throw UsageError("--decay-weights-only: expected with --weight-decay, found without");
    return {};
  }
  const std::optional<Rational> factor = parse_number(options.weight_decay);
  if (!factor || *factor < 0)
    throw UsageError("--weight-decay: expected a number ≥ 0, found " + options.weight_decay);
  return uniform_decay(network, {*factor, options.decays_weights_only ? Rational(0) : *factor});
}

std::string words_of(const char* command, const TrainedOptions& options,
                     const std::string& loss_words) {
  std::string words = command_words(command, options);
  if (!options.targets.empty())
    words += " --target " + shell_word(options.targets);
  words += loss_words;
  if (!options.weight_decay.empty())
    words += " --weight-decay " + shell_word(options.weight_decay);
  if (options.decays_weights_only)
    words += " --decay-weights-only";
  return words;
}

} // namespace

void append_training_options(Command& command, TrainedOptions& options) {
  append_loss_options(command, options.loss);
  append_options(
      command,
      {NamedOption{"--weight-decay", &options.weight_decay,
                   "What training added to the loss: K times the sum of the squared parameters",
                   "K"},
       Flag{"--decay-weights-only", &options.decays_weights_only,
            "Biases do not decay, only weights"}});
}

TrainedInput trained_input(const char* command, const TrainedOptions& options) {
  const Dataset table = table_of(options);
  TrainedInput input;
  std::string words;
  if (auto loss = cross_entropy_of_text(options.loss.loss, table)) {
    if (!options.loss.output_weights.empty() || !options.loss.sample_weights.empty())
      throw Unsupported("--output-weights, --sample-weights: expected none with --loss " +
                        options.loss.loss + ", found some");
    input.network = network_for(options.network, table, *loss);
    input.problem.data = table;
    input.problem.loss = *loss;
    words = " --loss " + to_string(*loss);
  } else {
    auto [data, weighted] = loss_on_data(options.loss, table);
    require_usable({data, weighted});
    input.network = network_for(options.network, data);
    words = loss_words(options.loss, weighted);
    input.problem.data = std::move(data);
    input.problem.loss = std::move(weighted);
  }
  input.problem.decay = decay_from(options, input.network);
  input.command = words_of(command, options, words);
  input.shape = fmt::format("{}, {}", architecture(input.network),
                            counted(parameter_count(input.network), "parameter"));
  return input;
}

Seconds search_time(const TrainedOptions& options, Seconds otherwise) {
  return 0.7 * (options.max_seconds.empty() ? otherwise : seconds_from(options.max_seconds));
}

} // namespace thalweg
