// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in trained/judgement.hpp.

#include "program/judge.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/wall_claims.hpp"
#include "certificate/writer.hpp"
#include "network/network_file.hpp"
#include "program/judgement_report.hpp"
#include "program/leaving.hpp"
#include "program/list_text.hpp"
#include "program/minimum_document.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"
#include "trained/judgement.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <ostream>

namespace thalweg {

namespace {

constexpr double usual_seconds = 60; ///< without --max-seconds

constexpr const char* judge_footer =
    "NETWORK is ONNX, an NPZ archive, a network file in JSON, or a certificate, whose network is\n"
    "taken. R is the mean over the samples of the loss, the squared loss summed over the outputs;\n"
    "--weight-decay K adds K times the sum of the squares of all weights and biases. Without -o "
    "the\n"
    "certificate goes to NETWORK.judge.json in the current folder.\n\n"
    "Exit codes: 0 a verdict with a certificate, 6 undecided (no certificate).\n\n"
    "Examples:\n"
    "  thalweg judge examples/snap/trained.json examples/snap/sine.csv\n"
    "  thalweg judge iris.json iris.csv --target class --loss softmax --max-seconds 60\n";

std::filesystem::path judge_output_path(const JudgeOptions& options) {
  return options.output.empty() ? options.network.stem().string() + ".judge.json" : options.output;
}

/// The certificate of the verdict; nothing if nothing is certified.
std::optional<CertificateDocument> verdict_document(const Judgement& judgement,
                                                    const TrainedInput& input) {
  if (judgement.minimum)
    return minimum_document(input, input.command, *judgement.minimum, judgement.better);
  if (judgement.vanishing) {
    CertificateDocument document =
        trained_document(input, input.command, judgement.vanishing->network);
    document.further.push_back(vanishing_risk_claim(judgement.vanishing->risk));
    return document;
  }
  if (judgement.lower) {
    CertificateDocument document = trained_document(input, input.command, input.network);
    add_lower_risk(document, judgement.facts.risk.lower, judgement.lower->network,
                   judgement.lower->risk);
    return document;
  }
  return std::nullopt;
}

/// What is known of leaving a local minimum goes into its certificate; beside a trap the minimum is
/// that of the box with the barrier.
std::optional<Leaving> certified_leaving(Judgement& judgement, CertificateDocument& document) {
  if (judgement.verdict != JudgementVerdict::minimum)
    return std::nullopt;
  std::optional<Leaving> found = quick_leaving(document);
  if (!found || (found->trap && !found->trap->minimum.is_local_minimum()))
    return found;
  add_leaving(document, *found);
  FoundMinimum& minimum = *judgement.minimum;
  if (auto* trained = std::get_if<TrainedMinimum>(&minimum.kind); trained && found->trap) {
    minimum.distance += distance(found->trap->minimum) - distance(*trained);
    *trained = found->trap->minimum;
  }
  return found;
}

} // namespace

Command judge_command(JudgeOptions& options) {
  Command command = network_command(
      "judge", "Judge a trained network: is a local minimum near, is a better one known?",
      judge_footer, options);
  command.arguments.back().is_required = false; // of some networks it says better what is wrong
  append_training_options(command, options);
  append_options(command,
                 {NamedOption{"--max-seconds", &options.max_seconds,
                              "Search this long, then certify what was found (default: 60)", "S"},
                  output_option(options.output), json_option(options.wants_json)});
  command.run = [&options](std::ostream& out, std::ostream& err) {
    return judge(options, out, err);
  };
  return command;
}

ExitCode judge(const JudgeOptions& options, std::ostream& out, std::ostream& err) {
  TimeLimit limit(options.max_seconds, err);
  const auto start = std::chrono::steady_clock::now();
  if (options.data.empty()) {
    require_network_in_file(options.network);
    throw UsageError("DATA is required → thalweg judge --help");
  }
  const std::filesystem::path output = judge_output_path(options);
  require_not_an_input(output, {options.network, options.data});
  const TrainedInput input = trained_input("judge", options);
  JudgementRequest request;
  request.max_seconds = search_seconds(options, usual_seconds);
  request.refusal = [&](const FoundMinimum& minimum) { return refusal(input, minimum); };
  Judgement result = judgement(input.network, input.problem, request);
  std::size_t bytes = 0;
  std::optional<CertificateDocument> document = verdict_document(result, input);
  std::optional<Leaving> leaving;
  if (document) {
    leaving = certified_leaving(result, *document);
    const std::string text = certificate_text(*document);
    limit.finish();
    write_file_atomically(output, text);
    bytes = text.size();
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  if (options.wants_json) {
    nlohmann::ordered_json json = {{"network", input.shape}};
    json.update(judgement_json(result, input.problem));
    if (leaving)
      json["leaving"] = leaving_json(*leaving);
    if (document) {
      json["certificate"] = is_utf8(output.string()) ? output.string() : "?";
      json["bytes"] = bytes;
    }
    json["seconds"] = elapsed.count();
    out << json.dump(2) << '\n';
  } else {
    out << summary_line("network",
                        fmt::format("{}; {}: {}", input.shape, options.data.filename().string(),
                                    counted(input.problem.data.sample_count(), "sample")))
        << judgement_text(result, input.problem);
    if (leaving)
      out << summary_line("leaving", leaving_in_words(*leaving));
    out << summary_line(document ? "certificate" : "time",
                        document ? fmt::format("{}: {}, {:.2f} s", output.string(),
                                               counted(bytes, "byte"), elapsed.count())
                                 : fmt::format("{:.2f} s", elapsed.count()));
  }
  return document ? ExitCode::done : ExitCode::undecided;
}

} // namespace thalweg
