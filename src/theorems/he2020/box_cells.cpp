// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/he2020/box_cells.hpp"

#include "certificate/family_claims.hpp"
#include "exact/error.hpp"
#include "exact/grid.hpp"
#include "landscape/box_cells.hpp"
#include "theorems/corner.hpp"
#include "theorems/sampled_data.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;

constexpr std::size_t free_units = 2; ///< of each hidden layer: every sample is a wall of theirs
constexpr std::size_t tied_units = 3; ///< of each hidden layer, all at a breakpoint for a sample
constexpr int most_halvings = 24;
constexpr int most_draws = 50;

struct NetworkInBox {
  Network network;
  std::vector<LayerRadii> radii;
};

/// The least integer that is not below.
Rational ceiling(const Rational& value) {
  return multiple_above(value, 1);
}

bool is_increasing(const Activation& activation) {
  return std::all_of(activation.slopes.begin(), activation.slopes.end(),
                     [](const Rational& slope) { return slope > 0; });
}

/// The network can keep samples in order, or UsageError.
void require_order(const std::string& name) {
  if (theorem_activation(name).slopes.back() == 0)
    throw UsageError("--activation: expected one whose last slope is not 0, found " + name);
}

/// Rows of free units that keep the order of the samples, whatever the biases are. All inputs rise
/// or fall together if σ increases. If not, unit 0 of each layer carries the order: it stays on the
/// last piece, whose slope is not 0, and its weight outweighs all others.
class OrderedRows {
public:
  OrderedRows(const Dataset& data, const Activation& activation)
      : activation_(activation), first_(ordering_row(data, activation)),
        has_carrier_(!is_increasing(activation)) {
    for (const Rational& slope : activation.slopes)
      steepest_ = std::max<Rational>(steepest_, abs(slope));
  }

  bool has_carrier() const { return has_carrier_; }

  std::vector<SparseRow> next() {
    std::vector<SparseRow> rows;
    Vector slopes; // of the units, along the first row, in size
    if (has_carrier_) {
      rows.push_back(slopes_.empty() ? first_ : SparseRow{{0, 1}});
      slopes.push_back(slopes_.empty() ? Rational(1) : slopes_.front());
    }
    for (std::size_t u = 0; u < free_units; ++u) {
      rows.push_back(slopes_.empty() ? multiple(first_, factor(u)) : inner_row(u));
      Rational slope = slopes_.empty() ? Rational(u + 1) : 0;
      for (const auto& [k, weight] : rows.back())
        if (!slopes_.empty())
          slope += abs(weight) * slopes_[k];
      slopes.push_back(slope);
    }
    slopes_.clear();
    for (std::size_t k = 0; k < slopes.size(); ++k)
      slopes_.push_back(slopes[k] *
                        (has_carrier_ && k == 0 ? abs(activation_.slopes.back()) : steepest_));
    return rows;
  }

private:
  Rational factor(std::size_t u) const {
    return has_carrier_ && u % 2 == 1 ? -Rational(u + 1) : Rational(u + 1);
  }

  static SparseRow multiple(SparseRow row, const Rational& by) {
    for (auto& [k, weight] : row)
      weight *= by;
    return row;
  }

  SparseRow inner_row(std::size_t u) const {
    const Rational sign = has_carrier_ && u % 2 == 1 ? -1 : 1;
    SparseRow row;
    Rational others = 0;
    for (std::size_t k = has_carrier_ ? 1 : 0; k < slopes_.size(); ++k) {
      row.emplace_back(k, sign * Rational(k + 1));
      others += Rational(k + 1) * slopes_[k];
    }
    if (has_carrier_)
      row.emplace(row.begin(), 0, sign * ceiling(2 * others / slopes_.front()));
    return row;
  }

  const Activation& activation_;
  SparseRow first_;
  bool has_carrier_;
  Rational steepest_ = 0;
  Vector slopes_ = {}; ///< bounds of |Δh| over |first row · Δx|, of the carrier the value
};

