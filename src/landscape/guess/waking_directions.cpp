// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/guess/waking_directions.hpp"

#include "exact/finite.hpp"
#include "landscape/guess/scouted_risk.hpp"
#include "network/walk.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

constexpr std::size_t most_rows_of_layer = 3;
constexpr std::size_t most_coordinates = 24;
constexpr std::size_t oblique_count = 16;
constexpr std::size_t most_thresholds = 8;
constexpr std::size_t most_patches = 2000;
constexpr std::size_t linear_rounds = 3;
constexpr int fraction_bits = 10; ///< of the entries of a direction, its largest being about 1

using FloatingVector = std::vector<double>;

/// A row of parameters without weights: its units have one value at all samples.
struct ConstantRow {
  std::size_t layer, row;
  bool is_at_kink; ///< else inside a piece whose slope is not 0
};

std::vector<ConstantRow> constant_rows(const Network& network) {
  std::vector<ConstantRow> result;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    const Layer& layer = network.layers[l];
    const Activation& activation = layer.activation;
    for (std::size_t row = 0; row < parameter_rows(layer).size(); ++row) {
      if (!parameter_rows(layer)[row].empty())
        continue;
      const Rational& z = parameter_biases(layer)[row];
      std::size_t piece = 0;
      while (piece < activation.breakpoints.size() && activation.breakpoints[piece] < z)
        ++piece;
      const bool is_at_kink = piece < activation.breakpoints.size() &&
                              activation.breakpoints[piece] == z &&
                              activation.slopes[piece] != activation.slopes[piece + 1];
      if (is_at_kink || activation.slopes[piece] != 0)
        result.push_back({l, row, is_at_kink});
    }
  }
  return result;
}

double largest_size(const FloatingVector& values) {
  double largest = 0;
  for (const double value : values)
    largest = std::max(largest, std::abs(value));
  return largest;
}

double inner_product(const FloatingVector& a, const FloatingVector& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k)
    sum += a[k] * b[k];
  return sum;
}

FloatingVector plus_multiple(FloatingVector a, double factor, const FloatingVector& b) {
  for (std::size_t k = 0; k < a.size(); ++k)
    a[k] += factor * b[k];
  return a;
}

class Waking {
public:
  Waking(const Network& network, const Problem& problem, double work)
      : network_(network), data_(problem.data), risk_(network, problem.data, problem.loss),
        order_(network), rows_(constant_rows(network)), start_(risk_.parameters()),
        now_(risk_.risk(start_)), work_(work) {
    find_constant_inputs();
  }

  std::vector<Direction> result(std::size_t most) {
    std::vector<std::size_t> rows_in_layer(network_.layers.size());
    std::vector<ConstantRow> tried;
    for (const ConstantRow& row : rows_)
      if (rows_in_layer[row.layer]++ < most_rows_of_layer)
        tried.push_back(row);
    for (const ConstantRow& row : tried)
      wake(row, work_ / static_cast<double>(tried.size()));
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Found& a, const Found& b) { return a.drop > b.drop; });
    found_.resize(std::min(found_.size(), most));
    std::vector<Direction> directions;
    for (const Found& found : found_)
      directions.push_back(exact(found.direction));
    return directions;
  }

