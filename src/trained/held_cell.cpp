// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/held_cell.hpp"

#include "exact/error.hpp"
#include "landscape/linear_view.hpp"
#include "trained/cell_passes.hpp"

#include <array>
#include <cmath>
#include <map>
#include <set>

namespace thalweg {

namespace {

CellLayer cell_layer(const Network& network, const ParameterPlaces& places, std::size_t l) {
  const Layer& layer = network.layers[l];
  CellLayer result;
  result.unit_count = layer.unit_count();
  result.biases.resize(result.unit_count);
  for (std::size_t unit = 0; unit < result.unit_count; ++unit) {
    const auto add = [&](std::size_t input, std::optional<std::size_t> parameter,
                         const Rational& constant) {
      const InputOrigin from = origin(network, l, input);
      result.links.push_back({unit, from.source, from.index, parameter, constant});
    };
    if (has_parameters(layer)) {
      const std::size_t row = parameter_row_of(layer, unit);
      visit_field(layer, unit, [&](std::size_t input, std::size_t column) {
        add(input, places.index({l, row, column}), 1);
      });
      if (layer.has_biases)
        result.biases[unit] = places.index({l, row, parameter_column_count(layer)});
    } else if (layer.kind != LayerKind::max_pooling) {
      for (const auto& [input, constant] : layer.weights[unit])
        add(input, std::nullopt, constant);
    }
  }
  return result;
}

/// The pieces that a unit of the layer uses at z, or at the inputs of its window.
std::size_t guessed_piece(const Layer& layer, double z) {
  std::size_t piece = 0;
  while (piece < layer.activation.breakpoints.size() &&
         z > layer.activation.breakpoints[piece].get_d())
    ++piece;
  return piece;
}

std::size_t guessed_entry(const SparseRow& window, const std::vector<std::vector<double>>& h,
                          std::size_t point) {
  std::size_t largest = 0;
  for (std::size_t k = 1; k < window.size(); ++k)
    if (h[window[k].first][point] > h[window[largest].first][point])
      largest = k;
  return largest;
}

/// The piece below the breakpoint nearest to z.
std::size_t piece_below(const Layer& layer, double z) {
  const std::vector<Rational>& breakpoints = layer.activation.breakpoints;
  require(!breakpoints.empty(), "held pair: expected a unit with breakpoints");
  std::size_t nearest = 0;
  for (std::size_t k = 1; k < breakpoints.size(); ++k)
    if (std::abs(z - breakpoints[k].get_d()) < std::abs(z - breakpoints[nearest].get_d()))
      nearest = k;
  return nearest;
}

/// Fills in the pieces layer by layer.
void guess_pieces(HeldCell& cell, const std::set<std::array<std::size_t, 3>>& held_pairs) {
  std::vector<double> parameters;
  for (const Rational& parameter : parameter_vector(cell.network))
    parameters.push_back(parameter.get_d());
  for (std::size_t l = 0; l + 1 < cell.layers.size(); ++l)
    cell.pieces.push_back(std::vector<std::vector<std::size_t>>(
        cell.layers[l].unit_count, std::vector<std::size_t>(cell.points.count())));
  const CellPasses<double> passes(cell, std::move(parameters));
  // The values of a layer depend on the pieces of the layers below only.
  for (std::size_t l = 0; l + 1 < cell.layers.size(); ++l) {
    const CellValues<double> values = passes.values();
    const Layer& layer = cell.network.layers[l];
    for (std::size_t unit = 0; unit < cell.layers[l].unit_count; ++unit)
      for (std::size_t i = 0; i < cell.points.count(); ++i) {
        std::size_t& piece = cell.pieces[l][unit][i];
        const double z = values.z[l][unit][i];
        if (layer.kind == LayerKind::max_pooling)
          piece = guessed_entry(layer.choices[unit], values.h[l], i);
        else if (held_pairs.contains({l, unit, i}))
          piece = piece_below(layer, z);
        else
          piece = guessed_piece(layer, z);
      }
  }
}

} // namespace

SamplePoints sample_points(const Dataset& data) {
  SamplePoints result;
  std::map<Vector, std::size_t> point_of_input;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const auto [place, is_new] = point_of_input.try_emplace(data.inputs[i], result.count());
    if (is_new)
      result.members.emplace_back();
    result.members[place->second].push_back(i);
    result.of_sample.push_back(place->second);
  }
  return result;
}

std::optional<std::size_t> HeldCell::tie_at(std::size_t layer, std::size_t unit,
                                            std::size_t point) const {
  const std::size_t index = tie_index[layer][unit][point];
  return index == 0 ? std::nullopt : std::optional<std::size_t>(index - 1);
}

HeldCell guessed_held_cell(const Network& network, const Dataset& data,
                           const std::vector<HeldPair>& held) {
  HeldCell cell;
  cell.network = network;
  cell.points = sample_points(data);
  for (const SampleSet& members : cell.points.members)
    cell.inputs.push_back(data.inputs[members.front()]);
  const ParameterPlaces places(network);
  cell.parameter_count = places.count();
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    cell.layers.push_back(cell_layer(network, places, l));
  std::set<std::array<std::size_t, 3>> pairs;
  for (const HeldPair& pair : held)
    pairs.insert({pair.layer, pair.unit, cell.points.of_sample[pair.sample]});
  guess_pieces(cell, pairs);
  for (std::size_t l = 0; l + 1 < cell.layers.size(); ++l)
    cell.tie_index.push_back(cell.pieces[l]);
  for (auto& layer : cell.tie_index)
    for (auto& unit : layer)
      std::fill(unit.begin(), unit.end(), 0);
  for (const auto& [l, unit, point] : pairs) {
    const Activation& activation = network.layers[l].activation;
    const std::size_t piece = cell.pieces[l][unit][point];
    cell.ties.push_back({l, unit, point, piece, activation.breakpoints[piece],
                         activation.slopes[piece + 1] - activation.slopes[piece]});
    cell.tie_index[l][unit][point] = cell.ties.size();
  }
  return cell;
}

} // namespace thalweg