/// Between which biases the walls of a unit lie.
Interval wall_range(const SumBounds& bounds, std::size_t unit, const Vector& breakpoints) {
  std::optional<Interval> range;
  for (std::size_t i = 0; i < bounds.input_count(); ++i)
    for (const Rational& beta : breakpoints) {
      const Interval wall = exactly(beta) - bounds.sum(unit, i);
      range = range ? hull(*range, wall) : wall;
    }
  return *range;
}

Layer dense(std::size_t inputs, std::vector<SparseRow> rows, const Activation& activation) {
  Layer layer{inputs, std::move(rows), {}, activation};
  layer.biases.assign(layer.weights.size(), 0);
  return layer;
}

Layer last_layer(std::size_t inputs) {
  SparseRow row;
  for (std::size_t k = 0; k < inputs; ++k)
    row.emplace_back(k, k % 2 == 0 ? 1 : -2);
  return dense(inputs, {row}, identity_activation());
}

/// Weights differ by less than `radius`; biases by so much that every wall of a free unit is in the
/// box, and none of a carrier.
NetworkInBox wide_box(const Dataset& data, const Activation& activation, std::size_t depth,
                      const Rational& radius) {
  NetworkInBox result;
  OrderedRows rows(data, activation);
  SumBounds bounds(inputs_once(data));
  std::size_t inputs = data.inputs.front().size();
  for (std::size_t l = 0; l + 1 < depth; ++l) {
    Layer layer = dense(inputs, rows.next(), activation);
    bounds.weigh(layer, radius);
    Rational widest = 0;
    for (std::size_t u = rows.has_carrier() ? 1 : 0; u < layer.unit_count(); ++u) {
      const Interval range = wall_range(bounds, u, activation.breakpoints);
      layer.biases[u] = ceiling((range.low + range.high) / 2);
      widest =
          std::max<Rational>({widest, range.high - layer.biases[u], layer.biases[u] - range.low});
    }
    result.radii.push_back({radius, ceiling(widest) + 1});
    if (rows.has_carrier())
      layer.biases.front() =
          ceiling(wall_range(bounds, 0, activation.breakpoints).high + result.radii.back().biases) +
          1;
    bounds.activate(layer, result.radii.back().biases);
    inputs = layer.unit_count();
    result.network.layers.push_back(std::move(layer));
  }
  result.network.layers.push_back(last_layer(inputs));
  return result;
}

/// A pseudo-random network, each hidden unit of which is at a breakpoint for one sample.
NetworkInBox tied_box(const Dataset& data, const Activation& activation, std::size_t depth,
                      SeededSource& source, const Rational& radius) {
  NetworkInBox result;
  SumBounds bounds(inputs_once(data));
  std::vector<Vector> h = inputs_once(data);
  std::size_t inputs = data.inputs.front().size();
  for (std::size_t l = 0; l + 1 < depth; ++l) {
    std::vector<SparseRow> rows(tied_units);
    for (SparseRow& row : rows)
      for (std::size_t k = 0; k < inputs; ++k)
        if (const long weight = source.integer(-8, 8); weight != 0)
          row.emplace_back(k, fraction(weight, 4));
    Layer layer = dense(inputs, rows, activation);
    bounds.weigh(layer, radius);
    Rational widest = radius;
    for (std::size_t u = 0; u < layer.unit_count(); ++u) {
      const std::size_t tied = (u + l) % h.size();
      const Rational& beta = activation.breakpoints[u % activation.breakpoints.size()];
      layer.biases[u] = beta - pre_activations(layer, h[tied])[u] + layer.biases[u];
      const Interval wall = exactly(beta - layer.biases[u]) - bounds.sum(u, tied);
      widest = std::max<Rational>({widest, wall.high, -wall.low});
    }
    result.radii.push_back({radius, 2 * widest});
    bounds.activate(layer, 2 * widest);
    for (Vector& of_input : h) {
      const Vector z = pre_activations(layer, of_input);
      of_input.clear();
      for (const Rational& value : z)
        of_input.push_back(activation(value));
    }
    inputs = layer.unit_count();
    result.network.layers.push_back(std::move(layer));
  }
  result.network.layers.push_back(last_layer(inputs));
  return result;
}

