// SPDX-License-Identifier: Apache-2.0

#include "claim/spurious.hpp"

#include "claim/local_minimum.hpp"
#include "claim/refinement.hpp"
#include "loss/loss_document.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

std::string in_words(const Spurious& claim, const Subject& subject, const Examined& examined,
                     const Fraction& risk) {
  const Fraction drop = risk - claim.better_risk;
  std::string result =
      "Spurious. A network " + in_words(*subject.better) + " of the same architecture (digest " +
      canonical_digest(*subject.better->json) + ")\n  has R(W2) = " + number(claim.better_risk) +
      " < R(W); the drop is " + number(drop);
  if (sign(risk) > 0)
    result += ", " +
              decimal(drop * Fraction{100, 1} * fraction(risk.denominator, risk.numerator), 4) +
              " % of R(W)";
  if (examined.classes.size() == 0)
    return result + ".\n  At W2 every sample is on a breakpoint, so none has a pattern.\n";
  result += ".\n  W2 has " +
            counted(examined.classes.size(), "activation pattern", "activation patterns") +
            " on the samples";
  if (!examined.grouping.unlabelled.empty())
    result += "; on a breakpoint: " + ranges(examined.grouping.unlabelled);
  return result + ".\n";
}

} // namespace

std::unique_ptr<Claim> read_spurious(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"better_risk"});
  auto claim = std::make_unique<Spurious>(node.place());
  claim->better = subject.better;
  claim->better_risk = node["better_risk"].rational();
  return claim;
}

void read_spurious_witness(const Node& node, Claim& made, const Subject& subject) {
  require_keys_and_subgradients(node, {"pattern_classes"},
                                has_key(node, "subgradients") && !subject.loss.is_differentiable());
  Spurious& claim = dynamic_cast<Spurious&>(made);
  claim.labels = read_labels(node["pattern_classes"], subject.data);
  claim.subgradients = read_subgradients(node, claim.labels, subject.data.targets.size());
}

Told Spurious::check(const Subject& subject) const {
  const Spurious& claim = *this;
  const Data& data = subject.data;
  const Network& network = subject.better->network;
  check_same_architecture(subject.network, network, "spurious.architecture"); // O17
  const LabelledNetwork labelled{network, claim.labels, "spurious",
                                 "/witness/spurious/pattern_classes", claim.subgradients};
  examined = examine(labelled, data, subject.loss, nullptr); // O18
  for (const std::size_t i : examined.grouping.unlabelled) {
    const ForwardPass pass = forward_pass(network, point(data.samples[i]));
    if (const Check check{pass.is_on_wall}) // O19
      check.say(
          labelled.words(".not_on_wall", i, "a class for a sample that has a pattern", "null"));
    examined.losses.push_back(loss_of_sample(subject.loss, data, i, pass.z.back()));
  }
  const std::string place = claim.place + "/better_risk";
  check_risk(claim.better_risk, examined, data, "spurious.better_risk", place);
  const Fraction& risk = claimed_minimum(subject).risk;
  if (const Check check{claim.better_risk < risk}) // O21
    check.say(
        {"spurious.not_lower", place, "a risk below " + shown(risk), shown(claim.better_risk)});
  return {in_words(claim, subject, examined, risk),
          "{" + key("better_risk") + exact(claim.better_risk) + "," + key("drop") +
              exact(risk - claim.better_risk) + "," + key("network_digest") +
              json_literal(canonical_digest(*subject.better->json)) + "," + key("classes") +
              std::to_string(examined.classes.size()) + "," + key("samples_on_walls") +
              indices_as_json(examined.grouping.unlabelled) + "}"};
}

} // namespace thalweg::verifier
