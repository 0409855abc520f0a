// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/decision.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "landscape/residuals.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "landscape/stationarity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace thalweg {

namespace {

/// The classes without their exempt members. They are numbered by first sample again.
PatternClasses remaining_classes(const PatternClasses& classes,
                                 const std::function<bool(std::size_t)>& is_exempt) {
  PatternClasses result;
  for (const PatternClass& c : classes.classes) {
    PatternClass remaining = c;
    std::erase_if(remaining.members, is_exempt);
    if (!remaining.members.empty())
      result.classes.push_back(std::move(remaining));
  }
  std::sort(result.classes.begin(), result.classes.end(),
            [](const PatternClass& a, const PatternClass& b) {
              return a.members.front() < b.members.front();
            });
  return result;
}

bool is_zero(const Vector& values) {
  return std::all_of(values.begin(), values.end(), [](const Rational& v) { return v == 0; });
}

/// The samples that the proof needs: the unsettled ones, and those with a subgradient that is not
/// 0. Without kinks no subgradients are given: a settled sample has derivative 0.
PatternClasses needed_classes(const Problem& problem, const PatternClasses& classes,
                              const std::vector<Vector>& outputs, Subgradients& subgradients) {
  return remaining_classes(classes, [&](std::size_t i) {
    if (!is_settled(problem, i, outputs[i]))
      return false;
    if (subgradients.empty())
      return true;
    if (subgradients[i] && !is_zero(*subgradients[i]))
      return false;
    subgradients[i].reset();
    return true;
  });
}

/// Why lifted stationarity cannot be shown; nothing if it is, with the subgradients that show it if
/// the loss has kinks.
std::optional<std::string> stationarity_fault(const Network& network, const Problem& problem,
                                              const PatternClasses& classes,
                                              const std::vector<Vector>& outputs, bool is_at_kink,
                                              Subgradients& subgradients) {
  if (is_at_kink) {
    std::optional<Subgradients> found = lifted_subgradients(network, problem, classes);
    if (!found)
      return "no subgradients of the loss are orthogonal to all maps that are reachable with these "
             "patterns, and no descent is found";
    subgradients = *std::move(found);
    return std::nullopt;
  }
  if (has_kinks(problem.loss))
    subgradients = left_derivatives(problem, classes, outputs);
  const auto failure = has_kinks(problem.loss)
                           ? lifted_stationarity_failure(network, problem, classes, subgradients)
                           : lifted_stationarity_failure(network, problem, classes);
  if (!failure)
    return std::nullopt;
  return fmt::format("lifted stationarity fails (output {}, {}: {}), and no descent is found",
                     failure->output, failure->place, decimal(failure->value));
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
  CertifiedMinimum minimum{std::move(risk), 0, 0, std::move(unsettled), std::nullopt, {}};
  const RadiusProblem problem(network, data, minimum.classes);
  minimum.radius = largest_radius(problem, RadiusMethod::first_order);
  minimum.interval_radius = largest_radius(problem, RadiusMethod::interval);
  minimum.flip = nearest_flip_if_any(problem, network, data, minimum.classes, minimum.radius);
  return minimum;
}

} // namespace

Decision decision(const Network& network, const Problem& problem, std::size_t program_budget) {
  const Dataset& data = problem.data;
  require_usable(problem);
  tell_progress(0, "forward passes");
  const UnsettledStates unsettled = unsettled_states(network, problem);
  if (unsettled.unsettled_count == 0)
    return GlobalMinimum{};
  tell_progress(0.1, "gradient");
  GradientSearch gradient = gradient_search(network, problem, unsettled);
  if (gradient.ray)
    return std::move(*gradient.ray);
  tell_progress(0.3, "patterns and stationarity");
  const PatternClasses classes = pattern_classes(network, data);
  const std::optional<std::size_t> on_wall = unsettled_wall_sample(network, problem, classes);
  const std::vector<Vector> outputs = sample_outputs(network, data, classes);
  std::string missing;
  Subgradients subgradients;
  if (on_wall) {
    missing = fmt::format("sample {} is not fitted and {}; minima on walls are not certified by "
                          "this version",
                          *on_wall, wall_in_words(network));
  } else if (auto fault = stationarity_fault(network, problem, classes, outputs,
                                             !unsettled.loss_ties.empty(), subgradients)) {
    missing = *std::move(fault);
  } else {
    tell_progress(0.5, "radius");
    CertifiedMinimum minimum =
        certified_minimum(network, data, empirical_risk(network, problem, classes),
                          needed_classes(problem, classes, outputs, subgradients));
    if (has_kinks(problem.loss))
      minimum.subgradients = std::move(subgradients);
    return minimum;
  }
  tell_progress(0.6, "search for a descent");
  DescentSearch search =
      descent_search(network, problem, classes, unsettled, gradient, program_budget);
  if (search.ray)
    return std::move(*search.ray);
  return Undecided{std::move(search.tried), std::move(missing)};
}

} // namespace thalweg
