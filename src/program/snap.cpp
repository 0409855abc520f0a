// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in trained/snap.hpp.

#include "program/snap.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/writer.hpp"
#include "program/list_text.hpp"
#include "program/minimum_document.hpp"
#include "program/minimum_report.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"
#include "program/whole_number.hpp"
#include "trained/snap.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>
#include <limits>
#include <ostream>

namespace thalweg {

namespace {

constexpr const char* snap_footer =
    "NETWORK is ONNX, an NPZ archive, a network file in JSON, or a certificate, whose network is\n"
    "taken. Its parameters are moved downhill to a local minimum, in the basin where they are.\n"
    "If none can be certified there, walks from parameters moved at random look for another\n"
    "one, which is not higher. Losses and weight decay are those of thalweg judge. Without -o\n"
    "the certificate goes to NETWORK.snap.json in the current folder.\n\n"
    "Exit codes: 0 certified minimum, 6 none found (no certificate is written).\n\n"
    "Examples:\n"
    "  thalweg snap examples/snap/trained.json examples/snap/sine.csv -o minimum.json\n"
    "  thalweg snap trained.json iris.csv --inputs petal_length --target petal_width\n";

std::filesystem::path output_path(const SnapOptions& options) {
  return options.output.empty() ? options.network.stem().string() + ".snap.json" : options.output;
}

SnapRequest request_of(const SnapOptions& options, const TrainedInput& input, Seconds time) {
  SnapRequest request;
  request.step_budget = whole_number("--steps", options.steps, "a number of steps");
  if (time != no_time_limit)
    request.walk_time = time / 2;
  request.may_hop = true;
  request.refusal = [&input](const FoundMinimum& minimum) { return refusal(input, minimum); };
  return request;
}

/// What is told of an answer.
struct SnapAnswer {
  const TrainedInput& input;
  const SnapResult& result;
  RiskBounds start, end;

