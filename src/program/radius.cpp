// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in landscape/radius.hpp.

#include "program/radius.hpp"

#include "exact/parallel.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "landscape/shared_radius.hpp"
#include "program/list_text.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"
#include "program/whole_number.hpp"

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
    "no part; --target says which columns are no inputs. For large networks (of dense layers) one\n"
    "bound serves all samples, which gives a smaller radius, and no flip is looked for.\n\n"
    "Exit codes: 0 done, 1 some sample is on a wall (a unit is at a breakpoint: r would be 0).\n\n"
    "Example:\n"
    "  thalweg radius examples/snap/trained.json examples/snap/sine.csv\n";

struct RadiusAnswer {
  Rational radius, interval;
  bool is_shared = false; ///< one interval bound for all samples
  std::optional<PatternFlip> flip = {};
};

/// What the samples have in common, and the radius unless some sample is on a wall.
struct PatternAnswer {
  std::vector<std::size_t> sizes; ///< of the patterns
  SampleSet on_wall;
  std::optional<RadiusAnswer> radius;
};

RadiusAnswer radius_answer(const Network& network, const Dataset& data,
                           const PatternClasses& classes) {
  const RadiusProblem problem(network, data, classes);
  RadiusAnswer answer;
  answer.radius = largest_radius(problem, RadiusMethod::first_order);
  answer.interval = largest_radius(problem, RadiusMethod::interval);
  answer.flip = nearest_flip_if_any(problem, network, data, classes, answer.radius);
  return answer;
}

PatternAnswer pattern_answer(const Network& network, const Dataset& data) {
  PatternAnswer answer;
  if (is_large_for_classes(network, data)) {
    SharedRadius shared = shared_radius(network, data);
    for (const SampleSet& pattern : shared.patterns)
      answer.sizes.push_back(pattern.size());
    answer.on_wall = std::move(shared.on_wall);
    if (shared.radius)
      answer.radius = RadiusAnswer{*shared.radius, *shared.radius, true};
    return answer;
  }
  const PatternClasses classes = pattern_classes(network, data);
  for (const PatternClass& one : classes.classes)
    answer.sizes.push_back(one.members.size());
  answer.on_wall = classes.on_wall;
  if (classes.on_wall.empty())
    answer.radius = radius_answer(network, data, classes);
  return answer;
}

std::string radius_text(const RadiusAnswer& answer) {
  if (answer.is_shared)
    return summary_line("radius", exact_and_decimal(answer.radius) +
                                      ", by one interval bound for all samples") +
           summary_line("upper bound", "not looked for in a network of this size");
  std::string text = summary_line("radius", fmt::format("{}, by the interval bound {}",
                                                        exact_and_decimal(answer.radius),
                                                        exact_and_decimal(answer.interval)));
  if (answer.flip)
    text += summary_line("upper bound",
                         fmt::format("{}; tightness {:.4g}", flip_in_words(*answer.flip),
                                     Rational(answer.radius / answer.flip->distance).get_d()));
  else
    text += summary_line("upper bound", "none: no parameter moves a unit with breakpoints");
  return text;
}

nlohmann::ordered_json radius_json(const RadiusAnswer& answer) {
  nlohmann::ordered_json json = {{"radius", json_number(answer.radius)},
                                 {"interval_radius", json_number(answer.interval)},
                                 {"flip", nullptr}};
  if (answer.flip)
    json["flip"] = json_flip(*answer.flip);
  if (answer.is_shared)
    json["shared_bound"] = true;
  return json;
}

/// "12, 5 and 4 samples", the largest first, or only the first few.
std::string pattern_sizes(std::vector<std::size_t> sizes) {
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
  append_options(command, {max_seconds_option(options.max_seconds), json_option(options.wants_json),
                           threads_option(options.threads)});
  command.run = [&options](std::ostream& out, std::ostream& err) {
    return radius(options, out, err);
  };
  return command;
}

ExitCode radius(const RadiusOptions& options, std::ostream& out, std::ostream& err) {
  TimeLimit limit(options.max_seconds, err);
  set_thread_count(thread_count_from(options.threads));
  const Dataset data = table_of(options);
  const Network network = network_with_inputs(options.network, data);
  const PatternAnswer answer = pattern_answer(network, data);
  const std::string shape =
      fmt::format("{}, {}", architecture(network), counted(parameter_count(network), "parameter"));
  if (options.wants_json) {
    nlohmann::ordered_json json = {{"network", shape},
                                   {"samples", data.sample_count()},
                                   {"patterns", answer.sizes.size()},
                                   {"on_wall", answer.on_wall}};
    if (answer.radius)
      json.update(radius_json(*answer.radius));
    out << json.dump(2) << '\n';
  } else {
    out << summary_line("network", shape);
    if (!answer.sizes.empty())
      out << summary_line("patterns", fmt::format("{} of {}", grouped_digits(answer.sizes.size()),
                                                  pattern_sizes(answer.sizes)));
    out << (answer.radius
                ? radius_text(*answer.radius)
                : summary_line("on a wall", fmt::format("{}, the first is sample {}: no radius",
                                                        counted(answer.on_wall.size(), "sample"),
                                                        answer.on_wall.front())));
  }
  return answer.radius ? ExitCode::done : ExitCode::claim_does_not_hold;
}

} // namespace thalweg
