// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/network_file.hpp"

#include "data/npy_file.hpp"
#include "exact/error.hpp"
#include "network/named_activation.hpp"
#include "unit/network/random_network.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace thalweg;

namespace {

const std::string head = R"({"format":"thalweg-network","version":1,"layers":[)";
const std::string last =
    R"({"kind":"dense","activation":"identity","weights":[[1]],"biases":[0]}]})";

Network read(const std::string& text, std::size_t inputs = 2) {
  return network_from_text(text, "net.json", inputs, ".");
}

std::string message(const std::string& text) {
  try {
    read(text);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "none";
}

/// A hidden layer with one changed member, before a last layer.
std::string with_layer(const std::string& weights, const std::string& biases = "[0]",
                       const std::string& activation = "\"relu\"",
                       const std::string& kind = "\"dense\"") {
  return head + R"({"kind":)" + kind + R"(,"activation":)" + activation + R"(,"weights":)" +
         weights + R"(,"biases":)" + biases + "}," + last;
}

std::string npy(const std::string& type, const std::string& order, const std::string& shape,
                const std::string& content) {
  std::string header =
      "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
  while ((10 + header.size() + 1) % 64 != 0)
    header += ' ';
  header += '\n';
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size() % 256) +
         static_cast<char>(header.size() / 256) + header + content;
}

} // namespace

TEST_CASE("numbers are read exactly from their text", "[network]") {
  const Network network =
      read(with_layer(R"([[0.1, "-2/6"]])", "[123456789012345678901234567890.5]"));
  const DenseLayer& layer = network.layers[0];
  CHECK(layer.weights[0] == SparseRow{{0, Rational(1, 10)}, {1, Rational(-1, 3)}});
  CHECK(to_string(layer.biases[0]) == "246913578024691357802469135781/2");
  CHECK(read(with_layer("[[1e-30,0]]")).layers[0].weights[0][0].second == *parse_number("1e-30"));
  CHECK(read(with_layer("[[[1,-7]]]")).layers[0].weights[0] == SparseRow{{1, -7}});
  CHECK(read(with_layer("[[]]")).layers[0].weights[0].empty());
  CHECK(read(with_layer("[[0,0]]")).layers[0].weights[0].empty());
}

TEST_CASE("a network is written and read back", "[network]") {
  const std::string text = with_layer("[[1,2]]", "[3]", "\"hard_tanh\"");
  const Network network = read(text);
  const Network again = read(network_text(network));
  CHECK(has_same_architecture(network, again));
  CHECK(again.layers[0].weights == network.layers[0].weights);
  CHECK(again.layers[0].biases == network.layers[0].biases);
}

TEST_CASE("named activations are the tables they are said to be", "[network]") {
  const auto value = [](const char* name, const Rational& z) {
    return (*named_activation(name))(z);
  };
  CHECK(value("relu", -2) == 0);
  CHECK(value("abs", -2) == 2);
  CHECK(value("hard_tanh", -2) == -1);
  CHECK(value("hard_tanh", Rational(1, 2)) == Rational(1, 2));
  CHECK(value("relu6", 7) == 6);
  CHECK(value("relu6", 5) == 5);
  CHECK(value("hard_sigmoid", 0) == Rational(1, 2));
  CHECK(value("hard_sigmoid", 3) == 1);
  CHECK(value("leaky_relu:1/100", -3) == Rational(-3, 100));
  CHECK(value("prelu:0.25", -4) == -1);
  CHECK(*named_activation("leaky_relu:0") == relu());
  CHECK_FALSE(named_activation("gelu"));
  CHECK_FALSE(named_activation("leaky_relu:"));
  CHECK(
      read(with_layer("[[1,2]]", "[0]", R"({"breakpoints":[0],"slopes":[0,1],"intercepts":[0,0]})"))
          .layers[0]
          .activation == relu());
}

