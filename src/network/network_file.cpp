// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/network_file.hpp"

#include "data/npz_file.hpp"
#include "exact/error.hpp"
#include "exact/input_file.hpp"
#include "network/foreign_file.hpp"
#include "network/layer_text.hpp"
#include "network/npz_network.hpp"
#include "network/parameter_json.hpp"
#include "network/windowed_layer.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

using Folder = std::filesystem::path;

Layer dense_layer_from(const ExactJson& json, const Network& layers, const Shape& input_shape,
                       const Folder& folder) {
  json.require_keys({"kind", "activation", "weights", "biases"});
  Layer layer;
  layer.input_count = volume(input_shape);
  layer.activation = activation_from_json(json.at("activation"));
  const bool is_first = layers.layers.empty() && layers.input_shape.empty();
  const WeightShape shape{
      "unit",  "input", "inputs", "inputs of the layer", layer.input_count, {layer.input_count},
      is_first};
  layer.weights = rows_from_json(json.at("weights"), shape, folder);
  std::optional<Vector> biases =
      biases_from_json(json.at("biases"), layer.unit_count(), shape, folder);
  layer.has_biases = biases.has_value();
  layer.biases = biases ? std::move(*biases) : Vector(layer.unit_count(), Rational(0));
  return layer;
}

/// Absent keys leave their member empty.
SlidingWindow window_from(const ExactJson& json, const char* size_key) {
  SlidingWindow window;
  window.size = extents_from_json(json.at(size_key));
  if (const ExactJson* stride = json.find("stride"))
    window.stride = extents_from_json(*stride);
  if (const ExactJson* padding = json.find("padding"))
    window.padding = extents_from_json(*padding);
  if (const ExactJson* dilation = json.find("dilation"))
    window.dilation = extents_from_json(*dilation);
  return window;
}

Layer convolution_from(const ExactJson& json, const Shape& input_shape, const Folder& folder) {
  json.require_keys({"kind", "activation", "kernel", "weights", "biases"},
                    {"stride", "padding", "dilation", "groups"});
  SlidingWindow kernel = window_from(json, "kernel");
  const ExactJson* json_groups = json.find("groups");
  const std::size_t groups = json_groups == nullptr ? 1 : json_groups->index();
  WeightShape shape{"filter",
                    "index",
                    "indices",
                    "weights of a filter",
                    filter_size(input_shape, kernel, groups, json.place),
                    {input_shape.front() / groups},
                    false};
  shape.npy.insert(shape.npy.end(), kernel.size.begin(), kernel.size.end());
  std::vector<SparseRow> filters = rows_from_json(json.at("weights"), shape, folder);
  std::optional<Vector> biases = biases_from_json(json.at("biases"), filters.size(), shape, folder);
  return convolution_layer(input_shape, std::move(kernel), groups, std::move(filters),
                           std::move(biases), activation_from_json(json.at("activation")),
                           json.place);
}

/// The next layer behind `layers`, whose output has the shape `input_shape`.
Layer layer_from(const ExactJson& json, const Network& layers, const Shape& input_shape,
                 const Folder& folder) {
  const std::string& kind = json.at("kind").string();
  if (kind == "dense")
    return dense_layer_from(json, layers, input_shape, folder);
  if (kind == "convolution")
    return convolution_from(json, input_shape, folder);
  if (kind == "average_pooling" || kind == "max_pooling") {
    json.require_keys({"kind", "window"}, {"stride", "padding"});
    const auto pooling_layer = kind == "max_pooling" ? max_pooling_layer : average_pooling_layer;
    return pooling_layer(input_shape, window_from(json, "window"), json.place);
  }
  if (kind == "addition") {
    json.require_keys({"kind", "activation", "with"});
    return addition_layer(layers, json.at("with").index(),
                          activation_from_json(json.at("activation")), json.place);
  }
  throw Unsupported(json.at("kind").place + ": expected dense, convolution, average_pooling, " +
                    "max_pooling, addition or flatten, found " + json.at("kind").in_words());
}

/// [channels, width] or [channels, height, width] for `input_dimension` inputs.
Shape input_shape_from(const ExactJson& json, std::size_t input_dimension) {
  Shape shape = extents_from_json(json);
  if (shape.size() != 2 && shape.size() != 3)
    json.fail("[channels, width] or [channels, height, width]", json.in_words());
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    if (shape[axis] == 0)
      json.items[axis].fail("a positive number", "0");
  if (input_dimension >= std::size_t(1) << 31 ||
      limited_volume(shape, input_dimension) != input_dimension)
    throw InputCountError(fmt::format("{}: expected numbers with the product {} (inputs), found {}",
                                      json.place, input_dimension, shape_text(shape)));
  return shape;
}

Network network_from(const ExactJson& json, std::size_t input_dimension, const Folder& folder) {
  Network network;
  if (const ExactJson* shape = json.find("input_shape"))
    network.input_shape = input_shape_from(*shape, input_dimension);
  const ExactJson& layers = json.at("layers");
  const ExactJson* last = nullptr;
  Shape shape = network.input_shape.empty() ? Shape{input_dimension} : network.input_shape;
  for (const ExactJson& layer : layers.array()) {
    if (layer.at("kind").string() == "flatten") {
      layer.require_keys({"kind"});
      continue;
    }
    network.layers.push_back(layer_from(layer, network, shape, folder));
    shape = network.layers.back().shape();
    last = &layer;
  }
  if (last == nullptr)
    layers.fail("at least one layer", "none");
  if (network.layers.back().kind != LayerKind::dense)
    last->at("kind").fail("\"dense\" in the last layer", last->at("kind").in_words());
  if (network.layers.back().activation != identity_activation())
    last->at("activation")
        .fail("\"identity\" in the last layer", last->at("activation").in_words());
  require_well_formed(network);
  return network;
}

