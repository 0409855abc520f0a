// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in landscape/decision.hpp.

#include "program/decide.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/bottleneck_claim.hpp"
#include "certificate/decision_claims.hpp"
#include "certificate/saddle_claim.hpp"
#include "certificate/wall_claims.hpp"
#include "certificate/writer.hpp"
#include "exact/parallel.hpp"
#include "landscape/larger_drop.hpp"
#include "landscape/linear_saddle.hpp"
#include "program/decide_cross_entropy.hpp"
#include "program/decision_report.hpp"
#include "program/list_text.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"
#include "program/whole_number.hpp"
#include "trained/better_network.hpp"

#include <fmt/format.h>

#include <ostream>

namespace thalweg {

namespace {

constexpr std::size_t program_budget = 3000;

constexpr const char* decide_footer =
    "NETWORK is ONNX, an NPZ archive, a network file in JSON, or a certificate, whose network is\n"
    "taken. Without -o the certificate goes to NETWORK.decision.json in the current folder.\n\n"
    "Exit codes: 0 certified minimum, 1 refuted (with a certificate), 6 undecided (without). With\n"
    "--find-better the code says whether W is a minimum, not whether a better point was found: "
    "that\n"
    "is better_point in --json, null if none was.\n\n"
    "Examples:\n"
    "  thalweg decide examples/decide/dead.json examples/decide/line.csv\n"
    "  thalweg decide examples/decide/fixed_ones.json examples/decide/images.csv\n"
    "  thalweg decide examples/decide/dead.json examples/decide/line.csv \\\n"
    "      --better examples/decide/alive.json -o spurious.json\n"
    "  thalweg decide examples/decide/classifier.json examples/decide/labels.csv --loss logistic\n";

std::filesystem::path output_path(const DecideOptions& options) {
  return options.output.empty() ? options.network.stem().string() + ".decision.json"
                                : options.output;
}

} // namespace

std::string normalised_command(const DecideOptions& options, const std::string& loss,
                               const Dataset& data) {
  std::string targets;
  for (const std::size_t column : data.target_columns)
    targets += (targets.empty() ? "" : ",") +
               (options.inputs.empty() ? std::to_string(column + 1) : data.columns[column]);
  std::string command =
      command_words("decide", options) + " --target " + shell_word(targets) + loss;
  if (!options.better.empty())
    command += " --better " + shell_word(std::filesystem::path(options.better).filename().string());
  if (options.find_better)
    command += " --find-better";
  if (options.radius != "first-order")
    command += " --radius " + options.radius;
  return command;
}

namespace {

/// The other network of `--better` as a claim; its risk must be lower.
LowerRiskClaim given_better_point(const DecideOptions& options, const CertificateDocument& document,
                                  const Rational& risk) {
  Network better = network_for(options.better, document.data);
  require_architecture_of(document.network, options.network, better, options.better);
  LowerRiskClaim claim = lower_risk_claim(document, std::move(better), risk);
  if (claim.better_risk >= risk)
    throw ClaimError(fmt::format("{}: expected a risk below {}, found {}", options.better,
                                 exact_and_decimal(risk), exact_and_decimal(claim.better_risk)));
  return claim;
}

/// One answer of `decision`: fills in the claims, tells, and gives the exit code.
struct Teller {
  const DecideOptions& options;
  CertificateDocument& document;
  DecisionReport& report;

  ExitCode operator()(const GlobalMinimum&) {
    document.global_minimum.emplace();
    tell_global_minimum(report, document.weighted_loss());
    return ExitCode::done;
  }

  ExitCode operator()(const CertifiedMinimum& minimum) {
    add_claims(document, minimum,
               options.radius == "interval" ? RadiusMethod::interval : RadiusMethod::first_order);
    tell_minimum(report, minimum, document);
    add_better_point(minimum.risk);
    return ExitCode::done;
  }

  ExitCode operator()(const DescentRay& ray) {
    document.not_local_minimum = with_larger_drop(document.network, document.problem(), ray);
    tell_ray(report, *document.not_local_minimum, document);
    return ExitCode::claim_does_not_hold;
  }

  /// A critical point of a deep linear network that is no minimum.
  ExitCode operator()(const Saddle& saddle) {
    document.not_local_minimum = saddle.descent;
    document.further = {saddle_claim(saddle.ascent)};
    tell_ray(report, saddle.descent, document);
    tell_saddle(report, saddle.ascent);
    return ExitCode::claim_does_not_hold;
  }