TEST_CASE("what is wrong with a network file is said with its place", "[network]") {
  CHECK(message("{") == "net.json: line 1, column 2: expected JSON, found the end of the text");
  CHECK(message(head + "{\"kind\":\"dense\",\"kind\":\"dense\"}]}") ==
        "net.json /layers/0: expected each key once, found \"kind\" again");
  CHECK(message(with_layer("[[1]]")) ==
        "net.json /layers/0/weights/0: expected 2 weights (inputs of the layer), found 1");
  CHECK(message(with_layer("[[1,true]]")) ==
        "net.json /layers/0/weights/0/1: expected a number (3, 0.25, \"-3/7\"), found true");
  CHECK(message(with_layer("[[1,\"1/0\"]]")) ==
        "net.json /layers/0/weights/0/1: expected a number (3, 0.25, \"-3/7\"), found \"1/0\"");
  CHECK(message(with_layer("[[[2,1]]]")) ==
        "net.json /layers/0/weights/0/0/0: expected an input below 2 (inputs of the layer), "
        "found 2");
  CHECK(message(with_layer("[[[1,1],[1,1]]]")) ==
        "net.json /layers/0/weights/0/1/0: expected strictly increasing inputs, found 1");
  CHECK(message(with_layer("[]")) ==
        "net.json /layers/0/weights: expected at least one unit, found none");
  CHECK(message(with_layer("[[1,2]]", "[1,2]")) ==
        "net.json /layers/0/biases: expected 1 biases (units of the layer), found 2");
  CHECK(message(with_layer("[[1,2]]", "[0]",
                           R"({"breakpoints":[0],"slopes":[0,1],"intercepts":[0,1]})")) ==
        "net.json /layers/0/activation: expected a continuous function, found values 0 and 1 at "
        "breakpoint 0");
  CHECK(
      message(head + R"({"kind":"dense","activation":"relu","weights":[[1,2]],"biases":[0]}]})") ==
      "net.json /layers/0/activation: expected \"identity\" in the last layer, found \"relu\"");
  CHECK(message(R"({"format":"onnx"})") ==
        "net.json /format: expected \"thalweg-network\" or \"thalweg-certificate\", found "
        "\"onnx\"");
  CHECK(message(with_layer(R"({"npy":"../w.npy"})")) ==
        "net.json /layers/0/weights/npy: expected the name of a file beside the network, found "
        "\"../w.npy\"");
}

TEST_CASE("layers and activations of later versions are unsupported", "[network]") {
  CHECK_THROWS_AS(read(with_layer("[[1,2]]", "[0]", "\"relu\"", "\"convolution_2d\"")),
                  Unsupported);
  CHECK(message(with_layer("[[1,2]]", "[0]", "\"relu\"", "\"convolution_2d\"")) ==
        "net.json /layers/0/kind: expected dense, convolution, average_pooling, max_pooling, "
        "addition or flatten, found \"convolution_2d\"");
  CHECK_THROWS_AS(read(R"({"format":"thalweg-network","version":3,"layers":[]})"), Unsupported);
  CHECK_THROWS_AS(read(with_layer("[[1,2]]", "[0]", "\"gelu\"")), Unsupported);
}

namespace {

/// Version 2, layers before a last one with `inputs` weights, on `shape`.
std::string version_2(const std::string& shape, const std::string& layers, std::size_t inputs) {
  std::string weights = "[0";
  for (std::size_t k = 1; k < inputs; ++k)
    weights += ",0";
  return R"({"format":"thalweg-network","version":2,)" +
         (shape.empty() ? "" : R"("input_shape":)" + shape + ",") + R"("layers":[)" + layers +
         R"({"kind":"dense","activation":"identity","weights":[)" + weights +
         R"(]],"biases":null}]})";
}

std::string message_2(const std::string& shape, const std::string& layers) {
  return message(version_2(shape, layers, 1));
}

std::string convolution(const std::string& more, const std::string& weights = "[[1,2]]",
                        const std::string& biases = "[0]") {
  return R"({"kind":"convolution","activation":"relu","kernel":[2])" + more + R"(,"weights":)" +
         weights + R"(,"biases":)" + biases + "},";
}

} // namespace

