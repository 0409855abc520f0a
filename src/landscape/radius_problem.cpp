// SPDX-License-Identifier: GPL-3.0-or-later
//
// The bound coefficients C_{l,m,j}(c, r) and their comparison with the distances, written once for
// two arithmetics: the exact one with the upward roundings of the specification, and long double
// for guessing (its range 2^±16384 makes scaling unnecessary; an overflow counts as "not
// invariant").
//
// The samples of a unit are walked by increasing distance, and the walk ends when the bound with
// the largest N of the class stays below the distance: then it does so for all that follow.

#include "landscape/radius_problem.hpp"

#include "exact/error.hpp"
#include "landscape/radius_constants.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

struct ExactArithmetic {
  using Number = Rounded;
  using Value = Rational;
  using Sum = RoundedSum;
  Rational radius;

  static const Number& number(const Rounded& a) { return a; }
  static Value value(const Rounded& a) { return a.rational(); }
  static Value value(const Sum& sum) { return sum.rational(); }
  static Number rounded(const Value& a) { return rounded_up(a); }
};

struct FloatingSum {
  long double total = 0;
  void add(long double a) { total += a; }
  void add(long double a, long double b) { total += a * b; }
  void add(long double a, long double b, long double c) { total += a * b * c; }
};

struct FloatingArithmetic {
  using Number = long double;
  using Value = long double;
  using Sum = FloatingSum;
  long double radius;

  static Number number(const Rounded& a) {
    const std::int64_t limit = 40000;
    const std::int64_t exponent = std::clamp(a.exponent(), -limit, limit);
    return std::ldexp(static_cast<long double>(a.mantissa()), static_cast<int>(exponent));
  }
  static Value value(long double a) { return a; }
  static Value value(const Sum& sum) { return sum.total; }
  static Number rounded(long double a) { return a; }
};

/// The rounded weights of a network by layers and units, and one class.
using RoundedRows = RadiusClass::Table<std::vector<std::pair<std::size_t, Rounded>>>;

/// [m][j] for one layer l, m = 0..l.
template <class Arithmetic> using Coefficients = RadiusClass::Table<typename Arithmetic::Number>;

/// Σ_k w_{l,j,k} σ_{l−1,k} values_k
template <class Arithmetic>
typename Arithmetic::Value through_weights(const std::vector<std::pair<std::size_t, Rounded>>& row,
                                           const std::vector<Rounded>& slopes,
                                           const std::vector<typename Arithmetic::Number>& values) {
  typename Arithmetic::Sum sum;
  for (const auto& [k, weight] : row)
    sum.add(Arithmetic::number(weight), Arithmetic::number(slopes[k]), values[k]);
  return Arithmetic::value(sum);
}

/// Σ_k σ_{l−1,k} values_k
template <class Arithmetic>
typename Arithmetic::Value through_slopes(const std::vector<Rounded>& slopes,
                                          const std::vector<typename Arithmetic::Number>& values) {
  typename Arithmetic::Sum sum;
  for (std::size_t k = 0; k < slopes.size(); ++k)
    sum.add(Arithmetic::number(slopes[k]), values[k]);
  return Arithmetic::value(sum);
}

/// ⌈Σ_k w σ V_k + r·shared⌉ for every unit of a layer.
template <class Arithmetic>
std::vector<typename Arithmetic::Number>
next_layer(const Arithmetic& arithmetic,
           const std::vector<std::vector<std::pair<std::size_t, Rounded>>>& weights,
           const std::vector<Rounded>& slopes,
           const std::vector<typename Arithmetic::Number>& values,
           const typename Arithmetic::Value& shared) {
  const typename Arithmetic::Value perturbed = arithmetic.radius * shared;
  std::vector<typename Arithmetic::Number> result;
  for (const auto& row : weights)
    result.push_back(
        Arithmetic::rounded(through_weights<Arithmetic>(row, slopes, values) + perturbed));
  return result;
}

template <class Arithmetic>
std::vector<typename Arithmetic::Number> numbers(const std::vector<Rounded>& values) {
  std::vector<typename Arithmetic::Number> result;
  for (const Rounded& a : values)
    result.push_back(Arithmetic::number(a));
  return result;
}

