// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks to ONNX and back, hand-made graphs with every operator, and graphs and bytes that are
// refused, with the place and the kind of the error.

#include "onnx/onnx_export.hpp"
#include "onnx/onnx_file.hpp"
#include "onnx/onnx_network.hpp"

#include "exact/error.hpp"
#include "network/named_activation.hpp"
#include "unit/network/random_network.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace thalweg;

namespace {

/// A graph from x with one sample of the given extents to y.
struct GraphBuilder {
  OnnxModel model;

  explicit GraphBuilder(std::vector<std::size_t> extents, std::int64_t opset = 13) {
    model.opset = opset;
    OnnxValueInfo input{"x", {std::nullopt}};
    input.extents.insert(input.extents.end(), extents.begin(), extents.end());
    model.inputs.push_back(input);
    model.outputs.push_back({"y", {}});
  }
  GraphBuilder& constant(const std::string& name, Extents extents, Vector values,
                         OnnxElement element = OnnxElement::float64) {
    model.constants[name] = {std::move(extents), std::move(values), element};
    return *this;
  }
  GraphBuilder& node(const std::string& operation, std::vector<std::string> inputs,
                     const std::string& output,
                     std::map<std::string, OnnxAttribute> attributes = {}) {
    model.nodes.push_back(
        {"the " + operation, operation, "", std::move(inputs), {output}, std::move(attributes)});
    return *this;
  }
  Network network(std::size_t inputs) const {
    return network_from_onnx(onnx_bytes(model), "net.onnx", inputs);
  }
  Vector at(const Vector& x) const { return network(x.size())(x); }
  std::string refusal(std::size_t inputs) const {
    try {
      network(inputs);
    } catch (const Unsupported& error) {
      return std::string("unsupported ") + error.what();
    } catch (const InputError& error) {
      return std::string("input ") + error.what();
    }
    return "none";
  }
};

/// Two inputs, z = W x with W = ((1, 2), (−3, 4)), then `middle` from z to h, then y = h₁ + 10 h₂.
GraphBuilder between_matrices(std::int64_t opset = 13) {
  GraphBuilder graph({2}, opset);
  graph.constant("W", {2, 2}, {1, 2, -3, 4}).constant("V", {2, 1}, {1, 10});
  graph.node("Gemm", {"x", "W"}, "z", {{"transB", std::int64_t(1)}});
  return graph;
}
GraphBuilder& ended(GraphBuilder& graph) {
  return graph.node("MatMul", {"h", "V"}, "y");
}

} // namespace

TEST_CASE("networks go to ONNX and come back", "[onnx]") {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    const Network network = drawn_network(random);
    const OnnxExport written = onnx_export(network, FloatFormat::float64);
    CHECK(written.largest_change == 0);
    CHECK(written.keeps_activations);
    const Network back = network_from_onnx(written.bytes, "net.onnx", network.input_dimension());
    const Vector x = drawn_vector(random, network.input_dimension());
    CHECK(back(x) == network(x));
    REQUIRE(back.layers.size() == network.layers.size());
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      CHECK(has_same_architecture(back.layers[l], network.layers[l]));
      CHECK(parameter_rows(back.layers[l]) == parameter_rows(network.layers[l]));
    }
    CHECK(onnx_export(network, FloatFormat::float64).bytes == written.bytes);
  }
}

TEST_CASE("what rounding changes is known exactly", "[onnx]") {
  Network network;
  network.layers.push_back({1, {{{0, Rational(1, 3)}}}, {Rational(1, 10)}, relu()});
  network.layers.push_back({1, {{{0, Rational(1)}}}, {Rational(0)}, identity_activation()});
  const OnnxExport single = onnx_export(network, FloatFormat::float32);
  // 1/3 is 11184811/2^25 + 1/(3·2^25) below, 1/10 is 13421773/2^27 − 1/(5·2^26)
  CHECK(single.rounded.layers[0].weights[0][0].second == Rational(11184811, 33554432));
  CHECK(single.rounded.layers[0].biases[0] == Rational(13421773, 134217728));
  CHECK(single.largest_change == Rational(1, 100663296));
  CHECK(single.layer == 0);
  CHECK(network_from_onnx(single.bytes, "net.onnx", 1)({Rational(2)}) ==
        single.rounded({Rational(2)}));
  network.layers[0].activation = *named_activation("leaky_relu:1/100");
  CHECK(!onnx_export(network, FloatFormat::float32).keeps_activations);
  network.layers[0].biases[0] = Rational(Integer(1) << 200);
  CHECK_THROWS_AS(onnx_export(network, FloatFormat::float32), Unsupported);
  CHECK(onnx_export(network, FloatFormat::float64).rounded.layers[0].biases[0] ==
        network.layers[0].biases[0]);
}

