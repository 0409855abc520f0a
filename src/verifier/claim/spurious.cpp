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

std::string in_words(const Spurious& claim, const Examined& examined, const Fraction& risk) {
  const Fraction drop = risk - claim.better_risk;
  std::string result = "Spurious. A network W2 of the same architecture (digest " +
                       canonical_digest(*claim.network_json) +
                       ")\n  has R(W2) = " + number(claim.better_risk) + " < R(W); the drop is " +
                       number(drop);
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

void read_spurious(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "better_risk"});
  auto claim = std::make_unique<Spurious>(node.place());
  claim->better_risk = node["better_risk"].rational();
  certificate.claims.push_back(std::move(claim));
}

void read_spurious_witness(const Node& node, Certificate& certificate) {
  require_keys_and_subgradients(node, {"network", "pattern_classes"},
                                find_claim<Refinement>(certificate.claims) != nullptr &&
                                    !certificate.loss.is_differentiable());
  Spurious& claim = claim_among<Spurious>(certificate.claims);
  claim.network_json = &node["network"].json();
  claim.network = read_network(node["network"], certificate);
  claim.labels = read_labels(node["pattern_classes"], certificate.data);
  claim.subgradients = read_subgradients(node, claim.labels, certificate.data.targets.size());
}

Told Spurious::check(const Certificate& certificate) const {
  const Spurious& claim = *this;
  const Data& data = certificate.data;
  check_same_architecture(certificate.network, claim.network, "spurious.architecture",
                          "/witness/spurious/network"); // O17
  const LabelledNetwork labelled{claim.network, claim.labels, "spurious",
                                 "/witness/spurious/pattern_classes", claim.subgradients};
  examined = examine(labelled, data, certificate.loss, nullptr); // O18
  for (const std::size_t i : examined.grouping.unlabelled) {
    const ForwardPass pass = forward_pass(claim.network, point(data.samples[i]));
    if (const Check check{pass.is_on_wall}) // O19
      check.say(
          labelled.words(".not_on_wall", i, "a class for a sample that has a pattern", "null"));
    examined.losses.push_back(loss_of_sample(certificate.loss, data, i, pass.z.back()));
  }
  const std::string place = claim.place + "/better_risk";
  check_risk(claim.better_risk, examined, data, "spurious.better_risk", place);
  const Fraction& risk = claimed_minimum(certificate).risk;
  if (const Check check{claim.better_risk < risk}) // O21
    check.say(
        {"spurious.not_lower", place, "a risk below " + shown(risk), shown(claim.better_risk)});
  return {in_words(claim, examined, risk),
          "," + key("spurious") + "{" + key("better_risk") + exact(claim.better_risk) + "," +
              key("drop") + exact(risk - claim.better_risk) + "," + key("network_digest") +
              json_literal(canonical_digest(*claim.network_json)) + "," + key("classes") +
              std::to_string(examined.classes.size()) + "," + key("samples_on_walls") +
              indices_as_json(examined.grouping.unlabelled) + "}"};
}

} // namespace thalweg::verifier