/// C for all hidden layers: result[l][m][j].
template <class Arithmetic>
std::vector<Coefficients<Arithmetic>> interval_coefficients(const Arithmetic& arithmetic,
                                                            const RoundedRows& weights,
                                                            const RadiusClass& c) {
  std::vector<Coefficients<Arithmetic>> result(weights.size());
  for (std::size_t l = 0; l < weights.size(); ++l) {
    for (std::size_t m = 0; m < l; ++m)
      result[l].push_back(
          next_layer(arithmetic, weights[l], c.slopes[l - 1], result[l - 1][m],
                     through_slopes<Arithmetic>(c.slopes[l - 1], result[l - 1][m])));
    result[l].emplace_back(weights[l].size(), Arithmetic::rounded(arithmetic.radius));
  }
  return result;
}

/// C = ⌈r A + R⌉ from A and R.
template <class Arithmetic>
std::vector<typename Arithmetic::Number>
first_order_sum(const Arithmetic& arithmetic,
                const std::vector<typename Arithmetic::Number>& row_sums,
                const std::vector<typename Arithmetic::Number>& remainders) {
  std::vector<typename Arithmetic::Number> result;
  for (std::size_t j = 0; j < row_sums.size(); ++j)
    result.push_back(Arithmetic::rounded(arithmetic.radius * Arithmetic::value(row_sums[j]) +
                                         Arithmetic::value(remainders[j])));
  return result;
}

template <class Arithmetic>
std::vector<Coefficients<Arithmetic>> first_order_coefficients(const Arithmetic& arithmetic,
                                                               const RoundedRows& weights,
                                                               const RadiusClass& c) {
  using Number = typename Arithmetic::Number;
  const Number one = Arithmetic::number(rounded_up(Rational(1)));
  std::vector<Coefficients<Arithmetic>> result(weights.size());
  Coefficients<Arithmetic> row_sums, remainders; // A and R of the layer before, by m
  for (std::size_t l = 0; l < weights.size(); ++l) {
    for (std::size_t m = 0; m < l; ++m) {
      const std::vector<Rounded>& slopes = c.slopes[l - 1];
      const typename Arithmetic::Value shared =
          arithmetic.radius * through_slopes<Arithmetic>(slopes, row_sums[m]) +
          through_slopes<Arithmetic>(slopes, remainders[m]);
      remainders[m] = next_layer(arithmetic, weights[l], slopes, remainders[m], shared);
      row_sums[m] = numbers<Arithmetic>(c.row_sums[l][m]);
    }
    row_sums.emplace_back(weights[l].size(), one);
    remainders.emplace_back(weights[l].size(), Number());
    for (std::size_t m = 0; m <= l; ++m)
      result[l].push_back(first_order_sum(arithmetic, row_sums[m], remainders[m]));
  }
  return result;
}

template <class Arithmetic>
std::vector<Coefficients<Arithmetic>>
bound_coefficients(const Arithmetic& arithmetic, RadiusMethod method, const RoundedRows& weights,
                   const RadiusClass& c) {
  return method == RadiusMethod::interval ? interval_coefficients(arithmetic, weights, c)
                                          : first_order_coefficients(arithmetic, weights, c);
}

/// Σ_{m≤l} C_{l,m,j} N_m with N_m = magnitude(m).
template <class Arithmetic, class Magnitude>
typename Arithmetic::Sum bound(const Coefficients<Arithmetic>& layer, std::size_t unit,
                               const Magnitude& magnitude) {
  typename Arithmetic::Sum sum;
  for (std::size_t m = 0; m < layer.size(); ++m)
    sum.add(layer[m][unit], Arithmetic::number(magnitude(m)));
  return sum;
}

/// bound < distance, where only `distance` ≤ the true distance is at hand: a sufficient test.
bool is_clearly_below(const RoundedSum& bound, const Rounded& distance) {
  return bound.rounded_up() < distance;
}
bool is_clearly_below(const FloatingSum& bound, const Rounded& distance) {
  return bound.total < FloatingArithmetic::number(distance);
}

/// bound < distance, decided.
template <class ExactDistance>
bool is_below(const RoundedSum& bound, const ExactDistance& exact_distance) {
  const Rational distance = exact_distance();
  return bound.is_below(distance.get_num(), distance.get_den());
}
template <class ExactDistance> bool is_below(const FloatingSum&, const ExactDistance&) {
  return false;
}

} // namespace

RadiusProblem::RadiusProblem(const Network& network, const Dataset& data,
                             const PatternClasses& classes)
    : network_(network), data_(data), classes_(classes) {
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    weights_.push_back(rounded_weights(network.layers[l]));
  const std::vector<HomogeneousPoint> points = homogeneous_points(data.inputs);
  for (const PatternClass& c : classes.classes)
    constants_.push_back(radius_constants(network, c, points));
}

