// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/loss_option.hpp"

#include "data/selected_inputs.hpp"
#include "exact/error.hpp"
#include "program/list_text.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

bool is_list(const std::string& text) {
  return text.find(',') != std::string::npos;
}

void require_weights(const std::string& option, const Vector& weights, std::size_t count,
                     const char* what) {
  if (weights.size() != count)
    throw UsageError(fmt::format("{}: expected {} numbers (one per {}), found {}", option, count,
                                 what, weights.size()));
  for (const Rational& weight : weights)
    if (weight <= 0)
      throw UsageError(
          fmt::format("{}: expected positive numbers, found {}", option, to_string(weight)));
}

Vector numbers(const std::string& option, const std::string& text) {
  Vector result;
  for (const std::string& entry : comma_separated(text)) {
    const std::optional<Rational> number = parse_number(entry);
    if (!number)
      throw UsageError(
          fmt::format("{}: expected numbers separated by commas, found \"{}\"", option, entry));
    result.push_back(*number);
  }
  return result;
}

std::string list_of(const Vector& values) {
  std::string text;
  for (const Rational& value : values)
    text += (text.empty() ? "" : ",") + to_string(value);
  return text;
}

} // namespace

void append_loss_options(Command& command, LossOptions& options) {
  command.options.push_back(NamedOption{
      "--loss", &options.loss,
      "squared, absolute, huber:DELTA, epsilon:EPS, quantile:TAU, hinge or squared-hinge "
      "(labels -1 and 1), logistic[:LABEL] (the target LABEL against all others; default: 1 "
      "against -1, or the larger one of two), softmax (classes 0, 1, ...); default: squared",
      "LOSS"});
  command.options.push_back(NamedOption{"--output-weights", &options.output_weights,
                                        "Weights of the targets in the loss (default: 1 each)",
                                        "A,B,..."});
  command.options.push_back(
      NamedOption{"--sample-weights", &options.sample_weights,
                  "Weights of the samples in the loss: a column, which is then no input, or a list "
                  "(default: 1 each)",
                  "COL|A,B,..."});
}

Loss loss_from_option(const std::string& text) {
  try {
    return loss_of_text(text);
  } catch (const InputError& error) {
    throw UsageError(std::string("--") + error.what()); // "loss: expected …"
  } catch (const Unsupported& error) {
    throw Unsupported(std::string("--") + error.what());
  }
}

LossOnData loss_on_data(const LossOptions& options, Dataset data) {
  LossOnData result{std::move(data), WeightedLoss(loss_from_option(options.loss))};
  if (!options.output_weights.empty()) {
    result.loss.output_weights = numbers("--output-weights", options.output_weights);
    require_weights("--output-weights", result.loss.output_weights, result.data.target_dimension(),
                    "target");
  }
  if (options.sample_weights.empty())
    return result;
  if (is_list(options.sample_weights)) {
    result.loss.sample_weights = numbers("--sample-weights", options.sample_weights);
  } else {
    SeparatedColumn column =
        separated_input(result.data, options.sample_weights, "--sample-weights");
    result.data = std::move(column.rest);
    result.loss.sample_weights = std::move(column.values);
  }
  require_weights("--sample-weights", result.loss.sample_weights, result.data.sample_count(),
                  "sample");
  return result;
}

std::string loss_words(const LossOptions& options, const WeightedLoss& loss) {
  std::string words = " --loss " + to_string(loss.loss);
  if (!loss.output_weights.empty())
    words += " --output-weights " + list_of(loss.output_weights);
  if (!loss.sample_weights.empty())
    words += " --sample-weights " + (is_list(options.sample_weights)
                                         ? list_of(loss.sample_weights)
                                         : shell_word(options.sample_weights));
  return words;
}

} // namespace thalweg
