// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/document.hpp"

namespace thalweg {

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
  document.spurious =
      SpuriousClaim{minimum.better_risk, minimum.better_network,
                    minimum.better_classes.class_of_sample(n), minimum.better_subgradients};
  document.refinement =
      RefinementClaim{minimum.classes.classes.size(), minimum.better_classes.classes.size()};
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
