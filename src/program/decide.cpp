// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in landscape/decision.hpp.

#include "program/decide.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/decision_claims.hpp"
#include "certificate/writer.hpp"
#include "data/csv.hpp"
#include "program/decide_cross_entropy.hpp"
#include "program/list_text.hpp"
#include "program/network_input.hpp"
#include "program/summary.hpp"
#include "search/better_point.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <ostream>

namespace thalweg {

namespace {

constexpr std::size_t program_budget = 3000;

constexpr const char* decide_footer =
    "NETWORK.json is a network file (certificates/NETWORKS.md) or a certificate, whose network is\n"
    "taken. Without -o the certificate goes to NETWORK.decision.json in the current folder.\n\n"
    "Exit codes: 0 certified minimum, 1 refuted (with a certificate), 6 undecided (without).\n\n"
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
    targets += (targets.empty() ? "" : ",") + std::to_string(column + 1);
  std::string command = "thalweg decide " + shell_word(options.network.filename().string()) + " " +
                        shell_word(options.data.filename().string()) + " --target " + targets +
                        loss;
  if (!options.better.empty())
    command += " --better " + shell_word(std::filesystem::path(options.better).filename().string());
  if (options.find_better)
    command += " --find-better";
  if (options.radius != "first-order")
    command += " --radius " + options.radius;
  return command;
}

std::string told(const Undecided& undecided) {
  std::string text = summary_line("verdict", "undecided");
  for (const std::string& tried : undecided.tried)
    text += summary_line("tried", tried);
  return text + summary_line("missing", undecided.missing);
}

namespace {

/// The other network of `--better` as a claim; its risk must be lower.
SpuriousClaim given_better_point(const DecideOptions& options, const Dataset& data,
                                 const WeightedLoss& loss, const Network& network,
                                 const Rational& risk) {
  Network better = network_for(options.better, data);
  require_architecture_of(network, options.network, better, options.better);
  SpuriousClaim claim = spurious_claim(data, std::move(better), loss);
  if (claim.better_risk >= risk)
    throw ClaimError(fmt::format("{}: expected a risk below {}, found {}", options.better,
                                 exact_and_decimal(risk), exact_and_decimal(claim.better_risk)));
  return claim;
}

/// One answer of `decision`: fills in the claims, tells, and gives the exit code.
struct Teller {
  const DecideOptions& options;
  CertificateDocument& document;
  std::string text;

  ExitCode operator()(const GlobalMinimum&) {
    document.global_minimum.emplace();
    text += summary_line("verdict",
                         is_plain_squared(document.loss)
                             ? "global minimum: every sample is fitted exactly, the risk is 0"
                             : "global minimum: every loss is 0, the least possible");
    return ExitCode::done;
  }

  ExitCode operator()(const CertifiedMinimum& minimum) {
    const bool by_interval = options.radius == "interval";
    add_claims(document, minimum, by_interval ? RadiusMethod::interval : RadiusMethod::first_order);
    const Rational& radius = document.local_minimum->radius;
    text += summary_line("verdict", "local minimum, and no lower risk with the same patterns");
    if (!is_plain_squared(document.loss))
      text += summary_line("loss", to_string(document.loss.loss));
    text += summary_line("risk", exact_and_decimal(minimum.risk));
    text += summary_line(
        "radius",
        exact_and_decimal(radius) +
            (by_interval ? std::string(" (interval bound)")
                         : fmt::format(", {} × the interval bound",
                                       decimal(Rational(radius / minimum.interval_radius), 4))));
    if (minimum.flip)
      text +=
          summary_line("upper bound", flip_in_words(*minimum.flip) + "; tightness " +
                                          decimal(Rational(radius / minimum.flip->distance), 4));
    if (!options.better.empty())
      document.spurious =
          given_better_point(options, document.data, document.loss, document.network, minimum.risk);
    else if (options.find_better)
      add_found_point(minimum.risk);
    if (document.spurious)
      text +=
          summary_line("better point", "risk " + exact_and_decimal(document.spurious->better_risk) +
                                           ", same architecture: the minimum is spurious");
    return ExitCode::done;
  }

  ExitCode operator()(const DescentRay& ray) {
    document.not_local_minimum = ray;
    text += summary_line("verdict", "not a local minimum: the risk falls along a ray");
    text += summary_line("risk", exact_and_decimal(ray.risk));
    text += summary_line("direction", counted(ray.direction.entry_count(), "parameter") + ", " +
                                          direction_in_words(ray.direction));
    text += summary_line("risk on it", fmt::format("R(W) + {}  for 0 < ε ≤ {}",
                                                   polynomial_in_words(ray.risk_difference),
                                                   exact_and_decimal(ray.epsilon)));
    return ExitCode::claim_does_not_hold;
  }

