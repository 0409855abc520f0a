// SPDX-License-Identifier: Apache-2.0

#include "claim/not_local_minimum.hpp"

#include "lemma/ray_risk.hpp"
#include "number/decimal.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

std::string in_words(const NotLocalMinimum& claim, const List<Fraction>& risk_difference) {
  return "Not a local minimum. R(W) = " + number(claim.risk) + ". For every ε with 0 < ε ≤ " +
         number(claim.epsilon) + ", R(W + εD) < R(W):\n  the difference is " +
         polynomial_in_words(risk_difference) + ".\n  The direction D (digest " +
         canonical_digest(*claim.direction_json) + ")\n  moves " +
         counted(move_count(claim.moves), "parameter", "parameters") + ".\n";
}

std::string as_json(const NotLocalMinimum& claim, const List<Fraction>& risk_difference) {
  std::string coefficients;
  for (const Fraction& c : risk_difference)
    coefficients += (coefficients.empty() ? "" : ",") + exact(c);
  return "{" + key("epsilon") + exact(claim.epsilon) + "," + key("risk") + exact(claim.risk) + "," +
         key("risk_difference") + "[" + coefficients + "]," + key("direction_digest") +
         json_literal(canonical_digest(*claim.direction_json)) + "}";
}

} // namespace

std::unique_ptr<Claim> read_ray(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"epsilon", "risk"});
  return std::make_unique<NotLocalMinimum>(node.place(), node["epsilon"].rational(),
                                           node["risk"].rational());
}

void read_ray_witness(const Node& node, Claim& made, const Subject& subject) {
  NotLocalMinimum& claim = dynamic_cast<NotLocalMinimum&>(made);
  claim.moves = read_direction(node, subject.network);
  claim.direction_json = &node.json();
}

Told NotLocalMinimum::check(const Subject& subject) const {
  if (const Check check{sign(epsilon) > 0}) // O71
    check.say({"not_local_minimum.epsilon_not_positive", place + "/epsilon", "a positive number",
               shown(epsilon)});
  const RiskAlong along = risk_along({subject.network, moves, epsilon, place + "/epsilon",
                                      "not_local_minimum.pattern", "not_local_minimum.loss_piece"},
                                     subject.data, subject.loss);
  if (const Check check{risk == along.at_zero}) // O73
    check.say({"not_local_minimum.risk", place + "/risk",
               "the empirical risk " + shown(along.at_zero), shown(risk)});
  if (const Check check{along.lowest_sign() < 0}) // O74
    check.say({"not_local_minimum.no_descent", "/witness/not_local_minimum",
               "a risk whose lowest change is negative", polynomial_in_words(along.difference)});
  if (const Check check{along.keeps_sign(epsilon)}) // O75
    check.say({"not_local_minimum.epsilon", place + "/epsilon",
               "a change of the risk in which the lowest power outweighs the others up to ε",
               polynomial_in_words(along.difference) + " up to " + shown(epsilon)});
  return {in_words(*this, along.difference), as_json(*this, along.difference)};
}

} // namespace thalweg::verifier
