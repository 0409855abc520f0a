// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command: read, work through the pieces, write; the mathematics is in search/cell_census.hpp.

#include "program/census.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/cell_claims.hpp"
#include "certificate/writer.hpp"
#include "exact/error.hpp"
#include "exact/journal.hpp"
#include "program/batch.hpp"
#include "program/generate.hpp"
#include "program/list_text.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"
#include "program/whole_number.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace thalweg {

namespace {

constexpr const char* census_footer =
    "Networks F(x) = sum_u v_u s(w_u.x + b_u) + c with M units, M - 1, ..., 1; squared loss, one\n"
    "target. Every cell of parameters, up to the order of the units, has minima or none; the\n"
    "certificate shows which, and so the exact set of the risks of all local minima at which no\n"
    "sample is at a breakpoint. Minima on walls are not counted. Without -o it goes to\n"
    "DATA.census.json in the current folder. Finished work is kept beside it, in\n"
    "CERT.json.journal, and the same command goes on from there after a kill or --max-seconds.\n\n"
    "Example:\n  thalweg census examples/minima/six.csv --units 2\n";

TwoSlopeNetworks networks_of(const CensusOptions& options) {
  TwoSlopeNetworks networks;
  networks.has_hidden_biases = !options.has_no_hidden_biases;
  networks.has_output_bias = !options.has_no_output_bias;
  if (options.slopes.empty())
    return networks;
  const std::vector<std::string> texts = comma_separated(options.slopes);
  const auto below = parse_number(texts.front()), above = parse_number(texts.back());
  if (texts.size() != 2 || !below || !above)
    throw UsageError("--slopes: expected two numbers, found " + options.slopes);
  networks.below = *below;
  networks.above = *above;
  return networks;
}

std::string census_words(const CensusOptions& options, const Dataset& data) {
  std::string words = "thalweg census " + shell_word(options.data.filename().string());
  if (!options.inputs.empty())
    words += " --inputs " + shell_word(options.inputs);
  words += " --target " + shell_word(target_list(data)) + " --units " + options.units;
  if (!options.slopes.empty())
    words += " --slopes=" + options.slopes;
  if (options.has_no_hidden_biases)
    words += " --no-hidden-biases";
  if (options.has_no_output_bias)
    words += " --no-output-bias";
  if (options.wants_valleys)
    words += " --valleys";
  return words;
}

/// One line that names the work.
std::string job_of(const CensusOptions& options, const Dataset& data) {
  std::string rows;
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    for (const Vector* row : {&data.inputs[i], &data.targets[i]})
      for (const Rational& value : *row)
        rows += to_string(value) + " ";
  return fmt::format("{} {}, checksum {:016x}", tool_name_and_version(),
                     census_words(options, data), checksum(rows));
}

/// The pieces as tasks, whose results go to `finished`.
Batch batch_of(const CellCensus& census, const std::string& job,
               const std::filesystem::path& output, FinishedPieces& finished) {
  Batch batch;
  batch.job = job;
  batch.journal = output.string() + ".journal";
  for (std::size_t k = 0; k < census.piece_count(); ++k)
    batch.tasks.push_back(fmt::format("census, piece {}", k));
  batch.result = [&](std::size_t k) { return piece_bytes(census.piece(k)); };
  batch.take = [&](std::size_t, const std::string& bytes) { finished.take(bytes); };
  return batch;
}

/// "3 with none, 40 with 1 component, 2 with 2 components"
std::string valleys_in_words(const std::vector<std::size_t>& counts) {
  std::string words;
  for (std::size_t k = 0; k < counts.size(); ++k)
    if (counts[k] > 0)
      words += fmt::format("{}{} with {}", words.empty() ? "" : ", ", grouped_digits(counts[k]),
                           k == 0 ? "none" : counted(k, "component"));
  return words;
}

std::string told(const std::vector<CellTally>& tallies, const CellValleys& valleys,
                 std::size_t cells_of_unit, const std::string& output, std::size_t bytes) {
  std::string text = summary_line("one unit", counted(cells_of_unit, "cell"));
  for (std::size_t m = 0; m < tallies.size(); ++m) {
    const CellTally& tally = tallies[m];
    std::string words = fmt::format("{} cells, {} with minima, {}", grouped_digits(tally.cells),
                                    grouped_digits(tally.cells_with_minima),
                                    counted(tally.risks.size(), "different risk"));
    if (!tally.risks.empty())
      words +=
          fmt::format(", {} to {}", decimal(*tally.risks.begin()), decimal(*tally.risks.rbegin()));
    text += summary_line(counted(m + 1, "unit"), words);
    if (m < valleys.counts.size())
      text += summary_line("valleys", "cells: " + valleys_in_words(valleys.counts[m]));
  }
  return text + certificate_line(output, bytes);
}

nlohmann::ordered_json json_of(const std::vector<CellTally>& tallies, const CellValleys& valleys,
                               std::size_t cells_of_unit) {
  nlohmann::ordered_json units = nlohmann::ordered_json::array();
  for (const CellTally& tally : tallies)
    units.push_back({{"cells", tally.cells},
                     {"cells_with_minima", tally.cells_with_minima},
                     {"risks", tally.risks.size()}});
  for (std::size_t m = 0; m < valleys.counts.size(); ++m)
    units[m]["valleys"] = valleys.counts[m];
  return {{"cells_of_unit", cells_of_unit}, {"units", units}};
}

} // namespace

