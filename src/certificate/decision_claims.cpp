// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/decision_claims.hpp"

namespace thalweg {

void add_claims(CertificateDocument& document, const CertifiedMinimum& minimum,
                RadiusMethod method) {
  document.local_minimum = LocalMinimumClaim{
      method == RadiusMethod::interval ? minimum.interval_radius : minimum.radius, minimum.risk,
      method, minimum.classes.class_of_sample(document.data.sample_count()), minimum.subgradients};
  document.pattern_flip = minimum.flip;
}

LowerRiskClaim lower_risk_claim(const CertificateDocument& document, Network better,
                                const Rational& risk) {
  Rational better_risk = empirical_risk(better, document.problem());
  return {std::move(better_risk), std::move(better), risk};
}

} // namespace thalweg