TEST_CASE("activations of ONNX", "[onnx]") {
  const Vector x{Rational(1, 2), Rational(3)}; // z = (13/2, 21/2)
  const Vector minus{Rational(-1, 2), Rational(-3)};
  const auto values = [&](GraphBuilder graph) {
    ended(graph);
    return Vector{graph.at(x)[0], graph.at(minus)[0]};
  };
  const auto with = [&](const std::string& operation, std::vector<std::string> inputs,
                        std::map<std::string, OnnxAttribute> attributes = {}) {
    GraphBuilder graph = between_matrices();
    graph.constant("six", {}, {6}).constant("minus", {1}, {-1}).constant("slopes", {2}, {2, 2});
    return values(graph.node(operation, std::move(inputs), "h", std::move(attributes)));
  };
  const Rational z1(13, 2), z2(21, 2);
  CHECK(with("Relu", {"z"}) == Vector{z1 + 10 * z2, 0});
  CHECK(with("Abs", {"z"}) == Vector{z1 + 10 * z2, z1 + 10 * z2});
  CHECK(with("LeakyRelu", {"z"}, {{"alpha", 0.5}}) == Vector{z1 + 10 * z2, -(z1 + 10 * z2) / 2});
  CHECK(with("PRelu", {"z", "slopes"}) == Vector{z1 + 10 * z2, -2 * (z1 + 10 * z2)});
  CHECK(with("Clip", {"z", "minus", "six"}) == Vector{66, -11});
  CHECK(with("Clip", {"z", "", "six"}) == Vector{66, -(z1 + 10 * z2)});
  CHECK(with("HardSigmoid", {"z"}, {{"alpha", 0.125}, {"beta", 0.5}}) == Vector{11, 0});
  CHECK(with("Max", {"z", "six"}) == Vector{z1 + 10 * z2, 66});
  CHECK(with("Min", {"six", "z"}) == Vector{66, -(z1 + 10 * z2)});
  // max(z, (7, 6)) and min(z, (7, 6)), a number for each unit
  for (const bool is_max : {true, false}) {
    GraphBuilder graph = between_matrices();
    graph.constant("bounds", {2}, {7, 6});
    CHECK(values(graph.node(is_max ? "Max" : "Min", {"z", "bounds"}, "h")) ==
          (is_max ? Vector{7 + 10 * z2, 67} : Vector{z1 + 60, -(z1 + 10 * z2)}));
  }
  GraphBuilder old = between_matrices(9);
  CHECK(values(old.node("Clip", {"z"}, "h", {{"min", 0.0}, {"max", 6.0}})) == Vector{66, 0});
  // one activation behind another is one table: min(relu(z), 6)
  GraphBuilder two = between_matrices();
  two.constant("six", {}, {6}).node("Relu", {"z"}, "r").node("Min", {"r", "six"}, "h");
  CHECK(values(two) == Vector{66, 0});
  CHECK(two.model.nodes.size() == 3);
  ended(two);
  CHECK(two.network(2).layers[0].activation == *named_activation("relu6"));
}

