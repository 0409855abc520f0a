// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/decision.hpp"

#include "exact/error.hpp"
#include "landscape/radius_problem.hpp"
#include "landscape/residuals.hpp"
#include "landscape/stationarity.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

/// The classes without their settled members. They are numbered by first sample again.
PatternClasses unsettled_classes(const Network& network, const Dataset& data,
                                 const PatternClasses& classes) {
  PatternClasses result;
  for (const PatternClass& c : classes.classes) {
    PatternClass unsettled = c;
    std::erase_if(unsettled.members,
                  [&](std::size_t i) { return network(data.inputs[i]) == data.targets[i]; });
    if (!unsettled.members.empty())
      result.classes.push_back(std::move(unsettled));
  }
  std::sort(result.classes.begin(), result.classes.end(),
            [](const PatternClass& a, const PatternClass& b) {
              return a.members.front() < b.members.front();
            });
  return result;
}

const char* wall_in_words(const Network& network) {
  const bool has_max_pooling =
      std::any_of(network.layers.begin(), network.layers.end(),
                  [](const Layer& layer) { return layer.kind == LayerKind::max_pooling; });
  return has_max_pooling ? "on a wall (a breakpoint, or equal entries of a max pooling window)"
                         : "on a breakpoint";
}

CertifiedMinimum certified_minimum(const Network& network, const Dataset& data, Rational risk,
                                   PatternClasses unsettled) {
  CertifiedMinimum minimum{std::move(risk), 0, 0, std::move(unsettled), std::nullopt};
  const RadiusProblem problem(network, data, minimum.classes);
  minimum.radius = largest_radius(problem, RadiusMethod::first_order);
  minimum.interval_radius = largest_radius(problem, RadiusMethod::interval);
  minimum.flip = nearest_flip_if_any(problem, network, data, minimum.classes, minimum.radius);
  return minimum;
}

} // namespace

Decision decision(const Network& network, const Dataset& data, std::size_t program_budget) {
  const UnsettledStates unsettled = unsettled_states(network, data);
  if (unsettled.samples.empty())
    return GlobalMinimum{};
  GradientSearch gradient = gradient_search(network, data, unsettled);
  if (gradient.ray)
    return std::move(*gradient.ray);
  const PatternClasses classes = pattern_classes(network, data);
  const std::optional<std::size_t> on_wall = unsettled_wall_sample(network, data, classes);
  std::string missing;
  if (on_wall) {
    missing = fmt::format("sample {} is not fitted and {}; minima on walls are not certified by "
                          "this version",
                          *on_wall, wall_in_words(network));
  } else if (const auto failure = lifted_stationarity_failure(network, data, classes)) {
    missing = fmt::format("lifted stationarity fails (output {}, {}: {}), and no descent is found",
                          failure->output, failure->place, decimal(failure->value));
  } else {
    return certified_minimum(network, data, empirical_risk(network, data, classes),
                             unsettled_classes(network, data, classes));
  }
  DescentSearch search =
      descent_search(network, data, classes, unsettled, gradient, program_budget);
  if (search.ray)
    return std::move(*search.ray);
  return Undecided{std::move(search.tried), std::move(missing)};
}

} // namespace thalweg