TEST_CASE("convolutions, poolings and additions are read with their defaults", "[network]") {
  const std::string layers = convolution("") + R"({"kind":"max_pooling","window":[1]},)" +
                             R"({"kind":"addition","activation":"identity","with":1},)" +
                             R"({"kind":"average_pooling","window":[2],"padding":[1]},)" +
                             R"({"kind":"flatten"},)";
  const Network network = network_from_text(version_2("[1,4]", layers, 2), "net.json", 4, ".");
  REQUIRE(network.layers.size() == 5);
  CHECK(network.input_shape == Shape{1, 4});
  CHECK(architecture(network) ==
        "1×4-convolution(1×3)-max_pooling(1×3)-addition(1×3)-average_pooling(1×2)-1");
  CHECK(network.layers[0].window == SlidingWindow{{2}, {1}, {0}, {1}});
  CHECK(network.layers[0].groups == 1);
  CHECK(network.layers[0].filters == std::vector<SparseRow>{{{0, 1}, {1, 2}}});
  CHECK(network.layers[1].window == SlidingWindow{{1}, {1}, {0}, {1}});
  CHECK(network.layers[2].with == 1);
  CHECK(network.layers[3].window == SlidingWindow{{2}, {2}, {1}, {1}});
  CHECK_FALSE(network.layers[4].has_biases);
  CHECK(network.layers[4].biases == Vector{0});
  // z_1 = (5, 8, 11), twice that, windows {10}, {16, 22}
  CHECK(network.pre_activations({1, 2, 3, 4})[3] == Vector{5, 19});
}

TEST_CASE("the examples of NETWORKS.md are read", "[network]") {
  std::ifstream file(std::filesystem::path(THALWEG_SOURCE_FOLDER) / "certificates" / "NETWORKS.md");
  std::ostringstream content;
  content << file.rdbuf();
  const std::string document = content.str();
  const auto example = [&](std::size_t number, std::size_t inputs) {
    std::size_t begin = 0;
    for (std::size_t k = 0; k <= number; ++k)
      begin = document.find("```json\n", begin) + 8;
    return read(document.substr(begin, document.find("```", begin) - begin), inputs);
  };
  // At x = −2 z = (1, 7/2) and F = 1/3 + 7/2 + 1/2.
  CHECK(example(0, 1)({-2}) == Vector{Rational(13, 3)});
  // Image 1, …, 9: the convolution gives 3/2 3 7/2, 21/4 15/2 29/4, 9 12 11, the addition
  // 5/2 5 13/2, 37/4 25/2 53/4, 16 20 20, the maxima 25/2, 53/4, 20, 20.
  const Network residual = example(1, 9);
  CHECK(architecture(residual) == "1×3×3-convolution(1×3×3)-addition(1×3×3)-max_pooling(1×2×2)-1");
  CHECK(residual({1, 2, 3, 4, 5, 6, 7, 8, 9}) == Vector{Rational(39, 4)});
}

TEST_CASE("networks of all kinds are written and read back", "[network]") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = drawn_network(random);
    const std::string text = network_text(network);
    const Network again = network_from_text(text, "net.json", network.input_dimension(), ".");
    CHECK(has_same_architecture(network, again));
    REQUIRE(again.layers.size() == network.layers.size());
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      CHECK(again.layers[l].weights == network.layers[l].weights);
      CHECK(again.layers[l].biases == network.layers[l].biases);
      CHECK(again.layers[l].choices == network.layers[l].choices);
    }
    CHECK(network_text(again) == text);
  }
}