Outcome cells_outcome(Dataset data, const NetworkInBox& box, const CellsOfBox& cells) {
  Outcome outcome;
  outcome.note = fmt::format("{} cells, a kink on each of {} walls", to_string(cells.cells),
                             cells.walls.size());
  CertificateDocument& document = outcome.document.emplace();
  document.data = std::move(data);
  document.network = box.network;
  document.further = {parameter_cells_claim(cells)};
  return outcome;
}

/// The first of the radii 1/8, 1/16, … of weights with which it is certain which walls are in the
/// box, and these are `walls`.
template <class MakeBox>
Outcome halving_outcome(const Dataset& data, std::size_t walls, const MakeBox& make_box) {
  Rational radius = fraction(1, 8);
  std::string reason = "more walls in the box";
  for (int halvings = 0; halvings < most_halvings; ++halvings, radius /= 2)
    try {
      const NetworkInBox box = make_box(radius);
      if (const CellsOfBox cells = cells_of_box(box.network, data, box.radii);
          cells.walls.size() == walls)
        return cells_outcome(data, box, cells);
    } catch (const ClaimError& error) {
      reason = error.what(); // smaller, then
    }
  return {std::nullopt, reason};
}

Outcome wide_outcome(const InstanceParameters& p) {
  const Dataset data = pseudo_random_data(p);
  const Activation activation = theorem_activation(*p.activation);
  const std::size_t walls =
      (*p.depth - 1) * free_units * data.sample_count() * activation.breakpoints.size();
  return halving_outcome(data, walls, [&](const Rational& radius) {
    return wide_box(data, activation, *p.depth, radius);
  });
}

/// Networks are drawn until the walls of samples can be told apart, which they cannot where the
/// layers before are constant at two of them.
Outcome tied_outcome(const InstanceParameters& p) {
  const Dataset data = pseudo_random_data(p);
  const Activation activation = theorem_activation(*p.activation);
  SeededSource seeds(*p.seed);
  Outcome outcome;
  for (int draws = 0; draws < most_draws && !outcome.document; ++draws) {
    const auto seed = static_cast<std::uint64_t>(seeds.integer(1, 1'000'000));
    outcome = halving_outcome(data, (*p.depth - 1) * tied_units, [&](const Rational& radius) {
      SeededSource source(seed);
      return tied_box(data, activation, *p.depth, source, radius);
    });
  }
  return outcome;
}

InstanceCase cells_case(const std::string& name, InstanceParameters p,
                        Outcome (*outcome)(const InstanceParameters&)) {
  p.outputs = 1;
  InstanceCase result{name, p, Verdict::cells, [p, outcome] { return outcome(p); }};
  result.parameters.outputs.reset();
  return result;
}

Cases deep_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::size_t depth : values_or(given.depth, {3, 4}))
    for (const std::string& name :
         values_or(given.activation, std::vector<std::string>{"relu", "leaky_relu:1/4", "abs"})) {
      require_depth(depth);
      require_order(name);
      InstanceParameters p = with_data_sizes(given, depth == 3 ? 4 : 3, depth == 3 ? 2 : 1);
      p.activation = name;
      p.depth = depth;
      cases.push_back(
          cells_case(fmt::format("{}-depth{}", file_word(name), depth), p, wide_outcome));
    }
  return cases;
}

Cases tied_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::size_t depth : values_or(given.depth, {3, 4})) {
    require_depth(depth);
    InstanceParameters p = with_data_sizes(given, 5, 2);
    p.activation = given.activation.value_or("relu");
    theorem_activation(*p.activation);
    p.depth = depth;
    cases.push_back(cells_case(fmt::format("depth{}", depth), p, tied_outcome));
  }
  return cases;
}

} // namespace

Instance he2020_deep_cells() {
  using enum Parameter;
  return {"he2020",
          "theorem2-deep-cells",
          "Theorem 2 with two and more hidden layers: the exact number of cells of a box of "
          "parameters, and a kink of the risk on every wall between them",
          {seed, samples, dimension, depth, activation},
          deep_cases};
}

Instance he2020_cells_around() {
  using enum Parameter;
  return {"he2020",
          "theorem2-cells-around",
          "the same around a network at which every hidden unit is at a breakpoint for a sample: "
          "two cells for each unit",
          {seed, samples, dimension, depth, activation},
          tied_cases};
}

} // namespace thalweg
