// SPDX-License-Identifier: Apache-2.0

#include "claim/saddle.hpp"

#include "lemma/ray_risk.hpp"
#include "loss/loss_gradient.hpp"
#include "number/decimal.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

/// O116
[[noreturn]] void reject_kink(const Kink& kink) {
  const std::string place = "/statement/data/rows/" + std::to_string(kink.sample);
  if (kink.is_on_wall)
    reject("saddle.on_wall", place, "a sample that has a pattern", "one on a wall");
  reject("saddle.kink", place, "a sample where the loss is differentiable",
         "slopes from " + shown(kink.least) + " to " + shown(kink.greatest));
}

/// O117
void check_gradient(const List<LayerGradient>& gradient) {
  for (std::size_t l = 0; l < gradient.size(); ++l) {
    const auto require_zero = [&](const Fraction& sum, const std::string& what) {
      if (const Check check{sign(sum) == 0})
        check.say({"saddle.gradient", "/statement/network/layers/" + std::to_string(l),
                   "the derivative 0 by every parameter", shown(sum) + " / n by " + what});
    };
    for (std::size_t row = 0; row < gradient[l].weights.size(); ++row)
      for (std::size_t k = 0; k < gradient[l].weights[row].size(); ++k)
        require_zero(gradient[l].weights[row][k],
                     "weight " + std::to_string(k) + " of unit " + std::to_string(row));
    for (std::size_t row = 0; row < gradient[l].biases.size(); ++row)
      require_zero(gradient[l].biases[row], "the bias of unit " + std::to_string(row));
  }
}

Told told(const Saddle& claim, const List<Fraction>& difference) {
  std::string coefficients;
  for (const Fraction& c : difference)
    coefficients += (coefficients.empty() ? "" : ",") + exact(c);
  return {
      "Saddle. R is differentiable at W, its gradient there is 0, and W is neither a local minimum "
      "nor a\n  local maximum: for every ε with 0 < ε ≤ " +
          number(claim.epsilon) + ", R(W + εE) > R(W); the difference is\n  " +
          polynomial_in_words(difference) + ". The direction E (digest " +
          canonical_digest(*claim.direction_json) + ")\n  moves " +
          counted(move_count(claim.moves), "parameter", "parameters") + ".\n",
      "{" + key("epsilon") + exact(claim.epsilon) + "," + key("risk_difference") + "[" +
          coefficients + "]," + key("direction_digest") +
          json_literal(canonical_digest(*claim.direction_json)) + "}"};
}

} // namespace

std::unique_ptr<Claim> read_saddle(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"epsilon"});
  return std::make_unique<Saddle>(node.place(), node["epsilon"].rational());
}

void read_saddle_witness(const Node& node, Claim& made, const Subject& subject) {
  Saddle& claim = dynamic_cast<Saddle&>(made);
  claim.moves = read_direction(node, subject.network);
  claim.direction_json = &node.json();
}

Told Saddle::check(const Subject& subject) const {
  const Network& network = subject.network;
  const auto gradient = loss_gradient(subject);
  if (const Kink* kink = std::get_if<Kink>(&gradient))
    reject_kink(*kink);
  check_gradient(std::get<List<LayerGradient>>(gradient));
  const std::string at = place + "/epsilon";
  if (const Check check{sign(epsilon) > 0}) // O118
    check.say({"saddle.epsilon_not_positive", at, "a positive number", shown(epsilon)});
  const RiskAlong along =
      risk_along({network, moves, epsilon, at, "saddle.pattern", "saddle.loss_piece"}, subject.data,
                 subject.loss);
  if (const Check check{along.lowest_sign() > 0}) // O119
    check.say({"saddle.no_ascent", "/witness/saddle", "a risk whose lowest change is positive",
               polynomial_in_words(along.difference)});
  if (const Check check{along.keeps_sign(epsilon)})
    check.say({"saddle.epsilon", at,
               "a change of the risk in which the lowest power outweighs the others up to ε",
               polynomial_in_words(along.difference) + " up to " + shown(epsilon)});
  return told(*this, along.difference);
}

} // namespace thalweg::verifier
