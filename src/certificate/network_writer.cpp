// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/network_writer.hpp"

#include "network/layer_text.hpp"

namespace thalweg {

namespace {

void put_activation(JsonText& text, const Activation& activation) {
  if (activation == relu())
    return text.put("\"relu\"");
  if (activation == identity_activation())
    return text.put("\"identity\"");
  text.put("{\"breakpoints\":");
  text.rationals(activation.breakpoints);
  text.put(",\"slopes\":");
  text.rationals(activation.slopes);
  text.put(",\"intercepts\":");
  text.rationals(activation.intercepts);
  text.put("}");
}

void put_parameters(JsonText& text, const Layer& layer) {
  const std::vector<SparseRow>& rows = parameter_rows(layer);
  text.put(",\"weights\":[\n");
  for (std::size_t row = 0; row < rows.size(); ++row) {
    text.entries(rows[row]);
    text.put(row + 1 < rows.size() ? ",\n" : "\n");
  }
  text.put("],\"biases\":");
  if (layer.has_biases)
    text.rationals(parameter_biases(layer));
  else
    text.put("null");
}

void put_layer(JsonText& text, const Layer& layer) {
  text.put("{\"kind\":\"");
  text.put(kind_name(layer.kind));
  text.put("\"");
  if (has_parameters(layer) || layer.kind == LayerKind::addition) {
    text.put(",\"activation\":");
    put_activation(text, layer.activation);
  }
  if (layer.kind != LayerKind::dense) {
    text.put(",");
    text.put(geometry_text(layer));
  }
  if (has_parameters(layer))
    put_parameters(text, layer);
  text.put("}");
}

} // namespace

void put_network(JsonText& text, const Network& network) {
  text.put("{");
  if (!network.input_shape.empty()) {
    text.put("\"input_shape\":");
    text.put(extents_text(network.input_shape));
    text.put(",");
  }
  text.put("\"layers\":");
  text.list(network.layers, ",\n", [&](const Layer& layer) { put_layer(text, layer); });
  text.put("}");
}

} // namespace thalweg
