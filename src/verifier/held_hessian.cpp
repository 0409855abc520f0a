// SPDX-License-Identifier: Apache-2.0

#include "held_hessian.hpp"

#include <bit>

namespace thalweg::verifier {

namespace {

constexpr std::int64_t hessian_bits = 100;   ///< of the entries behind the point
constexpr std::int64_t largest_entry = 10;   ///< terms are below 2^10, else nothing is decided
constexpr std::size_t squares_at_once = 512; ///< so that they need little memory
constexpr std::int64_t largest_sum = 20;     ///< and sums below 2^20, so that none overflows

Wide floor_shift_wide(const Wide& a, std::int64_t bits) {
  const Wide unit = Wide(1) << static_cast<unsigned>(bits);
  return a >= 0 ? Wide(a >> static_cast<unsigned>(bits))
                : Wide(-((unit - 1 - a) >> static_cast<unsigned>(bits)));
}

std::int64_t bits_of(std::int64_t a) {
  return std::bit_width(static_cast<std::uint64_t>(a < 0 ? -a : a));
}

/// Is |a| below 2^bits?
bool is_within(const Wide& a, std::int64_t bits) {
  const Wide limit = bits < 0 ? Wide(0) : Wide(1) << static_cast<unsigned>(bits);
  return -limit < a && a < limit;
}

/// Columns with one exponent: entries of at most `bits` binary digits, right up to 3 units; entries
/// of columns that are 0 are exact.
struct AlignedColumns {
  std::int64_t exponent = 0;
  List<List<std::int64_t>> columns; ///< empty: 0
  List<Wide> sums;                  ///< of magnitudes, by column