Command census_command(CensusOptions& options) {
  std::vector<Option> own = {
      NamedOption{"--units", &options.units, "Hidden units: all numbers from 1 to M", "M"},
      NamedOption{"--slopes", &options.slopes,
                  "Slopes of the activation below and above 0 (default: 0,1)", "BELOW,ABOVE"},
      Flag{"--no-hidden-biases", &options.has_no_hidden_biases, "Hidden units without biases"},
      Flag{"--no-output-bias", &options.has_no_output_bias, "Output without a bias"},
      Flag{"--valleys", &options.wants_valleys,
           "Also how many path components the minima of every cell make"},
      threads_option(options.threads),
      output_option(options.output),
      max_seconds_option(options.max_seconds),
      json_option(options.wants_json)};
  Command command{
      "census",
      "The risks of all local minima off the walls of small networks",
      census_footer,
      {{"DATA", &options.data, "Table of numbers, one sample per line, or NPY or NPZ"}},
      column_options(options),
      [&options](std::ostream& out, std::ostream& err) { return census(options, out, err); }};
  append_options(command, own);
  command.is_for_ranks = true;
  return command;
}

ExitCode census(const CensusOptions& options, std::ostream& out, std::ostream& err) {
  TimeLimit limit(options.max_seconds, err);
  if (options.units.empty())
    throw UsageError("--units: expected the number of hidden units, found none");
  const std::size_t units = whole_number("--units", options.units);
  if (options.wants_valleys && units > most_units_of_valleys)
    throw UsageError(fmt::format("--valleys: expected at most {} hidden units, found {}",
                                 most_units_of_valleys, units));
  set_batch_threads(options.threads);
  const std::filesystem::path output =
      options.output.empty() ? options.data.stem().string() + ".census.json" : options.output;
  require_not_an_input(output, {options.data});
  if (std::error_code ignored; std::filesystem::is_directory(output, ignored))
    throw UsageError("-o: expected a file that can be written, found the folder " +
                     output.string());
  CertificateDocument document;
  document.data = table_of(options);
  require_not_read(output);
  const CellCensus cells(document.data, networks_of(options), units);
  document.provenance = {tool_name_and_version(), census_words(options, document.data)};
  FinishedPieces finished(cells);
  CellValleys valleys;
  std::size_t bytes = 0;
  Batch batch = batch_of(cells, job_of(options, document.data), output, finished);
  batch.end = [&] {
    document.further.push_back(finished.claim());
    if (options.wants_valleys) {
      valleys = cell_valleys(cells);
      document.further.push_back(valleys_of_cells_claim(valleys));
    }
    const std::string text = certificate_text(document);
    limit.finish();
    write_file_atomically(output, text);
    bytes = text.size();
  };
  if (!run_batch(batch))
    return ExitCode::done;
  nlohmann::ordered_json json = json_of(finished.tallies(), valleys, cells.cell_count_of_unit());
  json["certificate"] = output.string();
  out << (options.wants_json ? json.dump(2) + "\n"
                             : told(finished.tallies(), valleys, cells.cell_count_of_unit(),
                                    output.string(), bytes));
  return ExitCode::done;
}

} // namespace thalweg
