// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/decided.hpp"

#include "exact/error.hpp"
#include "landscape/decision.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

SpuriousClaim spurious_claim(const Dataset& data, const Network& network, Network better,
                             const Rational& risk) {
  require(has_same_architecture(network, better), "theorem: the better point differs in shape");
  const PatternClasses classes = pattern_classes(better, data);
  const Rational better_risk = empirical_risk(better, data, classes);
  require(better_risk < risk, "theorem: the better point is not better");
  return {better_risk, std::move(better), classes.class_of_sample(data.sample_count())};
}

/// Fills in the claims of each answer.
struct Claimant {
  Outcome& outcome;
  std::optional<Network>& better;

  CertificateDocument& document() const { return *outcome.document; }

  void operator()(const GlobalMinimum&) const { document().global_minimum.emplace(); }

  void operator()(const CertifiedMinimum& minimum) const {
    const std::size_t n = document().data.sample_count();
    document().local_minimum =
        LocalMinimumClaim{minimum.radius, minimum.risk, RadiusMethod::first_order,
                          minimum.classes.class_of_sample(n)};
    document().pattern_flip = minimum.flip;
    if (better)
      document().spurious =
          spurious_claim(document().data, document().network, *std::move(better), minimum.risk);
  }

  void operator()(const DescentRay& ray) const { document().not_local_minimum = ray; }

  void operator()(const Undecided& undecided) const {
    outcome.note =
        fmt::format("tried: {}; missing: {}", fmt::join(undecided.tried, "; "), undecided.missing);
    outcome.document.reset();
  }
};

} // namespace

Outcome decided(const Dataset& data, Network network, std::optional<Network> better) {
  const Decision answer = decision(network, data);
  Outcome outcome;
  CertificateDocument& document = outcome.document.emplace();
  document.data = data;
  document.network = std::move(network);
  std::visit(Claimant{outcome, better}, answer);
  return outcome;
}

} // namespace thalweg