  AlignedColumns(const ShortColumns& from, std::int64_t bits) {
    bool is_first = true;
    for (const List<ShortNumber>& column : from.columns)
      for (const ShortNumber& number : column)
        if (!number.is_zero()) {
          const std::int64_t excess = std::max<std::int64_t>(0, bits_of(number.mantissa) - bits);
          const std::int64_t needed = number.exponent + excess;
          exponent = is_first ? needed : std::max(exponent, needed);
          is_first = false;
        }
    for (const List<ShortNumber>& column : from.columns) {
      Meter::tick();
      List<std::int64_t>& aligned = columns.emplace_back();
      Wide& sum = sums.emplace_back(0);
      if (std::all_of(column.begin(), column.end(),
                      [](const ShortNumber& number) { return number.is_zero(); }))
        continue;
      for (const ShortNumber& number : column) {
        const std::int64_t shift = std::min<std::int64_t>(63, exponent - number.exponent);
        aligned.push_back(number.is_zero() ? 0 : number.mantissa >> shift);
        sum += aligned.back() < 0 ? -aligned.back() : aligned.back();
      }
    }
  }
};

/// Σ a_i b_i, below 2^126 by the choice of the bits.
Wide dot_of_columns(const List<std::int64_t>& a, const List<std::int64_t>& b) {
  Wide sum = 0;
  const std::int64_t* const left = a.data();
  const std::int64_t* const right = b.data();
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += Wide(left[i]) * right[i];
  return sum;
}

} // namespace

ShortNumber short_number(const Ball& ball, std::size_t bits, std::int64_t shift) {
  if (ball.is_zero())
    return {};
  const std::size_t length = bit_length(ball.centre);
  const std::size_t dropped = std::max(length > 62 ? length - 62 : 0, bit_length(ball.radius));
  const std::int64_t exponent =
      static_cast<std::int64_t>(dropped) - static_cast<std::int64_t>(bits) + shift;
  return {static_cast<std::int64_t>(ball.centre >> dropped), static_cast<std::int32_t>(exponent)};
}

HeldHessian::HeldHessian(const HeldProblem& problem)
    : problem_(problem), column_(problem.graph.parameter_count) {
  for (std::size_t j = 0; j < problem.graph.parameter_count; ++j)
    if (problem.is_free(j)) {
      column_[j] = free_.size();
      free_.push_back(j);
    }
  const std::size_t entries = free_.size() * (free_.size() + 1) / 2;
  Meter::require_room(entries, 2 * sizeof(Wide));
  Meter::require_room(free_.size() * squares_at_once, 2 * sizeof(ShortNumber));
  centres_.assign(entries, Wide(0));
  radii_.assign(entries, Wide(0));
  squares_.rows = weighted_.rows = squares_at_once;
  squares_.columns.assign(free_.size(), List<ShortNumber>(squares_at_once));
  weighted_.columns = squares_.columns;
}

void HeldHessian::add(std::size_t i, std::size_t j, const Wide& sum, const Wide& radius,
                      std::int64_t exponent) {
  const std::size_t at = i < j ? j * (j + 1) / 2 + i : i * (i + 1) / 2 + j;
  const std::int64_t up = std::max<std::int64_t>(0, exponent + hessian_bits);
  const std::int64_t down = std::min<std::int64_t>(126, up - exponent - hessian_bits);
  const Wide centre = floor_shift_wide(sum, down);
  const Wide rest = floor_shift_wide(radius, down) + (down > 0 ? 2 : 0);
  const std::int64_t limit = hessian_bits + largest_entry - up;
  if (!is_within(centre, limit) || !is_within(rest, limit)) {
    is_too_large_ = true;
    return;
  }
  centres_[at] += centre * (Wide(1) << static_cast<unsigned>(up));
  radii_[at] += rest * (Wide(1) << static_cast<unsigned>(up));
  const std::int64_t most = hessian_bits + largest_sum;
  is_too_large_ = is_too_large_ || !is_within(centres_[at], most) || !is_within(radii_[at], most);
}

void HeldHessian::add_block(const ShortColumns& a, const ShortColumns& b, bool is_symmetric) {
  const auto row_bits = static_cast<std::int64_t>(bit_length(Integer(a.rows)));
  const std::int64_t bits = (126 - row_bits) / 2;
  const AlignedColumns left(a, bits);
  const AlignedColumns right(b, bits);
  for (std::size_t i = 0; i < left.columns.size(); ++i) {
    if (left.columns[i].empty())
      continue;
    for (std::size_t j = 0; j < (is_symmetric ? i + 1 : right.columns.size()); ++j) {
      if (right.columns[j].empty())
        continue;
      Meter::tick();
      // |a b − ã b̃| ≤ (|ã| + 3) 3 + 3 |b̃|
      const Wide radius = 3 * (left.sums[i] + right.sums[j]) + Wide(9) * a.rows;
      add(i, j, dot_of_columns(left.columns[i], right.columns[j]), radius,
          left.exponent + right.exponent);
    }
  }
}

void HeldHessian::add_square(const List<Ball>& gradient, const Ball& factor) {
  const BallRules& rules = problem_.rules;
  const auto bits = static_cast<std::int64_t>(rules.bits());
  // half of the factor's size goes to either side
  const auto length = static_cast<std::int64_t>(bit_length(factor.centre));
  const std::int64_t half = (length - bits) / 2;
  for (std::size_t column = 0; column < free_.size(); ++column) {
    const std::size_t j = free_[column];
    if (gradient[j].is_zero())
      continue;
    const Ball scaled = rules.product(gradient[j], problem_.steps[j]);
    squares_.columns[column][square_count_] = short_number(scaled, rules.bits(), half);
    weighted_.columns[column][square_count_] =
        short_number(rules.product(scaled, factor), rules.bits(), -half);
  }
  if (++square_count_ == squares_at_once)
    add_waiting_squares();
}

void HeldHessian::add_waiting_squares() {
  add_block(weighted_, squares_, true);
  for (ShortColumns* const columns : {&squares_, &weighted_})
    for (List<ShortNumber>& column : columns->columns)
      std::fill(column.begin(), column.end(), ShortNumber{});
  square_count_ = 0;
}

void HeldHessian::add_mixed(const List<HeldPoint>& points, const List<Adjoints>& adjoints) {
  const UnitGraph& graph = problem_.graph;
  for (std::size_t unit = 0; unit < graph.units.size(); ++unit)
    if (graph.layer_of(unit).is_parametrised() && !graph.is_output(unit))
      add_mixed_of_unit(unit, points, adjoints);
}

namespace {

/// Derivatives of all entries by z of a unit, in the pieces of the point.
List<Ball> tangents(const HeldProblem& problem, const HeldPoint& point, std::size_t unit) {
  const UnitGraph& graph = problem.graph;
  List<Ball> result(graph.entry_count());
  const auto slope = [&](std::size_t of) -> const Ball& {
    return problem.pieces_of(of)
        .slopes[graph.layer_of(of).is_maximum() ? 0 : point.pattern().pieces[of]];
  };
  result[graph.entry_of(unit)] = slope(unit);
  for (std::size_t later = graph.first_unit[graph.units[unit].layer + 1];
       later < graph.units.size() && !graph.is_output(later); ++later) {
    const List<Link>& links = graph.units[later].links;
    const bool is_maximum = graph.layer_of(later).is_maximum();
    BallSum sum;
    for (std::size_t k = 0; k < links.size(); ++k) {
      const Ball& input = result[links[k].entry];
      if (!input.is_zero() && (!is_maximum || k == point.pattern().pieces[later]))
        sum.add(problem.coefficients[links[k].coefficient], input);
    }
    if (!sum.is_zero())
      result[graph.entry_of(later)] =
          problem.rules.product(sum.take_rounded(problem.rules.bits()), slope(later));
  }
  return result;
}

} // namespace

void HeldHessian::add_mixed_of_unit(std::size_t unit, const List<HeldPoint>& points,
                                    const List<Adjoints>& adjoints) {
  const UnitGraph& graph = problem_.graph;
  const BallRules& rules = problem_.rules;
  ShortColumns own{points.size(), List<List<ShortNumber>>(free_.size())};
  ShortColumns later{points.size(), List<List<ShortNumber>>(free_.size())};
  const auto put = [&](ShortColumns& columns, std::size_t parameter, std::size_t row,
                       const Ball& value) {
    List<ShortNumber>& column = columns.columns[column_[parameter]];
    if (column.empty())
      column.resize(points.size());
    column[row] = short_number(rules.product(value, problem_.steps[parameter]), rules.bits());
  };
  const auto is_free = [&](const Link& link) {
    return graph.is_parameter(link) && problem_.is_free(link.coefficient);
  };
  for (std::size_t i = 0; i < points.size(); ++i) {
    Meter::tick();
    const List<Ball> by_unit = tangents(problem_, points[i], unit);
    if (by_unit[graph.entry_of(unit)].is_zero())
      continue;
    for (const Link& link : graph.units[unit].links)
      if (is_free(link))
        put(own, link.coefficient, i, points[i].base().h[link.entry]);
    List<std::pair<std::size_t, BallSum>> products; // several positions may share a parameter
    for (std::size_t other = graph.first_unit[graph.units[unit].layer + 1];
         other < graph.units.size(); ++other)
      for (const Link& link : graph.units[other].links)
        if (is_free(link) && !by_unit[link.entry].is_zero() && !adjoints[i].z[other].is_zero()) {
          BallSum product;
          product.add(adjoints[i].z[other], by_unit[link.entry]);
          products.emplace_back(link.coefficient, std::move(product));
        }
    std::stable_sort(products.begin(), products.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t k = 0; k < products.size();) {
      const std::size_t parameter = products[k].first;
      Ball sum;
      for (; k < products.size() && products[k].first == parameter; ++k)
        sum = sum + products[k].second.take_rounded(rules.bits());
      put(later, parameter, i, sum);
    }
  }
  add_block(later, own, false);
}

void HeldHessian::add_diagonal(const Fraction& curvature) {
  const BallRules& rules = problem_.rules;
  for (std::size_t column = 0; column < free_.size(); ++column) {
    const Ball& step = problem_.steps[free_[column]];
    const Ball scaled = rules.product(rules.product(problem_.decay[free_[column]], step), step);
    const ShortNumber number = short_number(scaled + scaled - rules.ball(curvature), rules.bits());
    add(column, column, number.mantissa, 2, number.exponent);
  }
}

std::optional<SymmetricMatrix> HeldHessian::matrix() {
  add_waiting_squares();
  if (is_too_large_)
    return std::nullopt;
  SymmetricMatrix result(free_.size());
  for (std::size_t at = 0; at < centres_.size(); ++at)
    result.lower[at] = {integer_of(centres_[at] - radii_[at]),
                        integer_of(centres_[at] + radii_[at])};
  return result;
}

} // namespace thalweg::verifier
