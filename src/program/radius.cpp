// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in landscape/radius.hpp.

#include "program/radius.hpp"

#include "landscape/radius_problem.hpp"
#include "program/list_text.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace thalweg {

namespace {

constexpr const char* radius_footer =
    "Two samples share a pattern if every unit uses the same piece of its activation at both. The\n"
    "radius r is certified: if no weight and no bias, zeros included, moves by more than r, no\n"
    "pattern changes. The nearest flip is a change of that size that does change one. Targets "
    "play\n"
    "no part; --target says which columns are no inputs.\n\n"
    "Exit codes: 0 done, 1 some sample is on a wall (a unit is at a breakpoint: r would be 0).\n\n"
    "Example:\n"
    "  thalweg radius examples/snap/trained.json examples/snap/sine.csv\n";

struct RadiusAnswer {
  Rational first_order, interval;
  std::optional<PatternFlip> flip;
};

RadiusAnswer radius_answer(const Network& network, const Dataset& data,
                           const PatternClasses& classes) {
  const RadiusProblem problem(network, data, classes);
  RadiusAnswer answer;
  answer.first_order = largest_radius(problem, RadiusMethod::first_order);
  answer.interval = largest_radius(problem, RadiusMethod::interval);
  answer.flip = nearest_flip_if_any(problem, network, data, classes, answer.first_order);
  return answer;
}

std::string radius_text(const RadiusAnswer& answer) {
  std::string text = summary_line("radius", fmt::format("{}, by the interval bound {}",
                                                        exact_and_decimal(answer.first_order),
                                                        exact_and_decimal(answer.interval)));
  if (answer.flip)
    text += summary_line("upper bound",
                         fmt::format("{}; tightness {:.4g}", flip_in_words(*answer.flip),
                                     Rational(answer.first_order / answer.flip->distance).get_d()));
  else
    text += summary_line("upper bound", "none: no parameter moves a unit with breakpoints");
  return text;
}

nlohmann::ordered_json radius_json(const RadiusAnswer& answer) {
  nlohmann::ordered_json json = {{"radius", json_number(answer.first_order)},
                                 {"interval_radius", json_number(answer.interval)},
                                 {"flip", nullptr}};
  if (answer.flip)
    json["flip"] = json_flip(*answer.flip);
  return json;
}

/// "12, 5 and 4 samples", the largest first, or only the first few.
std::string pattern_sizes(const PatternClasses& classes) {
  std::vector<std::size_t> sizes;
  for (const PatternClass& one : classes.classes)
    sizes.push_back(one.members.size());
  std::sort(sizes.rbegin(), sizes.rend());
  constexpr std::size_t most = 8;
  std::string text;
  for (std::size_t k = 0; k < sizes.size() && k < most; ++k)
    text += (k == 0 ? "" : ", ") + std::to_string(sizes[k]);
  return text + (sizes.size() > most ? ", … samples" : " samples");
}

} // namespace

Command radius_command(RadiusOptions& options) {
  Command command = network_command(
      "radius", "Patterns of the samples, and how far parameters may move before one changes",
      radius_footer, options);
  append_options(command,
                 {max_seconds_option(options.max_seconds), json_option(options.wants_json)});
  command.run = [&options](std::ostream& out, std::ostream& err) {
    return radius(options, out, err);
  };
  return command;
}

ExitCode radius(const RadiusOptions& options, std::ostream& out, std::ostream& err) {
  TimeLimit limit(options.max_seconds, err);
  const Dataset data = table_of(options);
  const Network network = network_with_inputs(options.network, data);
  const PatternClasses classes = pattern_classes(network, data);
  const std::size_t on_wall = classes.on_wall.size();
  const std::string shape =
      fmt::format("{}, {}", architecture(network), counted(parameter_count(network), "parameter"));
  std::optional<RadiusAnswer> answer;
  if (on_wall == 0)
    answer = radius_answer(network, data, classes);
  if (options.wants_json) {
    nlohmann::ordered_json json = {{"network", shape},
                                   {"samples", data.sample_count()},
                                   {"patterns", classes.classes.size()},
                                   {"on_wall", classes.on_wall}};
    if (answer)
      json.update(radius_json(*answer));
    out << json.dump(2) << '\n';
  } else {
    out << summary_line("network", shape);
    if (!classes.classes.empty())
      out << summary_line(
          "patterns",
          fmt::format("{} of {}", grouped_digits(classes.classes.size()), pattern_sizes(classes)));
    out << (answer ? radius_text(*answer)
                   : summary_line("on a wall", fmt::format("{}, the first is sample {}: no radius",
                                                           counted(on_wall, "sample"),
                                                           classes.on_wall.front())));
  }
  return answer ? ExitCode::done : ExitCode::claim_does_not_hold;
}

} // namespace thalweg
