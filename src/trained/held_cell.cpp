// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/held_cell.hpp"

#include "exact/error.hpp"
#include "network/walk.hpp"
#include "trained/cell_passes.hpp"

#include <array>
#include <cmath>
#include <map>

namespace thalweg {

namespace {

/// By layer, unit and point; of a window the held entry.
using HeldEntries = std::map<std::array<std::size_t, 3>, std::size_t>;

CellLayer cell_layer(const Network& network, const ParameterOrder& order, std::size_t l) {
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
        add(input, order.index({l, row, column}), 1);
      });
      if (layer.has_biases)
        result.biases[unit] = order.index({l, row, parameter_column_count(layer)});
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

/// The first largest entry but the held one, those of held pairs before others.
template <class IsHeld>
std::size_t guessed_entry(const SparseRow& window, const std::vector<std::vector<double>>& h,
                          std::size_t point, std::optional<std::size_t> held,
                          const IsHeld& is_of_held_pair) {
  const auto rank = [&](std::size_t k) {
    return std::pair(h[window[k].first][point], is_of_held_pair(window[k].first));
  };
  std::size_t largest = held == 0 ? 1 : 0;
  for (std::size_t k = largest + 1; k < window.size(); ++k)
    if (held != k && rank(largest) < rank(k))
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
void guess_pieces(HeldCell& cell, const HeldEntries& held_pairs) {
  for (std::size_t l = 0; l + 1 < cell.layers.size(); ++l)
    cell.pieces.push_back(std::vector<std::vector<std::size_t>>(
        cell.layers[l].unit_count, std::vector<std::size_t>(cell.points.count())));
  const CellPasses<double> passes(cell, floating_parameters(cell.network));
  // The values of a layer depend on the pieces of the layers below only.
  for (std::size_t l = 0; l + 1 < cell.layers.size(); ++l) {
    const CellValues<double> values = passes.values();
    const Layer& layer = cell.network.layers[l];
    for (std::size_t unit = 0; unit < cell.layers[l].unit_count; ++unit)
      for (std::size_t i = 0; i < cell.points.count(); ++i) {
        std::size_t& piece = cell.pieces[l][unit][i];
        const double z = values.z[l][unit][i];
        const auto held = held_pairs.find({l, unit, i});
        const bool is_held = held != held_pairs.end();
        if (layer.kind == LayerKind::max_pooling)
          piece = guessed_entry(layer.choices[unit], values.h[l], i,
                                is_held ? std::optional(held->second) : std::nullopt,
                                [&](std::size_t entry) {
                                  return l > 0 && held_pairs.contains({l - 1, entry, i});
                                });
        else if (is_held)
          piece = piece_below(layer, z);
        else
          piece = guessed_piece(layer, z);
      }
  }
}

/// Names for the outputs of one layer: the same parameters with inputs of the same names. Zeros
/// that stay count like padding.
class EntryNames {
public:
  explicit EntryNames(HeldCell& cell)
      : cell_(cell), passes_(cell, floating_parameters(cell.network)), values_(passes_.values()) {
    std::vector<std::vector<std::size_t>>& inputs = cell.names.emplace_back();
    for (const std::vector<double>& input : values_.h[0])
      inputs.emplace_back(input.size());
    for (std::size_t i = 0; i < cell.points.count(); ++i) {
      std::map<double, std::size_t> first;
      for (std::size_t k = 0; k < inputs.size(); ++k)
        inputs[k][i] = first.emplace(values_.h[0][k][i], next_++).first->second;
    }
    for (std::size_t l = 0; l + 1 < cell.layers.size(); ++l)
      add_layer(l);
  }

private:
  void add_layer(std::size_t l) {
    const CellLayer& layer = cell_.layers[l];
    std::vector<std::vector<const CellLink*>> links(layer.unit_count);
    for (const CellLink& link : layer.links)
      links[link.unit].push_back(&link);
    std::vector<std::vector<std::size_t>> names(layer.unit_count,
                                                std::vector<std::size_t>(cell_.points.count()));
    for (std::size_t i = 0; i < cell_.points.count(); ++i) {
      std::map<std::vector<std::size_t>, std::size_t> known;
      for (std::size_t unit = 0; unit < layer.unit_count; ++unit) {
        std::size_t& name = names[unit][i];
        name = next_++;
        if (cell_.tie_at(l, unit, i))
          continue;
        if (passes_.is_pooling(l))
          name = cell_.names[l][passes_.chosen_entry(l, unit, i)][i];
        else if (has_parameters(cell_.network.layers[l]))
          name = known.emplace(key(l, unit, i, links[unit]), name).first->second;
      }
    }
    cell_.names.push_back(std::move(names));
  }

  std::vector<std::size_t> key(std::size_t l, std::size_t unit, std::size_t point,
                               const std::vector<const CellLink*>& links) const {
    std::vector<std::size_t> result{cell_.pieces[l][unit][point],
                                    cell_.layers[l].biases[unit].value_or(0)};
    for (const CellLink* const link : links)
      if (values_.h[link->source][link->index][point] != 0 ||
          !is_still(link->source, link->index, point)) {
        result.push_back(*link->parameter);
        result.push_back(cell_.names[link->source][link->index][point]);
      }
    return result;
  }

  bool is_still(std::size_t source, std::size_t entry, std::size_t point) const {
    return source == 0 || (passes_.slope(source - 1, entry, point) == 0 &&
                           !cell_.tie_at(source - 1, entry, point));
  }

  HeldCell& cell_;
  CellPasses<double> passes_;
  CellValues<double> values_;
  std::size_t next_ = 0;
};

} // namespace

std::vector<double> floating_parameters(const Network& network) {
  std::vector<double> result;
  for (const Rational& parameter : parameter_vector(network))
    result.push_back(parameter.get_d());
  return result;
}

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

std::optional<std::size_t> HeldCell::tied_entry(std::size_t layer, std::size_t unit,
                                                std::size_t point) const {
  const std::optional<std::size_t> tie = tie_at(layer, unit, point);
  const Layer& of = network.layers[layer];
  return tie && of.kind == LayerKind::max_pooling
             ? std::optional<std::size_t>(of.choices[unit][ties[*tie].piece].first)
             : std::nullopt;
}

HeldCell guessed_held_cell(const Network& network, const Dataset& data,
                           const std::vector<HeldPair>& held) {
  HeldCell cell;
  cell.network = network;
  cell.points = sample_points(data);
  for (const SampleSet& members : cell.points.members)
    cell.inputs.push_back(data.inputs[members.front()]);
  const ParameterOrder order(network);
  cell.parameter_count = order.count();
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    cell.layers.push_back(cell_layer(network, order, l));
  HeldEntries pairs;
  for (const HeldPair& pair : held)
    pairs[{pair.layer, pair.unit, cell.points.of_sample[pair.sample]}] = pair.entry;
  for (std::size_t l = 0; l + 1 < cell.layers.size(); ++l)
    cell.tie_index.emplace_back(cell.layers[l].unit_count,
                                std::vector<std::size_t>(cell.points.count()));
  guess_pieces(cell, pairs);
  for (const auto& [pair, entry] : pairs) {
    const auto& [l, unit, point] = pair;
    const Activation& activation = network.layers[l].activation;
    const std::size_t piece = cell.pieces[l][unit][point];
    if (network.layers[l].kind == LayerKind::max_pooling)
      cell.ties.push_back({l, unit, point, entry, 0, 1});
    else
      cell.ties.push_back({l, unit, point, piece, activation.breakpoints[piece],
                           activation.slopes[piece + 1] - activation.slopes[piece]});
    cell.tie_index[l][unit][point] = cell.ties.size();
  }
  if (std::any_of(network.layers.begin(), network.layers.end(),
                  [](const Layer& layer) { return layer.kind == LayerKind::max_pooling; }))
    EntryNames{cell};
  return cell;
}

} // namespace thalweg
