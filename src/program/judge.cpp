// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in trained/judgement.hpp.

#include "program/judge.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/decision_claims.hpp"
#include "certificate/trained_minimum_claim.hpp"
#include "certificate/wall_claims.hpp"
#include "certificate/writer.hpp"
#include "data/selected_inputs.hpp"
#include "data/table_file.hpp"
#include "landscape/nearby_decision.hpp"
#include "network/network_file.hpp"
#include "program/judgement_report.hpp"
#include "program/list_text.hpp"
#include "program/network_input.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"
#include "trained/judgement.hpp"
#include "verifier/verify.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <ostream>

namespace thalweg {

namespace {

constexpr double share_of_time = 0.7; ///< for the judgement; the rest is for the certificate
constexpr double usual_seconds = 60;  ///< without --max-seconds

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

/// κ of all layers; none without the option.
WeightDecay decay_from(const JudgeOptions& options, const Network& network) {
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

struct JudgedInput {
  TrainingProblem problem;
  Network network;
  std::string loss_words;
};

JudgedInput judged_input(const JudgeOptions& options) {
  const Dataset table =
      with_selected_inputs(dataset_from_file(options.data, comma_separated(options.targets)),
                           comma_separated(options.inputs));
  JudgedInput input;
  if (auto loss = cross_entropy_of_text(options.loss.loss, table)) {
    if (!options.loss.output_weights.empty() || !options.loss.sample_weights.empty())
      throw Unsupported("--output-weights, --sample-weights: expected none with --loss " +
                        options.loss.loss + ", found some");
    input.network = network_for(options.network, table, *loss);
    input.problem.data = table;
    input.problem.loss = *loss;
    input.loss_words = " --loss " + to_string(*loss);
  } else {
    auto [data, weighted] = loss_on_data(options.loss, table);
    require_usable(weighted, data);
    input.network = network_for(options.network, data);
    input.loss_words = loss_words(options.loss, weighted);
    input.problem.data = std::move(data);
    input.problem.loss = std::move(weighted);
  }
  input.problem.decay = decay_from(options, input.network);
  return input;
}

std::string judge_command(const JudgeOptions& options, const JudgedInput& input) {
  std::string command = "thalweg judge " + shell_word(options.network.filename().string()) + " " +
                        shell_word(options.data.filename().string());
  if (!options.inputs.empty())
    command += " --inputs " + shell_word(options.inputs);
  if (!options.targets.empty())
    command += " --target " + shell_word(options.targets);
  command += input.loss_words;
  if (!options.weight_decay.empty())
    command += " --weight-decay " + shell_word(options.weight_decay);
  if (options.decays_weights_only)
    command += " --decay-weights-only";
  return command;
}

/// The document without claims, about a network.
CertificateDocument judged_document(const JudgeOptions& options, const JudgedInput& input,
                                    Network network) {
  CertificateDocument document;
  document.provenance = {tool_name_and_version(), judge_command(options, input)};
  document.data = input.problem.data;
  document.network = std::move(network);
  document.decay = input.problem.decay;
  if (const auto* loss = std::get_if<CrossEntropyLoss>(&input.problem.loss))
    document.cross_entropy = *loss;
  else
    document.loss = std::get<WeightedLoss>(input.problem.loss);
  return document;
}

/// That `lower` has a lower risk than the network of the document, whose risk is at least `risk`;
/// of logistic and softmax loss rounded outwards.
void add_lower_risk(CertificateDocument& document, const Rational& risk, const Network& lower,
                    const RiskBounds& lower_risk) {
  if (document.cross_entropy)
    document.further.push_back(
        lower_risk_claim(lower, risk_above(lower_risk.upper), risk_below(risk), nearby_bits));
  else
    document.further.push_back(lower_risk_claim(lower, lower_risk.upper, risk));
}

/// Adds the claim of a minimum.
struct MinimumClaimant {
  CertificateDocument& document;

  void operator()(const GlobalMinimum&) const { document.global_minimum.emplace(); }
  void operator()(const LiftedMinimum& lifted) const { add_claims(document, lifted.minimum); }
  void operator()(const MinimumOnWalls& minimum) const {
    document.further.push_back(minimum_on_walls_claim(minimum));
  }
  void operator()(const TrainedMinimum& minimum) const {
    document.further.push_back(trained_minimum_claim(minimum));
  }
};

/// The certificate of a minimum, spurious if there is a better network.
CertificateDocument minimum_document(const JudgeOptions& options, const JudgedInput& input,
                                     const JudgedMinimum& minimum,
                                     const std::optional<BetterNetwork>& better) {
  CertificateDocument document = judged_document(options, input, minimum.network);
  const bool is_lifted = std::holds_alternative<LiftedMinimum>(minimum.kind);
  if (better && !is_lifted)
    add_lower_risk(document, exact_risk(document.network, input.problem).lower, better->network,
                   better->risk);
  std::visit(MinimumClaimant{document}, minimum.kind);
  if (better && is_lifted)
    document.spurious = spurious_claim(document.data, better->network, document.loss);
  return document;
}

/// The certificate of the verdict; nothing if nothing is certified.
std::optional<CertificateDocument> verdict_document(const Judgement& judgement,
                                                    const JudgeOptions& options,
                                                    const JudgedInput& input) {
  if (judgement.minimum)
    return minimum_document(options, input, *judgement.minimum, judgement.better);
  if (judgement.vanishing) {
    CertificateDocument document = judged_document(options, input, judgement.vanishing->network);
    document.further.push_back(vanishing_risk_claim(judgement.vanishing->risk));
    return document;
  }
  if (judgement.lower) {
    CertificateDocument document = judged_document(options, input, input.network);
    add_lower_risk(document, judgement.facts.risk.lower, judgement.lower->network,
                   judgement.lower->risk);
    return document;
  }
  return std::nullopt;
}

/// What the independent verifier has against the certificate of a minimum; nothing: an empty text.
std::string refusal(const JudgeOptions& options, const JudgedInput& input,
                    const JudgedMinimum& minimum) {
  const std::string text =
      certificate_text(minimum_document(options, input, minimum, std::nullopt));
  const verifier::Outcome outcome = verifier::verify(text, {});
  return outcome.verdict == verifier::Verdict::accepted ? std::string()
                                                        : verifier::verdict_line(outcome);
}

} // namespace

Command judge_command(JudgeOptions& options) {
  Command command{
      "judge",
      "Judge a trained network: is a local minimum near, is a better one known?",
      judge_footer,
      {{"NETWORK", &options.network, "Network with its parameters (certificates/NETWORKS.md)"},
       {"DATA", &options.data, "Table of numbers, one sample per line", false}},
      {NamedOption{"--inputs", &options.inputs, "Input columns (default: all but the targets)",
                   "COL[,COL...]"},
       NamedOption{"--target", &options.targets,
                   "Target columns, by name or number from 1 (default: the last)", "COL[,COL...]"}},
      [&options](std::ostream& out, std::ostream& err) { return judge(options, out, err); }};
  append_loss_options(command, options.loss);
  append_options(
      command,
      {NamedOption{"--weight-decay", &options.weight_decay,
                   "What training added to the loss: K times the sum of the squared parameters",
                   "K"},
       Flag{"--decay-weights-only", &options.decays_weights_only,
            "Biases do not decay, only weights"},
       NamedOption{"--max-seconds", &options.max_seconds,
                   "Search this long, then certify what was found (default: 60)", "S"},
       NamedOption{"-o,--output", &options.output, "Where to write the certificate", "CERT.json"},
       Flag{"--json", &options.wants_json, "Print the judgement as JSON"}});
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
  const JudgedInput input = judged_input(options);
  JudgementRequest request;
  request.max_seconds =
      share_of_time *
      (options.max_seconds.empty() ? usual_seconds : seconds_from(options.max_seconds));
  request.refusal = [&](const JudgedMinimum& minimum) { return refusal(options, input, minimum); };
  const Judgement result = judgement(input.network, input.problem, request);
  std::size_t bytes = 0;
  const std::optional<CertificateDocument> document = verdict_document(result, options, input);
  if (document) {
    const std::string text = certificate_text(*document);
    limit.finish();
    write_file_atomically(output, text);
    bytes = text.size();
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  const std::string shape = fmt::format("{}, {}", architecture(input.network),
                                        counted(parameter_count(input.network), "parameter"));
  if (options.wants_json) {
    nlohmann::ordered_json json = {{"network", shape}};
    json.update(judgement_json(result, input.problem));
    if (document) {
      json["certificate"] = is_utf8(output.string()) ? output.string() : "?";
      json["bytes"] = bytes;
    }
    json["seconds"] = elapsed.count();
    out << json.dump(2) << '\n';
  } else {
    out << summary_line("network",
                        fmt::format("{}; {}: {}", shape, options.data.filename().string(),
                                    counted(input.problem.data.sample_count(), "sample")))
        << judgement_text(result, input.problem);
    out << summary_line(document ? "certificate" : "time",
                        document ? fmt::format("{}: {}, {:.2f} s", output.string(),
                                               counted(bytes, "byte"), elapsed.count())
                                 : fmt::format("{:.2f} s", elapsed.count()));
  }
  return document ? ExitCode::done : ExitCode::undecided;
}

} // namespace thalweg
