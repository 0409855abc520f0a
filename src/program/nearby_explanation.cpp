// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/nearby_explanation.hpp"

#include "certificate/further_members.hpp"
#include "program/further_explanation.hpp"
#include "program/list_text.hpp"
#include "program/prose.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg {

namespace {

using Json = nlohmann::json;

std::string number(const Json& members, const char* key) {
  return exact_and_decimal(Rational(members.at(key).get<std::string>()));
}

} // namespace

std::string nearby_minimum_section(const FurtherClaim& claim) {
  const Json members = members_of(claim);
  const Json witness = Json::parse(claim.witness.value());
  return section(
             "Why a local minimum is near",
             fmt::format(
                 "The optimal fits of the {} are not rational, so nothing is claimed of W itself. "
                 "The inputs of layer {}, with the constant 1, span all maps that the layers below "
                 "can reach with these patterns. On each group of samples with the same pattern "
                 "from this layer on, the sum of the losses is strictly convex in the combination "
                 "of them that is added to the scores, and in a small ellipsoid it rises from the "
                 "centre to the boundary faster than its gradient at W lets it fall: its minimum "
                 "is inside. The rows of the layer can be moved such that each group's scores "
                 "change "
                 "by exactly the optimal combination and no other's. So there are parameters W*, "
                 "none of which differs from that of W by more than δ = {}, whose fits are optimal "
                 "on every group.",
                 counted(witness.at("classes").size(), "group"),
                 witness.at("layer").get<std::size_t>(), number(members, "distance"))) +
         section(
             "Why it is a local minimum",
             fmt::format(
                 "No pattern changes within δ + r of W; so within r = {} of W* the patterns are "
                 "those of W, and on each group the scores of every such network differ from "
                 "those of W* by a combination of reachable maps, to which the gradients of the "
                 "losses are orthogonal. The losses are convex: R(W') ≥ R(W*). Its risk is "
                 "between {} and {}.",
                 number(members, "radius"), number(members, "risk_lower"),
                 number(members, "risk_upper")));
}

std::string no_minimiser_section(const FurtherClaim& claim) {
  const std::size_t count = members_of(claim).at("samples").size();
  return section(
      "Why some samples have no optimal fit",
      fmt::format("On {} of the table, named in the file, the affine map D of the witness never "
                  "lowers the score of a sample's own class against another one, and raises it at "
                  "least once. Adding D to any affine map lowers the sum of the losses of these "
                  "samples: it has no minimum, only an infimum that is not attained.",
                  counted(count, "sample")));
}

std::string risk_in_words(const CrossEntropyLoss& loss) {
  if (loss.kind == CrossEntropyKind::softmax)
    return fmt::format("R(W) = (1/n) Σ_i ( log Σ_c exp F_c(W; x_i) − F_{{y_i}}(W; x_i) ), the mean "
                       "softmax cross-entropy loss of {} classes",
                       loss.classes);
  return fmt::format("R(W) = (1/n) Σ_i Σ_o log(1 + exp(−s_io F_o(W; x_i))), the mean logistic "
                     "loss, s_io = {}",
                     loss.positive ? "1 where the target is " + to_string(*loss.positive) +
                                         " and −1 elsewhere,"
                                   : "the target, 1 or −1,");
}

} // namespace thalweg
