// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/population_claim.hpp"

#include "certificate/json_text.hpp"

namespace thalweg {

namespace {

std::string population_section(const PopulationPoint& point) {
  JsonText text;
  text.put("{\"teachers\":");
  text.put(point.teachers);
  text.put(",\"bits\":");
  text.put(point.bits);
  text.put(",\n\"units\":");
  text.list(point.units, ",\n", [&](const std::vector<Integer>& unit) {
    text.list(unit, ",", [&](const Integer& entry) { text.put(Rational(entry)); });
  });
  text.put("}");
  return text.take();
}

} // namespace

FurtherClaim population_minimum_claim(const PopulationMinimum& minimum) {
  JsonText members;
  for (const auto& [key, value] : {std::pair("curvature", &minimum.curvature),
                                   {"radius", &minimum.radius},
                                   {"distance", &minimum.distance},
                                   {"risk_lower", &minimum.risk_lower},
                                   {"risk_upper", &minimum.risk_upper},
                                   {"barrier", &minimum.barrier}}) {
    members.put(std::string(",\"") + key + "\":");
    members.put(*value);
  }
  return {"population_minimum",
          members.take(),
          std::nullopt,
          false,
          false,
          {{"population", population_section(minimum.point)}}};
}

CertificateDocument population_document(const PopulationMinimum& minimum) {
  CertificateDocument document;
  document.further = {population_minimum_claim(minimum)};
  return document;
}

} // namespace thalweg
