// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which pictures there are is decided here, each by what it needs.

#include "pictures/pictures.hpp"

#include "certificate/further_members.hpp"
#include "exact/error.hpp"
#include "pictures/function_pictures.hpp"
#include "pictures/group_pictures.hpp"
#include "pictures/landscape_pictures.hpp"
#include "pictures/path_pictures.hpp"
#include "pictures/pattern_pictures.hpp"
#include "pictures/population_pictures.hpp"
#include "pictures/prediction_pictures.hpp"
#include "pictures/region_pictures.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <iterator>

namespace thalweg {

namespace {

void append_population_pictures(std::vector<Picture>& result, const FurtherClaim& claim) {
  const auto section = nlohmann::json::parse(claim.sections.at(0).second);
  const nlohmann::json members = members_of(claim);
  PopulationPoint point{section.at("teachers"), section.at("bits"), {}};
  for (const auto& unit : section.at("units")) {
    auto& row = point.units.emplace_back();
    for (const auto& entry : unit)
      row.emplace_back(entry.get<std::string>());
  }
  result.push_back(weights_picture(point));
  result.push_back(spectrum_picture(point, Rational(members.at("curvature").get<std::string>())));
}

/// Pictures that are made together; the names of all begin or end with `family`.
struct NetworkPictures {
  std::string family;
  std::function<std::vector<Picture>(const Subject&)> make;
};

bool is_wanted(const PictureChoice& choice, const std::string& family) {
  return choice.only.empty() || choice.only.starts_with(family) || choice.only.ends_with(family);
}

using OnePicture = std::optional<Picture> (*)(const Subject&);

NetworkPictures single(std::string name, OnePicture make) {
  return {std::move(name), [make](const Subject& subject) {
            std::vector<Picture> result;
            if (auto picture = make(subject))
              result.push_back(std::move(*picture));
            return result;
          }};
}

std::vector<NetworkPictures> network_pictures(const PictureChoice& choice) {
  return {{"prediction", prediction_pictures},
          {"regions", [slice = choice.slice](
                          const Subject& subject) { return region_pictures(subject, slice); }},
          single("residuals", residual_picture),
          single("groups", group_picture),
          single("patterns", pattern_picture),
          single("margins", margin_picture),
          single("risk", risk_picture),
          single("ray", ray_picture),
          {"landscape", [plane = choice.plane](const Subject& subject) {
             return landscape_pictures(subject, plane);
           }}};
}

/// Is it drawn from losses? Tables of pieces are not known there.
bool is_of_the_risk(const NetworkPictures& kind) {
  return kind.family == "risk" || kind.family == "ray" || kind.family == "landscape";
}

void append_network_pictures(std::vector<Picture>& result, const CertificateDocument& document,
                             const PictureChoice& choice) {
  const Subject subject = subject_of(document);
  for (const NetworkPictures& kind : network_pictures(choice))
    if (is_wanted(choice, kind.family) && !(document.loss_table() && is_of_the_risk(kind)))
      for (Picture& picture : kind.make(subject))
        result.push_back(std::move(picture));
}

void append_function_pictures(std::vector<Picture>& result, const StatedGeometry& geometry,
                              const CertificateDocument& document, const PictureChoice& choice) {
  const auto append = [&](std::vector<Picture> made) {
    std::move(made.begin(), made.end(), std::back_inserter(result));
  };
  if (is_wanted(choice, "function"))
    append(function_pictures(geometry, document, choice.slice));
  if (is_wanted(choice, "lattice"))
    append(lattice_pictures(geometry, choice.slice));
  if (is_wanted(choice, "partition"))
    append(partition_pictures(geometry, document, choice.slice));
}

} // namespace

std::vector<Picture> pictures(const CertificateDocument& document, const PictureChoice& choice,
                              const StatedGeometry& geometry) {
  std::vector<Picture> result;
  if (document.data.sample_count() > 0 && !document.network.layers.empty())
    append_network_pictures(result, document, choice);
  append_function_pictures(result, geometry, document, choice);
  for (const FurtherClaim& claim : document.further)
    if (claim.kind == "population_minimum")
      append_population_pictures(result, claim);
  if (!choice.only.empty())
    std::erase_if(result, [&](const Picture& picture) { return picture.name != choice.only; });
  return result;
}

} // namespace thalweg
