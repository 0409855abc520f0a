// SPDX-License-Identifier: GPL-3.0-or-later
//
// The syntax of section 7 of the specification: every rule broken once, and sizes so large that a
// careless reader would overflow or fill the memory.

#include "unit/verifier/hand_example.hpp"
#include "unit/verifier/layer/layer_examples.hpp"

#include <random>

using namespace thalweg::tests;
using thalweg::verifier::Verdict;

namespace {

const std::string network = "/statement/networks/W";
const std::string layers = network + "/layers";

/// The example of section 28 with a value of the network of the statement replaced.
Json with_network(const std::string& place, const Json& value) {
  return with(filter_example(), network + place, value);
}

/// A certificate for x ∈ Q⁴, fitted exactly with these hidden layers and a dense output without
/// weights.
Json with_layers(const Json& shape, std::vector<Json> hidden) {
  hidden.push_back(dense("identity", Json::parse("[[]]"), {"0"}));
  return minimum_of(network_of(shape, hidden), Json::parse(R"([["1","2","4","8","0"]])"), "1/1000",
                    "0", {0});
}

const Json filter = convolution("relu", 2, Json::parse(R"([[[0,"1"]]])"), {"0"});
const Json maxima = pooling("max_pooling", 2);

constexpr std::uint64_t huge = (std::uint64_t{1} << 53) - 1;

} // namespace

TEST_CASE("shapes of the input", "[verifier]") {
  check_accepted(with_layers({1, 4}, {filter, maxima}));
  check_accepted(with_layers({2, 2}, {maxima}));
  check_accepted(with_layers({4, 1, 1}, {}));
  check_malformed(with_layers({4}, {}), "shape.length", network + "/input_shape");
  check_malformed(with_layers({1, 2, 2, 1}, {}), "shape.length", network + "/input_shape");
  check_malformed(with_layers({1, 3}, {}), "shape.input", network + "/input_shape");
  check_malformed(with_layers({0, 4}, {}), "shape.input", network + "/input_shape");
  check_malformed(with_layers({huge, huge}, {}), "shape.input", network + "/input_shape");
  check_malformed(with_layers("1x4", {}), "document.type", network + "/input_shape");
  check_malformed(with_layers(nullptr, {filter}), "shape.window", layers + "/0/kind");
  check_malformed(with_layers({1, 4}, {dense("relu", Json::parse("[[]]"), {"1"}), maxima}),
                  "shape.window", layers + "/1/kind");
}

TEST_CASE("windows fit into what they slide over", "[verifier]") {
  const auto check = [](const char* key, const Json& value, const char* code,
                        const std::string& place) {
    check_malformed(with_layers({1, 4}, {changed(filter, key, value)}), code, layers + place);
  };
  check("kernel", {5}, "shape.window", "/0/kernel/0");
  check("kernel", {0}, "shape.window", "/0/kernel/0");
  check("kernel", {2, 2}, "shape.length", "/0/kernel");
  check("kernel", 2, "document.type", "/0/kernel");
  check("kernel", {huge}, "shape.window", "/0/kernel/0");
  check("stride", {0}, "shape.window", "/0/stride/0");
  check("dilation", {0}, "shape.window", "/0/dilation/0");
  check("dilation", {4}, "shape.window", "/0/kernel/0");
  check("dilation", {huge}, "shape.window", "/0/kernel/0");
  check("padding", Json::array(), "shape.length", "/0/padding");
  check("groups", 0, "shape.groups", "/0/groups");
  check("groups", 2, "shape.groups", "/0/groups");
  check("weights", Json::array(), "shape.empty", "/0/weights");
  check("weights", Json::parse(R"([[[2,"1"]]])"), "shape.index", "/0/weights/0/0/0");
  check("biases", Json::array(), "shape.length", "/0/biases");
  check("biases", "0", "document.type", "/0/biases");
  check("extra", 1, "document.unknown_key", "/0/extra");
  check_accepted(with_layers({1, 4}, {changed(filter, "dilation", {3})}));
  check_accepted(with_layers({1, 4}, {changed(filter, "stride", {huge})}));

  const Json two =
      changed(changed(filter, "groups", 2), "weights", Json::parse(R"([[[2,"1"]],[]])"));
  check_malformed(with_layers({2, 2}, {changed(two, "biases", {"0", "1"})}), "shape.index",
                  layers + "/0/weights/0/0/0"); // one channel of two offsets in each group
  check_malformed(with_layers({1, 4}, {changed(maxima, "padding", {2})}), "shape.window",
                  layers + "/0/padding/0");
  check_accepted(with_layers({1, 4}, {changed(maxima, "padding", {1})}));
  check_malformed(with_layers({1, 4}, {changed(maxima, "activation", "relu")}),
                  "document.unknown_key", layers + "/0/activation");
}

