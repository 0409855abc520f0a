// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/layer.hpp"

#include "exact/error.hpp"
#include "network/layer_expansion.hpp"

#include <algorithm>

namespace thalweg {

std::string kind_name(LayerKind kind) {
  switch (kind) {
  case LayerKind::dense:
    return "dense";
  case LayerKind::convolution:
    return "convolution";
  case LayerKind::average_pooling:
    return "average_pooling";
  case LayerKind::max_pooling:
    return "max_pooling";
  case LayerKind::addition:
    return "addition";
  }
  throw InternalError("layer: unknown kind");
}

std::size_t piece_count(const Layer& layer, std::size_t unit) {
  return layer.kind == LayerKind::max_pooling ? layer.choices[unit].size()
                                              : layer.activation.piece_count();
}

bool has_pieces(const Layer& layer) {
  return layer.kind == LayerKind::max_pooling || !layer.activation.breakpoints.empty();
}

std::span<const Term> row_in_use(const Layer& layer, std::size_t unit, std::size_t piece) {
  if (layer.kind != LayerKind::max_pooling)
    return layer.weights[unit];
  return std::span<const Term>(layer.choices[unit]).subspan(piece, 1);
}

std::optional<std::size_t> selected_entry(const Layer& layer, std::size_t unit, const Vector& u,
                                          const std::vector<bool>& is_constant) {
  return selected_entry(
      layer.choices[unit], [&u](std::size_t a, std::size_t b) { return cmp(u[a], u[b]); },
      is_constant);
}

Rational row_dot(std::span<const Term> row, const Vector& u) {
  Rational sum = 0;
  for (const auto& [index, weight] : row)
    sum += weight * u[index];
  return sum;
}

Vector pre_activations(const Layer& layer, const Vector& u) {
  Vector z(layer.unit_count());
  for (std::size_t unit = 0; unit < z.size(); ++unit) {
    if (layer.kind != LayerKind::max_pooling) {
      z[unit] = row_dot(layer.weights[unit], u) + layer.biases[unit];
      continue;
    }
    z[unit] = u[layer.choices[unit].front().first];
    for (const auto& [input, one] : layer.choices[unit])
      if (u[input] > z[unit])
        z[unit] = u[input];
  }
  return z;
}

bool has_parameters(const Layer& layer) {
  return layer.kind == LayerKind::dense || layer.kind == LayerKind::convolution;
}

std::size_t parameter_row_count(const Layer& layer) {
  return parameter_rows(layer).size();
}

std::size_t parameter_column_count(const Layer& layer) {
  if (layer.kind == LayerKind::convolution)
    return layer.input_shape.front() / layer.groups * volume(layer.window.size);
  return layer.kind == LayerKind::dense ? layer.input_count : 0;
}

const std::vector<SparseRow>& parameter_rows(const Layer& layer) {
  return layer.kind == LayerKind::dense ? layer.weights : layer.filters;
}

const Vector& parameter_biases(const Layer& layer) {
  return layer.kind == LayerKind::dense ? layer.biases : layer.filter_biases;
}

std::size_t parameter_count(const Layer& layer) {
  return parameter_row_count(layer) * (parameter_column_count(layer) + (layer.has_biases ? 1 : 0));
}

std::size_t parameter_row_of(const Layer& layer, std::size_t unit) {
  return layer.kind == LayerKind::convolution ? unit / position_count(layer.output_shape) : unit;
}

void set_parameters(Layer& layer, std::vector<SparseRow> rows, Vector biases) {
  require(has_parameters(layer), "layer: expected a layer with parameters, found another");
  require(rows.size() == parameter_row_count(layer) && biases.size() == rows.size(),
          "layer: expected as many rows and biases as before, found others");
  if (layer.kind == LayerKind::dense) {
    layer.weights = std::move(rows);
    layer.biases = std::move(biases);
  } else {
    layer.filters = std::move(rows);
    layer.filter_biases = std::move(biases);
    expand(layer);
  }
  require_well_formed(layer);
}

namespace {

void require_rows(const std::vector<SparseRow>& rows, std::size_t column_count) {
  for (const SparseRow& row : rows)
    for (std::size_t entry = 0; entry < row.size(); ++entry) {
      require(row[entry].first < column_count,
              "network layer: expected an input index below the input count, found a larger one");
      require(row[entry].second != 0, "network layer: expected non-zero weights, found a zero");
      require(entry == 0 || row[entry - 1].first < row[entry].first,
              "network layer: expected increasing input indices, found others");
    }
}

bool is_zero(const Vector& values) {
  return std::all_of(values.begin(), values.end(), [](const Rational& v) { return v == 0; });
}

/// Shapes, and the linear view anew.
void require_expanded(const Layer& layer) {
  require(layer.input_count ==
                  volume(layer.input_shape) * (layer.kind == LayerKind::addition ? 2 : 1) &&
              layer.unit_count() == volume(layer.output_shape),
          "network layer: expected as many inputs and units as the shapes say, found others");
  const bool is_max_pooling = layer.kind == LayerKind::max_pooling;
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
    require((is_max_pooling ? layer.choices : layer.weights)[unit] == expanded_row(layer, unit),
            "network layer: expected the linear view of the parameters, found another");
  const bool is_convolution = layer.kind == LayerKind::convolution;
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
    require(layer.biases[unit] ==
                (is_convolution ? layer.filter_biases[parameter_row_of(layer, unit)] : Rational(0)),
            "network layer: expected the biases of the parameters, found others");
}

} // namespace

void require_well_formed(const Layer& layer) {
  require(layer.biases.size() == layer.unit_count(),
          "network layer: expected one bias per unit, found another count");
  require(layer.activation.slopes.size() == layer.activation.breakpoints.size() + 1 &&
              layer.activation.intercepts.size() == layer.activation.slopes.size(),
          "network layer: expected one piece more than breakpoints, found another count");
  require(has_parameters(layer) || layer.kind == LayerKind::addition ||
              layer.activation == identity_activation(),
          "network layer: expected the identity activation of a pooling, found another");
  require_rows(layer.weights, layer.input_count);
  require(has_parameters(layer) || !layer.has_biases,
          "network layer: expected no bias parameters, found some");
  require(layer.has_biases || is_zero(layer.biases),
          "network layer: expected biases 0 where they are no parameters, found others");
  if (layer.kind == LayerKind::dense)
    return;
  if (layer.kind == LayerKind::convolution) {
    require(layer.groups > 0 && layer.input_shape.front() % layer.groups == 0 &&
                layer.filters.size() % layer.groups == 0 &&
                layer.filters.size() == layer.output_shape.front() &&
                layer.filter_biases.size() == layer.filters.size(),
            "network layer: expected one filter and bias per output channel, found others");
    require_rows(layer.filters, parameter_column_count(layer));
  }
  require_expanded(layer);
}

bool has_same_architecture(const Layer& a, const Layer& b) {
  return a.kind == b.kind && a.input_count == b.input_count && a.unit_count() == b.unit_count() &&
         a.activation == b.activation && a.has_biases == b.has_biases &&
         a.input_shape == b.input_shape && a.output_shape == b.output_shape &&
         a.window == b.window && a.groups == b.groups && a.with == b.with;
}

} // namespace thalweg