TEST_CASE("what is wrong with other layers is said with its place", "[network]") {
  CHECK(message_2("[2]", "") ==
        "net.json /input_shape: expected [channels, width] or [channels, height, width], found an "
        "array of length 1");
  CHECK(message_2("[1,3]", "") ==
        "net.json /input_shape: expected numbers with the product 2 (inputs), found 1×3");
  CHECK(message_2("[18446744073709551615,18446744073709551615]", "") ==
        "net.json /input_shape: expected numbers with the product 2 (inputs), found "
        "18446744073709551615×18446744073709551615");
  CHECK(message_2("[0,2]", "") == "net.json /input_shape/0: expected a positive number, found 0");
  CHECK(message_2("[1,-2]", "") == "net.json /input_shape/1: expected an index 0, 1, …, found -2");
  CHECK(message_2("", convolution("")) ==
        "net.json /layers/0: expected channels × width or channels × height × width before this "
        "layer, found 2 → give the network an input_shape");
  CHECK(message_2("[1,1,2]", convolution("")) ==
        "net.json /layers/0/kernel: expected 2 numbers (one for each spatial axis of the shape "
        "1×1×2), found 1");
  CHECK(message_2("[1,2]", convolution(R"(,"groups":2)")) ==
        "net.json /layers/0/groups: expected a divisor of 1 (input channels), found 2");
  CHECK(message_2("[1,2]", convolution(R"(,"stride":[0])")) ==
        "net.json /layers/0/stride/0: expected a number from 1 to 1000000000, found 0");
  CHECK(message_2("[1,2]", convolution(R"(,"dilation":[2])")) ==
        "net.json /layers/0/kernel/0: expected a window over at most 2 entries (input and "
        "padding), found one over 3");
  CHECK(message_2("[1,2]", convolution(R"(,"stride":2)")) ==
        "net.json /layers/0/stride: expected an array, found 2");
  CHECK(message_2("[1,2]", convolution(R"(,"window":[2])")) ==
        "net.json /layers/0: expected a known key, found \"window\"");
  CHECK(message_2("[1,2]", convolution("", "[[1]]")) ==
        "net.json /layers/0/weights/0: expected 2 weights (weights of a filter), found 1");
  CHECK(message_2("[1,2]", convolution("", "[[[2,1]]]")) ==
        "net.json /layers/0/weights/0/0/0: expected an index below 2 (weights of a filter), found "
        "2");
  CHECK(message_2("[1,2]", convolution("", "[[[1,1],[0,1]]]")) ==
        "net.json /layers/0/weights/0/1/0: expected strictly increasing indices, found 0");
  CHECK(message_2("[1,2]", convolution("", "[]")) ==
        "net.json /layers/0/weights: expected at least one filter, found none");
  CHECK(message_2("[2,1]", R"({"kind":"convolution","activation":"relu","kernel":[1],"groups":2,)"
                           R"("weights":[[1],[1],[1]],"biases":null},)") ==
        "net.json /layers/0/weights: expected a positive multiple of 2 rows (groups), found 3");
  CHECK(message_2("[1,2]", convolution("", "[[1,2]]", "[0,0]")) ==
        "net.json /layers/0/biases: expected 1 biases (filters of the layer), found 2");
  CHECK(message_2("[1,2]", R"({"kind":"max_pooling","window":[2],"dilation":[1]},)") ==
        "net.json /layers/0: expected a known key, found \"dilation\"");
  CHECK(message_2("[1,2]", R"({"kind":"average_pooling","activation":"relu","window":[2]},)") ==
        "net.json /layers/0: expected a known key, found \"activation\"");
  CHECK(message_2("[1,2]", R"({"kind":"max_pooling","window":[2],"padding":[2]},)") ==
        "net.json /layers/0/padding/0: expected less than the window 2, found 2");
  CHECK(message_2("[1,2]",
                  convolution("") + R"({"kind":"addition","activation":"relu","with":0},)") ==
        "net.json /layers/1/with: expected an output of shape 1×1, found 1×2");
  CHECK(message_2("", R"({"kind":"addition","activation":"relu","with":0},)") ==
        "net.json /layers/0: expected another layer first, found an addition");
  CHECK(message_2("", R"({"kind":"flatten","with":0},)") ==
        "net.json /layers/0: expected a known key, found \"with\"");
  CHECK(message(R"({"format":"thalweg-network","version":2,"layers":[{"kind":"flatten"}]})") ==
        "net.json /layers: expected at least one layer, found none");
  CHECK(message(R"({"format":"thalweg-network","version":2,"input_shape":[1,2],"layers":[)"
                R"({"kind":"flatten"},{"kind":"max_pooling","window":[2]}]})") ==
        "net.json /layers/1/kind: expected \"dense\" in the last layer, found \"max_pooling\"");
  CHECK(message_2("[1,2]", R"({"kind":"convolution","activation":"relu","kernel":[1],)"
                           R"("padding":[1000000000],"weights":[[1]],"biases":null},)") ==
        "net.json /layers/0: expected at most 10000000 units, found more");
  CHECK(message_2("[1,2]", R"({"kind":"convolution","activation":"relu","kernel":[1000000000],)"
                           R"("padding":[1000000000],"weights":[[]],"biases":null},)") ==
        "net.json /layers/0/kernel: expected at most 10000000 weights in a filter, found more");
}