TEST_CASE("sizes that no memory holds end with a verdict", "[verifier]") {
  const auto outcome = [](const Json& layer) { return verdict_of(with_layers({1, 4}, {layer})); };
  for (const std::uint64_t size : {std::uint64_t{1'000'000'000'000'000}, huge}) {
    const auto padded = outcome(changed(filter, "padding", {size}));
    CHECK((padded.code == "limit.memory" || padded.code == "shape.window"));
    CHECK(outcome(changed(changed(filter, "padding", {size / 4}), "kernel", {size / 4})).code ==
          "limit.memory");
    const Json pooled = changed(changed(maxima, "window", {size}), "padding", {size - 1});
    const auto wide = outcome(pooled);
    CHECK((wide.code == "shape.window" || wide.code == "limit.memory" ||
           wide.verdict == Verdict::accepted));
  }
  // a wide kernel over a few real entries is fine: position p·stride − padding + d
  Json wide = changed(changed(filter, "padding", {huge / 4}), "kernel", {huge / 4});
  wide = changed(changed(wide, "stride", {huge / 4}), "weights", Json::parse(R"([[[5,"1"]]])"));
  check_accepted(with_layers({1, 4}, {changed(wide, "biases", {"1"})}));
  // two axes whose product does not fit
  Json square = {{"kind", "average_pooling"}};
  square["window"] = square["stride"] = {huge, huge};
  square["padding"] = {huge - 1, huge - 1};
  check_malformed(with_layers({1, 2, 2}, {square}), "shape.window", layers + "/0/window");
}

TEST_CASE("additions join equal shapes", "[verifier]") {
  const Json keeps = convolution("relu", 1, Json::parse(R"([[[0,"1"]]])"), {"0"});
  check_accepted(with_layers({1, 4}, {keeps, addition("relu", 0)}));
  check_accepted(with_layers({1, 4}, {keeps, keeps, addition("relu", 1)}));
  check_malformed(with_layers({1, 4}, {keeps, addition("relu", 1)}), "shape.index",
                  layers + "/1/with");
  check_malformed(with_layers({1, 4}, {addition("relu", 0)}), "shape.index", layers + "/0/with");
  check_malformed(with_layers({1, 4}, {filter, addition("relu", 0)}), "shape.addition",
                  layers + "/1/with");
  const Json flat = dense("relu", Json::parse(R"([[],[],[],[]])"), {"1", "1", "1", "1"});
  check_malformed(with_layers({1, 4}, {flat, addition("relu", 0)}), "shape.addition",
                  layers + "/1/with");
  check_accepted(with_layers(nullptr, {flat, addition("relu", 0)}));
  check_malformed(with_layers({1, 4}, {keeps, changed(addition("relu", 0), "window", {1})}),
                  "document.unknown_key", layers + "/1/window");
}

TEST_CASE("the last layer is dense", "[verifier]") {
  for (const Json& last :
       {changed(filter, "activation", "identity"), maxima, addition("identity", 0)}) {
    Json certificate = with_layers({1, 4}, {convolution("relu", 1, Json::parse("[[]]"), {"1"})});
    certificate["statement"]["networks"]["W"]["layers"][1] = last;
    check_malformed(certificate, "network.last_layer", layers + "/1/kind");
  }
  check_malformed(with_network("/layers/2/activation", "relu"), "network.last_activation",
                  layers + "/2/activation");
}

TEST_CASE("kinds of layers that nobody knows", "[verifier]") {
  check_unsupported(with_network("/layers/0/kind", "flatten"), "unsupported.layer",
                    layers + "/0/kind");
}

TEST_CASE("claims for all x need dense layers", "[verifier]") {
  // one linear region of x ↦ x + x on [−1, 1], and of a dense network without biases
  const Json claim = Json::parse(R"({"format":"thalweg-certificate","version":3,
   "provenance":{"tool":"by hand","command":"none"},
   "statement":{"networks":{"W":{"layers":[
     {"kind":"dense","activation":"identity","weights":[[[0,"1"]]],"biases":null},
     {"kind":"addition","activation":"identity","with":0},
     {"kind":"dense","activation":"identity","weights":[[[0,"1"]]],"biases":null}]}},
    "domain":[["1","1"],["-1","1"]],
    "claims":[{"claim":"linear_regions","network":"W","count":1}]},
   "witness":{"linear_regions":{"nodes":[{"sides":[],"point":["0"]}]}}})");
  check_unsupported(claim, "unsupported.layer", layers + "/1/kind");
  Json plain = claim;
  plain["statement"]["networks"]["W"]["layers"].erase(1);
  check_accepted(plain);
}

TEST_CASE("values of the wrong kind anywhere in a network are refused", "[verifier]") {
  const Json examples[] = {
      filter_example(),
      with_layers({1, 4}, {filter, pooling("average_pooling", 2),
                           convolution("relu", 1, Json::parse(R"([[[0,"1"]]])"), nullptr),
                           addition("relu", 2)})};
  const Json others[] = {
      nullptr, true,           0,          1,     2, huge, "1", "relu", "x", Json::array(),
      {0},     Json::object(), {{0, "1"}}, "-1/2"};
  for (const Json& example : examples) {
    check_accepted(example);
    const Json flat = example["statement"]["networks"]["W"].flatten();
    for (const auto& leaf : flat.items())
      for (const Json& other : others)
        // the leaf and everything around it
        for (std::string place = leaf.key(); !place.empty();
             place = place.substr(0, place.rfind('/'))) {
          const auto outcome = verdict_of(with(example, network + place, other));
          INFO(place << " := " << other);
          CHECK(outcome.code != "limit.internal");
        }
  }
}