  ExitCode operator()(const Undecided& undecided) {
    text += told(undecided);
    return ExitCode::undecided;
  }

  void add_found_point(const Rational& risk) {
    std::optional<BetterPoint> better =
        better_point(document.network, document.data, risk, document.loss);
    if (!better) {
      text += summary_line("better point", "none was found, which proves nothing");
      return;
    }
    text += summary_line("found by", better->how);
    document.spurious =
        SpuriousClaim{better->risk, std::move(better->network),
                      better->classes.class_of_sample(document.data.sample_count())};
  }

  /// What the rows of parameters of a layer belong to.
  const char* row_word(std::size_t layer) const {
    return document.network.layers[layer].kind == LayerKind::convolution ? "filter" : "unit";
  }

  std::string direction_in_words(const Direction& direction) const {
    std::vector<std::string> moves;
    for (const WeightMove& move : direction.weights)
      moves.push_back(fmt::format("weight {} of layer {}, {} {}: {}", move.input, move.layer,
                                  row_word(move.layer), move.unit, to_string(move.change)));
    for (const BiasMove& move : direction.biases)
      moves.push_back(fmt::format("bias of layer {}, {} {}: {}", move.layer, row_word(move.layer),
                                  move.unit, to_string(move.change)));
    constexpr std::size_t most = 3;
    const bool is_long = moves.size() > most;
    moves.resize(std::min(moves.size(), most));
    return fmt::format("{}{}", fmt::join(moves, "; "), is_long ? "; …" : "");
  }

  static std::string polynomial_in_words(const Polynomial& p) {
    const std::string exact = to_string(p);
    constexpr std::size_t longest = 80;
    if (exact.size() <= longest)
      return "(" + exact + ")";
    const std::size_t k = *p.lowest_index();
    return fmt::format("({} ε^{} + …)", decimal(p.coefficients()[k]), k);
  }
};

} // namespace

CLI::App* add_decide(CLI::App& app, DecideOptions& options) {
  CLI::App* command = app.add_subcommand(
      "decide", "Certify or refute that a network is a local minimum on a table");
  command->footer(decide_footer);
  command->add_option("NETWORK.json", options.network, "Network with its parameters")->required();
  command->add_option("DATA", options.data, "Table of numbers, one sample per line")->required();
  const auto text_option = [command](const char* name, std::string& value, const char* what,
                                     const char* type) {
    command->add_option(name, value, what)->type_name(type);
  };
  text_option("--target", options.targets,
              "Target columns, by name or number from 1 (default: the last)", "COL[,COL...]");
  add_loss_options(*command, options.loss);
  text_option("--better", options.better,
              "Another network of the same architecture: claim that the minimum is spurious",
              "OTHER.json");
  text_option("--radius", options.radius,
              "How the radius is shown: first-order or interval (default: first-order)", "METHOD");
  command->add_flag("--find-better", options.find_better,
                    "Search for such a network: a kink in a spare unit, descents from other "
                    "parameters");
  text_option("-o,--output", options.output, "Where to write the certificate", "CERT.json");
  return command;
}

ExitCode decide(const DecideOptions& options, std::ostream& out) {
  if (options.radius != "first-order" && options.radius != "interval")
    throw UsageError("--radius: expected first-order or interval, found " + options.radius);
  if (options.find_better && !options.better.empty())
    throw UsageError("--find-better: expected without --better, found both");
  const std::filesystem::path output = output_path(options);
  require_not_an_input(output, {options.network, options.data, options.better});
  const Dataset table = dataset_from_csv_file(options.data, comma_separated(options.targets));
  if (const auto loss = cross_entropy_of_text(options.loss.loss, table))
    return decide_cross_entropy(options, *loss, table, output, out);
  const auto [data, loss] = loss_on_data(options.loss, table);

  CertificateDocument document;
  document.provenance = {tool_name_and_version(),
                         normalised_command(options, loss_words(options.loss, loss), data)};
  document.data = data;
  document.loss = loss;
  document.network = network_for(options.network, data);
  Teller teller{options, document,
                summary_line("network",
                             fmt::format("{}, {}", architecture(document.network),
                                         counted(parameter_count(document.network), "parameter")))};
  const ExitCode code =
      std::visit(teller, decision(document.network, data, program_budget, document.loss));
  if (code != ExitCode::undecided) {
    const std::string text = certificate_text(document);
    write_file_atomically(output, text);
    teller.text +=
        summary_line("certificate", output.string() + ": " + counted(text.size(), "byte"));
  }
  out << teller.text;
  return code;
}

} // namespace thalweg
