// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/decided.hpp"

#include "certificate/bottleneck_claim.hpp"
#include "certificate/decision_claims.hpp"
#include "certificate/saddle_claim.hpp"
#include "certificate/wall_claims.hpp"
#include "exact/error.hpp"
#include "landscape/linear_saddle.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

constexpr std::size_t program_budget = 3000;

/// Fills in the claims of each answer.
struct Claimant {
  Outcome& outcome;
  std::optional<Network>& better;

  CertificateDocument& document() const { return *outcome.document; }

  void operator()(const GlobalMinimum&) const { document().global_minimum.emplace(); }

  void operator()(const CertifiedMinimum& minimum) const {
    add_claims(document(), minimum);
    if (!better)
      return;
    require(has_same_architecture(document().network, *better),
            "theorem: the better point differs in shape");
    document().lower_risk = lower_risk_claim(document(), *std::move(better), minimum.risk);
    require(is_spurious(document()), "theorem: the better point is not better");
  }

  void operator()(const DescentRay& ray) const { document().not_local_minimum = ray; }

  void operator()(const Undecided& undecided) const {
    outcome.note =
        fmt::format("tried: {}; missing: {}", fmt::join(undecided.tried, "; "), undecided.missing);
    outcome.document.reset();
  }
};

} // namespace

Outcome decided(Network network, const Problem& problem, std::optional<Network> better) {
  Outcome outcome;
  CertificateDocument& document = outcome.document.emplace();
  document.data = problem.data;
  document.loss = problem.loss;
  document.network = std::move(network);
  if (const auto saddle = linear_saddle(document.network, problem)) {
    document.not_local_minimum = saddle->descent;
    document.further = {saddle_claim(saddle->ascent)};
    return outcome;
  }
  if (is_plain_squared(problem.loss))
    if (const auto minimum = bottleneck_minimum(document.network, problem.data)) {
      document.further.push_back(bottleneck_claim(*minimum));
      if (better) {
        document.lower_risk = lower_risk_claim(document, *std::move(better), minimum->risk);
        require(has_same_architecture(document.network, document.lower_risk->better_network) &&
                    is_spurious(document),
                "theorem: the better point behind a bottleneck is not better");
      }
      return outcome;
    }
  std::visit(Claimant{outcome, better}, decision(document.network, problem, program_budget));
  return outcome;
}

} // namespace thalweg
