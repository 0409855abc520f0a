// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/he2020/traps.hpp"

#include "certificate/decision_claims.hpp"
#include "certificate/trained_minimum_claim.hpp"
#include "certificate/trap_claim.hpp"
#include "certificate/wall_claims.hpp"
#include "trained/trap_search.hpp"

namespace thalweg {

namespace {

Dataset samples_on_line(const std::vector<long>& targets) {
  Dataset data{{"x", "y"}, {1}, {}, {}};
  for (const long target : targets) {
    data.inputs.push_back({Rational(long(data.inputs.size()))});
    data.targets.push_back({Rational(target)});
  }
  return data;
}

/// F = output · max(0, weight x + bias) + output_bias
Network one_unit_network(const Rational& weight, const Rational& bias, const Rational& output,
                         const Rational& output_bias) {
  return {{DenseLayer{1, {{{0, weight}}}, {bias}, relu()},
           DenseLayer{1, {{{0, output}}}, {output_bias}, identity_activation()}}};
}

Outcome trapped_outcome(const Dataset& data, Network network, const Trap& trap,
                        const Network& better) {
  CertificateDocument document;
  document.data = data;
  document.further = {trained_minimum_claim(trap.minimum), trap_claim(trap.barrier)};
  document.lower_risk = lower_risk_claim(document, better, empirical_risk(network, data));
  document.network = std::move(network);
  return {std::move(document), "every path to a lower risk climbs"};
}

Outcome one_unit_outcome() {
  const Dataset data = samples_on_line({0, 1, 0, 3});
  const Network network = one_unit_network(-1, fraction(3, 2), -1, fraction(3, 2));
  const auto trap = guessed_trap(network, {}, {data, WeightedLoss(), {}});
  if (const auto* reason = std::get_if<std::string>(&trap))
    return {std::nullopt, *reason};
  return trapped_outcome(data, network, std::get<Trap>(trap),
                         one_unit_network(1, fraction(-2, 3), 1, 0));
}

Outcome two_units_outcome() {
  const Dataset data = samples_on_line({3, 0, 1, 0, 2, 4, 3, 0});
  TrapSearch search = spurious_trap(data, 2, {});
  if (!search.found)
    return {std::nullopt, "no trap was found"};
  return trapped_outcome(data, std::move(search.found->minimum.network), search.found->trap,
                         search.found->better);
}

} // namespace

Instance he2020_traps() {
  return {"he2020",
          "theorem1-traps",
          "Theorem 1: spurious minima that no path leaves for a lower risk without climbing",
          {},
          [](const InstanceParameters& given) {
            return std::vector<InstanceCase>{
                {"one-unit", given, Verdict::spurious_minimum, one_unit_outcome},
                {"two-units", given, Verdict::spurious_minimum, two_units_outcome}};
          }};
}

} // namespace thalweg
