// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/network_reader.hpp"

#include "exact/error.hpp"
#include "network/windowed_layer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg {

namespace {

using Json = nlohmann::json;

Activation activation_from(const Json& json) {
  if (json.is_string())
    return json.get_ref<const std::string&>() == "relu" ? relu() : identity_activation();
  return table_activation(vector_from(json.at("breakpoints")), vector_from(json.at("slopes")),
                          vector_from(json.at("intercepts")), "activation");
}

/// Rows with indices below `column_count`.
std::vector<SparseRow> rows_from(const Json& json, std::size_t column_count,
                                 const std::string& place) {
  std::vector<SparseRow> rows;
  for (const Json& json_row : json) {
    SparseRow& row = rows.emplace_back();
    for (const Json& entry : json_row) {
      row.emplace_back(entry.at(0).get<std::size_t>(), rational_from(entry.at(1)));
      if (row.back().first >= column_count)
        throw InputError(fmt::format("{}/weights/{}: expected indices below {}, found {}", place,
                                     rows.size() - 1, column_count, row.back().first));
    }
  }
  return rows;
}

/// Nothing for null.
std::optional<Vector> biases_from(const Json& json, std::size_t row_count,
                                  const std::string& place) {
  if (json.is_null())
    return std::nullopt;
  Vector biases = vector_from(json);
  if (biases.size() != row_count)
    throw InputError(
        fmt::format("{}/biases: expected {} numbers, found {}", place, row_count, biases.size()));
  return biases;
}

Layer dense_layer_from(const Json& json, std::size_t input_count, const std::string& place) {
  Layer layer;
  layer.input_count = input_count;
  layer.weights = rows_from(json.at("weights"), input_count, place);
  std::optional<Vector> biases = biases_from(json.at("biases"), layer.unit_count(), place);
  layer.has_biases = biases.has_value();
  layer.biases = biases ? std::move(*biases) : Vector(layer.unit_count(), Rational(0));
  layer.activation = activation_from(json.at("activation"));
  return layer;
}

/// Its kernel or window, and what goes with it.
SlidingWindow window_from(const Json& json, const char* size_key) {
  SlidingWindow window;
  json.at(size_key).get_to(window.size);
  json.at("stride").get_to(window.stride);
  json.at("padding").get_to(window.padding);
  return window;
}

Layer convolution_from(const Json& json, const Shape& input_shape, const std::string& place) {
  SlidingWindow kernel = window_from(json, "kernel");
  json.at("dilation").get_to(kernel.dilation);
  const auto groups = json.at("groups").get<std::size_t>();
  std::vector<SparseRow> filters =
      rows_from(json.at("weights"), filter_size(input_shape, kernel, groups, place), place);
  std::optional<Vector> biases = biases_from(json.at("biases"), filters.size(), place);
  return convolution_layer(input_shape, std::move(kernel), groups, std::move(filters),
                           std::move(biases), activation_from(json.at("activation")), place);
}

/// The next layer behind `layers`, whose output has the shape `input_shape`.
Layer layer_from(const Json& json, const Network& layers, const Shape& input_shape,
                 const std::string& place) {
  const auto& kind = json.at("kind").get_ref<const std::string&>();
  if (kind == "dense")
    return dense_layer_from(json, volume(input_shape), place);
  if (kind == "convolution")
    return convolution_from(json, input_shape, place);
  if (kind == "average_pooling")
    return average_pooling_layer(input_shape, window_from(json, "window"), place);
  if (kind == "max_pooling")
    return max_pooling_layer(input_shape, window_from(json, "window"), place);
  if (kind == "addition")
    return addition_layer(layers, json.at("with").get<std::size_t>(),
                          activation_from(json.at("activation")), place);
  throw InputError(place + "/kind: expected a known kind, found " + kind);
}

} // namespace

Rational rational_from(const Json& json) {
  const auto value = parse_number(json.get_ref<const std::string&>());
  if (!value)
    throw InputError("expected a rational, found " + json.dump());
  return *value;
}

Vector vector_from(const Json& json) {
  Vector values;
  values.reserve(json.size());
  for (const Json& entry : json)
    values.push_back(rational_from(entry));
  return values;
}

Network network_from(const Json& json, std::size_t input_dimension) {
  Network network;
  Shape shape{input_dimension};
  if (const auto stated = json.find("input_shape"); stated != json.end()) {
    stated->get_to(network.input_shape);
    shape = network.input_shape;
    if (limited_volume(shape, input_dimension) != input_dimension)
      throw InputError(fmt::format("network/input_shape: expected {} entries, found {}",
                                   input_dimension, shape_text(shape)));
  }
  for (const Json& layer : json.at("layers")) {
    network.layers.push_back(
        layer_from(layer, network, shape, fmt::format("network/layers/{}", network.layers.size())));
    shape = network.layers.back().shape();
  }
  return network;
}

} // namespace thalweg
