// SPDX-License-Identifier: GPL-3.0-or-later
//
// What `thalweg decide` tells of its answer (landscape/decision.hpp), for people and for machines.

#pragma once

#include "certificate/document.hpp"
#include "landscape/bottleneck.hpp"
#include "landscape/decision.hpp"
#include "landscape/saddle.hpp"

#include <nlohmann/json.hpp>

namespace thalweg {

/// Lines and the same as JSON, filled side by side.
struct DecisionReport {
  std::string text;
  nlohmann::ordered_json json;
};

/// Architecture and number of parameters.
void tell_network(DecisionReport& report, const Network& network);

void tell_global_minimum(DecisionReport& report, const WeightedLoss& loss);

/// The minimum, with the radius that the document claims by the interval bound or not.
void tell_minimum(DecisionReport& report, const CertifiedMinimum& minimum,
                  const CertificateDocument& document);

/// The ray, the norm of the gradient and the drop; a drop of the size of rounding is called so.
void tell_ray(DecisionReport& report, const DescentRay& ray, const CertificateDocument& document);

void tell_bottleneck(DecisionReport& report, const BottleneckMinimum& minimum);

/// After `tell_ray`: the gradient is 0, and the risk rises along another ray.
void tell_saddle(DecisionReport& report, const AscentRay& ascent);

void tell_undecided(DecisionReport& report, const Undecided& undecided);

/// A better network was claimed, or none was found although one was looked for.
void tell_better_point(DecisionReport& report, const std::optional<LowerRiskClaim>& better,
                       const std::string& found_by);

/// The certificate at `path`.
void tell_certificate(DecisionReport& report, const std::string& path, std::size_t bytes);

/// "0.00123, 4.5 % of the risk"
std::string drop_in_words(const Rational& drop, const Rational& risk);

} // namespace thalweg
