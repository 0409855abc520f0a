// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/network_file.hpp"

#include "exact/error.hpp"
#include "network/named_activation.hpp"
#include "network/npy_file.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

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
        "net.json /layers/0/kind: expected dense, found \"convolution_2d\"");
  CHECK_THROWS_AS(read(with_layer("[[1,2]]", "[0]", "\"gelu\"")), Unsupported);
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
  CHECK_THROWS_AS(network_from_text(with_layer(R"({"npy":"w.npy"})"), "net.json", 3, folder),
                  InputError);
  std::filesystem::remove_all(folder);
}
