// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minima over the reachable maps. By hand (SPECIFICATION.md section 39): images (x, −x) or (−x, x)
// with x = 1, 2, 3 and labels +−, +++−, +−, a filter of one weight and max pooling: the dense layer
// sees x, and the optimal map is the constant log(5/3).

#include "landscape/nearby_decision.hpp"

#include "certificate/nearby_document.hpp"
#include "certificate/reader.hpp"
#include "certificate/writer.hpp"
#include "network/windowed_layer.hpp"
#include "support/leaf_mutations.hpp"
#include "unit/landscape/samples.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

Dataset images() {
  return dataset({{1, -1}, {-1, 1}, {2, -2}, {-2, 2}, {2, -2}, {-2, 2}, {3, -3}, {-3, 3}},
                 {{1}, {-1}, {1}, {1}, {1}, {-1}, {1}, {-1}});
}

SlidingWindow window(std::size_t size) {
  SlidingWindow result;
  result.size = {size};
  return result;
}

/// The constant u/2 through the first of two units of a dense layer; or any head.
Network network_with(std::vector<Layer> head) {
  Network result;
  result.input_shape = {1, 2};
  result.layers.push_back(
      convolution_layer({1, 2}, window(1), 1, {{{0, 1}}}, Vector{0}, relu(), "filter"));
  result.layers.push_back(max_pooling_layer({1, 2}, window(2), "pooling"));
  result.layers.insert(result.layers.end(), head.begin(), head.end());
  return result;
}

std::vector<Layer> constant_head(const Rational& u) {
  return {layer(1, {{0}, {0}}, {u, -1}, relu()),
          layer(2, {{fraction(1, 2), 0}}, {0}, identity_activation())};
}

NearbyDecision decided(const Network& network, std::size_t layer) {
  const Dataset data = images();
  return nearby_decision(labelled_data(data, {}), network, layer);
}

std::string missing(const Network& network, std::size_t layer) {
  const NearbyDecision decision = decided(network, layer);
  REQUIRE(std::holds_alternative<Undecided>(decision));
  return std::get<Undecided>(decision).missing;
}

} // namespace

TEST_CASE("a minimum over the reachable maps becomes a certificate", "[landscape]") {
  NearbyDecision decision = decided(network_with(constant_head(fraction(1021, 1000))), 2);
  REQUIRE(std::holds_alternative<NearbyMinimum>(decision));
  const auto& minimum = std::get<NearbyMinimum>(decision);
  CHECK(minimum.classes.classes.size() == 2);
  CHECK(minimum.fits.size() == 1);
  CHECK(minimum.radius > 0);
  CHECK(minimum.risk.lower < minimum.risk.upper);
  const Network better = network_with(
      {layer(1, {{1}, {-1}}, {-2, 2}, relu()), layer(2, {{fraction(-11, 10), fraction(-11, 10)}},
                                                     {fraction(11, 10)}, identity_activation())});
  CertificateDocument document = certificate_document(images(), minimum, {"test", "none"});
  document.lower_risk = LowerRiskClaim{fraction(629, 1000), better, minimum.risk.lower};
  const std::string text = certificate_text(document);
  CHECK(verifier::verdict_line(verifier::verify(text, {})) == "VERIFIED");
  using Json = nlohmann::json;
  CHECK(Json::parse(certificate_text(certificate_from_text(text, "text"))) == Json::parse(text));
  CHECK(tests::unnoticed_mutations(text) == std::vector<std::string>{});
}

TEST_CASE("what is missing for a minimum over the reachable maps is said", "[landscape]") {
  CHECK(missing(network_with(constant_head(5)), 2).find("nearer to optimal maps") !=
        std::string::npos);
  // x/2 through a layer that could pass on 1 alone: both units are constant
  Network narrow = network_with({layer(1, {{0}}, {fraction(1021, 1000)}, relu()),
                                 layer(1, {{0}, {0}}, {fraction(1021, 1000), -1}, relu()),
                                 layer(2, {{fraction(1, 2), 0}}, {0}, identity_activation())});
  CHECK(missing(narrow, 3).find("independent maps") != std::string::npos);
  // the output does not depend on the layer
  Network cut = network_with(constant_head(fraction(1021, 1000)));
  cut.layers.back() = layer(2, {{0, 0}}, {fraction(1021, 2000)}, identity_activation());
  CHECK(missing(cut, 2).find("one by one: their derivatives by its units have rank 0") !=
        std::string::npos);
  const Network on_wall = network_with(
      {layer(1, {{1}, {0}}, {-2, -1}, relu()), layer(2, {{0, 0}}, {0}, identity_activation())});
  CHECK(missing(on_wall, 2).find("breakpoint") != std::string::npos);
}

TEST_CASE("a network is moved to optimal maps", "[landscape]") {
  const Network network = network_with(constant_head(1));
  const Dataset data = images(), inputs = upper_part(network, data, 2).inputs;
  CHECK(inputs.inputs == std::vector<Vector>{{1}, {1}, {2}, {2}, {2}, {2}, {3}, {3}});
  const LabelledData upper = labelled_data(inputs, {});
  const Network head{constant_head(1)};
  const Network moved = moved_to_optimal_maps(upper, head);
  CHECK(abs(moved(Vector{2}).front() - fraction(510826, 1000000)) < fraction(1, 100000));
  const NearbyDecision decision = decided(network_with(moved.layers), 2);
  REQUIRE(std::holds_alternative<NearbyMinimum>(decision));
  CHECK(std::get<NearbyMinimum>(decision).distance < Rational(1, 1000000000));
}