TEST_CASE("constants go into the layer before or behind", "[onnx]") {
  const Vector x{Rational(1), Rational(2)}; // z = (5, 5)
  GraphBuilder graph = between_matrices();
  graph.constant("b", {2}, {1, -6}).constant("f", {2}, {2, 3}).constant("d", {}, {4});
  graph.node("Add", {"z", "b"}, "a").node("Relu", {"a"}, "r"); // (6, 0)
  graph.node("Mul", {"r", "f"}, "m").node("Div", {"m", "d"}, "q").node("Sub", {"b", "q"}, "h");
  ended(graph); // b − (12/4, 0) = (−2, −6)
  CHECK(graph.at(x) == Vector{-62});
  const Network network = graph.network(2);
  CHECK(network.layers.size() == 2);
  CHECK(network.layers[0].has_biases);
  CHECK(network.layers[0].biases == Vector{1, -6});
  CHECK(network.layers[1].biases == Vector{-59}); // b V
  // before the first layer
  GraphBuilder scaled({2});
  scaled.constant("mean", {2}, {1, 1}).constant("W", {2, 1}, {3, 5});
  scaled.node("Sub", {"x", "mean"}, "s").node("MatMul", {"s", "W"}, "y");
  CHECK(scaled.at(x) == Vector{5});
  // a last addition, and the units in another order
  GraphBuilder last({2});
  last.constant("W", {2, 2}, {1, 2, 3, 4}).constant("b", {2}, {1, 1});
  last.constant("order", {2}, {1, 0}, OnnxElement::integer);
  last.node("MatMul", {"x", "W"}, "m").node("Add", {"b", "m"}, "s");
  last.node("Gather", {"s", "order"}, "y", {{"axis", std::int64_t(1)}});
  CHECK(last.at(x) == Vector{11, 8});
}

TEST_CASE("batch normalisation is folded exactly but for its root", "[onnx]") {
  const auto with_variance = [](const Rational& variance, double epsilon) {
    GraphBuilder graph = between_matrices();
    graph.constant("scale", {2}, {3, -5})
        .constant("bias", {2}, {1, 2})
        .constant("mean", {2}, {5, 1});
    graph.constant("variance", {2}, {variance, variance});
    graph.node("BatchNormalization", {"z", "scale", "bias", "mean", "variance"}, "n",
               {{"epsilon", epsilon}});
    graph.node("Relu", {"n"}, "h");
    return ended(graph).network(2);
  };
  // √4 = 2: scale 3/2 and −5/2
  const Network exact = with_variance(Rational(15, 4), 0.25);
  CHECK(exact.layers.size() == 2);
  CHECK(exact.layers[0].weights[0] == SparseRow{{0, Rational(3, 2)}, {1, Rational(3)}});
  CHECK(exact.layers[0].biases == Vector{Rational(-13, 2), Rational(9, 2)});
  // −5/√2 in the second row, −5/√2 · (−3, 4), is the nearest double: halfway to its neighbours its
  // square passes 25/2
  const Network rounded = with_variance(Rational(1), 1.0);
  const Rational root = rounded.layers[0].weights[1][0].second / 3;
  const Rational half_a_digit(Integer(1), Integer(1) << 52);
  CHECK((root - half_a_digit) * (root - half_a_digit) < Rational(25, 2));
  CHECK((root + half_a_digit) * (root + half_a_digit) > Rational(25, 2));
  CHECK(nearest_float(root, FloatFormat::float64) == root);
}

TEST_CASE("convolutions, poolings and shapes", "[onnx]") {
  // 1×2×2 images; a 1×1 filter 2, maxima, ReLU behind the maxima, a dynamic flattening
  GraphBuilder graph({1, 2, 2});
  graph.constant("F", {1, 1, 1, 1}, {2}).constant("b", {1}, {-1}).constant("V", {1, 1}, {3});
  graph.constant("zero", {}, {0}, OnnxElement::integer);
  graph.constant("axes", {1}, {0}, OnnxElement::integer)
      .constant("rest", {1}, {-1}, OnnxElement::integer);
  graph.node("Conv", {"x", "F", "b"}, "c");
  graph.node("MaxPool", {"c"}, "p", {{"kernel_shape", std::vector<std::int64_t>{2, 2}}});
  graph.node("Relu", {"p"}, "r").node("Shape", {"p"}, "shape");
  graph.node("Gather", {"shape", "zero"}, "n").node("Unsqueeze", {"n", "axes"}, "one");
  graph.node("Concat", {"one", "rest"}, "target", {{"axis", std::int64_t(0)}});
  graph.node("Reshape", {"r", "target"}, "flat").node("Gemm", {"flat", "V"}, "y");
  const Network network = graph.network(4);
  CHECK(network({1, 5, -2, 0}) == Vector{27});
  CHECK(network({-1, -5, -2, 0}) == Vector{0});
  CHECK(network.layers[0].activation == relu());
  // averages that count no padding are other averages
  GraphBuilder average({1, 4});
  average.constant("V", {5, 1}, {1, 1, 1, 1, 1});
  average.node("AveragePool", {"x"}, "p",
               {{"kernel_shape", std::vector<std::int64_t>{2}},
                {"pads", std::vector<std::int64_t>{1, 1}},
                {"count_include_pad", std::int64_t(1)}});
  average.node("Flatten", {"p"}, "f").node("MatMul", {"f", "V"}, "y");
  CHECK(average.at({2, 4, 6, 8}) == Vector{20});
  average.model.nodes[0].attributes.erase("count_include_pad");
  CHECK_THAT(average.refusal(4),
             Catch::Contains("unsupported net.onnx: node \"the AveragePool\"") &&
                 Catch::Contains("expected count_include_pad = 1, found 0"));
}

