// SPDX-License-Identifier: Apache-2.0

#include "claim/refinement.hpp"

#include "claim/local_minimum.hpp"
#include "claim/spurious.hpp"
#include "number/decimal.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

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

std::string in_words(const Refinement& claim, const NamedNetwork& better) {
  return "Refinement. The " + std::to_string(claim.finer_groups) + " pattern groups of " +
         in_words(better) + " refine the " + std::to_string(claim.groups) +
         " of W; on each group of either network\n  the network is an optimal affine fit.\n";
}

} // namespace

std::unique_ptr<Claim> read_refinement(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"groups", "finer_groups"});
  auto claim = std::make_unique<Refinement>(node.place());
  claim->groups = node["groups"].count();
  claim->finer_groups = node["finer_groups"].count();
  return claim;
}

Told Refinement::check(const Subject& subject) const {
  const Refinement& claim = *this;
  const auto& minimum = subject.standing_on<LocalMinimumClaim>();
  const auto& spurious = subject.standing_on<Spurious>();
  const std::string minimum_labels = minimum.witness + "/pattern_classes";
  const std::string better_labels = spurious.witness + "/pattern_classes";
  const Examined& coarse = minimum.examined;
  const Examined& fine = spurious.examined;
  if (!subject.loss.is_differentiable() && spurious.subgradients.empty()) // O306
    reject("refinement.subgradients", spurious.witness, "subgradients of W2", "none");
  check_groups(coarse, claim.groups, claim.place + "/groups", minimum_labels);
  check_groups(fine, claim.finer_groups, claim.place + "/finer_groups", better_labels);
  if (const Check check{claim.finer_groups > claim.groups}) // O24
    check.say({"refinement.not_finer", claim.place + "/finer_groups",
               "more than " + std::to_string(claim.groups) + " classes",
               std::to_string(claim.finer_groups)});
  const Labels& labels = minimum.minimum.labels;
  for (const List<std::size_t>& members : fine.grouping.members)
    for (const std::size_t i : members)
      if (const Check check{labels[i] == labels[members.front()]}) // O25
        check.say({"refinement.not_nested", better_labels + "/" + std::to_string(i),
                   "a sample of class " + std::to_string(*labels[members.front()]),
                   "one of class " + std::to_string(*labels[i])});
  check_optimal_fits(coarse, "/statement/network");
  check_optimal_fits(fine, spurious.better->network.place);
  return {in_words(claim, *spurious.better), "{" + key("groups") + std::to_string(claim.groups) +
                                                 "," + key("finer_groups") +
                                                 std::to_string(claim.finer_groups) + "}"};
}

} // namespace thalweg::verifier
