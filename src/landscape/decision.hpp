// SPDX-License-Identifier: GPL-3.0-or-later
//
// Is W a local minimum of the risk for a loss of risk/loss.hpp? One of four answers, each proven
// but the last:
//  - global minimum: the risk is 0;
//  - local minimum: lifted stationarity holds over the unsettled samples, all of which have
//    patterns that hold within a radius. Settled samples are exempt (their loss can only go up), so
//    they neither need a pattern nor shrink the radius, unless the loss has kinks and their
//    subgradients are needed;
//  - refuted: a descent ray;
//  - undecided: what was tried and what is missing.

#pragma once

#include "landscape/descent_ray.hpp"
#include "landscape/radius.hpp"
#include "landscape/subgradients.hpp"

#include <variant>

namespace thalweg {

struct GlobalMinimum {};

struct CertifiedMinimum {
  Rational risk;
  Rational radius;                 ///< by the first-order bound
  Rational interval_radius;        ///< by the interval bound
  PatternClasses classes;          ///< of the samples that are not exempt
  std::optional<PatternFlip> flip; ///< nothing if no unit with breakpoints can be moved
  Subgradients subgradients = {};  ///< if the loss has kinks: of the samples in `classes`
};

struct Undecided {
  std::vector<std::string> tried;
  std::string missing;
};

using Decision = std::variant<GlobalMinimum, CertifiedMinimum, DescentRay, Undecided>;

/// The network has the dimensions of the data; at least one sample.
/// InputError if the loss cannot be used on the data.
Decision decision(const Network& network, const Problem& problem,
                  std::size_t program_budget = 3000);

} // namespace thalweg
