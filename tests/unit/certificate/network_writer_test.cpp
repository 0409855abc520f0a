// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks with layers of all kinds in certificates: the text, and back again.

#include "certificate/network_writer.hpp"

#include "certificate/network_reader.hpp"
#include "certificate/reader.hpp"
#include "certificate/writer.hpp"
#include "exact/error.hpp"
#include "network/network_file.hpp"
#include "unit/network/random_network.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace thalweg;

namespace {

std::string text_of(const Network& network) {
  JsonText text;
  put_network(text, network);
  return text.take();
}

/// A local minimum on one sample; nothing of it is true.
CertificateDocument document_of(const Network& network) {
  CertificateDocument document;
  document.provenance = {"thalweg", "thalweg test"};
  for (std::size_t column = 0; column <= network.input_dimension(); ++column)
    document.data.columns.push_back("c" + std::to_string(column));
  document.data.target_columns = {network.input_dimension()};
  document.data.inputs = {Vector(network.input_dimension(), Rational(0))};
  document.data.targets = {{Rational(0)}};
  document.network = network;
  document.local_minimum = LocalMinimumClaim{1, 0, RadiusMethod::interval, {0}};
  return document;
}

std::string message(const std::string& layers, const std::string& shape = "[2,2]") {
  try {
    network_from(
        nlohmann::json::parse(R"({"input_shape":)" + shape + R"(,"layers":[)" + layers + "]}"), 4);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "none";
}

} // namespace

TEST_CASE("the text of layers of every kind", "[certificate]") {
  // 2×4 → 2×4 (depthwise) → + → 2×3 → 2×2 → 1 without biases
  Network network;
  network.input_shape = {2, 4};
  network.layers.push_back(convolution_layer({2, 4}, {.size = {3}, .padding = {1}}, 2,
                                             {{{0, 1}, {2, -2}}, {}}, Vector{fraction(1, 3), 0},
                                             relu(), "test"));
  network.layers.push_back(addition_layer(network, 0, identity_activation(), "test"));
  network.layers.push_back(average_pooling_layer({2, 4}, {.size = {2}, .padding = {1}}, "test"));
  network.layers.push_back(max_pooling_layer({2, 3}, {.size = {2}, .stride = {1}}, "test"));
  network.layers.push_back({4, {{{3, 1}}}, {0}, identity_activation(), LayerKind::dense, false});
  const std::string expected = R"({"input_shape":[2,4],"layers":[)"
                               R"({"kind":"convolution","activation":"relu","kernel":[3],)"
                               R"("stride":[1],"padding":[1],"dilation":[1],"groups":2,"weights":[
[[0,"1"],[2,"-2"]],
[]
],"biases":["1/3","0"]},
{"kind":"addition","activation":"identity","with":0},
{"kind":"average_pooling","window":[2],"stride":[2],"padding":[1]},
{"kind":"max_pooling","window":[2],"stride":[1],"padding":[0]},
{"kind":"dense","activation":"identity","weights":[
[[3,"1"]]
],"biases":null}]})";
  CHECK(text_of(network) == expected);
}

TEST_CASE("networks in certificates come back as they were", "[certificate]") {
  for (unsigned seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = drawn_network(random);
    const std::string text = certificate_text(document_of(network));
    const CertificateDocument again = certificate_from_text(text, "certificate");
    CHECK(certificate_text(again) == text);
    CHECK(has_same_architecture(again.network, network));
    // the reader of network files sees the same network, and gives the same text
    const Network from_file =
        network_from_text(text, "certificate", network.input_dimension(), ".");
    CHECK(network_text(from_file) == network_text(network));
    CHECK(text_of(from_file) == text_of(network));
    const Vector x = drawn_vector(random, network.input_dimension());
    CHECK(again.network.pre_activations(x) == naive_pre_activations(network, x));
  }
}

TEST_CASE("claims about functions of x need dense layers", "[certificate]") {
  Network network;
  network.layers.push_back({1, {{{0, 1}}}, {0}, relu()});
  network.layers.push_back(addition_layer(network, 0, relu(), "test"));
  network.layers.push_back({1, {{}}, {0}, identity_activation()});
  CertificateDocument document;
  document.network = network;
  document.domain = box({0}, {1});
  document.linear_regions.emplace();
  CHECK_THROWS_AS(certificate_text(document), InternalError);
  document.network.layers.erase(document.network.layers.begin() + 1);
  CHECK_NOTHROW(certificate_text(document));
}

TEST_CASE("the reader says what does not fit in a network", "[certificate]") {
  const auto convolution = [](const std::string& kernel, const std::string& weights,
                              const std::string& biases) {
    return R"({"kind":"convolution","activation":"relu","kernel":)" + kernel +
           R"(,"stride":[1],"padding":[0],"dilation":[1],"groups":1,"weights":)" + weights +
           R"(,"biases":)" + biases + "}";
  };
  CHECK(message(convolution("[2]", R"([[[3,"1"]]])", R"(["0"])")) == "none");
  CHECK(message(convolution("[2]", R"([[[4,"1"]]])", R"(["0"])")) ==
        "network/layers/0/weights/0: expected indices below 4, found 4");
  CHECK(message(convolution("[2]", "[[]]", R"(["0","0"])")) ==
        "network/layers/0/biases: expected 1 numbers, found 2");
  CHECK(message(convolution("[3]", "[[]]", "null")) ==
        "network/layers/0/kernel/0: expected a window over at most 2 entries (input and padding), "
        "found one over 3");
  CHECK(message("", "[2,3]") == "network/input_shape: expected 4 entries, found 2×3");
  CHECK(message(R"({"kind":"flatten"})") ==
        "network/layers/0/kind: expected a known kind, found flatten");
}
