// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/sharpened_ends.hpp"

#include <algorithm>
#include <set>

namespace thalweg {

namespace {

std::set<std::size_t> units_in_use(const Layer& output) {
  std::set<std::size_t> result;
  for (const auto& [unit, weight] : output.weights.front())
    if (abs(weight) > near_kink)
      result.insert(unit);
  return result;
}

/// Lowers the bias of the unit until it is off everywhere, by a share of its largest z. `values`: z
/// of all hidden units, by sample.
void switch_off(WalkEnd& end, std::size_t unit, const std::vector<Vector>& values) {
  Layer& hidden = end.network.layers.front();
  Rational highest = values.front()[unit], size;
  for (const Vector& z : values) {
    highest = std::max(highest, z[unit]);
    size = std::max(size, Rational(abs(z[unit])));
  }
  Vector biases = parameter_biases(hidden);
  biases[unit] -= std::max(highest, Rational(0)) + size / 8 + near_kink;
  std::vector<SparseRow> rows = parameter_rows(hidden);
  set_parameters(hidden, std::move(rows), std::move(biases));
  for (SamplePieces& pieces : end.pieces)
    pieces.front()[unit] = 0;
  std::erase_if(end.held, [&](const HeldPair& pair) { return pair.unit == unit; });
}

} // namespace

std::vector<WalkEnd> sharpened_ends(const WalkEnd& end, const Dataset& data) {
  WalkEnd sharp = end;
  Layer& output = sharp.network.layers.back();
  const std::set<std::size_t> used = units_in_use(output);
  std::vector<SparseRow> rows = parameter_rows(output);
  std::erase_if(rows.front(), [&](const Term& term) { return !used.contains(term.first); });
  set_parameters(output, std::move(rows), parameter_biases(output));
  const Layer& hidden = sharp.network.layers.front();
  std::vector<Vector> values;
  for (const Vector& input : data.inputs)
    values.push_back(pre_activations(hidden, input));
  for (const std::size_t unit : used)
    for (std::size_t i = 0; i < values.size(); ++i)
      if (abs(values[i][unit]) <= near_kink)
        sharp.held.push_back({0, unit, i});
  std::vector<WalkEnd> result{sharp};
  if (used.size() == hidden.unit_count() || hidden.activation.slopes.front() != 0 ||
      !hidden.has_biases)
    return result;
  for (std::size_t unit = 0; unit < hidden.unit_count(); ++unit)
    if (!used.contains(unit))
      switch_off(sharp, unit, values);
  result.push_back(std::move(sharp));
  return result;
}

} // namespace thalweg
