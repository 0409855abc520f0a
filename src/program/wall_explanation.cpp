// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/wall_explanation.hpp"

#include "certificate/further_members.hpp"
#include "program/further_explanation.hpp"
#include "program/list_text.hpp"
#include "program/prose.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg {

std::string minimum_on_walls_section(const FurtherClaim& claim) {
  const nlohmann::json members = members_of(claim);
  const auto number = [&](const char* key) {
    return exact_and_decimal(Rational(members.at(key).get<std::string>()));
  };
  const std::size_t ties = nlohmann::json::parse(claim.witness.value()).at("ties").size();
  return section(
      "Why it is a local minimum, on walls",
      fmt::format(
          "No change of all parameters by up to r = {} lowers the risk, which is {}. {} of a unit "
          "of the last hidden layer and a sample {} exactly at the breakpoint of the unit: a small "
          "change puts it to one side or the other, and there is no gradient. For each the file "
          "has a number λ, the slope of the risk on the lower side (n times, and by the size of "
          "the "
          "outgoing weight); λ and the jump of the slope at the breakpoint say that the risk "
          "rises, "
          "or does not fall, to either side. "
          "Apart from these the slopes of the loss are orthogonal to everything that the hidden "
          "layers can produce with their patterns, as at any other minimum of this kind. The loss "
          "is convex in the output, so nothing of second order is needed.",
          number("radius"), number("risk"), counted(ties, "pair"), ties == 1 ? "is" : "are"));
}

std::string vanishing_risk_section(const FurtherClaim& claim) {
  const Rational margin(members_of(claim).at("margin").get<std::string>());
  const bool is_scaling = nlohmann::json::parse(claim.witness.value()).at("direction").is_null();
  const std::string way = is_scaling
                              ? "If all parameters of the last layer are multiplied by a growing "
                                "factor"
                              : "If the last layer is moved along the direction D of the witness";
  return section(
      "Why there is no minimum here",
      way + (margin > 0
                 ? fmt::format(", the score of the right class of every sample gains on every "
                               "other one (by at least {}). So the risk falls for ever, towards 0, "
                               "and 0 is attained by no network of this architecture: training "
                               "that goes on lets the weights grow, and there is no global "
                               "minimum to come to.",
                               exact_and_decimal(margin))
                 : std::string(", no score of a right class falls behind another one, and some "
                               "gain. So the risk falls for ever: W is no local minimum, and no "
                               "last layer is the best one for the hidden layers of W.")));
}

namespace {

std::string held_pairs_in_words(std::size_t ties) {
  if (ties == 0)
    return "No sample is near a breakpoint of a unit there, so R is smooth in the box.";
  return fmt::format(
      "{} of a unit and a sample {} held at the breakpoint of the unit (of a maximum: where two "
      "entries are level). Each has a number λ, the slope of the risk as the unit moves down; λ "
      "and the jump of the slope say that R rises to "
      "either side, everywhere in the box, so that one smooth function A below R stands for all "
      "the pieces that meet there.",
      counted(ties, "pair"), ties == 1 ? "is" : "are");
}

std::string fixed_in_words(std::size_t fixed, bool is_among_all) {
  if (fixed == 0)
    return "";
  return fmt::format(
      " {} {} fixed, as some changes of several parameters together do not change R, like a larger "
      "weight before a unit and a smaller one behind it. {}",
      counted(fixed, "parameter"), fixed == 1 ? "is" : "are",
      is_among_all ? "For each there is such a change, proven near W*; every network near W* is "
                     "made by them from one with these parameters as they are. So no small change "
                     "of all parameters lowers the risk."
                   : "Whether the risk falls when they change is not said.");
}

} // namespace

std::string trained_minimum_section(const FurtherClaim& claim) {
  const nlohmann::json members = members_of(claim);
  const auto number = [&](const char* key) {
    return exact_and_decimal(Rational(members.at(key).get<std::string>()));
  };
  const std::string strict =
      members.at("strict_radius").is_null()
          ? ""
          : fmt::format(" Up to {} every such change raises it.", number("strict_radius"));
  const std::string place =
      members.at("distance") == "0"
          ? "W itself is the minimum, W* = W: all derivatives of R are exactly 0 there."
          : fmt::format(
                "W itself is only near a minimum: its numbers end where the training did. R "
                "has a local minimum W* of which no parameter differs from that of W by "
                "more than {}.",
                number("distance"));
  return section("The minimum near W",
                 fmt::format(
                     "{} Its risk is between {} and {}. No change of the free parameters of W* by "
                     "up to {} lowers the risk.{}{}",
                     place, number("risk_lower"), number("risk_upper"), number("radius"), strict,
                     fixed_in_words(members.at("fixed").size(), members.at("scope") == "all"))) +
         section("Why it is a local minimum",
                 held_pairs_in_words(members.at("ties").size()) +
                     " In a box around W that function is at least its value at W, less what its "
                     "small gradient can take away, plus a multiple of the square of the distance: "
                     "its second derivatives are positive definite, and the higher orders are too "
                     "small to change that. So the risk on the boundary of a much smaller box is "
                     "above that of W, and the least risk is attained inside.");
}

} // namespace thalweg
