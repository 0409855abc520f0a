// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/decided.hpp"

#include "certificate/decision_claims.hpp"
#include "exact/error.hpp"

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
    document().spurious = spurious_claim(document().data, *std::move(better), document().loss);
    require(document().spurious->better_risk < minimum.risk,
            "theorem: the better point is not better");
  }

  void operator()(const DescentRay& ray) const { document().not_local_minimum = ray; }

  void operator()(const Undecided& undecided) const {
    outcome.note =
        fmt::format("tried: {}; missing: {}", fmt::join(undecided.tried, "; "), undecided.missing);
    outcome.document.reset();
  }
};

} // namespace

Outcome decided(const Dataset& data, Network network, std::optional<Network> better,
                const WeightedLoss& loss) {
  const Decision answer = decision(network, data, program_budget, loss);
  Outcome outcome;
  CertificateDocument& document = outcome.document.emplace();
  document.data = data;
  document.loss = loss;
  document.network = std::move(network);
  std::visit(Claimant{outcome, better}, answer);
  return outcome;
}

} // namespace thalweg
