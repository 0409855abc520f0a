// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/minimum_report.hpp"

#include "program/list_text.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg {

namespace {

struct MinimumInWords {
  std::string operator()(const GlobalMinimum&) const { return {}; }
  std::string operator()(const LiftedMinimum& lifted) const {
    return radius(lifted.minimum.radius, "all parameters");
  }
  std::string operator()(const MinimumOnWalls& minimum) const {
    return radius(minimum.radius, "all parameters") + walls(minimum.ties.size());
  }
  std::string operator()(const TrainedMinimum& minimum) const {
    std::string text = radius(thalweg::radius(minimum), "the parameters");
    if (!minimum.fixed.empty())
      text += fmt::format(", {} of them fixed{}", minimum.fixed.size(),
                          minimum.span ? ", as the others reach all outputs" : " by symmetries");
    return text + walls(minimum.ties.size());
  }

  static std::string walls(std::size_t count) {
    return count == 0 ? "" : fmt::format("; on {}", counted(count, "wall"));
  }
  static std::string radius(const Rational& radius, const char* what) {
    return fmt::format("no change of {} by up to {:.3g} lowers the risk", what, radius.get_d());
  }
};

struct MinimumInJson {
  nlohmann::ordered_json& json;

  void operator()(const GlobalMinimum&) const { json["kind"] = "global"; }
  void operator()(const LiftedMinimum& lifted) const {
    json["kind"] = "lifted";
    json["radius"] = json_number(lifted.minimum.radius);
    json["walls"] = 0;
  }
  void operator()(const MinimumOnWalls& minimum) const {
    json["kind"] = "on_walls";
    json["radius"] = json_number(minimum.radius);
    json["walls"] = minimum.ties.size();
  }
  void operator()(const TrainedMinimum& minimum) const {
    json["kind"] = "second_order";
    json["radius"] = json_number(radius(minimum));
    json["walls"] = minimum.ties.size();
    json["fixed_parameters"] = minimum.fixed.size();
  }
};

} // namespace

std::string radius_in_words(const FoundMinimum& minimum) {
  return std::visit(MinimumInWords{}, minimum.kind);
}

nlohmann::ordered_json minimum_json(const FoundMinimum& minimum) {
  nlohmann::ordered_json json = {{"risk", json_of_risk(minimum.risk)},
                                 {"distance", json_number(minimum.distance)}};
  std::visit(MinimumInJson{json}, minimum.kind);
  return json;
}

nlohmann::ordered_json json_of_risk(const RiskBounds& risk) {
  if (risk.lower == risk.upper)
    return json_number(risk.lower);
  return {{"lower", json_number(risk.lower)}, {"upper", json_number(risk.upper)}};
}

} // namespace thalweg
