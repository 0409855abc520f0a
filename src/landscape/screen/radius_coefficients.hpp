// SPDX-License-Identifier: GPL-3.0-or-later
//
// The bound coefficients C_{l,m,j}(c, r) of radius.hpp, written once for two arithmetics: the exact
// one with the upward roundings of the specification, and long double for guessing (its range
// 2^±16384 makes scaling unnecessary; an overflow counts as "not invariant"). With the linear view
// in use of every layer, σ the slopes at its inputs, 0 at x, and r Σ over the field of a unit where
// there are parameters:
//   first-order:  R_{m,m} = 0, R_l = ⌈Σ_k w σ_k R_k + r Σ_{field} σ_k (r A_k + R_k)⌉, C = ⌈r A +
//   R⌉; interval:     C_{m,m} = r, C_l = ⌈Σ_k w σ_k C_k + r Σ_{field} σ_k C_k⌉.

#pragma once

#include "exact/watched_work.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "network/walk.hpp"

namespace thalweg {

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

  static Number number(const Rounded& a) { return floating(a); }
  static Value value(long double a) { return a; }
  static Value value(const Sum& sum) { return sum.total; }
  static Number rounded(long double a) { return a; }
};

/// [m][j] for one layer l, m = 0..l; empty for m without parameters.
template <class Arithmetic> using Coefficients = RadiusClass::Table<typename Arithmetic::Number>;

/// The coefficients of one class at one radius.
template <class Arithmetic> class RadiusBound {
public:
  using Number = typename Arithmetic::Number;
  using Value = typename Arithmetic::Value;
  using Table = std::vector<Coefficients<Arithmetic>>; ///< [l][m][j]

  RadiusBound(const Arithmetic& arithmetic, const RadiusLayers& layers, const RadiusClass& c)
      : arithmetic_(arithmetic), layers_(layers), class_(c) {}

  Table coefficients(RadiusMethod method) const {
    return method == RadiusMethod::interval ? interval() : first_order();
  }

private:
  Table interval() const {
    Table c(layers_.count());
    for (std::size_t l = 0; l < layers_.count(); ++l) {
      const std::vector<Number> slopes = slopes_at_inputs(l);
      for (std::size_t m = 0; m < l; ++m) {
        c[l].emplace_back();
        if (!has_parameters(layers_.network.layers[m]))
          continue;
        const std::vector<Number> values = at_inputs(l, m, c);
        std::vector<Value> shared = through_fields(l, slopes, values);
        c[l].back() = next_layer(l, slopes, values, std::move(shared));
      }
      c[l].push_back(own(l, Arithmetic::rounded(arithmetic_.radius)));
    }
    return c;
  }

  Table first_order() const {
    const Number one = Arithmetic::number(rounded_up(Rational(1)));
    Table a(layers_.count()), r(layers_.count()), c(layers_.count());
    for (std::size_t l = 0; l < layers_.count(); ++l) {
      const std::vector<Number> slopes = slopes_at_inputs(l);
      for (std::size_t m = 0; m < l; ++m) {
        a[l].emplace_back();
        r[l].emplace_back();
        if (!has_parameters(layers_.network.layers[m]))
          continue;
        const std::vector<Number> remainders = at_inputs(l, m, r);
        std::vector<Value> shared = through_fields(l, slopes, at_inputs(l, m, a));
        const std::vector<Value> rest = through_fields(l, slopes, remainders);
        for (std::size_t field = 0; field < shared.size(); ++field)
          shared[field] = arithmetic_.radius * shared[field] + rest[field];
        r[l].back() = next_layer(l, slopes, remainders, std::move(shared));
        a[l].back() = numbers(class_.row_sums[l][m]);
      }
      a[l].push_back(own(l, one));
      r[l].push_back(own(l, Number()));
      for (std::size_t m = 0; m <= l; ++m)
        c[l].push_back(sums(a[l][m], r[l][m]));
    }
    return c;
  }

  /// The value of every unit of layer l for m = l.
  std::vector<Number> own(std::size_t l, const Number& value) const {
    const Layer& layer = layers_.network.layers[l];
    return std::vector<Number>(has_parameters(layer) ? layer.unit_count() : 0, value);
  }

  /// The entries for m at the inputs of layer l; 0 where they come from x or from before m.
  std::vector<Number> at_inputs(std::size_t l, std::size_t m, const Table& table) const {
    require_time();
    std::vector<Number> result;
    for (const std::size_t source : sources(layers_.network, l)) {
      if (source > m)
        result.insert(result.end(), table[source - 1][m].begin(), table[source - 1][m].end());
      else
        result.resize(layers_.network.layers[l].input_count);
    }
    return result;
  }

  std::vector<Number> slopes_at_inputs(std::size_t l) const {
    std::vector<Number> result;
    for (const std::size_t source : sources(layers_.network, l)) {
      if (source > 0)
        for (const Rounded& slope : class_.slopes[source - 1])
          result.push_back(Arithmetic::number(slope));
      else
        result.resize(layers_.network.layers[l].input_count);
    }
    return result;
  }

  static std::vector<Number> numbers(const std::vector<Rounded>& values) {
    std::vector<Number> result;
    for (const Rounded& a : values)
      result.push_back(Arithmetic::number(a));
    return result;
  }

  /// Σ_{k in the field} σ_k values_k for every field of layer l.
  std::vector<Value> through_fields(std::size_t l, const std::vector<Number>& slopes,
                                    const std::vector<Number>& values) const {
    std::vector<Value> result;
    for (const std::vector<std::size_t>& field : layers_.layer_fields[l].inputs) {
      typename Arithmetic::Sum sum;
      for (const std::size_t k : field)
        sum.add(slopes[k], values[k]);
      result.push_back(Arithmetic::value(sum));
    }
    return result;
  }

  /// ⌈Σ_k w σ_k values_k + r·shared⌉ for every unit of layer l, `shared` by fields.
  std::vector<Number> next_layer(std::size_t l, const std::vector<Number>& slopes,
                                 const std::vector<Number>& values,
                                 std::vector<Value> shared) const {
    for (Value& value : shared)
      value *= arithmetic_.radius;
    const std::vector<RoundedRow>& rows = layers_.rows_in_use(class_, l);
    std::vector<Number> result;
    for (std::size_t unit = 0; unit < rows.size(); ++unit) {
      if (unit % 64 == 0)
        require_time();
      typename Arithmetic::Sum sum;
      for (const auto& [k, weight] : rows[unit])
        sum.add(Arithmetic::number(weight), slopes[k], values[k]);
      Value value = Arithmetic::value(sum);
      if (!shared.empty())
        value += shared[layers_.layer_fields[l].of_unit[unit]];
      result.push_back(Arithmetic::rounded(value));
    }
    return result;
  }

  /// C = ⌈r A + R⌉
  std::vector<Number> sums(const std::vector<Number>& row_sums,
                           const std::vector<Number>& remainders) const {
    std::vector<Number> result;
    for (std::size_t j = 0; j < row_sums.size(); ++j)
      result.push_back(Arithmetic::rounded(arithmetic_.radius * Arithmetic::value(row_sums[j]) +
                                           Arithmetic::value(remainders[j])));
    return result;
  }

  const Arithmetic& arithmetic_;
  const RadiusLayers& layers_;
  const RadiusClass& class_;
};

} // namespace thalweg
