// SPDX-License-Identifier: Apache-2.0

#include "claim/distinct_risks.hpp"

#include "lemma/examined.hpp"
#include "text/obligation.hpp"
#include "text/text.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

/// The claim `local_minimum` with this name, before this one.
const LocalMinimumClaim* named_minimum(const Node& node, const Subject& subject) {
  const std::string_view name = node.text();
  const auto found =
      std::find_if(subject.before.begin(), subject.before.end(),
                   [&](const std::unique_ptr<Claim>& claim) { return claim->name == name; });
  const auto* const minimum = found == subject.before.end()
                                  ? nullptr
                                  : dynamic_cast<const LocalMinimumClaim*>(found->get());
  node.require(minimum != nullptr, "document.claim_needs",
               "the name of a claim \"local_minimum\" before");
  return minimum;
}

/// The first three names, and how many more.
std::string listed_names(const List<const LocalMinimumClaim*>& minima) {
  std::string result;
  for (std::size_t k = 0; k < std::min<std::size_t>(minima.size(), 3); ++k)
    result += (k == 0 ? "" : ", ") + printable(minima[k]->name);
  return minima.size() <= 3 ? result
                            : result + " and " + std::to_string(minima.size() - 3) + " more";
}

} // namespace

std::unique_ptr<Claim> read_distinct_risks(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"minima"});
  node["minima"].size_not_zero("minimum");
  return std::make_unique<DistinctRisks>(node.place(),
                                         list_of(node["minima"], [&](const Node& name) {
                                           Meter::tick();
                                           return named_minimum(name, subject);
                                         }));
}

Told DistinctRisks::check(const Subject&) const {
  Fraction least_radius = minima.front()->minimum.radius;
  std::string risks, names;
  for (std::size_t k = 0; k < minima.size(); ++k) {
    const LocalMinimum& minimum = minima[k]->minimum;
    const std::string at = place + "/minima/" + std::to_string(k);
    if (k > 0) {
      const LocalMinimum& before = minima[k - 1]->minimum;
      check_same_architecture(*minima.front()->about, *minima[k]->about,
                              "distinct_risks.architecture"); // O138
      if (const Check check{minimum.risk < before.risk})      // O140
        check.say({"distinct_risks.not_lower", at,
                   "a minimum with a risk below " + shown(before.risk),
                   "the risk " + shown(minimum.risk)});
    }
    if (minimum.radius < least_radius)
      least_radius = minimum.radius;
    risks += (k == 0 ? "" : ",") + exact(minimum.risk);
    names += (k == 0 ? "" : ",") + json_literal(minima[k]->name);
  }
  const bool is_one = minima.size() == 1;
  return {"Distinct risks. " + counted(minima.size(), "local minimum", "local minima") +
              " of one architecture " + (is_one ? "is" : "are") + " shown above (" +
              listed_names(minima) + "),\n  with " +
              (is_one ? "the risk " + number(minima.front()->minimum.risk) + ".\n"
                      : "risks from " + number(minima.front()->minimum.risk) + " down to " +
                            number(minima.back()->minimum.risk) +
                            ",\n  no two of them equal: no two are the same up to rescaling and "
                            "permutation of units, and all but the\n  last are spurious.\n") +
              "  The least r of them is " + number(least_radius) + ".\n",
          "{" + key("minima") + "[" + names + "]," + key("least_radius") + exact(least_radius) +
              "," + key("risks") + "[" + risks + "]}"};
}

} // namespace thalweg::verifier
