// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/exact_minimum.hpp"

#include "exact/error.hpp"
#include "landscape/subgradients.hpp"
#include "trained/given_outputs.hpp"
#include "trained/guess/off_walls.hpp"
#include "trained/reachable_outputs.hpp"

#include <cmath>

namespace thalweg {

namespace {

/// Products of samples, outputs and parameters up to which this is tried.
constexpr std::size_t most_work = 300'000;

/// How coarse the numbers are that are rounded; 64 times as far from walls they have to be.
constexpr unsigned grids[] = {12, 17, 22, 27};

bool is_near(const std::vector<Vector>& a, const std::vector<Vector>& b) {
  const Rational near_enough = fraction(1, 1'000'000);
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t o = 0; o < a[i].size(); ++o)
      if (abs(a[i][o] - b[i][o]) > near_enough * (1 + abs(b[i][o])))
        return false;
  return true;
}

/// The outputs to be had; nothing if they are not known, or not those of the network.
std::optional<std::vector<Vector>> optimal_outputs(const Network& network, const Problem& problem) {
  const Dataset& data = problem.data;
  const PatternClasses classes = pattern_classes(network, data);
  const std::vector<Vector> outputs = sample_outputs(network, data, classes);
  if (mean_loss(problem, data.targets) == 0 && is_near(outputs, data.targets))
    return data.targets;
  if (!is_plain_squared(problem.loss) || !classes.on_wall.empty())
    return std::nullopt;
  std::optional<std::vector<Vector>> optimal = optimal_reachable_outputs(network, problem, classes);
  return optimal && is_near(outputs, *optimal) ? std::move(optimal) : std::nullopt;
}

} // namespace

std::variant<ExactMinimum, std::string> exact_minimum(const WalkEnd& end, const Problem& problem) {
  const Dataset& data = problem.data;
  if (ParameterOrder(end.network).count() * data.sample_count() * data.target_dimension() >
      most_work)
    return "exact outputs: too much work";
  std::string reason = "none is found that is clear of the walls";
  for (const unsigned bits : grids) {
    const std::optional<HeldCell> cell =
        guessed_off_walls(end.network, data, std::ldexp(1.0, 6 - int(bits)));
    if (!cell)
      continue;
    const std::optional<std::vector<Vector>> outputs = optimal_outputs(cell->network, problem);
    if (!outputs)
      return "exact outputs: they are not optimal among those that the patterns can reach";
    std::optional<Network> found = network_with_outputs(*cell, data, *outputs, bits);
    reason = "no rational network with the optimal outputs is found";
    if (!found)
      continue;
    constexpr std::size_t no_programs = 0;
    Decision verdict = decision(*found, problem, no_programs);
    if (std::holds_alternative<GlobalMinimum>(verdict))
      return ExactMinimum{*std::move(found), GlobalMinimum{}};
    if (auto* minimum = std::get_if<CertifiedMinimum>(&verdict))
      return ExactMinimum{*std::move(found), std::move(*minimum)};
    reason = "the optimal outputs are had, but make no minimum";
  }
  return "exact outputs: " + reason;
}

} // namespace thalweg