TEST_CASE("residual additions", "[onnx]") {
  GraphBuilder graph({2});
  graph.constant("W", {2, 2}, {1, 2, -3, 4}).constant("V", {2, 1}, {1, 10});
  graph.node("MatMul", {"x", "W"}, "z").node("Relu", {"z"}, "r").node("Add", {"x", "r"}, "h");
  CHECK(ended(graph).at({1, 1}) == Vector{71}); // z = (−2, 6), h = (1, 7)
  graph.model.nodes[2].operation = "Sub";       // x − relu(z) is no addition of outputs
  CHECK_THAT(graph.refusal(2), Catch::Contains("unsupported net.onnx: node \"the Add\" (Sub)"));
}

TEST_CASE("the first unsupported node is named", "[onnx]") {
  const auto refusal = [](const std::string& operation, std::vector<std::string> inputs = {"z"}) {
    GraphBuilder graph = between_matrices();
    graph.node(operation, std::move(inputs), "h");
    return ended(graph).refusal(2);
  };
  CHECK_THAT(refusal("Gelu"), Catch::StartsWith("unsupported net.onnx: node \"the Gelu\" (Gelu): "
                                                "expected a piecewise linear operator"));
  CHECK_THAT(refusal("Mul", {"z", "z"}), Catch::Contains("expected a constant factor"));
  CHECK_THAT(refusal("Softmax"), Catch::Contains("--loss softmax"));
  CHECK_THAT(refusal("Relu", {"nothing"}),
             Catch::StartsWith("input ") && Catch::Contains("found nothing"));
  GraphBuilder last = between_matrices();
  last.node("Relu", {"z"}, "y");
  CHECK_THAT(last.refusal(2), Catch::StartsWith("unsupported net.onnx: output y: expected Gemm"));
  GraphBuilder branch = between_matrices();
  branch.node("Relu", {"z"}, "h").node("MatMul", {"z", "V"}, "w");
  CHECK_THAT(ended(branch).refusal(2), Catch::Contains("read by nothing else"));
  GraphBuilder opset = between_matrices(6);
  CHECK_THAT(opset.node("Relu", {"z"}, "h").refusal(2),
             Catch::Contains("expected an opset from 7 to 17, found 6"));
  GraphBuilder sizes = between_matrices();
  CHECK_THAT(ended(sizes.node("Relu", {"z"}, "h")).refusal(3),
             Catch::Contains("input x: expected 3 inputs, found 2"));
}

TEST_CASE("damaged files are refused", "[onnx]") {
  GraphBuilder graph = between_matrices();
  ended(graph.node("Relu", {"z"}, "h"));
  const std::string bytes = onnx_bytes(graph.model);
  CHECK_NOTHROW(network_from_onnx(bytes, "net.onnx", 2));
  CHECK_THROWS_AS(network_from_onnx("", "net.onnx", 2), InputError);
  CHECK_THROWS_AS(network_from_onnx("\x08\x07garbage", "net.onnx", 2), InputError);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    try {
      network_from_onnx(bytes.substr(0, length), "net.onnx", 2);
    } catch (const InputError&) {
    } catch (const Unsupported&) {
    }
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = bytes;
    for (std::size_t count = 1 + drawn(random, 3); count > 0; --count)
      damaged[drawn(random, damaged.size())] = static_cast<char>(drawn(random, 256));
    try {
      network_from_onnx(damaged, "net.onnx", 2);
    } catch (const InputError&) {
    } catch (const Unsupported&) {
    } catch (const ResourceLimit&) {
    }
  }
}
