// SPDX-License-Identifier: Apache-2.0

#include "claim/nearby_minimum.hpp"
#include "layer/network_document.hpp"

namespace thalweg::verifier {

namespace {

constexpr std::size_t least_bits = 64;
constexpr std::size_t most_bits = 4096;

/// Rows of `width` rationals.
List<List<Fraction>> read_matrix(const Node& node, std::size_t height, std::size_t width,
                                 const char* what) {
  node.require_size(height, what);
  List<List<Fraction>> rows;
  for (std::size_t k = 0; k < height; ++k) {
    node[k].require_size(width, what);
    rows.push_back(node[k].rationals());
  }
  return rows;
}

ClassWitness read_class(const Node& node, const Certificate& certificate) {
  node.require_keys({"basis", "dependencies", "inverses", "boxes"});
  const std::size_t width = certificate.data.inputs.size() + 1;
  const std::size_t blocks = block_count(certificate.loss, certificate.data);
  ClassWitness result;
  node["basis"].size_not_zero("function");
  result.basis = node["basis"].increasing_indices(width, "entries of (x, 1)");
  result.dependencies = read_matrix(node["dependencies"], width - result.basis.size(),
                                    result.basis.size(), "entries of (x, 1), functions");
  const std::size_t size =
      result.basis.size() * (certificate.loss.cross_entropy->classes - 1); // of a block
  result.boxes = read_matrix(node["boxes"], blocks, size, "blocks, coordinates");
  node["inverses"].require_size(blocks, "blocks");
  for (std::size_t o = 0; o < blocks; ++o)
    result.inverses.push_back(read_matrix(node["inverses"][o], size, size, "coordinates"));
  return result;
}

} // namespace

MinimumNearby::MinimumNearby(std::string pointer, const Node& node)
    : Claim(std::move(pointer)), distance(node["distance"].rational()),
      radius(node["radius"].rational()), risk_lower(node["risk_lower"].rational()),
      risk_upper(node["risk_upper"].rational()) {}

std::size_t read_bits(const Node& node) {
  const std::size_t bits = node.count();
  node.require(least_bits <= bits && bits <= most_bits, "shape.bits", "a number from 64 to 4096");
  return bits;
}

void read_nearby_minimum(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "distance", "radius", "risk_lower", "risk_upper"});
  certificate.claims.push_back(std::make_unique<NearbyMinimum>(node.place(), node));
}

void read_nearby_minimum_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"method", "bits", "pattern_classes", "classes", "response"});
  NearbyMinimum& claim = claim_among<NearbyMinimum>(certificate.claims);
  claim.witness_json = &node.json();
  claim.method = read_method(node["method"]);
  claim.bits = read_bits(node["bits"]);
  claim.labels = read_labels(node["pattern_classes"], certificate.data);
  const Node classes = node["classes"];
  for (std::size_t c = 0; c < classes.size(); ++c)
    claim.classes.push_back(read_class(classes[c], certificate));
  const Loss& loss = certificate.loss;
  const Layer& first = certificate.network.layers.front();
  node["response"].require_size(first.units.size(), "units of the first layer");
  claim.response =
      read_weights(node["response"], classes.size() * block_count(loss, certificate.data) *
                                         (loss.cross_entropy->classes - 1));
}

void read_no_minimiser(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "samples"});
  node["samples"].size_not_zero("sample");
  certificate.claims.push_back(std::make_unique<NoMinimiser>(
      node.place(),
      node["samples"].increasing_indices(certificate.data.samples.size(), "samples")));
}

void read_no_minimiser_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"direction"});
  claim_among<NoMinimiser>(certificate.claims).direction =
      read_matrix(node["direction"], output_count(certificate.loss, certificate.data),
                  certificate.data.inputs.size() + 1, "outputs, entries of (x, 1)");
}

} // namespace thalweg::verifier
