// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/document.hpp"

#include "certificate/further_members.hpp"
#include "certificate/network_reader.hpp"
#include "exact/error.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace thalweg {

namespace {

constexpr std::array<std::string_view, 6> minima = {"local_minimum",     "minimum_on_walls",
                                                    "minimum_in_pieces", "bottleneck_minimum",
                                                    "nearby_minimum",    "trained_minimum"};

} // namespace

const WeightedLoss& CertificateDocument::weighted_loss() const {
  const auto* weighted = std::get_if<WeightedLoss>(&loss);
  require(weighted != nullptr, "certificate: expected a loss of quadratic pieces");
  return *weighted;
}

std::optional<ShownMinimum> shown_minimum(const CertificateDocument& document) {
  if (document.local_minimum)
    return ShownMinimum{document.local_minimum->risk, true, true};
  std::optional<ShownMinimum> last;
  for (const FurtherClaim& claim : document.further)
    if (!claim.own && std::find(minima.begin(), minima.end(), claim.kind) != minima.end()) {
      const nlohmann::json members = members_of(claim);
      const bool is_here = members.contains("risk");
      last = {rational_from(members.at(is_here ? "risk" : "risk_lower")), is_here,
              !members.contains("scope") || members.at("scope") == "all", &claim};
    }
  return last;
}

bool is_spurious(const CertificateDocument& document) {
  const std::optional<ShownMinimum> minimum = shown_minimum(document);
  return document.lower_risk && minimum && document.lower_risk->better_risk < minimum->risk;
}

CertificateDocument certificate_document(const Dataset& data, const SpuriousMinimum& minimum,
                                         Provenance provenance) {
  const std::size_t n = data.sample_count();
  CertificateDocument document;
  document.provenance = std::move(provenance);
  document.data = data;
  document.loss = minimum.loss;
  document.network = minimum.network;
  document.local_minimum =
      LocalMinimumClaim{minimum.radius, minimum.risk, RadiusMethod::first_order,
                        minimum.classes.class_of_sample(n), minimum.subgradients};
  document.pattern_flip = minimum.flip;
  document.lower_risk = LowerRiskClaim{minimum.better_risk, minimum.better_network, minimum.risk};
  document.refinement =
      RefinementClaim{minimum.better_classes.classes.size(),
                      minimum.better_classes.class_of_sample(n), minimum.better_subgradients};
  return document;
}

CertificateDocument certificate_document(const Network& network, const LinearRegions& regions,
                                         Provenance provenance) {
  CertificateDocument document;
  document.provenance = std::move(provenance);
  document.network = network;
  document.domain = regions.domain;
  LinearRegionsClaim& claim = document.linear_regions.emplace();
  claim.nodes = regions.nodes;
  for (const LinearRegion& region : regions.regions)
    claim.interior_points.push_back(region.interior_point);
  return document;
}

std::string tool_name_and_version() {
  return "thalweg " THALWEG_VERSION;
}

} // namespace thalweg
