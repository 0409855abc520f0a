// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing certificates about convolutions, poolings and additions in tests, and the example of
// certificates/SPECIFICATION.md, section 28, where it is worked by hand.

#pragma once

#include "unit/verifier/certificate_text.hpp"

#include <string>
#include <vector>

namespace thalweg::tests {

inline const std::string filter_example_text = R"({"format":"thalweg-certificate",
 "version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{"data":{"columns":["a","b","c","y"],"targets":[3],"rows":[["3","2","1","2"],["1","3","2","4"]]},
  "loss":{"name":"squared"},
  "networks":{"W":{"input_shape":[1,3],"layers":[
   {"kind":"convolution","activation":"relu","kernel":[2],"stride":[1],"padding":[0],"dilation":[1],"groups":1,"weights":[[[0,"1"]]],"biases":["0"]},
   {"kind":"max_pooling","window":[2],"stride":[2],"padding":[0]},
   {"kind":"dense","activation":"identity","weights":[[[0,"1"]]],"biases":["0"]}]},
    "W2":{"input_shape":[1,3],"layers":[
   {"kind":"convolution","activation":"relu","kernel":[2],"stride":[1],"padding":[0],"dilation":[1],"groups":1,"weights":[[[1,"1"]]],"biases":["0"]},
   {"kind":"max_pooling","window":[2],"stride":[2],"padding":[0]},
   {"kind":"dense","activation":"identity","weights":[[[0,"2"]]],"biases":["-2"]}]}},
  "claims":[{"claim":"local_minimum","network":"W","radius":"1/16","risk":"1"},
   {"claim":"pattern_flip","network":"W","sample":1,"layer":0,"unit":0,"distance":"1/5"},
   {"claim":"lower_risk","network":"W","better":"W2","better_risk":"0"}]},
 "witness":{"local_minimum":{"method":"first_order","pattern_classes":[0,1]}}})";

inline Json filter_example() {
  return Json::parse(filter_example_text);
}

/// One axis, stride 1, no padding, no dilation, one group.
inline Json convolution(const Json& activation, std::size_t kernel, const Json& weights,
                        const Json& biases) {
  return {{"kind", "convolution"}, {"activation", activation}, {"kernel", {kernel}},
          {"stride", {1}},         {"padding", {0}},           {"dilation", {1}},
          {"groups", 1},           {"weights", weights},       {"biases", biases}};
}

/// One axis, no padding; the stride is the window.
inline Json pooling(const std::string& kind, std::size_t window) {
  return {{"kind", kind}, {"window", {window}}, {"stride", {window}}, {"padding", {0}}};
}

inline Json addition(const Json& activation, std::size_t with) {
  return {{"kind", "addition"}, {"activation", activation}, {"with", with}};
}

/// A sparse row from text: R"([[0,"1"]])".
inline Json row(const char* text) {
  return Json::parse(text);
}

/// A layer with another value for a key.
inline Json changed(Json layer, const std::string& key, const Json& value) {
  layer[key] = value;
  return layer;
}

/// A network; `shape` null: the input is a vector.
inline Json network_of(const Json& shape, const std::vector<Json>& layers) {
  Json network = {{"layers", layers}};
  if (!shape.is_null())
    network["input_shape"] = shape;
  return network;
}

/// A claim of a local minimum by the first-order bound; the last column is the target.
inline Json minimum_of(const Json& network, const Json& rows, const std::string& radius,
                       const std::string& risk, const Json& classes) {
  Json certificate = filter_example();
  Json& statement = certificate["statement"];
  Json columns = Json::array();
  for (std::size_t k = 0; k < rows[0].size(); ++k)
    columns.push_back("c" + std::to_string(k));
  statement["data"] = {{"columns", columns}, {"targets", {rows[0].size() - 1}}, {"rows", rows}};
  statement["networks"]["W"] = network;
  statement["claims"] = Json::array(
      {{{"claim", "local_minimum"}, {"network", "W"}, {"radius", radius}, {"risk", risk}}});
  statement["networks"].erase("W2");
  certificate["witness"] = {
      {"local_minimum", {{"method", "first_order"}, {"pattern_classes", classes}}}};
  return certificate;
}

} // namespace thalweg::tests