private:
  struct Found {
    FloatingVector direction;
    double drop;
  };

  /// The inputs of dense layers that have one value at all samples.
  void find_constant_inputs() {
    for (std::size_t l = 0; l < network_.layers.size(); ++l) {
      auto& constants = constant_inputs_.emplace_back(network_.layers[l].input_count);
      const std::vector<FloatingVector> inputs = risk_.inputs(start_, l);
      for (std::size_t k = 0; k < constants.size(); ++k)
        if (std::all_of(inputs.begin(), inputs.end(),
                        [&](const FloatingVector& u) { return u[k] == inputs.front()[k]; }))
          constants[k] = inputs.front()[k];
    }
  }

  /// What the weights of the row multiply, one vector per sample and unit; not all of too many.
  std::vector<FloatingVector> patches(const ConstantRow& at, const FloatingVector& where) const {
    const Layer& layer = network_.layers[at.layer];
    const std::vector<FloatingVector> inputs = risk_.inputs(where, at.layer);
    std::vector<std::size_t> units;
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
      if (parameter_row_of(layer, unit) == at.row)
        units.push_back(unit);
    const std::size_t step = 1 + inputs.size() * units.size() / most_patches;
    std::vector<FloatingVector> result;
    for (std::size_t k = 0; k < inputs.size() * units.size(); k += step) {
      const FloatingVector& u = inputs[k / units.size()];
      FloatingVector& patch = result.emplace_back(parameter_column_count(layer));
      visit_field(layer, units[k % units.size()],
                  [&](std::size_t input, std::size_t column) { patch[column] = u[input]; });
    }
    return result;
  }

  /// Integer coefficients a: single columns that vary, and oblique ones.
  static std::vector<FloatingVector> coefficients(const std::vector<FloatingVector>& patches) {
    const std::size_t columns = patches.front().size();
    std::vector<std::size_t> varying;
    for (std::size_t c = 0; c < columns; ++c)
      if (std::any_of(patches.begin(), patches.end(),
                      [&](const FloatingVector& p) { return p[c] != patches.front()[c]; }))
        varying.push_back(c);
    std::vector<FloatingVector> result;
    for (std::size_t k = 0; k < std::min(varying.size(), most_coordinates); ++k)
      result.emplace_back(columns)[varying[k]] = 1;
    std::uint64_t state = 20211122; // a fixed sequence of guesses
    const auto draw = [&state](std::uint64_t bound) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      return (state >> 33) % bound;
    };
    for (std::size_t count = 0; varying.size() > 1 && count < oblique_count; ++count) {
      FloatingVector& a = result.emplace_back(columns);
      for (std::size_t term = 2 + draw(3); term > 0; --term)
        a[varying[draw(varying.size())]] = draw(2) == 0 ? 1 : -1;
    }
    return result;
  }

  void wake(const ConstantRow& at, double work) {
    const std::vector<FloatingVector> seen = patches(at, start_);
    const std::vector<FloatingVector> all = coefficients(seen);
    const double of_one = 3 * risk_.work() * (at.is_at_kink ? 1 : linear_rounds);
    std::vector<FloatingVector> wakings;
    for (const FloatingVector& a : all)
      append_wakings(wakings, at, a, seen);
    const auto affordable = static_cast<std::size_t>(std::max(4.0, work / of_one));
    const std::size_t step = 1 + wakings.size() / affordable;
    for (std::size_t k = 0; k < wakings.size(); k += step)
      follow(at, wakings[k]);
  }

  /// The row alone moves: by ±(a, −t) at a kink, by (a, −mean) inside a piece.
  void append_wakings(std::vector<FloatingVector>& result, const ConstantRow& at,
                      const FloatingVector& a, const std::vector<FloatingVector>& seen) const {
    FloatingVector projections;
    for (const FloatingVector& patch : seen)
      projections.push_back(inner_product(a, patch));
    std::sort(projections.begin(), projections.end());
    projections.erase(std::unique(projections.begin(), projections.end()), projections.end());
    const bool has_bias = network_.layers[at.layer].has_biases;
    FloatingVector thresholds = {0};
    if (!at.is_at_kink && has_bias)
      thresholds = {(projections.front() + projections.back()) / 2};
    if (at.is_at_kink && has_bias) {
      const std::size_t gaps = projections.size() - 1;
      const std::size_t count = std::min(gaps, most_thresholds);
      thresholds.clear();
      for (std::size_t k = 0; k < count; ++k) {
        const std::size_t gap = count == 1 ? 0 : k * (gaps - 1) / (count - 1);
        thresholds.push_back((projections[gap] + projections[gap + 1]) / 2);
      }
      thresholds.push_back(projections.front() - 1); // no kink between samples
    }
    for (const double t : thresholds)
      for (const double sign : {1.0, -1.0})
        if (at.is_at_kink || sign > 0)
          result.push_back(row_move(at, a, sign, t));
  }

  FloatingVector row_move(const ConstantRow& at, const FloatingVector& a, double sign,
                          double threshold) const {
    FloatingVector move(order_.count());
    for (std::size_t c = 0; c < a.size(); ++c)
      move[order_.weight(at.layer, at.row, c)] = sign * a[c];
    if (network_.layers[at.layer].has_biases)
      move[order_.bias(at.layer, at.row)] = -sign * threshold;
    return move;
  }

  /// Steps 2 and 3 of the head comment.
  void follow(const ConstantRow& at, FloatingVector move) {
    keep(move); // if it is read already
    std::size_t layer = at.layer;
    for (;;) {
      if (auto step = step_above(layer, move)) {
        FloatingVector direction = compensated(plus_multiple(move, 1, *step));
        keep(direction);
        for (std::size_t round = 0; !at.is_at_kink && round < linear_rounds; ++round)
          direction = turned(at, direction);
        return;
      }
      const std::optional<FloatingVector> linked = with_link(layer, move);
      if (!linked)
        return;
      move = compensated(*linked);
    }
  }

  /// −s G of the layers above, at W + move; nothing if it is 0.
  std::optional<FloatingVector> step_above(std::size_t layer, const FloatingVector& move) const {
    const FloatingVector there = plus_multiple(start_, 1, move);
    FloatingVector g = risk_.gradient(there);
    std::fill(g.begin(), g.begin() + static_cast<std::ptrdiff_t>(order_.begin(layer + 1)), 0.0);
    const double size = inner_product(g, g);
    if (largest_size(g) <= 1e-11 * (1 + now_))
      return std::nullopt;
    const double curvature = inner_product(g, risk_.hessian_product(there, g));
    const double factor = curvature > 0 ? size / curvature : 1 / largest_size(g);
    for (double& entry : g)
      entry *= -factor;
    return g;
  }

  /// The move and a weight 1 of a constant unit above, from an input that varies now.
  std::optional<FloatingVector> with_link(std::size_t& layer, FloatingVector move) const {
    const FloatingVector there = plus_multiple(start_, 1, move);
    for (const ConstantRow& next : rows_) {
      if (next.layer <= layer)
        continue;
      const std::vector<FloatingVector> seen = patches(next, there);
      for (std::size_t c = 0; c < seen.front().size(); ++c)
        if (std::any_of(seen.begin(), seen.end(),
                        [&](const FloatingVector& patch) { return patch[c] != seen.front()[c]; })) {
          move[order_.weight(next.layer, next.row, c)] = 1;
          layer = next.layer;
          return move;
        }
    }
    return std::nullopt;
  }

  /// Step 3 in floating point; the exact direction repeats it.
  FloatingVector compensated(FloatingVector direction) const {
    for (std::size_t l = 0; l < network_.layers.size(); ++l) {
      const Layer& layer = network_.layers[l];
      if (layer.kind != LayerKind::dense || !layer.has_biases)
        continue;
      for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
        for (std::size_t k = 0; k < layer.input_count; ++k)
          if (const double c = direction[order_.weight(l, unit, k)]; c != 0 && is_compensated(l, k))
            direction[order_.bias(l, unit)] -= c * *constant_inputs_[l][k];
    }
    return direction;
  }

  /// Constants of x need none: they wake units.
  bool is_compensated(std::size_t layer, std::size_t input) const {
    return layer > 0 && constant_inputs_[layer][input].has_value();
  }

  /// The row along the gradient at W + direction, the layers above as they are.
  FloatingVector turned(const ConstantRow& at, FloatingVector direction) {
    const FloatingVector g = risk_.gradient(plus_multiple(start_, 1, direction));
    FloatingVector row(order_.count());
    const std::size_t columns = parameter_column_count(network_.layers[at.layer]);
    for (std::size_t c = 0; c < columns; ++c)
      row[order_.weight(at.layer, at.row, c)] = -g[order_.weight(at.layer, at.row, c)];
    if (network_.layers[at.layer].has_biases)
      row[order_.bias(at.layer, at.row)] = -g[order_.bias(at.layer, at.row)];
    const double size = largest_size(row);
    if (size == 0)
      return direction;
    for (std::size_t p = 0; p < row.size(); ++p)
      direction[p] += row[p] / (2 * size);
    keep(direction);
    return direction;
  }

  /// Remembers the direction if the risk seems to fall along it.
  void keep(const FloatingVector& direction) {
    double drop = 0;
    for (const double epsilon : {0x1p-6, 0x1p-4, 0x1p-2, 0x1p-1, 0x1p0}) {
      const double here = now_ - risk_.risk(plus_multiple(start_, epsilon, direction));
      if (epsilon == 0x1p-6 && !(here > 1e-15 * now_))
        return;
      drop = std::max(drop, here);
    }
    if (std::isfinite(drop))
      found_.push_back({direction, drop});
  }

  /// Rounded, then compensated exactly.
  Direction exact(const FloatingVector& direction) const {
    std::vector<std::size_t> all;
    Vector values;
    const double unit =
        std::exp2(std::floor(std::log2(std::max(1e-300, largest_size(direction)))) - fraction_bits);
    for (std::size_t p = 0; p < direction.size(); ++p) {
      all.push_back(p);
      values.push_back(exact_value(std::nearbyint(direction[p] / unit) * unit));
    }
    const Vector& x = data_.inputs.front();
    const std::vector<Vector> outputs = network_values(network_, x, network_.layers.size()).h;
    for (std::size_t l = 0; l < network_.layers.size(); ++l) {
      const Layer& layer = network_.layers[l];
      if (layer.kind != LayerKind::dense || !layer.has_biases)
        continue;
      const Vector u = layer_input(network_, l, outputs);
      for (std::size_t row = 0; row < layer.unit_count(); ++row)
        compensate(values, direction, l, row, u);
    }
    return order_.direction(all, values);
  }

  /// Replaces the rounded compensation in the bias by the exact one.
  void compensate(Vector& values, const FloatingVector& direction, std::size_t l, std::size_t row,
                  const Vector& u) const {
    double guessed = 0;
    Rational sum = 0;
    for (std::size_t k = 0; k < u.size(); ++k)
      if (const std::size_t p = order_.weight(l, row, k);
          direction[p] != 0 && is_compensated(l, k)) {
        guessed += direction[p] * *constant_inputs_[l][k];
        sum += values[p] * u[k];
      }
    if (guessed == 0 && sum == 0)
      return;
    Rational& bias = values[order_.bias(l, row)];
    const double rest = direction[order_.bias(l, row)] + guessed;
    bias = std::abs(rest) < 1e-9 * std::abs(guessed) ? Rational(0) : bias + exact_value(guessed);
    bias -= sum;
  }

  const Network& network_;
  const Dataset& data_;
  ScoutedRisk risk_;
  ParameterOrder order_;
  std::vector<ConstantRow> rows_;
  FloatingVector start_;
  double now_;
  double work_;
  std::vector<std::vector<std::optional<double>>> constant_inputs_; ///< [layer][input]
  std::vector<Found> found_;
};

} // namespace

std::vector<Direction> waking_directions(const Network& network, const Problem& problem,
                                         std::size_t most, double work) {
  if (constant_rows(network).empty())
    return {};
  return Waking(network, problem, work).result(most);
}

} // namespace thalweg
