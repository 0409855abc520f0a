// SPDX-License-Identifier: Apache-2.0

#include "claim/reachable_minimum.hpp"
#include "layer/network_document.hpp"
#include "shape/geometry_nodes.hpp"

namespace thalweg::verifier {

namespace {

ReachableClass read_reachable_class(const Node& node, std::size_t width) {
  node.require_keys({"basis", "strength", "size", "reach"});
  node["basis"].size_not_zero("function");
  return {node["basis"].increasing_indices(width, "inputs of the layer and 1"),
          node["strength"].rational(), node["size"].rational(), node["reach"].rational()};
}

} // namespace

void read_reachable_minimum(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "distance", "radius", "risk_lower", "risk_upper"});
  certificate.claims.push_back(std::make_unique<ReachableMinimum>(node.place(), node));
}

void read_reachable_minimum_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"method", "bits", "layer", "pattern_classes", "classes", "response"});
  ReachableMinimum& claim = claim_among<ReachableMinimum>(certificate.claims);
  const Network& network = certificate.network;
  claim.witness_json = &node.json();
  claim.method = read_method(node["method"]);
  claim.bits = read_bits(node["bits"]);
  claim.layer = node["layer"].index(network.layers.size(), "layers");
  claim.labels = read_labels(node["pattern_classes"], certificate.data);
  const Layer& moved = network.layers[claim.layer];
  claim.classes = list_of(node["classes"], [&](const Node& of_class) {
    return read_reachable_class(of_class, moved.input_count + 1);
  });
  node["response"].require_size(moved.units.size(), "units of the layer");
  claim.response = read_weights(
      node["response"], claim.classes.size() * block_count(certificate.loss, certificate.data) *
                            (certificate.loss.cross_entropy->classes - 1));
}

} // namespace thalweg::verifier
