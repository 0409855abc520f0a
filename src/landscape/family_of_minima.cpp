// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/family_of_minima.hpp"

#include "exact/row_space.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// A unit that uses one piece at all samples, and by how much its bias may grow.
struct UnitShift {
  std::size_t layer, unit, piece;
  Rational change;
};

/// A quarter of the way to the next breakpoint, as a unit is shifted twice; 1 if there is none.
std::optional<UnitShift> unit_shift(const Activation& activation, std::size_t layer,
                                    std::size_t unit, const std::vector<std::vector<Vector>>& z) {
  std::optional<std::size_t> piece;
  Rational change = 1;
  for (const std::vector<Vector>& of_sample : z) {
    const Rational& value = of_sample[layer][unit];
    const auto own = activation.piece_of(value);
    if (!own || (piece && own != piece))
      return std::nullopt;
    piece = own;
    if (*piece < activation.breakpoints.size())
      change = std::min<Rational>(change, (activation.breakpoints[*piece] - value) / 4);
  }
  return UnitShift{layer, unit, piece.value_or(0), change};
}

/// Of units of one layer, increasing; the biases of the next layer take it back.
Direction shift_direction(const Network& network, const std::vector<UnitShift>& shifts) {
  Direction direction;
  Vector growth(network.layers[shifts.front().layer].unit_count(), 0);
  for (const auto& [layer, unit, piece, change] : shifts) {
    direction.biases.push_back({layer, unit, change});
    growth[unit] = network.layers[layer].activation.slopes[piece] * change;
  }
  const std::size_t next = shifts.front().layer + 1;
  for (std::size_t o = 0; o < network.layers[next].unit_count(); ++o) {
    Rational sum = 0;
    for (const auto& [input, weight] : network.layers[next].weights[o])
      sum += weight * growth[input];
    if (sum != 0)
      direction.biases.push_back({next, o, -sum});
  }
  return direction;
}

/// All parameters, layer by layer, each row with its bias behind its weights.
class ParameterColumns {
public:
  explicit ParameterColumns(const Network& network) : network_(network) {
    for (const Layer& layer : network.layers)
      begins_.push_back(begins_.back() + layer.unit_count() * (layer.input_count + 1));
  }

  std::size_t count() const { return begins_.back(); }

  Vector column(const Direction& direction) const {
    Vector entries(count(), 0);
    for (const WeightMove& move : direction.weights)
      entries[place(move.layer, move.unit, move.input)] = move.change;
    for (const BiasMove& move : direction.biases)
      entries[place(move.layer, move.unit, network_.layers[move.layer].input_count)] = move.change;
    return entries;
  }

  /// The derivative by a factor of the unit's row, by whose inverse what reads it is multiplied.
  Vector scaling_column(std::size_t layer, std::size_t unit) const {
    Vector entries(count(), 0);
    for (const auto& [input, weight] : network_.layers[layer].weights[unit])
      entries[place(layer, unit, input)] = weight;
    entries[place(layer, unit, network_.layers[layer].input_count)] =
        network_.layers[layer].biases[unit];
    const Layer& next = network_.layers[layer + 1];
    for (std::size_t o = 0; o < next.unit_count(); ++o)
      for (const auto& [input, weight] : next.weights[o])
        if (input == unit)
          entries[place(layer + 1, o, input)] = -weight;
    return entries;
  }

private:
  std::size_t place(std::size_t layer, std::size_t unit, std::size_t input) const {
    return begins_[layer] + unit * (network_.layers[layer].input_count + 1) + input;
  }

  const Network& network_;
  std::vector<std::size_t> begins_ = {0};
};

bool is_homogeneous(const Activation& activation) {
  const auto is_zero = [](const Rational& value) { return value == 0; };
  return std::all_of(activation.breakpoints.begin(), activation.breakpoints.end(), is_zero) &&
         std::all_of(activation.intercepts.begin(), activation.intercepts.end(), is_zero);
}

/// Of every hidden layer.
std::vector<std::vector<UnitShift>> all_shifts(const Network& network, const Dataset& data) {
  std::vector<std::vector<Vector>> z;
  for (const Vector& x : data.inputs)
    z.push_back(network.pre_activations(x));
  std::vector<std::vector<UnitShift>> shifts(network.hidden_layer_count());
  for (std::size_t l = 0; l < shifts.size(); ++l)
    if (network.layers[l].has_biases && network.layers[l + 1].has_biases)
      for (std::size_t j = 0; j < network.layers[l].unit_count(); ++j)
        if (auto shift = unit_shift(network.layers[l].activation, l, j, z))
          shifts[l].push_back(*std::move(shift));
  return shifts;
}

} // namespace

FamilyOfMinima shifted_and_scaled(const Network& network, const Dataset& data) {
  const std::vector<std::vector<UnitShift>> shifts = all_shifts(network, data);
  const ParameterColumns columns(network);
  RowSpace space(columns.count());
  FamilyOfMinima family;
  const auto add_shift = [&](const std::vector<UnitShift>& of_units) {
    Direction direction = shift_direction(network, of_units);
    if (space.insert(columns.column(direction)))
      family.directions.push_back(std::move(direction));
  };
  for (const std::vector<UnitShift>& of_layer : shifts)
    if (!of_layer.empty())
      add_shift(of_layer);
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    if (is_homogeneous(network.layers[l].activation))
      for (std::size_t j = 0; j < network.layers[l].unit_count(); ++j)
        if (space.insert(columns.scaling_column(l, j)))
          family.scaled.emplace_back(l, j);
  for (const std::vector<UnitShift>& of_layer : shifts)
    for (const UnitShift& shift : of_layer)
      add_shift({shift});
  return family;
}

} // namespace thalweg
