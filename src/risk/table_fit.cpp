// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/table_fit.hpp"

#include "exact/integer_vector.hpp"
#include "exact/linear_algebra.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// Σ_i factors[i] (x_i, 1)(x_i, 1)ᵀ p = Σ_i constants[i] (x_i, 1); the constant of p last.
struct NormalEquations {
  std::vector<Vector> matrix;
  Vector right;
};

NormalEquations normal_equations(const Dataset& data, const Vector& factors,
                                 const Vector& constants) {
  const std::size_t size = data.input_dimension() + 1;
  NormalEquations result{std::vector<Vector>(size, Vector(size, 0)), Vector(size, 0)};
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    Vector x = data.inputs[i];
    x.emplace_back(1);
    for (std::size_t k = 0; k < size; ++k) {
      result.right[k] += constants[i] * x[k];
      for (std::size_t j = 0; j < size; ++j)
        result.matrix[k][j] += factors[i] * x[k] * x[j];
    }
  }
  return result;
}

std::optional<AffineFunction> solution(const NormalEquations& equations) {
  const std::size_t size = equations.right.size();
  IntegerMatrix matrix(size, size), right(size, 1);
  for (std::size_t k = 0; k < size; ++k) { // a common denominator for each equation
    Vector row = equations.matrix[k];
    row.push_back(equations.right[k]);
    const IntegerVector integers = over_common_denominator(row);
    for (std::size_t j = 0; j < size; ++j)
      matrix(k, j) = integers.numerators[j];
    right(k, 0) = integers.numerators[size];
  }
  const auto found = linear_solution(matrix, right);
  if (!found)
    return std::nullopt;
  AffineFunction p;
  for (std::size_t k = 0; k < size; ++k)
    p.linear.push_back(fraction(found->numerators(k, 0), found->denominator));
  p.constant = p.linear.back();
  p.linear.pop_back();
  return p;
}

Vector margins_of(const AffineFunction& p, const Dataset& data, std::size_t output) {
  Vector margins;
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    margins.emplace_back(p(data.inputs[i]) - data.targets[i][output]);
  return margins;
}

/// Where the sum would be stationary if all margins stayed in their pieces; nothing if they do not,
/// or if the sum is not strictly convex there.
std::optional<AffineFunction> within_pieces(const LossTable& loss, const Dataset& data,
                                            std::size_t output, const Vector& margins) {
  Vector factors, constants;
  for (std::size_t i = 0; i < margins.size(); ++i) {
    const auto& piece = loss.pieces[loss.piece_at(margins[i])];
    factors.emplace_back(2 * piece[0]);
    constants.emplace_back(2 * piece[0] * data.targets[i][output] - piece[1]);
  }
  const NormalEquations equations = normal_equations(data, factors, constants);
  const auto p = solution(equations);
  if (!p || !is_positive_semidefinite(equations.matrix))
    return std::nullopt;
  const Vector reached = margins_of(*p, data, output);
  for (std::size_t i = 0; i < margins.size(); ++i)
    if (loss.is_breakpoint(reached[i]) || loss.piece_at(reached[i]) != loss.piece_at(margins[i]))
      return std::nullopt;
  return p;
}

/// The next fit by weights L'(t)/t, its coefficients rounded to multiples of 2^-20.
std::optional<AffineFunction> reweighted(const LossTable& loss, const Dataset& data,
                                         std::size_t output, const Vector& margins) {
  const Integer grid = Integer(1) << 20;
  Vector weights, constants;
  for (std::size_t i = 0; i < margins.size(); ++i) {
    weights.emplace_back(margins[i] == 0 ? Rational(1)
                                         : Rational(loss.slope(margins[i]) / margins[i]));
    constants.emplace_back(weights[i] * data.targets[i][output]);
  }
  auto p = solution(normal_equations(data, weights, constants));
  const auto round = [&](Rational& value) {
    Integer floor;
    const Rational scaled = value * grid;
    mpz_fdiv_q(floor.get_mpz_t(), scaled.get_num_mpz_t(), scaled.get_den_mpz_t());
    value = fraction(floor, grid);
  };
  if (p) {
    std::for_each(p->linear.begin(), p->linear.end(), round);
    round(p->constant);
  }
  return p;
}

} // namespace

bool is_positive_semidefinite(std::vector<Vector> m) {
  for (std::size_t k = 0; k < m.size(); ++k) {
    if (m[k][k] < 0)
      return false;
    for (std::size_t i = k + 1; i < m.size(); ++i) {
      if (m[i][k] == 0)
        continue;
      if (m[k][k] == 0)
        return false;
      const Rational factor = m[i][k] / m[k][k];
      for (std::size_t j = k + 1; j < m.size(); ++j)
        m[i][j] -= factor * m[k][j];
    }
  }
  return true;
}

std::optional<AffineFunction> table_fit(const LossTable& loss, const Dataset& data,
                                        std::size_t output) {
  constexpr int most_steps = 200;
  Vector ones(data.sample_count(), 1), targets;
  for (const Vector& y : data.targets)
    targets.push_back(y[output]);
  auto p = solution(normal_equations(data, ones, targets));
  for (int step = 0; p && step < most_steps; ++step) {
    const Vector margins = margins_of(*p, data, output);
    if (const auto found = within_pieces(loss, data, output, margins))
      return found;
    p = reweighted(loss, data, output, margins);
  }
  return std::nullopt;
}

TableStep table_step(const LossTable& loss, const Vector& margins, const Vector& feature) {
  Vector places = {0}; // where some margin meets a breakpoint
  for (std::size_t i = 0; i < margins.size(); ++i)
    if (feature[i] != 0)
      for (const Rational& breakpoint : loss.breakpoints)
        places.emplace_back((breakpoint - margins[i]) / feature[i]);
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  const auto sum_at = [&](const Rational& e) {
    Rational sum = 0;
    for (std::size_t i = 0; i < margins.size(); ++i)
      sum += loss(margins[i] + e * feature[i]);
    return sum;
  };
  TableStep best{0, sum_at(0)};
  const auto consider = [&](const Rational& e) {
    if (Rational sum = sum_at(e); sum < best.sum)
      best = {e, std::move(sum)};
  };
  for (std::size_t k = 0; k <= places.size(); ++k) { // the interval before places[k]
    const Rational inside = k == 0               ? Rational(places.front() - 1)
                            : k == places.size() ? Rational(places.back() + 1)
                                                 : Rational((places[k - 1] + places[k]) / 2);
    Rational first = 0, second = 0; // derivatives of the sum inside
    for (std::size_t i = 0; i < margins.size(); ++i) {
      const Rational t = margins[i] + inside * feature[i];
      first += loss.slope(t) * feature[i];
      second += 2 * loss.pieces[loss.piece_at(t)][0] * feature[i] * feature[i];
    }
    if (second > 0) {
      const Rational vertex = inside - first / second;
      if ((k == 0 || places[k - 1] < vertex) && (k == places.size() || vertex < places[k]))
        consider(vertex);
    }
    if (k < places.size())
      consider(places[k]);
  }
  return best;
}

} // namespace thalweg