Rational RadiusProblem::exact_distance(std::size_t class_index, std::size_t layer, std::size_t unit,
                                       std::size_t member) const {
  const PatternClass& c = classes_.classes[class_index];
  const Rational z = c.pre_activations[layer][unit](data_.inputs[c.members[member]]);
  return abs(z - *network_.layers[layer].activation.nearest_breakpoint(z));
}

template <class Arithmetic>
bool RadiusProblem::all_bounds_hold(const Arithmetic& arithmetic, RadiusMethod method) const {
  for (std::size_t class_index = 0; class_index < constants_.size(); ++class_index) {
    const RadiusClass& c = constants_[class_index];
    const auto coefficients = bound_coefficients(arithmetic, method, weights_, c);
    for (std::size_t l = 0; l < weights_.size(); ++l)
      for (std::size_t unit = 0; unit < weights_[l].size(); ++unit) {
        const auto largest = bound<Arithmetic>(
            coefficients[l], unit, [&](std::size_t m) { return c.largest_magnitudes[m]; });
        for (const std::uint32_t member : c.nearest_first[l][unit]) {
          const Rounded& distance = c.distances[l][unit][member];
          if (is_clearly_below(largest, distance))
            break;
          const auto change = bound<Arithmetic>(
              coefficients[l], unit, [&](std::size_t m) { return c.magnitudes[m][member]; });
          if (!is_clearly_below(change, distance) &&
              !is_below(change, [&] { return exact_distance(class_index, l, unit, member); }))
            return false;
        }
      }
  }
  return true;
}

bool RadiusProblem::is_invariant(const Rational& radius, RadiusMethod method) const {
  require(radius > 0, "radius: expected a positive number, found another");
  return all_bounds_hold(ExactArithmetic{radius}, method);
}

bool RadiusProblem::seems_invariant(long double radius, RadiusMethod method) const {
  return all_bounds_hold(FloatingArithmetic{radius}, method);
}

namespace {

/// The `per_unit` most endangered members of one unit, appended to `result`.
void append_most_endangered(std::vector<EndangeredUnit>& result, const RadiusClass& c,
                            const PatternClass& samples, std::size_t class_index, std::size_t layer,
                            std::size_t unit, const Coefficients<FloatingArithmetic>& coefficients,
                            std::size_t per_unit) {
  const long double largest = bound<FloatingArithmetic>(coefficients, unit, [&](std::size_t m) {
                                return c.largest_magnitudes[m];
                              }).total;
  const auto falls = [](const EndangeredUnit& a, const EndangeredUnit& b) {
    return a.ratio() > b.ratio();
  };
  std::vector<EndangeredUnit> found;
  for (const std::uint32_t member : c.nearest_first[layer][unit]) {
    const long double distance = FloatingArithmetic::number(c.distances[layer][unit][member]);
    if (found.size() >= per_unit && largest / distance <= found[per_unit - 1].ratio())
      break;
    const long double change = bound<FloatingArithmetic>(coefficients, unit, [&](std::size_t m) {
                                 return c.magnitudes[m][member];
                               }).total;
    const EndangeredUnit entry{class_index, samples.members[member], layer, unit, change, distance};
    found.insert(std::upper_bound(found.begin(), found.end(), entry, falls), entry);
    if (found.size() > per_unit)
      found.pop_back();
  }
  result.insert(result.end(), found.begin(), found.end());
}

} // namespace

std::vector<EndangeredUnit> RadiusProblem::endangered_units(long double radius, RadiusMethod method,
                                                            std::size_t per_unit) const {
  std::vector<EndangeredUnit> result;
  for (std::size_t class_index = 0; class_index < constants_.size(); ++class_index) {
    const RadiusClass& c = constants_[class_index];
    const auto coefficients = bound_coefficients(FloatingArithmetic{radius}, method, weights_, c);
    for (std::size_t l = 0; l < weights_.size(); ++l)
      for (std::size_t unit = 0; unit < weights_[l].size(); ++unit)
        append_most_endangered(result, c, classes_.classes[class_index], class_index, l, unit,
                               coefficients[l], per_unit);
  }
  std::stable_sort(
      result.begin(), result.end(),
      [](const EndangeredUnit& a, const EndangeredUnit& b) { return a.ratio() > b.ratio(); });
  return result;
}

} // namespace thalweg
