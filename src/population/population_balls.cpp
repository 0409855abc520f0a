// SPDX-License-Identifier: GPL-3.0-or-later

#include "population/population_balls.hpp"

#include "exact/watched_work.hpp"

namespace thalweg {

namespace {

/// `square` = |w|²|v|² − (w·v)².
BallPair ball_pair(const Rational& product, const Rational& square) {
  const Ball root = square_root(square);
  return {product, pi() - angle(product, root), root};
}

const Ball& larger(const Ball& a, const Ball& b) {
  return a.upper() < b.upper() ? b : a;
}
const Ball& smaller(const Ball& a, const Ball& b) {
  return a.upper() < b.upper() ? a : b;
}

Vector unit_vector(std::size_t dimension, std::size_t index) {
  Vector result(dimension);
  result[index] = 1;
  return result;
}

} // namespace

PopulationBalls::PopulationBalls(const PopulationPoint& point) : teachers_(point.teachers) {
  for (const std::vector<Integer>& row : point.units) {
    Vector& unit = units_.emplace_back();
    for (const Integer& entry : row)
      unit.push_back(Rational(Rational(entry) >> point.bits));
  }
  std::vector<Rational> squares;
  for (const Vector& unit : units_) {
    squares.push_back(dot(unit, unit));
    norms_.push_back(square_root(squares.back()));
  }
  with_units_.resize(unit_count());
  for (std::size_t i = 0; i < unit_count(); ++i) {
    for (std::size_t l = 0; l < i; ++l) {
      const Rational q = dot(units_[i], units_[l]);
      with_units_[i].push_back(ball_pair(q, squares[i] * squares[l] - q * q));
    }
    with_units_[i].push_back({squares[i], 0, 0});
    std::vector<BallPair>& teachers = with_teachers_.emplace_back();
    for (std::size_t j = 0; j < teachers_; ++j)
      teachers.push_back(ball_pair(units_[i][j], squares[i] - units_[i][j] * units_[i][j]));
  }
  for (std::size_t i = 0; i < unit_count(); ++i)
    for (std::size_t l = i + 1; l < unit_count(); ++l)
      with_units_[i].push_back(with_units_[l][i]);
}

Ball PopulationBalls::own_factor(std::size_t i) const {
  Ball sum;
  for (std::size_t l = 0; l < unit_count(); ++l)
    if (l != i)
      sum += with_units_[i][l].root;
  for (const BallPair& pair : with_teachers_[i])
    sum -= pair.root;
  return pi() + sum / product(i, i);
}

std::vector<std::vector<Ball>> PopulationBalls::gradient() const {
  std::vector<std::vector<Ball>> result;
  for (std::size_t i = 0; i < unit_count(); ++i) {
    std::vector<Ball>& row = result.emplace_back();
    const Ball own = own_factor(i);
    for (std::size_t x = 0; x < teachers_; ++x) {
      Ball entry = own * units_[i][x] - with_teachers_[i][x].supplement;
      for (std::size_t l = 0; l < unit_count(); ++l)
        if (l != i)
          entry += with_units_[i][l].supplement * units_[l][x];
      row.push_back(std::move(entry));
    }
  }
  return result;
}

Ball PopulationBalls::risk() const {
  const Ball k(Rational(static_cast<unsigned long>(teachers_)));
  Ball squares = k, pairs = k * (k - 1); // 4π F = π · squares + pairs
  for (std::size_t i = 0; i < unit_count(); ++i) {
    squares += product(i, i);
    for (std::size_t l = 0; l < i; ++l)
      pairs += 2 * (with_units_[i][l].root + with_units_[i][l].supplement * product(i, l));
    for (const BallPair& pair : with_teachers_[i])
      pairs -= 2 * (pair.root + pair.supplement * pair.product);
  }
  return squares / 4 + pairs / (4 * pi());
}

void PopulationBalls::add_to_diagonal(std::vector<std::vector<Ball>>& h, std::size_t i,
                                      const BallPair& pair, const Vector& v, int factor) const {
  // ± (u uᵀ/s − (s/a²) w wᵀ), u = v − (q/a) w
  const Rational a = with_units_[i][i].product;
  const Rational quotient = pair.product / a;
  Vector u;
  for (std::size_t x = 0; x < teachers_; ++x)
    u.push_back(v[x] - quotient * units_[i][x]);
  const Ball inverse = factor / pair.root;
  const Ball own = factor * pair.root / Rational(a * a);
  for (std::size_t x = 0; x < teachers_; ++x)
    for (std::size_t y = 0; y <= x; ++y)
      h[i * teachers_ + x][i * teachers_ + y] +=
          inverse * Rational(u[x] * u[y]) - own * Rational(units_[i][x] * units_[i][y]);
}

std::vector<std::vector<Ball>> PopulationBalls::hessian(const Rational& lambda) const {
  const std::size_t k = teachers_;
  std::vector<std::vector<Ball>> h;
  for (std::size_t row = 0; row < unit_count() * k; ++row)
    h.emplace_back(row + 1);
  const Ball shift = 2 * pi() * lambda;
  for (std::size_t i = 0; i < unit_count(); ++i) {
    require_time();
    for (std::size_t l = 0; l < unit_count(); ++l)
      if (l != i)
        add_to_diagonal(h, i, with_units_[i][l], units_[l], 1);
    for (std::size_t j = 0; j < k; ++j)
      add_to_diagonal(h, i, with_teachers_[i][j], unit_vector(k, j), -1);
    const Ball own = own_factor(i) - shift;
    for (std::size_t x = 0; x < k; ++x)
      h[i * k + x][i * k + x] += own;
    for (std::size_t l = 0; l < i; ++l) {
      const BallPair& pair = with_units_[i][l];
      const Vector &w = units_[i], &v = units_[l];
      const Rational of_w = pair.product / with_units_[i][i].product;
      const Rational of_v = pair.product / with_units_[l][l].product;
      const Ball inverse = 1 / pair.root;
      for (std::size_t x = 0; x < k; ++x)
        for (std::size_t y = 0; y < k; ++y)
          h[i * k + x][l * k + y] = inverse * Rational(w[x] * v[y] + v[x] * w[y] -
                                                       of_w * w[x] * w[y] - of_v * v[x] * v[y]);
      for (std::size_t x = 0; x < k; ++x)
        h[i * k + x][l * k + x] += pair.supplement;
    }
  }
  return h;
}

bool PopulationBalls::has_curvature(const Rational& lambda) const {
  return is_positive_definite(hessian(lambda));
}

bool PopulationBalls::is_regular(const Rational& radius) const {
  const Rational ball = radius * radius;
  for (std::size_t i = 0; i < unit_count(); ++i) {
    const Rational a = with_units_[i][i].product;
    if (a <= ball)
      return false;
    for (const BallPair& pair : with_teachers_[i])
      if (a - pair.product * pair.product <= ball)
        return false;
    for (std::size_t l = 0; l < i; ++l) {
      const Rational& q = with_units_[i][l].product;
      if ((a - ball) * (with_units_[l][l].product - ball) <= q * q)
        return false;
    }
  }
  return true;
}

namespace {

/// κ ≥ 3√3/2
const Rational kappa_bound(13, 5);

} // namespace

std::optional<Ball> PopulationBalls::pair_bound(std::size_t i, std::size_t j, const Ball& radius,
                                                const Ball& turn) const {
  const Ball apart =
      square_root(Rational(with_units_[j][j].product - 2 * units_[j][j] + 1)) + radius;
  const Rational inner = std::max(Rational(abs(with_units_[i][j].product)),
                                  Rational(abs(with_teachers_[i][j].product)));
  const Ball eta = inner / norms_[i] + larger(norms_[j], 1) * turn + radius;
  if (!(1 - eta).is_positive())
    return std::nullopt;
  const Ball z = square_root(1 - eta * eta) - apart;
  if (!z.is_positive())
    return std::nullopt;
  return (kappa_bound + 3 * eta / z) * apart;
}

Ball PopulationBalls::row_sum(std::size_t i, const Ball& radius, const Ball& turn) const {
  Ball sum;
  for (std::size_t j = 0; j < unit_count(); ++j) {
    const bool has_teacher = j < teachers_;
    Ball bound = kappa_bound * ((j == i ? Ball(0) : norms_[j] + radius) + (has_teacher ? 1 : 0));
    if (j != i && has_teacher)
      if (const auto paired = pair_bound(i, j, radius, turn))
        bound = smaller(bound, *paired);
    sum += bound;
  }
  return sum;
}

Ball PopulationBalls::spread(std::size_t i, const Ball& radius, const Ball& turn) const {
  const Rational a = with_units_[i][i].product;
  std::vector<Ball> distances(unit_count());
  Ball moved;
  for (std::size_t l = 0; l < unit_count(); ++l) {
    if (l == i)
      continue;
    const Rational& q = with_units_[i][l].product;
    distances[l] = square_root(Rational(with_units_[l][l].product - q * q / a));
    const Ball step = 2 * (radius + norms_[l] * turn) / distances[l];
    moved += step * step;
  }
  Ball largest;
  for (std::size_t l = 0; l < unit_count(); ++l) {
    if (l == i)
      continue;
    Ball row(1);
    for (std::size_t m = 0; m < unit_count(); ++m)
      if (m != i && m != l)
        row += Rational(abs(Rational(with_units_[l][m].product -
                                     with_units_[i][l].product * with_units_[i][m].product / a))) /
               (distances[l] * distances[m]);
    largest = larger(largest, row);
  }
  const Ball root = square_root(largest) + square_root(moved);
  return root * root;
}

std::optional<Rational> PopulationBalls::third_order(const Rational& radius) const {
  const Ball others(Rational(static_cast<unsigned long>(unit_count() - 1)));
  Ball largest;
  for (std::size_t i = 0; i < unit_count(); ++i) {
    require_time();
    const Ball r = norms_[i] - radius;
    if (!r.is_positive())
      return std::nullopt;
    const Ball turn = radius / r;
    const Ball own = row_sum(i, radius, turn) / (2 * pi() * r * r);
    const Ball across = 3 / (2 * pi() * r);
    const Ball factor =
        unit_count() == 1 ? Ball(0) : smaller(4 * others, others + 6 * spread(i, radius, turn));
    largest = larger(largest, own * own + across * across * factor);
  }
  return square_root(largest).upper();
}

} // namespace thalweg
