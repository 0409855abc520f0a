// SPDX-License-Identifier: Apache-2.0

#include "claim/refinement.hpp"

#include "claim/local_minimum.hpp"
#include "claim/lower_risk.hpp"
#include "loss/loss_document.hpp"
#include "number/decimal.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

/// O22
void check_groups(const Examined& examined, const std::string& labels_place) {
  if (!examined.grouping.unlabelled.empty())
    reject("refinement.null_class",
           labels_place + "/" + std::to_string(examined.grouping.unlabelled.front()), "a class",
           "null");
}

/// O26: the network is an optimal affine fit of every class.
void check_optimal_fits(const Examined& examined, const std::string& place) {
  for (std::size_t k = 0; k < examined.classes.size(); ++k)
    for (const ClassSums& output : examined.classes[k].sums)
      for (const Fraction& entry : output.with_inputs)
        if (const Check check{sign(entry) == 0})
          check.say({"refinement.not_optimal", place,
                     "sums 0 of derivatives with (x, 1) on class " + std::to_string(k),
                     shown(entry)});
}

std::string in_words(std::size_t groups, std::size_t finer_groups, const NamedNetwork& better) {
  return "Refinement. The " + std::to_string(finer_groups) + " pattern groups of " +
         in_words(better) + " refine the " + std::to_string(groups) +
         " of W; on each group of either network\n  the network is an optimal affine fit.\n";
}

} // namespace

std::unique_ptr<Claim> read_refinement(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"finer_groups"});
  auto claim = std::make_unique<Refinement>(node.place());
  claim->finer_groups = node["finer_groups"].count();
  return claim;
}

void read_refinement_witness(const Node& node, Claim& made, const Subject& subject) {
  require_keys_and_subgradients(node, {"pattern_classes"}, !subject.loss.is_differentiable());
  Refinement& claim = dynamic_cast<Refinement&>(made);
  claim.labels = read_labels(node["pattern_classes"], subject.data);
  claim.subgradients = read_subgradients(node, claim.labels, subject.data.targets.size());
}

Told Refinement::check(const Subject& subject) const {
  const auto& minimum = subject.standing_on<LocalMinimumClaim>();
  const NamedNetwork& better = *subject.standing_on<LowerRisk>().better;
  const Examined& coarse = minimum.examined;
  const std::string better_labels = "/witness/refinement/pattern_classes";
  const LabelledNetwork labelled{better.network, labels, "refinement", better_labels, subgradients};
  const Examined fine = examine(labelled, subject.data, subject.loss, nullptr); // O18, O78
  check_groups(coarse, minimum.witness + "/pattern_classes");
  check_groups(fine, better_labels);
  const std::size_t groups = coarse.classes.size();
  if (const Check check{finer_groups == fine.classes.size()}) // O23
    check.say({"refinement.count", place + "/finer_groups",
               std::to_string(fine.classes.size()) + " classes", std::to_string(finer_groups)});
  if (const Check check{finer_groups > groups}) // O24
    check.say({"refinement.not_finer", place + "/finer_groups",
               "more than " + std::to_string(groups) + " classes", std::to_string(finer_groups)});
  const Labels& coarse_labels = minimum.minimum.labels;
  for (const List<std::size_t>& members : fine.grouping.members)
    for (const std::size_t i : members)
      if (const Check check{coarse_labels[i] == coarse_labels[members.front()]}) // O25
        check.say({"refinement.not_nested", better_labels + "/" + std::to_string(i),
                   "a sample of class " + std::to_string(*coarse_labels[members.front()]),
                   "one of class " + std::to_string(*coarse_labels[i])});
  check_optimal_fits(coarse, "/statement/network");
  check_optimal_fits(fine, better.network.place);
  return {in_words(groups, finer_groups, better),
          "{" + key("finer_groups") + std::to_string(finer_groups) + "}"};
}

} // namespace thalweg::verifier
