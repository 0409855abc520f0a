// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in src/theorems.

#include "program/reproduce.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/writer.hpp"
#include "program/list_text.hpp"
#include "program/reproduce_table.hpp"
#include "program/summary.hpp"
#include "program/whole_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <ostream>

namespace thalweg {

namespace {

constexpr const char* reproduce_footer =
    "Certificates go to DIR/PAPER/NAME[-CASE].json. A parameter that varies over the cases of an\n"
    "instance takes only the given value; --list says which parameters each instance takes.\n\n"
    "Exit codes: 0 every verdict is the expected one, 1 some verdict is another, 6 something is\n"
    "undecided or cannot be stated yet.\n\n"
    "Examples:\n"
    "  thalweg reproduce --list\n"
    "  thalweg reproduce theorem1-equal-predictions -o certificates\n"
    "  thalweg reproduce theorem1-stage2 --activation abs --depth 4 --outputs 3\n"
    "  thalweg reproduce --all -o certificates\n";

/// Nothing for an empty text; 0 is for the instances to judge.
std::optional<std::uint64_t> number_from(const char* option, const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(whole_number(option, text));
}

/// Larger sizes are slips: no instance is meant for them.
std::optional<std::size_t> size_from(const char* option, const std::string& text) {
  constexpr std::size_t most = 10'000;
  const auto size = number_from(option, text);
  if (size && *size > most)
    throw UsageError(fmt::format("{}: expected at most {}, found {}", option, most, text));
  return size;
}

InstanceParameters parameters_from(const ReproduceOptions& options) {
  InstanceParameters parameters;
  parameters.seed = number_from("--seed", options.seed);
  parameters.samples = size_from("--samples", options.samples);
  parameters.dimension = size_from("--dimension", options.dimension);
  parameters.outputs = size_from("--outputs", options.outputs);
  parameters.depth = size_from("--depth", options.depth);
  parameters.groups = size_from("--groups", options.groups);
  if (!options.activation.empty())
    parameters.activation = options.activation;
  if (!options.loss.empty())
    parameters.loss = options.loss;
  return parameters;
}

std::vector<const Instance*> named_instances(const std::vector<std::string>& names) {
  std::vector<const Instance*> chosen;
  for (const std::string& name : names) {
    const Instance* instance = find_instance(name);
    if (instance == nullptr)
      throw UsageError("reproduce: expected the name of an instance, found " + name +
                       " → thalweg reproduce --list");
    if (std::find(chosen.begin(), chosen.end(), instance) == chosen.end())
      chosen.push_back(instance);
  }
  return chosen;
}

std::vector<const Instance*> chosen_instances(const ReproduceOptions& options) {
  const int ways = !options.names.empty() + !options.paper.empty() + options.wants_all;
  if (ways > 1 || (ways == 0 && !options.wants_list))
    throw UsageError(fmt::format("reproduce: expected names, --paper or --all, found {}",
                                 ways == 0 ? "none" : "more than one"));
  if (!options.names.empty())
    return named_instances(options.names);
  std::vector<const Instance*> chosen;
  for (const Instance& instance : theorem_instances())
    if (options.paper.empty() || options.paper == instance.paper)
      chosen.push_back(&instance);
  if (chosen.empty())
    throw UsageError("--paper: expected liu2021, he2020, yun2019 or safran2018, found " +
                     options.paper);
  return chosen;
}

/// The given parameters that the instance takes. Of an instance asked for by name it must take all.
InstanceParameters taken_parameters(const InstanceParameters& given, const Instance& instance,
                                    bool is_named) {
  using enum Parameter;
  for (const Parameter p : {seed, samples, dimension, outputs, depth, activation, groups, loss})
    if (is_named && has_value(given, p) && !instance.takes(p))
      throw UsageError(fmt::format("--{}: expected an instance that takes it, found {}",
                                   parameter_name(p), instance.name));
  InstanceParameters taken;
  const auto take = [&](Parameter p, auto member) {
    if (instance.takes(p))
      taken.*member = given.*member;
  };
  take(seed, &InstanceParameters::seed);
  take(samples, &InstanceParameters::samples);
  take(dimension, &InstanceParameters::dimension);
  take(outputs, &InstanceParameters::outputs);
  take(depth, &InstanceParameters::depth);
  take(activation, &InstanceParameters::activation);
  take(groups, &InstanceParameters::groups);
  take(loss, &InstanceParameters::loss);
  return taken;
}

std::filesystem::path made_folder(const std::string& folder, const std::string& paper) {
  const std::filesystem::path path = std::filesystem::path(folder) / paper;
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error)
    throw UsageError("-o: expected a folder that can be written, found " + path.string() + " (" +
                     error.message() + ")");
  return path;
}

/// What cannot be had with these parameters is undecided.
Outcome outcome_of(const InstanceCase& one) {
  try {
    return one.outcome();
  } catch (const ClaimError& error) {
    return {{}, error.what()};
  }
}

CaseReport reproduced(const Instance& instance, const InstanceCase& one,
                      const std::string& folder) {
  const auto start = std::chrono::steady_clock::now();
  CaseReport report{instance, one, outcome_of(one), {}, 0, 0};
  if (report.outcome.document) {
    report.outcome.document->provenance = {tool_name_and_version(),
                                           one.command.empty()
                                               ? "thalweg reproduce " + instance.paper + "/" +
                                                     instance.name + parameter_words(one.parameters)
                                               : one.command};
    const std::string text = certificate_text(*report.outcome.document);
    report.certificate = made_folder(folder, instance.paper) / certificate_name(instance, one);
    write_file_atomically(report.certificate, text);
    report.bytes = text.size();
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  report.seconds = elapsed.count();
  return report;
}

} // namespace

Command reproduce_command(ReproduceOptions& options) {
  return {
      "reproduce",
      "Certify the theorems of four papers, and their errata, by instances",
      reproduce_footer,
      {{"NAME", &options.names, "Instances, by NAME or PAPER/NAME", false}},
      {Flag{"--list", &options.wants_list, "Only list the chosen instances, or all"},
       Flag{"--all", &options.wants_all, "All instances, with a table at the end"},
       NamedOption{"--paper", &options.paper,
                   "All instances of liu2021, he2020, yun2019 or safran2018", "PAPER"},
       NamedOption{"-o,--output", &options.folder, "Where to write (default: the current folder)",
                   "DIR"},
       NamedOption{"--seed", &options.seed, "Of the pseudo-random data (default: 1)", "S"},
       NamedOption{"--samples", &options.samples, "Number of samples", "N"},
       NamedOption{"--dimension", &options.dimension, "Number of inputs; images: their side", "D"},
       NamedOption{"--outputs", &options.outputs, "Number of targets", "M"},
       NamedOption{"--depth", &options.depth, "Number of layers", "L"},
       NamedOption{"--activation", &options.activation,
                   "By name as in network files, or three_pieces, five_pieces", "A"},
       NamedOption{"--groups", &options.groups, "Number of groups of samples", "K"},
       NamedOption{"--loss", &options.loss, "NAME[:PARAMETER], as of thalweg generate", "LOSS"}},
      [&options](std::ostream& out, std::ostream&) { return reproduce(options, out); }};
}

ExitCode reproduce(const ReproduceOptions& options, std::ostream& out) {
  const InstanceParameters given = parameters_from(options);
  const std::vector<const Instance*> chosen = chosen_instances(options);
  if (options.wants_list) {
    out << list_text(chosen);
    return ExitCode::done;
  }
  const bool is_named = !options.names.empty();
  std::vector<std::vector<InstanceCase>> cases; // all parameters are looked at before any work
  for (const Instance* instance : chosen) {
    const InstanceParameters taken = taken_parameters(given, *instance, is_named);
    cases.push_back(instance->missing.empty() ? instance->cases(taken)
                                              : std::vector<InstanceCase>{});
  }
  ReproduceTable table;
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    out << heading_text(*chosen[k]);
    table.add(*chosen[k]);
    for (const InstanceCase& one : cases[k]) {
      const CaseReport report = reproduced(*chosen[k], one, options.folder);
      out << report_text(report) << std::flush;
      table.add(report);
    }
  }
  if (!is_named)
    out << table.text();
  return table.exit_code();
}

} // namespace thalweg