/// Version 1 knows dense layers with biases only.
void require_version(const ExactJson& json) {
  const ExactJson& version = json.at("version");
  if (version.index() != 1 && version.index() != 2)
    throw Unsupported(version.place + ": expected version 1 or 2, found " + version.in_words());
  if (version.index() == 2)
    return;
  const auto fail = [](const ExactJson& place, const std::string& found) {
    throw InputError(place.place + ": expected dense layers with biases on a vector (version 1), " +
                     "found " + found + " → say \"version\": 2");
  };
  if (const ExactJson* shape = json.find("input_shape"))
    fail(*shape, "an input shape");
  for (const ExactJson& layer : json.at("layers").array()) {
    const ExactJson* kind = layer.find("kind");
    for (const char* newer :
         {"convolution", "average_pooling", "max_pooling", "addition", "flatten"})
      if (kind != nullptr && kind->kind == ExactJsonKind::text && kind->text == newer)
        fail(*kind, kind->in_words());
    const ExactJson* biases = layer.find("biases");
    if (biases != nullptr && biases->kind == ExactJsonKind::null)
      fail(*biases, "null");
  }
}

std::string quoted(const Rational& value) {
  return '"' + to_string(value) + '"';
}

std::string list_text(const Vector& values) {
  std::string text;
  for (const Rational& value : values)
    text += (text.empty() ? "" : ",") + quoted(value);
  return "[" + text + "]";
}

std::string activation_text(const Activation& activation) {
  if (activation == relu())
    return "\"relu\"";
  if (activation == identity_activation())
    return "\"identity\"";
  return "{\"breakpoints\":" + list_text(activation.breakpoints) +
         ",\"slopes\":" + list_text(activation.slopes) +
         ",\"intercepts\":" + list_text(activation.intercepts) + "}";
}

std::string row_text(const SparseRow& row) {
  std::string text;
  for (const auto& [input, weight] : row)
    text += fmt::format("{}[{},{}]", text.empty() ? "" : ",", input, quoted(weight));
  return "[" + text + "]";
}

std::string layer_text(const Layer& layer) {
  std::string text = "{\"kind\":\"" + kind_name(layer.kind) + "\"";
  if (has_parameters(layer) || layer.kind == LayerKind::addition)
    text += ",\"activation\":" + activation_text(layer.activation);
  if (layer.kind != LayerKind::dense)
    text += "," + geometry_text(layer);
  if (!has_parameters(layer))
    return text + "}";
  text += ",\"weights\":[";
  const std::vector<SparseRow>& rows = parameter_rows(layer);
  for (std::size_t row = 0; row < rows.size(); ++row)
    text += (row == 0 ? "\n" : ",\n") + row_text(rows[row]);
  return text +
         "],\n\"biases\":" + (layer.has_biases ? list_text(parameter_biases(layer)) : "null") + "}";
}

const ExactJson& network_of_certificate(const ExactJson& json) {
  const ExactJson& statement = json.at("statement");
  if (statement.find("networks") == nullptr && statement.find("population") != nullptr)
    statement.fail("a network on data",
                   "a spurious minimum of the population risk, which is about no data → "
                   "thalweg-verify checks it, thalweg explain tells it");
  for (const ExactJson& claim : statement.at("claims").array())
    if (const ExactJson* const name = claim.find("network"))
      return statement.at("networks").at(name->string());
  statement.fail("a claim about a network", "none");
}

} // namespace

Network network_from_text(std::string_view text, const std::string& text_name,
                          std::size_t input_dimension, const std::filesystem::path& folder) {
  const ExactJson json = exact_json(text, text_name);
  const std::string& format = json.at("format").string();
  if (format == "thalweg-certificate")
    return network_from(network_of_certificate(json), input_dimension, folder);
  if (format != "thalweg-network")
    json.at("format").fail("\"thalweg-network\" or \"thalweg-certificate\"",
                           json.at("format").in_words());
  json.require_keys({"format", "version", "layers"}, {"input_shape"});
  require_version(json);
  return network_from(json, input_dimension, folder);
}

Network network_from_bytes(std::string_view bytes, const std::filesystem::path& path,
                           std::size_t input_dimension) {
  require_no_foreign_file(bytes, path);
  return is_archive(bytes)
             ? network_from_npz(bytes, path.string(), input_dimension)
             : network_from_text(bytes, path.string(), input_dimension, path.parent_path());
}

void require_network_in_file(const std::filesystem::path& path) {
  const std::string text = text_of_file(path);
  if (text.find("\"thalweg-certificate\"") != std::string::npos)
    network_of_certificate(exact_json(text, path.string()));
}

std::string network_text(const Network& network) {
  std::string text =
      fmt::format("{{\"format\":\"thalweg-network\",\"version\":{}", is_plain(network) ? 1 : 2);
  if (!network.input_shape.empty())
    text += ",\"input_shape\":" + extents_text(network.input_shape);
  text += ",\"layers\":[";
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    text += (l == 0 ? "\n" : ",\n") + layer_text(network.layers[l]);
  return text + "]}\n";
}

} // namespace thalweg
