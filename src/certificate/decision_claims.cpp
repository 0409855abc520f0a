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

SpuriousClaim spurious_claim(const Dataset& data, Network better, const WeightedLoss& loss) {
  const PatternClasses classes = pattern_classes(better, data);
  Rational risk = empirical_risk(loss, better, data, classes);
  return {std::move(risk), std::move(better), classes.class_of_sample(data.sample_count()), {}};
}

} // namespace thalweg
