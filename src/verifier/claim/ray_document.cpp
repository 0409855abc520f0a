// SPDX-License-Identifier: Apache-2.0

#include "claim/ray.hpp"

namespace thalweg::verifier {

void read_global_minimum(const Node& node, Certificate& certificate) {
  node.require_keys({"claim"});
  certificate.claims.push_back(std::make_unique<GlobalMinimum>(node.place()));
}

void read_ray(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "epsilon", "risk"});
  certificate.claims.push_back(std::make_unique<NotLocalMinimum>(
      node.place(), node["epsilon"].rational(), node["risk"].rational()));
}

void read_ray_witness(const Node& node, Certificate& certificate) {
  NotLocalMinimum& claim = claim_among<NotLocalMinimum>(certificate.claims);
  claim.moves = read_direction(node, certificate.network);
  claim.direction_json = &node.json();
}

} // namespace thalweg::verifier