TEST_CASE("version 1 knows dense layers with biases only", "[network]") {
  const std::string rule = ": expected dense layers with biases on a vector (version 1), found ";
  CHECK(message(with_layer("[[1,2]]", "null")) ==
        "net.json /layers/0/biases" + rule + "null → say \"version\": 2");
  CHECK(message(with_layer("[[1,2]]", "[0]", "\"relu\"", "\"convolution\"")) ==
        "net.json /layers/0/kind" + rule + "\"convolution\" → say \"version\": 2");
  CHECK(message(R"({"format":"thalweg-network","version":1,"input_shape":[1,2],"layers":[]})") ==
        "net.json /input_shape" + rule + "an input shape → say \"version\": 2");
}

TEST_CASE("arrays in NPY files are read exactly", "[network]") {
  // 0.1f is 13421773 · 2^-27
  const NpyArray small = npy_array(npy("<f4", "False", "(1,)", "\xCD\xCC\xCC\x3D"), "w.npy");
  CHECK(small.shape == std::vector<std::size_t>{1});
  CHECK(small.values == Vector{fraction(13421773, Integer(1) << 27)});
  const NpyArray big =
      npy_array(npy(">f8", "False", "()", std::string("\xC0\x08\0\0\0\0\0\0", 8)), "w.npy");
  CHECK(big.values == Vector{-3});
  const std::string bytes("\x01\x02\x03\x04\x05\xFF", 6);
  CHECK(npy_array(npy("|i1", "False", "(2, 3)", bytes), "w").values == Vector{1, 2, 3, 4, 5, -1});
  CHECK(npy_array(npy("|u1", "True", "(2, 3)", bytes), "w").values == Vector{1, 3, 5, 2, 4, 255});
  CHECK(npy_array(npy("<i2", "False", "(3,)", bytes), "w").values == Vector{513, 1027, -251});
}

TEST_CASE("NPY types and headers of all writers", "[network]") {
  // half precision: 1, the largest 65504, the least 2^-24, −0.1 rounded = −1638 · 2^-14
  const std::string halves("\x00\x3C\xFF\x7B\x01\x00\x66\xAE", 8);
  CHECK(npy_array(npy("<f2", "False", "(4,)", halves), "w").values ==
        Vector{1, 65504, fraction(1, 1 << 24), fraction(-1638, 1 << 14)});
  CHECK_THROWS_AS(npy_array(npy("<f2", "False", "(1,)", std::string("\x00\x7C", 2)), "w"),
                  InputError);
  CHECK(npy_array(npy("|b1", "False", "(2,)", std::string("\x01\x00", 2)), "w").values ==
        Vector{1, 0});
  for (const char* type : {"<i2", "=i2", "i2", "int16"})
    CHECK(npy_array(npy(type, "False", "(1L,)", std::string("\x05\x00", 2)), "w").values ==
          Vector{5});
  for (const char* type : {"|b1", "?", "bool"})
    CHECK_THROWS_AS(npy_array(npy(type, "False", "(1,)", "\x02"), "w"), InputError);
  for (const char* type : {"<c16", "|O", "<U4", "|S1", "<M8[s]", "|V4", "<f16", "f3", "", "<"})
    CHECK_THROWS_WITH(npy_array(npy(type, "False", "(1,)", std::string(16, '\0')), "w"),
                      Catch::Contains("w: expected floats of 16, 32 or 64 bits"));
}

