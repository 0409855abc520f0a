// SPDX-License-Identifier: Apache-2.0

#include "claims.hpp"

#include "decimal.hpp"
#include "examined.hpp"
#include "flip.hpp"
#include "obligation.hpp"
#include "subgradient.hpp"

namespace thalweg::verifier {

namespace {

const std::string minimum_labels = "/witness/local_minimum/pattern_classes";
const std::string better_labels = "/witness/spurious/pattern_classes";

/// The loss of a sample from the outputs.
Fraction loss_of(const Certificate& certificate, std::size_t i, const List<Fraction>& outputs) {
  return certificate.loss.is_plain_squared()
             ? squared_residual(certificate.data.samples[i], outputs)
             : loss_of_sample(certificate.loss, certificate.data, i, outputs);
}

/// O10, O20
void check_risk(const Fraction& claimed, const Examined& examined, const Data& data,
                const std::string& code, const std::string& place) {
  const Fraction risk = sum(examined.losses) * Fraction{1, Integer(data.samples.size())};
  if (const Check check{claimed == risk})
    check.say({code, place, "the empirical risk " + shown(risk), shown(claimed)});
}

void check_pattern_flip(const Certificate& certificate) {
  const PatternFlip& claim = *certificate.pattern_flip;
  if (certificate.local_minimum && !certificate.local_minimum->labels[claim.sample]) // O13
    reject("pattern_flip.exempt_sample", claim.place + "/sample", "a sample with a class",
           "an exempt one");
  check_flip(certificate.network, certificate.data.samples[claim.sample], claim);
}

Examined check_spurious(const Certificate& certificate) {
  const Spurious& claim = *certificate.spurious;
  const Data& data = certificate.data;
  check_same_architecture(certificate.network, claim.network, "spurious.architecture",
                          "/witness/spurious/network"); // O17
  const LabelledNetwork labelled{claim.network, claim.labels, "spurious", better_labels,
                                 claim.subgradients};
  Examined examined = examine(labelled, data, certificate.loss, nullptr); // O18
  for (const std::size_t i : examined.grouping.unlabelled) {
    const ForwardPass pass = forward_pass(claim.network, point(data.samples[i]));
    if (const Check check{pass.is_on_wall}) // O19
      check.say(
          labelled.words(".not_on_wall", i, "a class for a sample that has a pattern", "null"));
    examined.losses.push_back(loss_of(certificate, i, pass.z.back()));
  }
  const std::string place = claim.place + "/better_risk";
  check_risk(claim.better_risk, examined, data, "spurious.better_risk", place);
  const Fraction& risk = certificate.local_minimum->risk;
  if (const Check check{claim.better_risk < risk}) // O21
    check.say(
        {"spurious.not_lower", place, "a risk below " + shown(risk), shown(claim.better_risk)});
  return examined;
}

/// O22, O23
void check_groups(const Examined& examined, std::size_t claimed, const std::string& count_place,
                  const std::string& labels_place) {
  if (!examined.grouping.unlabelled.empty())
    reject("refinement.null_class",
           labels_place + "/" + std::to_string(examined.grouping.unlabelled.front()), "a class",
           "null");
  if (const Check check{claimed == examined.classes.size()})
    check.say({"refinement.count", count_place,
               std::to_string(examined.classes.size()) + " classes", std::to_string(claimed)});
}

/// O26: the network is an optimal affine fit of every class.
void check_optimal_fits(const Examined& examined, const std::string& place) {
  for (std::size_t k = 0; k < examined.classes.size(); ++k)
    for (const ClassSums& output : examined.classes[k].sums)
      for (const Fraction& entry : output.with_inputs)
        if (const Check check{sign(entry) == 0})
          check.say({"refinement.not_optimal", place,
                     "sums 0 of residuals with (x, 1) on class " + std::to_string(k),
                     shown(entry)});
}

void check_refinement(const Certificate& certificate, const Examined& coarse,
                      const Examined& fine) {
  const Refinement& claim = *certificate.refinement;
  check_groups(coarse, claim.groups, claim.place + "/groups", minimum_labels);
  check_groups(fine, claim.finer_groups, claim.place + "/finer_groups", better_labels);
  if (const Check check{claim.finer_groups > claim.groups}) // O24
    check.say({"refinement.not_finer", claim.place + "/finer_groups",
               "more than " + std::to_string(claim.groups) + " classes",
               std::to_string(claim.finer_groups)});
  const Labels& labels = certificate.local_minimum->labels;
  for (const List<std::size_t>& members : fine.grouping.members)
    for (const std::size_t i : members)
      if (const Check check{labels[i] == labels[members.front()]}) // O25
        check.say({"refinement.not_nested", better_labels + "/" + std::to_string(i),
                   "a sample of class " + std::to_string(*labels[members.front()]),
                   "one of class " + std::to_string(*labels[i])});
  check_optimal_fits(coarse, "/statement/network");
  check_optimal_fits(fine, "/witness/spurious/network");
}

} // namespace

Examined check_local_minimum(const Certificate& certificate) {
  const LocalMinimum& claim = *certificate.local_minimum;
  const Data& data = certificate.data;
  if (const Check check{sign(claim.radius) > 0}) // O8
    check.say({"local_minimum.radius_not_positive", claim.place + "/radius", "a positive radius",
               shown(claim.radius)});
  const LabelledNetwork labelled{certificate.network, claim.labels, "local_minimum", minimum_labels,
                                 claim.subgradients};
  const Examined examined = examine(labelled, data, certificate.loss, &claim);
  for (const std::size_t i : examined.grouping.unlabelled) { // O7
    const ForwardPass pass = forward_pass(certificate.network, point(data.samples[i]));
    if (const Check check{sign(loss_of(certificate, i, pass.z.back())) == 0})
      check.say(
          labelled.words(".unsettled", i, "a class for a sample whose loss is not 0", "null"));
  }
  check_risk(claim.risk, examined, data, "local_minimum.risk", claim.place + "/risk");
  check_lifted_stationarity(certificate.network, examined.classes,
                            "local_minimum.lifted_stationarity");
  return examined;
}

Findings check_claims(const Certificate& certificate) {
  Examined minimum;
  Examined better;
  if (certificate.local_minimum)
    minimum = check_local_minimum(certificate);
  if (certificate.pattern_flip)
    check_pattern_flip(certificate);
  if (certificate.spurious)
    better = check_spurious(certificate);
  if (certificate.refinement)
    check_refinement(certificate, minimum, better);
  Findings findings{minimum.classes.size(), better.classes.size(), minimum.grouping.unlabelled,
                    better.grouping.unlabelled};
  findings.geometry = check_geometry_claims(certificate);
  for (const std::unique_ptr<FurtherClaim>& claim : certificate.further)
    findings.further.push_back(claim->check(certificate));
  return findings;
}

} // namespace thalweg::verifier