  bool is_certified() const { return result.minimum.has_value(); }
  const PatternFlip* flip() const {
    const auto* lifted =
        is_certified() ? std::get_if<LiftedMinimum>(&result.minimum->kind) : nullptr;
    return lifted != nullptr && lifted->minimum.flip ? &*lifted->minimum.flip : nullptr;
  }
  Rational tightness() const {
    return std::get<LiftedMinimum>(result.minimum->kind).minimum.radius / flip()->distance;
  }
};

SnapAnswer answer_of(const TrainedInput& input, const SnapResult& result) {
  SnapAnswer answer{input, result, exact_risk(input.network, input.problem), {}};
  answer.end = result.minimum ? result.minimum->risk
               : result.end   ? exact_risk(result.end->network, input.problem)
                              : answer.start;
  return answer;
}

std::string reason_in_words(const SnapResult& result) {
  std::string text;
  for (const std::string& missing : result.missing)
    text += (text.empty() ? "" : "; ") + missing;
  return text;
}

std::string verdict_in_words(const SnapResult& result) {
  if (!result.minimum)
    return "no minimum found";
  if (std::holds_alternative<GlobalMinimum>(result.minimum->kind))
    return "global minimum: every loss is the least possible, the risk is 0";
  return result.hops == 0 ? "local minimum, downhill from the network"
                          : "another local minimum: where the walk ended none is certified";
}

std::string risk_in_words(const RiskBounds& risk) {
  return "risk " + (risk.lower == risk.upper ? exact_and_decimal(risk.lower) : decimal(risk.lower));
}

std::string answer_text(const SnapAnswer& answer) {
  const SnapResult& result = answer.result;
  std::string text = summary_line("network", answer.input.shape);
  text += summary_line("verdict", verdict_in_words(result));
  text += summary_line("start", "risk " + decimal(answer.start.lower));
  text += summary_line(answer.is_certified() ? "minimum" : "end",
                       fmt::format("{}, after {} and {}", risk_in_words(answer.end),
                                   counted(result.steps, "step"), counted(result.hops, "hop")));
  if (!answer.is_certified()) {
    for (const std::string& missing : result.missing)
      text += summary_line("missing", missing);
    return text;
  }
  text += summary_line("distance", fmt::format("{:.2g} at most, in any parameter",
                                               result.minimum->distance.get_d()));
  if (const std::string radius = radius_in_words(*result.minimum); !radius.empty())
    text += summary_line("radius", radius);
  if (const PatternFlip* flip = answer.flip())
    text += summary_line("upper bound",
                         flip_in_words(*flip) + "; tightness " + decimal(answer.tightness(), 4));
  return text;
}

nlohmann::ordered_json answer_json(const SnapAnswer& answer) {
  const SnapResult& result = answer.result;
  nlohmann::ordered_json json;
  json["architecture"] = architecture(answer.input.network);
  json["parameters"] = parameter_count(answer.input.network);
  json["certified"] = answer.is_certified();
  if (!answer.is_certified())
    json["reason"] = reason_in_words(result);
  json["steps"] = result.steps;
  json["hops"] = result.hops;
  json["start_risk"] = json_of_risk(answer.start);
  json["risk"] = json_of_risk(answer.end);
  if (answer.is_certified())
    json.update(minimum_json(*result.minimum));
  if (const PatternFlip* flip = answer.flip()) {
    json["flip"] = json_flip(*flip);
    json["tightness"] = json_number(answer.tightness());
  }
  return json;
}

/// Until the time of the search is up.
SnapResult searched(const TrainedInput& input, const SnapRequest& request, Seconds time) {
  const WatchedWork work(Deadline::after(time));
  return snap(input.network, input.problem, request);
}

} // namespace

Command snap_command(SnapOptions& options) {
  Command command =
      network_command("snap", "Move a trained network downhill to a local minimum and certify it",
                      snap_footer, options);
  append_training_options(command, options);
  append_options(
      command,
      {output_option(options.output),
       NamedOption{"--steps", &options.steps, "Steps of the walks at most (default: 1000)", "N"},
       NamedOption{"--max-seconds", &options.max_seconds,
                   "Search this long, then certify what was found (default: no limit)", "S"},
       json_option(options.wants_json)});
  command.run = [&options](std::ostream& out, std::ostream& err) {
    return snap(options, out, err);
  };
  return command;
}

ExitCode snap(const SnapOptions& options, std::ostream& out, std::ostream& err) {
  const auto start = std::chrono::steady_clock::now();
  TimeLimit limit(options.max_seconds, err);
  const std::filesystem::path output = output_path(options);
  require_not_an_input(output, {options.network, options.data});
  const TrainedInput input = trained_input("snap", options);
  require_not_read(output); // nor files of weights
  const Seconds time = search_time(options, no_time_limit);
  const SnapRequest request = request_of(options, input, time);
  const SnapResult result = searched(input, request, time);
  std::size_t bytes = 0;
  if (result.minimum) {
    const std::string command = input.command + fmt::format(" --steps {}", request.step_budget);
    const std::string text =
        certificate_text(minimum_document(input, command, *result.minimum, std::nullopt));
    limit.finish();
    write_file_atomically(output, text);
    bytes = text.size();
  }
  const SnapAnswer answer = answer_of(input, result);
  const Seconds elapsed = std::chrono::steady_clock::now() - start;
  if (options.wants_json) {
    nlohmann::ordered_json json = answer_json(answer);
    if (result.minimum) {
      json["certificate"] = is_utf8(output.string()) ? output.string() : "?";
      json["bytes"] = bytes;
    }
    json["seconds"] = elapsed.count();
    out << json.dump(2) << '\n';
  } else {
    out << answer_text(answer);
    if (result.minimum)
      out << certificate_line(output.string(), bytes, elapsed);
  }
  return result.minimum ? ExitCode::done : ExitCode::undecided;
}

} // namespace thalweg
