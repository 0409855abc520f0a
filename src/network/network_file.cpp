// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/network_file.hpp"

#include "exact/error.hpp"
#include "network/exact_json.hpp"
#include "network/named_activation.hpp"
#include "network/npy_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

namespace thalweg {

namespace {

using Folder = std::filesystem::path;

Vector rationals(const ExactJson& json) {
  Vector values;
  for (const ExactJson& item : json.array())
    values.push_back(item.rational());
  return values;
}

/// {"npy":"name.npy"}: a file beside the network.
NpyArray npy_array_beside(const ExactJson& json, const Folder& folder) {
  json.require_keys({"npy"});
  const std::filesystem::path name = json.at("npy").string();
  if (name.empty() || name.has_root_path() || name.has_parent_path())
    json.at("npy").fail("the name of a file beside the network", json.at("npy").in_words());
  return npy_array_from_file(folder / name);
}

Activation activation_from(const ExactJson& json) {
  if (json.kind == ExactJsonKind::text) {
    if (const std::optional<Activation> activation = named_activation(json.text))
      return *activation;
    throw Unsupported(json.place + ": expected " + activation_names() + " or a table, found " +
                      json.in_words());
  }
  json.require_keys({"breakpoints", "slopes", "intercepts"});
  return recognised(table_activation(rationals(json.at("breakpoints")),
                                     rationals(json.at("slopes")), rationals(json.at("intercepts")),
                                     json.place));
}

/// [w, w, …] with one weight per input.
SparseRow dense_row(const ExactJson& json, std::size_t input_count) {
  if (json.items.size() != input_count)
    json.fail(fmt::format("{} weights (inputs of the layer)", input_count),
              fmt::format("{}", json.items.size()));
  SparseRow row;
  for (std::size_t k = 0; k < input_count; ++k)
    if (Rational weight = json.items[k].rational(); weight != 0)
      row.emplace_back(k, std::move(weight));
  return row;
}

/// [[input, w], …] with increasing inputs; [] has no non-zero weight.
SparseRow sparse_row(const ExactJson& json, std::size_t input_count) {
  SparseRow row;
  std::optional<std::size_t> last;
  for (const ExactJson& pair : json.items) {
    if (pair.array().size() != 2)
      pair.fail("[input, weight]", pair.in_words());
    const std::size_t input = pair.items[0].index();
    if (input >= input_count)
      pair.items[0].fail(fmt::format("an input below {} (inputs of the layer)", input_count),
                         pair.items[0].in_words());
    if (last && input <= *last)
      pair.items[0].fail("strictly increasing inputs", pair.items[0].in_words());
    last = input;
    if (Rational weight = pair.items[1].rational(); weight != 0)
      row.emplace_back(input, std::move(weight));
  }
  return row;
}

SparseRow row_from(const ExactJson& json, std::size_t input_count) {
  const bool is_sparse = json.array().empty() || json.items.front().kind == ExactJsonKind::array;
  return is_sparse ? sparse_row(json, input_count) : dense_row(json, input_count);
}

std::string shape_text(const std::vector<std::size_t>& shape) {
  return fmt::format("({})", fmt::join(shape, ", "));
}

std::vector<SparseRow> weights_from(const ExactJson& json, std::size_t input_count,
                                    const Folder& folder) {
  std::vector<SparseRow> rows;
  if (json.kind != ExactJsonKind::object) {
    for (const ExactJson& row : json.array())
      rows.push_back(row_from(row, input_count));
  } else {
    const NpyArray array = npy_array_beside(json, folder);
    if (array.shape.size() != 2 || array.shape[1] != input_count)
      json.fail(fmt::format("an array of shape (units, {})", input_count), shape_text(array.shape));
    for (std::size_t unit = 0; unit < array.shape[0]; ++unit) {
      SparseRow& row = rows.emplace_back();
      for (std::size_t k = 0; k < input_count; ++k)
        if (const Rational& weight = array.values[unit * input_count + k]; weight != 0)
          row.emplace_back(k, weight);
    }
  }
  if (rows.empty())
    json.fail("at least one unit", "none");
  return rows;
}

Vector biases_from(const ExactJson& json, std::size_t unit_count, const Folder& folder) {
  Vector biases;
  if (json.kind == ExactJsonKind::object) {
    const NpyArray array = npy_array_beside(json, folder);
    if (array.shape.size() != 1)
      json.fail("an array of shape (units)", shape_text(array.shape));
    biases = array.values;
  } else {
    biases = rationals(json);
  }
  if (biases.size() != unit_count)
    json.fail(fmt::format("{} biases (units of the layer)", unit_count),
              fmt::format("{}", biases.size()));
  return biases;
}

DenseLayer layer_from(const ExactJson& json, std::size_t input_count, const Folder& folder) {
  if (json.at("kind").string() != "dense")
    throw Unsupported(json.at("kind").place + ": expected dense, found " +
                      json.at("kind").in_words());
  json.require_keys({"kind", "activation", "weights", "biases"});
  DenseLayer layer;
  layer.input_count = input_count;
  layer.activation = activation_from(json.at("activation"));
  layer.weights = weights_from(json.at("weights"), input_count, folder);
  layer.biases = biases_from(json.at("biases"), layer.unit_count(), folder);
  return layer;
}

Network network_from(const ExactJson& json, std::size_t input_count, const Folder& folder) {
  Network network;
  const ExactJson& layers = json.at("layers");
  if (layers.array().empty())
    layers.fail("at least one layer", "none");
  for (const ExactJson& layer : layers.items) {
    network.layers.push_back(layer_from(layer, input_count, folder));
    input_count = network.layers.back().unit_count();
  }
  if (network.layers.back().activation != identity_activation())
    layers.items.back()
        .at("activation")
        .fail("\"identity\" in the last layer", layers.items.back().at("activation").in_words());
  require_well_formed(network);
  return network;
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

} // namespace

Network network_from_text(std::string_view text, const std::string& text_name,
                          std::size_t input_dimension, const std::filesystem::path& folder) {
  const ExactJson json = exact_json(text, text_name);
  const std::string& format = json.at("format").string();
  if (format == "thalweg-certificate")
    return network_from(json.at("statement").at("network"), input_dimension, folder);
  if (format != "thalweg-network")
    json.at("format").fail("\"thalweg-network\" or \"thalweg-certificate\"",
                           json.at("format").in_words());
  json.require_keys({"format", "version", "layers"});
  if (json.at("version").index() != 1)
    throw Unsupported(json.at("version").place + ": expected version 1, found " +
                      json.at("version").in_words());
  return network_from(json, input_dimension, folder);
}

Network network_from_file(const std::filesystem::path& path, std::size_t input_dimension) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf()) || file.bad())
    throw UsageError(path.string() + ": expected a readable network file, found none");
  return network_from_text(text.str(), path.string(), input_dimension, path.parent_path());
}

std::string network_text(const Network& network) {
  std::string text = "{\"format\":\"thalweg-network\",\"version\":1,\"layers\":[";
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const DenseLayer& layer = network.layers[l];
    text += l == 0 ? "\n" : ",\n";
    text += "{\"kind\":\"dense\",\"activation\":" + activation_text(layer.activation) +
            ",\"weights\":[";
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
      text += (unit == 0 ? "\n" : ",\n") + row_text(layer.weights[unit]);
    text += "],\n\"biases\":" + list_text(layer.biases) + "}";
  }
  return text + "]}\n";
}

} // namespace thalweg
