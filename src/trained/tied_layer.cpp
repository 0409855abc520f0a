// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/tied_layer.hpp"

namespace thalweg {

TiedLayer::TiedLayer(const Network& network, const std::vector<Vector>& extended,
                     const std::vector<std::vector<std::size_t>>& ties)
    : network_(network), output_bias_(network.layers.back().biases.front()) {
  const Layer& hidden = network.layers.front();
  for (std::size_t unit = 0; unit < hidden.unit_count(); ++unit) {
    std::vector<Vector> normals;
    for (const std::size_t i : ties[unit])
      normals.push_back(extended[i]);
    coordinates_.push_back(unit_coordinates(normals, extended.front().size()));
    Vector& row = rows_.emplace_back(extended.front().size());
    for (const auto& [k, weight] : hidden.weights[unit])
      row[k] = weight;
    if (hidden.has_biases)
      row.back() = hidden.biases[unit];
    set_pivots(unit);
  }
}

void TiedLayer::set_pivots(std::size_t unit) {
  const UnitCoordinates& own = coordinates_[unit];
  for (std::size_t p = 0; p < own.pivots.size(); ++p) {
    Rational& value = rows_[unit][own.pivots[p]];
    value = 0;
    for (std::size_t f = 0; f < own.free.size(); ++f)
      value += own.of_pivots[p][f] * rows_[unit][own.free[f]];
  }
}

Vector TiedLayer::derivatives(const Vector& factors, const Vector& extended) const {
  Vector result;
  for (std::size_t unit = 0; unit < rows_.size(); ++unit) {
    const UnitCoordinates& own = coordinates_[unit];
    for (std::size_t f = 0; f < own.free.size(); ++f) {
      Rational& entry = result.emplace_back(0);
      if (factors[unit] == 0)
        continue;
      entry = extended[own.free[f]];
      for (std::size_t p = 0; p < own.pivots.size(); ++p)
        entry += own.of_pivots[p][f] * extended[own.pivots[p]];
      entry *= factors[unit];
    }
  }
  if (network_.layers.back().has_biases)
    result.emplace_back(1);
  return result;
}

void TiedLayer::move_by(const Vector& change) {
  std::size_t k = 0;
  for (std::size_t unit = 0; unit < rows_.size(); ++unit) {
    for (const std::size_t free : coordinates_[unit].free)
      rows_[unit][free] += change[k++];
    set_pivots(unit);
  }
  if (network_.layers.back().has_biases)
    output_bias_ += change[k];
}

Network TiedLayer::network() const {
  Network result = network_;
  Layer& hidden = result.layers.front();
  std::vector<SparseRow> rows;
  Vector biases(rows_.size());
  for (std::size_t unit = 0; unit < rows_.size(); ++unit) {
    rows.emplace_back();
    for (std::size_t k = 0; k < hidden.input_count; ++k)
      if (rows_[unit][k] != 0)
        rows.back().emplace_back(k, rows_[unit][k]);
    if (hidden.has_biases)
      biases[unit] = rows_[unit].back();
  }
  set_parameters(hidden, std::move(rows), std::move(biases));
  Layer& output = result.layers.back();
  set_parameters(output, parameter_rows(output), {output_bias_});
  return result;
}

} // namespace thalweg
