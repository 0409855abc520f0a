// SPDX-License-Identifier: GPL-3.0-or-later
//
// Functions used by several tests of this folder, and small random numbers.

#pragma once

#include "cpwl/max_min_form.hpp"

#include <algorithm>
#include <random>

namespace thalweg::instances {

/// Uniform integers by remainder: the same on every platform.
struct RandomNumbers {
  std::mt19937 engine;
  explicit RandomNumbers(unsigned seed) : engine(seed) {}
  long between(long low, long high) {
    return low + static_cast<long>(engine() % static_cast<unsigned long>(high - low + 1));
  }
  std::size_t index(std::size_t count) {
    return static_cast<std::size_t>(between(0, static_cast<long>(count) - 1));
  }
};

inline Polytope cube(std::size_t dimension, long radius) {
  return box(Vector(dimension, Rational(-radius)), Vector(dimension, Rational(radius)));
}

/// { a x + b y ≤ c } in the plane.
inline Halfspace halfplane(long a, long b, long c) {
  return {{Rational(a), Rational(b)}, Rational(c)};
}

/// liu2021 fig. 2: 2x + 1 (x ≤ 1), 5 − 2x (1 ≤ x ≤ 2), x/2 (x ≥ 2) on [−1, 4].
inline CpwlFunction figure2() {
  const auto interval = [](long low, long high) { return box({Rational(low)}, {Rational(high)}); };
  return function_of_pieces(interval(-1, 4), {interval(-1, 1), interval(1, 2), interval(2, 4)},
                            {{{2}, 1}, {{-2}, 5}, {{Rational(1, 2)}, 0}});
}

/// papers.md, erratum-lattice-regions, on [−6, 6]²: functions 0, −x, −x−y, 1−2x+y in this order of
/// first use: p0 on x ≤ 0; p1 on y ≤ 0 ≤ x and on y ≥ 0, 0 ≤ x ≤ 1+y; p3 on 1+y ≤ x ≤ 1+2y; p2 on
/// x ≥ 1+2y, y ≥ 0.
inline CpwlFunction lattice_regions_erratum() {
  const Polytope domain = cube(2, 6);
  const auto cell = [&](const std::vector<Halfspace>& halfspaces) {
    Polytope result = domain;
    for (const Halfspace& halfspace : halfspaces)
      result.halfspaces.push_back(halfspace);
    return irredundant(result);
  };
  const AffineFunction p0{{0, 0}, 0}, p1{{-1, 0}, 0}, p2{{-1, -1}, 0}, p3{{-2, 1}, 1};
  return function_of_pieces(domain,
                            {cell({halfplane(1, 0, 0)}),
                             cell({halfplane(-1, 0, 0), halfplane(0, 1, 0)}),
                             cell({halfplane(0, -1, 0), halfplane(-1, 0, 0), halfplane(1, -1, 1)}),
                             cell({halfplane(0, -1, 0), halfplane(-1, 1, -1), halfplane(1, -2, 1)}),
                             cell({halfplane(0, -1, 0), halfplane(-1, 2, -1)})},
                            {p0, p1, p1, p3, p2});
}

/// A form with distinct random functions and random rows.
inline MaxMinForm random_form(RandomNumbers& random, std::size_t dimension, std::size_t functions,
                              std::size_t rows) {
  MaxMinForm form;
  while (form.functions.size() < functions) {
    AffineFunction f = zero_function(dimension);
    for (Rational& entry : f.linear)
      entry = random.between(-3, 3);
    f.constant = random.between(-4, 4);
    if (std::find(form.functions.begin(), form.functions.end(), f) == form.functions.end() ||
        dimension == 0)
      form.functions.push_back(f);
  }
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<std::size_t> row;
    for (std::size_t j = 0; j < functions; ++j)
      if (random.between(0, 1) == 1)
        row.push_back(j);
    if (row.empty())
      row.push_back(random.index(functions));
    form.rows.push_back(row);
  }
  return form;
}

} // namespace thalweg::instances
