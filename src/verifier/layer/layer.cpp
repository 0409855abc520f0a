// SPDX-License-Identifier: Apache-2.0

#include "layer/layer.hpp"

namespace thalweg::verifier {

bool Activation::is_identity(std::size_t piece) const {
  return slopes[piece] == Fraction{1, 1} && sign(intercepts[piece]) == 0;
}

Activation relu() {
  return {{Fraction{}}, {Fraction{}, Fraction{1, 1}}, {Fraction{}, Fraction{}}};
}

Activation identity() {
  return {{}, {Fraction{1, 1}}, {Fraction{}}};
}

Unit unit_of(const SparseRow& weights, const Fraction& bias) {
  Unit unit{{}, bias.numerator, bias.denominator};
  for (const auto& [input, weight] : weights)
    unit.denominator = lcm(unit.denominator, weight.denominator);
  unit.bias *= unit.denominator / bias.denominator;
  for (const auto& [input, weight] : weights) {
    Meter::tick();
    unit.terms.push_back({input, weight.numerator * (unit.denominator / weight.denominator)});
  }
  return unit;
}

namespace {

/// The rows of a convolution, moved to every position: index (channel, offset) of a row becomes the
/// entry under that offset, if there is one.
List<Unit> units_at_positions(const Windows& windows, const List<Unit>& rows) {
  const std::size_t positions = position_count(windows.source);
  List<Unit> units;
  for (std::size_t q = 0; q < rows.size(); ++q) {
    const std::size_t group = q / (rows.size() / windows.groups);
    for (const List<WindowEntry>& window : windows.entries) {
      Meter::tick();
      Unit& unit = units.emplace_back(Unit{{}, rows[q].bias, rows[q].denominator});
      for (const Term& term : rows[q].terms) {
        const auto entry = std::lower_bound(
            window.begin(), window.end(), term.input % windows.offset_count,
            [](const WindowEntry& a, std::size_t offset) { return a.offset < offset; });
        if (entry == window.end() || entry->offset != term.input % windows.offset_count)
          continue;
        const std::size_t channel =
            group * windows.group_channels() + term.input / windows.offset_count;
        unit.terms.push_back({channel * positions + entry->position, term.weight});
      }
    }
  }
  return units;
}

} // namespace

bool has_architecture_of(const Layer& a, const Layer& b) {
  return a.kind == b.kind && a.shape == b.shape && a.sources == b.sources &&
         a.input_count == b.input_count && a.activation == b.activation &&
         a.has_biases == b.has_biases && a.windows.kernel == b.windows.kernel &&
         a.windows.stride == b.windows.stride && a.windows.padding == b.windows.padding &&
         a.windows.dilation == b.windows.dilation && a.windows.groups == b.windows.groups;
}

void set_parameters(Layer& layer, const List<SparseRow>& weights, const List<Fraction>& biases) {
  List<Unit> rows;
  for (std::size_t q = 0; q < weights.size(); ++q)
    rows.push_back(unit_of(weights[q], biases[q]));
  if (layer.kind == LayerKind::dense) {
    layer.units = std::move(rows);
    return;
  }
  layer.units = units_at_positions(layer.windows, rows);
  layer.rows = std::move(rows);
}

std::pair<List<std::size_t>, bool> selection(const Network& network, std::size_t l,
                                             const Pattern& pieces, const List<Fraction>& values) {
  const std::size_t source = network.layers[l].sources.front();
  const auto compare = [&](std::size_t a, std::size_t b) {
    return values[a] == values[b] ? 0 : values[a] < values[b] ? -1 : 1;
  };
  const auto stay_equal = [&](std::size_t a, std::size_t b) {
    return network.is_constant(pieces, source, a) && network.is_constant(pieces, source, b);
  };
  std::pair<List<std::size_t>, bool> result;
  for (const Unit& window : network.layers[l].units) {
    Meter::tick();
    const auto [q, is_tie] = maximum(window, compare, stay_equal);
    result.first.push_back(q);
    result.second = result.second || is_tie;
  }
  return result;
}

} // namespace thalweg::verifier
