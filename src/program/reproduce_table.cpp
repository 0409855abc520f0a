// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/reproduce_table.hpp"

#include "program/list_text.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

std::string line(const char* label, const std::string& text) {
  return fmt::format("  {:<12} {}\n", label, text);
}

/// The verdict, and what was expected if it is another.
std::string verdict_text(const CaseReport& report) {
  const Verdict verdict = verdict_of(report.outcome);
  return verdict_words(verdict) + (verdict == report.one.expected
                                       ? ", as expected"
                                       : ", EXPECTED: " + verdict_words(report.one.expected));
}

std::string landscape_lines(const CertificateDocument& document) {
  std::string text;
  if (!document.network.layers.empty())
    text += line("network", architecture(document.network));
  if (document.local_minimum) {
    text += line("risk", exact_and_decimal(document.local_minimum->risk));
    text += line("radius", exact_and_decimal(document.local_minimum->radius));
  }
  if (document.lower_risk)
    text += line("better point", "risk " + exact_and_decimal(document.lower_risk->better_risk));
  if (document.not_local_minimum)
    text +=
        line("refuted by",
             fmt::format("a ray that moves {} by up to {}, from risk {}",
                         counted(document.not_local_minimum->direction.entry_count(), "parameter"),
                         exact_and_decimal(document.not_local_minimum->epsilon),
                         exact_and_decimal(document.not_local_minimum->risk)));
  if (document.lattice_failure)
    text += line("eq. (14)", "fails at " + point_text(document.lattice_failure->point));
  return text;
}

} // namespace

std::string list_text(const std::vector<const Instance*>& instances) {
  std::string text, paper;
  for (const Instance* instance : instances) {
    if (instance->paper != paper)
      text += (paper.empty() ? "" : "\n") + instance->paper + "\n";
    paper = instance->paper;
    text += fmt::format("  {:<28} {:<11} {}\n", instance->name, strength_words(instance->strength),
                        instance->statement);
    std::string options;
    for (const Parameter parameter : instance->parameters)
      options += (options.empty() ? "--" : ", --") + parameter_name(parameter);
    if (!options.empty())
      text += fmt::format("  {:<40} takes {}\n", "", options);
    if (!instance->missing.empty())
      text += fmt::format("  {:<40} not yet: needs {}\n", "", instance->missing);
  }
  return text;
}

std::string heading_text(const Instance& instance) {
  std::string text = fmt::format("{}/{}: {}\n", instance.paper, instance.name, instance.statement);
  if (!instance.missing.empty())
    text += line("not yet", "needs " + instance.missing);
  return text;
}

std::string report_text(const CaseReport& report) {
  std::string text;
  if (!report.one.name.empty())
    text += line("case", report.one.name);
  text += line("verdict", verdict_text(report));
  if (!report.outcome.note.empty())
    text += line("note", report.outcome.note);
  if (!report.outcome.document)
    return text;
  text += landscape_lines(*report.outcome.document);
  return text + line("certificate", fmt::format("{}: {}", report.certificate.string(),
                                                counted(report.bytes, "byte")));
}

void ReproduceTable::add(const Instance& instance) {
  rows_.push_back({&instance});
}

void ReproduceTable::add(const CaseCounts& counts) {
  Row& row = rows_.back();
  ++(counts.verdict == counts.expected      ? row.as_expected
     : counts.verdict == Verdict::undecided ? row.undecided
                                            : row.otherwise);
  row.bytes += counts.bytes;
}

std::string ReproduceTable::text() const {
  std::string text = fmt::format("\n{:<38} {:>11} {:>9} {:>9} {:>11}\n", "instance", "as expected",
                                 "otherwise", "undecided", "bytes");
  Row total{nullptr};
  std::size_t missing = 0;
  for (const Row& row : rows_) {
    const std::string name = row.instance->paper + "/" + row.instance->name;
    if (!row.instance->missing.empty()) {
      text += fmt::format("{:<38} {:>11}\n", name, "not yet");
      ++missing;
      continue;
    }
    text += fmt::format("{:<38} {:>11} {:>9} {:>9} {:>11}\n", name, row.as_expected, row.otherwise,
                        row.undecided, grouped_digits(row.bytes));
    total.as_expected += row.as_expected;
    total.otherwise += row.otherwise;
    total.undecided += row.undecided;
    total.bytes += row.bytes;
  }
  text +=
      fmt::format("{:<38} {:>11} {:>9} {:>9} {:>11}\n",
                  fmt::format("{} instances, {} not yet", rows_.size(), missing), total.as_expected,
                  total.otherwise, total.undecided, grouped_digits(total.bytes));
  return text;
}

ExitCode ReproduceTable::exit_code() const {
  bool is_undecided = false;
  for (const Row& row : rows_) {
    if (row.otherwise > 0)
      return ExitCode::claim_does_not_hold;
    is_undecided = is_undecided || row.undecided > 0 || !row.instance->missing.empty();
  }
  return is_undecided ? ExitCode::undecided : ExitCode::done;
}

} // namespace thalweg