TEST_CASE("what is no NPY file is refused", "[network]") {
  CHECK_THROWS_AS(npy_array("", "w"), InputError);
  CHECK_THROWS_AS(npy_array(npy("<f4", "False", "(2,)", "1234"), "w"), InputError);
  CHECK_THROWS_AS(npy_array(npy("<f4", "False", "(1,)", "12345"), "w"), InputError);
  CHECK_THROWS_AS(npy_array(npy("<c8", "False", "(1,)", "12345678"), "w"), InputError);
  CHECK_THROWS_AS(npy_array(npy("<f4", "Maybe", "(1,)", "1234"), "w"), InputError);
  CHECK_THROWS_AS(npy_array(npy("<f4", "False", "(1,", "1234"), "w"), InputError);
  // infinity
  CHECK_THROWS_AS(npy_array(npy("<f4", "False", "(1,)", std::string("\0\0\x80\x7F", 4)), "w"),
                  InputError);
  const std::string good = npy("<f4", "False", "(1,)", std::string("\0\0\x80\x3F", 4));
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK_THROWS_AS(npy_array(good.substr(0, length), "w"), InputError);
}

TEST_CASE("weights come from NPY files beside the network", "[network]") {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / "thalweg_network_file_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "w.npy", std::ios::binary)
      << npy("|i1", "False", "(1, 2)", std::string("\x00\x05", 2));
  std::ofstream(folder / "b.npy", std::ios::binary) << npy("|i1", "False", "(1,)", "\x02");
  const Network network = network_from_text(with_layer(R"({"npy":"w.npy"})", R"({"npy":"b.npy"})"),
                                            "net.json", 2, folder);
  CHECK(network.layers[0].weights[0] == SparseRow{{1, 5}});
  CHECK(network.layers[0].biases == Vector{2});
  CHECK_THROWS_WITH(network_from_text(with_layer(R"({"npy":"w.npy"})"), "net.json", 3, folder),
                    "net.json /layers/0/weights: expected an array of shape (units, 3), found (1, "
                    "2)");
  CHECK_THROWS_WITH(
      network_from_text(with_layer("[[1,2]]", R"({"npy":"w.npy"})"), "net.json", 2, folder),
      "net.json /layers/0/biases: expected an array of shape (units), found (1, 2)");
  // two filters over one channel with the kernel 1 × 2
  std::ofstream(folder / "f.npy", std::ios::binary)
      << npy("|i1", "False", "(2, 1, 1, 2)", std::string("\x01\x00\x03\x04", 4));
  const auto filters = [&](const std::string& kernel) {
    return network_from_text(version_2("[1,1,2]",
                                       R"({"kind":"convolution","activation":"relu","kernel":)" +
                                           kernel + R"(,"weights":{"npy":"f.npy"},"biases":null},)",
                                       2),
                             "net.json", 2, folder);
  };
  CHECK(filters("[1,2]").layers[0].filters == std::vector<SparseRow>{{{0, 1}}, {{0, 3}, {1, 4}}});
  CHECK_THROWS_WITH(filters("[1,1]"), "net.json /layers/0/weights: expected an array of shape "
                                      "(filters, 1, 1, 1), found (2, 1, 1, 2)");
  std::filesystem::remove_all(folder);
}
