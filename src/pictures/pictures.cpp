// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which pictures there are is decided here, each by what it needs.

#include "pictures/pictures.hpp"

#include "exact/error.hpp"
#include "pictures/group_pictures.hpp"
#include "pictures/path_pictures.hpp"
#include "pictures/pattern_pictures.hpp"
#include "pictures/population_pictures.hpp"
#include "pictures/prediction_pictures.hpp"
#include "pictures/region_pictures.hpp"

#include <nlohmann/json.hpp>

namespace thalweg {

namespace {

void append_population_pictures(std::vector<Picture>& result, const FurtherClaim& claim) {
  const auto section = nlohmann::json::parse(claim.sections.at(0).second);
  const auto members = nlohmann::json::parse("{" + claim.members.substr(1) + "}");
  PopulationPoint point{section.at("teachers"), section.at("bits"), {}};
  for (const auto& unit : section.at("units")) {
    auto& row = point.units.emplace_back();
    for (const auto& entry : unit)
      row.emplace_back(entry.get<std::string>());
  }
  result.push_back(weights_picture(point));
  result.push_back(spectrum_picture(point, Rational(members.at("curvature").get<std::string>())));
}

void append_network_pictures(std::vector<Picture>& result, const CertificateDocument& document) {
  const Subject subject = subject_of(document);
  for (auto* several : {prediction_pictures, region_pictures})
    for (Picture& picture : several(subject))
      result.push_back(std::move(picture));
  for (auto* picture : {residual_picture, group_picture, pattern_picture, margin_picture,
                        risk_picture, ray_picture})
    if (auto found = picture(subject))
      result.push_back(std::move(*found));
}

} // namespace

std::vector<Picture> pictures(const CertificateDocument& document) {
  std::vector<Picture> result;
  if (document.data.sample_count() > 0 && !document.network.layers.empty())
    append_network_pictures(result, document);
  for (const FurtherClaim& claim : document.further)
    if (claim.kind == "population_minimum")
      append_population_pictures(result, claim);
  return result;
}

} // namespace thalweg