  /// The best map of the rank that a narrow layer lets through.
  ExitCode operator()(const BottleneckMinimum& minimum) {
    tell_bottleneck(report, minimum);
    add_better_point(minimum.risk);
    document.further.push_back(bottleneck_claim(minimum));
    return ExitCode::done;
  }

  ExitCode operator()(Undecided undecided) {
    if (is_linear(document.network))
      if (const std::optional<std::string> narrow = narrow_layer_in_words(document.network))
        undecided.missing += "; " + *narrow;
    tell_undecided(report, undecided);
    return ExitCode::undecided;
  }

  /// The better point that is given or looked for, if one is asked for.
  void add_better_point(const Rational& risk) {
    std::string found_by;
    if (!options.better.empty())
      document.lower_risk = given_better_point(options, document, risk);
    else if (options.find_better)
      found_by = add_found_point(risk);
    if (!options.better.empty() || options.find_better)
      tell_better_point(report, document.lower_risk, found_by);
  }

  /// How the point was found; empty if none was.
  std::string add_found_point(const Rational& risk) {
    std::optional<BetterNetwork> better =
        better_network(document.network, {document.data, document.weighted_loss(), {}}, risk);
    if (!better)
      return {};
    document.lower_risk = lower_risk_claim(document, std::move(better->network), risk);
    return better->how;
  }
};

ExitCode answer(Teller teller) {
  CertificateDocument& document = teller.document;
  if (const auto found = linear_saddle(document.network, document.problem()))
    return teller(*found);
  if (is_plain_squared(document.weighted_loss()))
    if (const auto found =
            bottleneck_minimum(document.network, document.data,
                               teller.options.radius == "interval" ? RadiusMethod::interval
                                                                   : RadiusMethod::first_order))
      return teller(*found);
  return std::visit(teller, decision(document.network, document.problem(), program_budget));
}

} // namespace

Command decide_command(DecideOptions& options) {
  Command command =
      network_command("decide", "Certify or refute that a network is a local minimum on a table",
                      decide_footer, options);
  command.run = [&options](std::ostream& out, std::ostream& err) {
    return decide(options, out, err);
  };
  append_loss_options(command, options.loss);
  append_options(
      command,
      {NamedOption{"--better", &options.better,
                   "Another network of the same architecture: claim that the minimum is spurious",
                   "OTHER.json"},
       NamedOption{"--radius", &options.radius,
                   "How the radius is shown: first-order or interval (default: first-order)",
                   "METHOD"},
       Flag{"--find-better", &options.find_better,
            "Search for such a network: a kink in a spare unit, descents from other parameters"},
       output_option(options.output), max_seconds_option(options.max_seconds),
       json_option(options.wants_json), threads_option(options.threads)});
  return command;
}

ExitCode decide(const DecideOptions& options, std::ostream& out, std::ostream& err) {
  TimeLimit limit(options.max_seconds, err);
  set_thread_count(thread_count_from(options.threads));
  if (options.radius != "first-order" && options.radius != "interval")
    throw UsageError("--radius: expected first-order or interval, found " + options.radius);
  if (options.find_better && !options.better.empty())
    throw UsageError("--find-better: expected without --better, found both");
  const std::filesystem::path output = output_path(options);
  require_not_an_input(output, {options.network, options.data, options.better});
  const Dataset table = table_of(options);
  if (const auto loss = cross_entropy_of_text(options.loss.loss, table))
    return decide_cross_entropy(options, *loss, table, output, out);
  const auto [data, loss] = loss_on_data(options.loss, table);

  CertificateDocument document;
  document.provenance = {tool_name_and_version(),
                         normalised_command(options, loss_words(options.loss, loss), data)};
  document.data = data;
  document.loss = loss;
  document.network = network_for(options.network, data);
  if (!options.better.empty())
    network_for(options.better, data); // looked at before any work
  require_not_read(output);            // nor files of weights
  DecisionReport report;
  tell_network(report, document.network);
  const ExitCode code = answer({options, document, report});
  if (code != ExitCode::undecided) {
    const std::string text = certificate_text(document);
    limit.finish();
    write_file_atomically(output, text);
    tell_certificate(report, output.string(), text.size());
  }
  out << (options.wants_json ? report.json.dump(2) + "\n" : report.text);
  return code;
}

} // namespace thalweg
