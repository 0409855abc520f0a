// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in src/theorems.

#include "program/reproduce.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/writer.hpp"
#include "exact/journal.hpp"
#include "program/batch.hpp"
#include "program/list_text.hpp"
#include "program/network_input.hpp"
#include "program/ranks.hpp"
#include "program/reproduce_table.hpp"
#include "program/time_limit.hpp"
#include "program/whole_number.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
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

/// What cannot be had with these parameters is undecided.
Outcome outcome_of(const InstanceCase& one) {
  try {
    return one.outcome();
  } catch (const ClaimError& error) {
    return {{}, error.what()};
  }
}

/// A case that was built, as it passes between threads and ranks.
struct BuiltCase {
  Verdict verdict = Verdict::undecided;
  std::string report, certificate;
};

std::string text_of(const BuiltCase& built) {
  std::string text;
  nlohmann::json::to_msgpack({static_cast<int>(built.verdict), built.report, built.certificate},
                             text);
  return text;
}

BuiltCase built_case_of(const std::string& text) {
  const nlohmann::json values = nlohmann::json::from_msgpack(text);
  return {static_cast<Verdict>(values.at(0).get<int>()), values.at(1), values.at(2)};
}

/// The cases of the chosen instances, one after the other, as tasks.
class Reproduction {
public:
  /// All parameters are looked at before any work.
  Reproduction(const ReproduceOptions& options, std::ostream& out) : options_(options), out_(out) {
    const InstanceParameters given = parameters_from(options);
    chosen_ = chosen_instances(options);
    for (std::size_t k = 0; k < chosen_.size(); ++k) {
      const InstanceParameters taken = taken_parameters(given, *chosen_[k], is_named());
      if (chosen_[k]->missing.empty())
        for (InstanceCase& one : chosen_[k]->cases(taken))
          cases_.push_back({k, std::move(one)});
    }
  }

  /// Only whoever asks for whole papers goes on from a journal: it takes minutes.
  Batch batch() {
    Batch batch;
    batch.job = tool_name_and_version() + " reproduce";
    for (const auto& [k, one] : cases_) {
      batch.tasks.push_back(chosen_[k]->paper + "/" + chosen_[k]->name +
                            parameter_words(one.parameters));
      batch.job += "; " + batch.tasks.back();
    }
    batch.job = fmt::format("{} reproduce, {}, checksum {:016x}", tool_name_and_version(),
                            counted(cases_.size(), "case"), checksum(batch.job));
    if (!is_named() && rank_number() == 0) {
      const std::filesystem::path folder = options_.folder.empty() ? "." : options_.folder;
      make_folder(folder);
      batch.journal = folder / ".thalweg-reproduce.journal";
    }
    batch.result = [this](std::size_t task) { return text_of(built(task)); };
    batch.take = [this](std::size_t task, const std::string& text) {
      take(task, built_case_of(text));
    };
    return batch;
  }

  ExitCode ended() {
    head_until(chosen_.size());
    if (!is_named())
      out_ << table_.text();
    return table_.exit_code();
  }

private:
  struct Case {
    std::size_t instance;
    InstanceCase one;
  };

  bool is_named() const { return !options_.names.empty(); }

  std::filesystem::path certificate_path(const Case& one) const {
    const Instance& instance = *chosen_[one.instance];
    return std::filesystem::path(options_.folder) / instance.paper /
           certificate_name(instance, one.one);
  }

  BuiltCase built(std::size_t task) const {
    const auto& [k, one] = cases_[task];
    const Instance& instance = *chosen_[k];
    CaseReport report{instance, one, outcome_of(one), {}, 0};
    BuiltCase built{verdict_of(report.outcome), {}, {}};
    if (report.outcome.document) {
      report.outcome.document->provenance = {
          tool_name_and_version(), one.command.empty()
                                       ? "thalweg reproduce " + instance.paper + "/" +
                                             instance.name + parameter_words(one.parameters)
                                       : one.command};
      built.certificate = certificate_text(*report.outcome.document);
      report.certificate = certificate_path(cases_[task]);
      report.bytes = built.certificate.size();
    }
    built.report = report_text(report);
    return built;
  }

  /// Headings of all instances before this one that have none yet.
  void head_until(std::size_t end) {
    for (; headed_ < end; ++headed_) {
      out_ << heading_text(*chosen_[headed_]);
      table_.add(*chosen_[headed_]);
    }
  }

  void take(std::size_t task, const BuiltCase& built) {
    const Case& one = cases_[task];
    head_until(one.instance + 1);
    if (!built.certificate.empty()) {
      make_folder(certificate_path(one).parent_path());
      write_file_atomically(certificate_path(one), built.certificate);
    }
    out_ << built.report << std::flush;
    table_.add({built.verdict, one.one.expected, built.certificate.size()});
  }

  const ReproduceOptions& options_;
  std::ostream& out_;
  std::vector<const Instance*> chosen_;
  std::vector<Case> cases_;
  std::size_t headed_ = 0; ///< instances that have a heading
  ReproduceTable table_;
};

} // namespace

Command reproduce_command(ReproduceOptions& options) {
  Command command = {
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
       NamedOption{"--loss", &options.loss, "NAME[:PARAMETER], as of thalweg generate", "LOSS"},
       threads_option(options.threads)},
      [&options](std::ostream& out, std::ostream& err) { return reproduce(options, out, err); }};
  command.is_for_ranks = true;
  return command;
}

ExitCode reproduce(const ReproduceOptions& options, std::ostream& out, std::ostream& err) {
  if (options.wants_list) {
    parameters_from(options);
    out << list_text(chosen_instances(options));
    return ExitCode::done;
  }
  const TimeLimit progress("", err);
  set_batch_threads(options.threads);
  Reproduction reproduction(options, out);
  return run_batch(reproduction.batch()) ? reproduction.ended() : ExitCode::done;
}

} // namespace thalweg
