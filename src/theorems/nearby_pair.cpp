// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/nearby_pair.hpp"

#include "certificate/nearby_document.hpp"
#include "exact/error.hpp"
#include "landscape/nearby_decision.hpp"
#include "risk/guess/score_maps.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

constexpr std::size_t least_bits = 64; ///< enough to compare candidates

/// The data with h(q(x)) as another input.
Dataset with_feature(const Dataset& data, const AffineFunction& q, const Corner& corner) {
  Dataset result = data;
  result.columns.insert(result.columns.begin(), "feature"); // the last input
  for (std::size_t& column : result.target_columns)
    ++column;
  for (Vector& x : result.inputs)
    x.push_back(corner(q(x)));
  return result;
}

Outcome told_undecided(const Undecided& undecided) {
  return {
      {},
      fmt::format("tried: {}; missing: {}", fmt::join(undecided.tried, "; "), undecided.missing)};
}

/// An upper bound of the risk of a network that is better than a minimum of these risks.
Rational better_risk(const LabelledData& labelled, const Network& better, const RiskBounds& risk) {
  Rational upper = stated_risk(labelled, better, pattern_classes(better, labelled.data)).upper;
  require(upper < risk.lower, "theorem: the better point is not better");
  return upper;
}

std::string nearby_note(const RiskBounds& risk, const Rational& distance, const Rational& better) {
  return fmt::format("a local minimum of risk {} within {} of W; better: {}", decimal(risk.upper),
                     decimal(distance, 3), decimal(better));
}

Rational risk_of(const LabelledData& labelled, const AffineMap& map) {
  std::vector<Vector> outputs;
  for (const Vector& x : labelled.data.inputs) {
    Vector& of_sample = outputs.emplace_back();
    for (const AffineFunction& f : map)
      of_sample.push_back(f(x));
  }
  return risk_bounds(labelled, outputs, least_bits).upper;
}

} // namespace

NearbyMaps nearby_maps(const LabelledData& labelled, const Corner& corner) {
  const SampleSet all = one_group(labelled.data).members().front();
  const auto fit = ellipsoid_fit(labelled, all, nearby_bits);
  if (!fit)
    throw ClaimError("cross-entropy: expected data with an optimal affine map, found none");
  NearbyMaps maps{fit->p, {}, {}};
  Rational least = risk_of(labelled, fit->p);
  for (AffineFunction& q : kink_arguments(labelled.data.inputs)) {
    const Dataset data = with_feature(labelled.data, q, corner);
    const LabelledData extended{data, labelled.loss, labelled.classes};
    AffineMap map = low_risk_map(extended, all);
    Rational risk = risk_of(extended, map);
    if (risk >= least)
      continue;
    least = std::move(risk);
    Vector factors;
    for (AffineFunction& f : map) {
      factors.push_back(f.linear.back());
      f.linear.pop_back();
    }
    maps.p = std::move(map);
    maps.kink = {std::move(q), std::move(factors), 0};
  }
  if (maps.p.empty())
    throw ClaimError("cross-entropy: expected a kink that lowers the risk, found none");
  return maps;
}

Outcome decided_nearby(const LabelledData& labelled, NetworkPair pair, std::size_t layer) {
  require(has_same_architecture(pair.minimum, pair.better),
          "theorem: the better point differs in shape");
  const NearbyDecision decision = nearby_decision(labelled, std::move(pair.minimum), layer);
  if (const auto* undecided = std::get_if<Undecided>(&decision))
    return told_undecided(*undecided);
  const auto& minimum = std::get<NearbyMinimum>(decision);
  const Rational better = better_risk(labelled, pair.better, minimum.risk);
  Outcome outcome{certificate_document(labelled.data, minimum, {}),
                  nearby_note(minimum.risk, minimum.distance, better)};
  outcome.document->lower_risk = LowerRiskClaim{better, pair.better, minimum.risk.lower};
  return outcome;
}

} // namespace thalweg
