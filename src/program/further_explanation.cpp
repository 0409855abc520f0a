// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/further_explanation.hpp"

#include "exact/rational.hpp"
#include "program/list_text.hpp"
#include "program/prose.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace thalweg {

namespace {

using Json = nlohmann::json;

std::string smooth_minimum_section(const FurtherClaim& claim) {
  const Json network = Json::parse(claim.sections.at(0).second);
  const Rational risk(Json::parse(claim.members).at("risk").get<std::string>());
  return section(
      "Why W is a local minimum",
      fmt::format(
          "W is any network with one hidden layer of {} with the smooth activation {} in which "
          "every unit has one and the same pre-activation on all samples, with the values and "
          "output "
          "weights of the file: its output is the mean of the targets everywhere. Near W the "
          "output of sample i changes by a common "
          "part, by a part linear in the deviations t_ki of the pre-activations from their means, "
          "and by a quadratic one. The residuals of the mean are orthogonal to the inputs, so the "
          "linear part does not change the risk by itself. What remains, in second order, is the "
          "square of the common part and a quadratic form in t, made of the first and second "
          "derivatives of the activation; its pivots are positive. So W is a local minimum, of "
          "risk {}. The derivatives are known from the values of the units: no exponential is "
          "evaluated.",
          counted(network.at("units").size(), "unit"),
          network.at("activation").at("name").get<std::string>(), exact_and_decimal(risk)));
}

std::string smooth_zero_loss_section(const FurtherClaim&) {
  return section(
      "A better point",
      "The third sample is the midpoint of the first two, which share their target. Two units are "
      "given proportional values on these two, so that a combination of them vanishes there; at "
      "the midpoint their values, enclosed by rationals, do not cancel. Scaled and shifted this "
      "combination fits all three samples: risk 0, in the same architecture. Hence W is a "
      "spurious local minimum.");
}

std::string two_piece_section(const FurtherClaim& claim) {
  const Rational bound(Json::parse(claim.members).at("bound").get<std::string>());
  const Json witness = Json::parse(claim.witness.value());
  return section(
      "Why two affine pieces do not suffice",
      fmt::format(
          "A function that is one affine function up to some t and another one after it, "
          "continuous "
          "or not, parts the samples in one of {} ways. On each part it is no better than an "
          "optimal affine fit. For every part the witness has such a fit, with a subgradient of "
          "the "
          "loss at each sample; they are orthogonal to (x, 1), which proves the fit optimal. In "
          "every way of parting, both fits together have a risk of {} or more.",
          witness.at("below").size(), exact_and_decimal(bound)));
}

struct Prose {
  std::string_view kind;
  std::string (*section)(const FurtherClaim&);
};

constexpr std::array<Prose, 3> prose = {{{"smooth_minimum", smooth_minimum_section},
                                         {"smooth_zero_loss", smooth_zero_loss_section},
                                         {"two_piece_bound", two_piece_section}}};

} // namespace

std::string further_section(const FurtherClaim& claim) {
  const auto* const found = std::find_if(prose.begin(), prose.end(),
                                         [&](const Prose& one) { return one.kind == claim.kind; });
  return found == prose.end() ? "" : found->section(claim);
}

} // namespace thalweg
