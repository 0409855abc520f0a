// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in src/population.

#include "program/population.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/population_claim.hpp"
#include "certificate/writer.hpp"
#include "program/list_text.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"
#include "program/whole_number.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <ostream>

namespace thalweg {

namespace {

constexpr const char* population_footer =
    "F(W) = 1/2 E (sum max(0, w_i.x) - sum max(0, v_j.x))^2 for n units w_i, k orthonormal\n"
    "teachers v_j and standard normal inputs x in R^d, any d >= k. The certificate has a point, a\n"
    "ball around it that holds exactly one critical point, a strict local minimum with F > 0, and\n"
    "a barrier. Without --seed the search starts with a few units turned away from their "
    "teachers,\n"
    "with it at random points. Without -o the certificate goes to population-K-N.json in the\n"
    "current folder.\n\n"
    "Exit codes: 0 certified minimum, 1 none was found (nothing is written).\n\n"
    "Examples:\n"
    "  thalweg population --teachers 6\n"
    "  thalweg population --teachers 15 --units 16 -o spurious.json\n"
    "  thalweg population --teachers 8 --seed 1\n";

constexpr std::size_t most_units_searched = 64;

PopulationSearch search_from(const PopulationOptions& options) {
  if (options.teachers.empty())
    throw UsageError("--teachers: expected the number of teachers, found none");
  PopulationSearch search;
  search.teachers = whole_number("--teachers", options.teachers);
  search.units = options.units.empty() ? search.teachers : whole_number("--units", options.units);
  if (search.teachers == 0)
    throw UsageError("--teachers: expected at least 1, found 0");
  if (search.units < search.teachers)
    throw UsageError(fmt::format("--units: expected at least as many as teachers ({}), found {}",
                                 search.teachers, search.units));
  if (search.units > most_units_searched)
    throw UsageError(fmt::format("{}: expected at most {}, found {}",
                                 options.units.empty() ? "--teachers" : "--units",
                                 most_units_searched, search.units));
  if (!options.dimension.empty() && options.dimension != "any")
    throw UsageError("--dimension: expected any, found " + options.dimension +
                     " → a certificate is for every dimension from the number of teachers on");
  if (!options.seed.empty())
    search.seed = whole_number("--seed", options.seed);
  return search;
}

std::string population_command_text(const PopulationSearch& search) {
  return fmt::format("thalweg population --teachers {}{}{}", search.teachers,
                     search.units > search.teachers ? fmt::format(" --units {}", search.units) : "",
                     search.seed ? fmt::format(" --seed {}", *search.seed) : "");
}

std::string population_summary(const PopulationSearch& search, const PopulationMinimum& minimum) {
  return summary_line("population", fmt::format("{}, {}, every dimension from {} on",
                                                counted(search.units, "unit"),
                                                counted(search.teachers, "orthonormal teacher"),
                                                search.teachers)) +
         summary_line("verdict", "spurious local minimum, strict, the only one in its ball") +
         summary_line("risk", "from " + decimal(minimum.risk_lower, 10) + " to " +
                                  decimal(minimum.risk_upper, 10) + "; the least is 0") +
         summary_line("ball", "radius " + exact_and_decimal(minimum.radius)) +
         summary_line("minimum", "within " + decimal(minimum.distance, 3) + " of its centre") +
         summary_line("curvature", "at least " + decimal(minimum.curvature)) +
         summary_line("barrier", decimal(minimum.barrier) +
                                     ": no path out of the ball climbs less; gradient flow that "
                                     "starts in it stays");
}

nlohmann::ordered_json population_json(const PopulationSearch& search,
                                       const PopulationMinimum& minimum) {
  nlohmann::ordered_json json;
  json["units"] = search.units;
  json["teachers"] = search.teachers;
  json["verdict"] = "spurious local minimum";
  json["risk_lower"] = json_number(minimum.risk_lower);
  json["risk_upper"] = json_number(minimum.risk_upper);
  json["radius"] = json_number(minimum.radius);
  json["distance"] = json_number(minimum.distance);
  json["curvature"] = json_number(minimum.curvature);
  json["barrier"] = json_number(minimum.barrier);
  return json;
}

} // namespace

Command population_command(PopulationOptions& options) {
  return {
      "population",
      "Certify a spurious minimum of the population risk of ReLU units",
      population_footer,
      {},
      {NamedOption{"--teachers", &options.teachers, "Number of orthonormal teachers", "K"},
       NamedOption{"--units", &options.units, "Number of units, at least K (default: K)", "N"},
       NamedOption{"--dimension", &options.dimension, "Of the inputs (default: any, from K on)",
                   "any"},
       NamedOption{"--seed", &options.seed, "Start at random points", "S"},
       NamedOption{"-o,--output", &options.output, "Where to write the certificate", "CERT.json"},
       NamedOption{"--max-seconds", &options.max_seconds, "Stop after so long (default: never)",
                   "SECONDS"},
       Flag{"--json", &options.wants_json, "Print the summary as JSON"}},
      [&options](std::ostream& out, std::ostream& err) { return population(options, out, err); }};
}

ExitCode population(const PopulationOptions& options, std::ostream& out, std::ostream& err) {
  const auto start = std::chrono::steady_clock::now();
  const PopulationSearch search = search_from(options);
  TimeLimit limit(options.max_seconds, err);
  const PopulationResult result = population_minimum(search);
  if (!result.minimum)
    throw ClaimError(
        fmt::format("population: expected a spurious minimum of {} and {}, found none: {}{}",
                    counted(search.units, "unit"), counted(search.teachers, "teacher"),
                    result.reason, search.seed ? "" : " → --seed S starts at random points"));
  CertificateDocument document = population_document(*result.minimum);
  document.provenance = {tool_name_and_version(), population_command_text(search)};
  const std::string text = certificate_text(document);
  const std::string output =
      options.output.empty() ? fmt::format("population-{}-{}.json", search.teachers, search.units)
                             : options.output;
  limit.finish();
  write_file_atomically(output, text);
  const Seconds elapsed = std::chrono::steady_clock::now() - start;
  if (options.wants_json) {
    nlohmann::ordered_json json = population_json(search, *result.minimum);
    json["certificate"] = is_utf8(output) ? output : "?";
    json["bytes"] = text.size();
    json["seconds"] = elapsed.count();
    out << json.dump(2) << '\n';
  } else {
    out << population_summary(search, *result.minimum)
        << certificate_line(output, text.size(), elapsed);
  }
  return ExitCode::done;
}

} // namespace thalweg
