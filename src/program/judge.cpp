// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in trained/judgement.hpp.

#include "program/judge.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/wall_claims.hpp"
#include "certificate/writer.hpp"
#include "exact/watched_work.hpp"
#include "network/network_file.hpp"
#include "program/batch.hpp"
#include "program/checkpoint_list.hpp"
#include "program/judge_batch.hpp"
#include "program/judgement_report.hpp"
#include "program/leaving.hpp"
#include "program/list_text.hpp"
#include "program/minimum_document.hpp"
#include "program/ranks.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <ostream>

namespace thalweg {

namespace {

constexpr Seconds usual_time{60}; ///< without --max-seconds

constexpr const char* judge_footer =
    "NETWORK is ONNX, an NPZ archive, a network file in JSON, or a certificate, whose network is\n"
    "taken. R is the mean over the samples of the loss, the squared loss summed over the outputs;\n"
    "--weight-decay K adds K times the sum of the squares of all weights and biases. Without -o "
    "the\n"
    "certificate goes to NETWORK.judge.json in the current folder.\n\n"
    "NETWORK may also be a folder of networks, or a list of them, NAME.jsonl: one line each, as\n"
    "{\"network\": \"iris.json\", \"data\": \"iris.csv\", \"loss\": \"softmax\"}. Then -o is a "
    "folder, and\n"
    "mpirun -n N shares the work between processes and machines.\n\n"
    "Exit codes: 0 a verdict with a certificate, 6 undecided (there is a certificate if a better\n"
    "network was found: that its risk is lower); of many networks the first of 2, 5, 3, 4, 6 that "
    "one of them has.\n\n"
    "Examples:\n"
    "  thalweg judge examples/snap/trained.json examples/snap/sine.csv\n"
    "  thalweg judge iris.json iris.csv --target class --loss softmax --max-seconds 60\n"
    "  mpirun -n 8 thalweg judge checkpoints.jsonl -o judged --json\n";

std::filesystem::path judge_output_path(const JudgeOptions& options) {
  return options.output.empty() ? options.network.stem().string() + ".judge.json" : options.output;
}

/// The certificate of the verdict, at least of a better network; nothing if there is neither.
std::optional<CertificateDocument> verdict_document(const Judgement& judgement,
                                                    const TrainedInput& input) {
  if (judgement.minimum)
    return minimum_document(input, input.command, *judgement.minimum, judgement.better);
  if (judgement.vanishing) {
    CertificateDocument document =
        trained_document(input, input.command, judgement.vanishing->network);
    document.further.push_back(vanishing_risk_claim(judgement.vanishing->risk));
    add_better(document, input.problem, judgement.better);
    return document;
  }
  if (!judgement.better && !judgement.lower)
    return std::nullopt;
  CertificateDocument document = trained_document(input, input.command, input.network);
  if (judgement.better) // it is below the lower point, too
    add_lower_risk(document, judgement.facts.risk.lower, judgement.better->network,
                   judgement.better->risk);
  else
    add_lower_risk(document, judgement.facts.risk.lower, judgement.lower->network,
                   judgement.lower->risk);
  return document;
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
                  NamedOption{"-o,--output", &options.output,
                              "Where to write the certificate; of many, the folder", "CERT.json"},
                  json_option(options.wants_json), threads_option(options.threads)});
  command.is_for_ranks = true;
  command.run = [&options](std::ostream& out, std::ostream& err) {
    return judge(options, out, err);
  };
  return command;
}

JudgedNetwork judged_network(const JudgeOptions& options) {
  JudgedNetwork judged{trained_input("judge", options), {}, {}, {}};
  const Deadline leaving_deadline = Deadline::after(search_time(options, usual_time) / 2);
  JudgementRequest request;
  request.max_time = search_time(options, usual_time);
  request.refusal = [&](const FoundMinimum& minimum) { return refusal(judged.input, minimum); };
  judged.judgement = judgement(judged.input.network, judged.input.problem, request);
  if (auto document = verdict_document(judged.judgement, judged.input)) {
    if (!leaving_deadline.has_passed())
      judged.leaving = certified_leaving(judged.judgement, *document);
    judged.certificate = certificate_text(*document);
  }
  return judged;
}

ExitCode exit_code_of(const JudgedNetwork& judged) {
  return judged.judgement.verdict == JudgementVerdict::undecided ? ExitCode::undecided
                                                                 : ExitCode::done;
}

ExitCode judge(const JudgeOptions& options, std::ostream& out, std::ostream& err) {
  set_batch_threads(options.threads);
  if (names_many_checkpoints(options.network))
    return judge_batch(options, out, err);
  if (rank_number() != 0) { // there is nothing to share
    if (!std::filesystem::exists(options.network))
      throw UsageError(options.network.string() + ": expected a folder or file on each machine, "
                                                  "found none");
    return ExitCode::done;
  }
  TimeLimit limit(options.max_seconds, err);
  const auto start = std::chrono::steady_clock::now();
  if (options.data.empty()) {
    require_network_in_file(options.network);
    throw UsageError("DATA is required → thalweg judge --help");
  }
  const std::filesystem::path output = judge_output_path(options);
  require_not_an_input(output, {options.network, options.data});
  const JudgedNetwork judged = judged_network(options);
  const TrainingProblem& problem = judged.input.problem;
  const bool is_certified = !judged.certificate.empty();
  const std::size_t bytes = judged.certificate.size();
  if (is_certified) {
    limit.finish();
    write_file_atomically(output, judged.certificate);
  }
  const Seconds elapsed = std::chrono::steady_clock::now() - start;
  if (options.wants_json) {
    nlohmann::ordered_json json = {{"network", judged.input.shape}};
    json.update(judgement_json(judged.judgement, problem));
    if (judged.leaving)
      json["leaving"] = leaving_json(*judged.leaving);
    if (is_certified) {
      json["certificate"] = is_utf8(output.string()) ? output.string() : "?";
      json["bytes"] = bytes;
    }
    json["seconds"] = elapsed.count();
    out << json.dump(2) << '\n';
  } else {
    out << summary_line("network", fmt::format("{}; {}: {}", judged.input.shape,
                                               options.data.filename().string(),
                                               counted(problem.data.sample_count(), "sample")))
        << judgement_text(judged.judgement, problem);
    if (judged.leaving)
      out << summary_line("leaving", leaving_in_words(*judged.leaving));
    out << (is_certified ? certificate_line(output.string(), bytes, elapsed)
                         : summary_line("time", fmt::format("{:.2f} s", elapsed.count())));
  }
  return exit_code_of(judged);
}

} // namespace thalweg
