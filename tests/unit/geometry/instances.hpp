// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small polytopes for the tests of this folder: named ones, and random ones biased to ties,
// parallel and repeated halfspaces, zero normals and measure zero. Beside them the slowest possible
// referees: all subsets of halfspaces, one linear system each.

#pragma once

#include "exact/linear_algebra.hpp"
#include "geometry/polytope.hpp"

#include <algorithm>
#include <random>

namespace thalweg::test {

inline Rational tie_rational(std::mt19937& random, int size = 2) {
  const int denominators[] = {1, 1, 1, 2, 3};
  return fraction(static_cast<int>(random() % static_cast<unsigned>(2 * size + 1)) - size,
                  denominators[random() % 5]);
}

inline Vector tie_vector(std::mt19937& random, std::size_t dimension, int size = 2) {
  Vector result;
  for (std::size_t k = 0; k < dimension; ++k)
    result.push_back(tie_rational(random, size));
  return result;
}

inline Halfspace tie_halfspace(std::mt19937& random, std::size_t dimension) {
  return {tie_vector(random, dimension), tie_rational(random, 3)};
}

/// The box [−1, 2]^d cut by a few halfspaces, some of them repeated, scaled or reversed.
inline Polytope random_polytope(std::mt19937& random, std::size_t dimension) {
  Polytope result = box(Vector(dimension, -1), Vector(dimension, 2));
  for (std::size_t count = random() % 5; count > 0; --count) {
    Halfspace halfspace = tie_halfspace(random, dimension);
    if (!result.halfspaces.empty() && random() % 4 == 0) {
      halfspace = result.halfspaces[random() % result.halfspaces.size()];
      if (random() % 3 == 0)
        halfspace = opposite(halfspace);
      for (Rational& entry : halfspace.normal)
        entry *= 3;
      halfspace.offset *= 3;
    }
    result.halfspaces.push_back(halfspace);
  }
  std::shuffle(result.halfspaces.begin(), result.halfspaces.end(), random);
  return result;
}

/// { x ≥ 0 : Σ x_k ≤ 1 }
inline Polytope standard_simplex(std::size_t dimension) {
  Polytope result{dimension, {{Vector(dimension, 1), 1}}};
  for (std::size_t k = 0; k < dimension; ++k) {
    result.halfspaces.push_back({Vector(dimension), 0});
    result.halfspaces.back().normal[k] = -1;
  }
  return result;
}

/// { x : Σ |x_k| ≤ 1 }
inline Polytope cross_polytope(std::size_t dimension) {
  Polytope result{dimension, {}};
  for (std::size_t signs = 0; signs < (std::size_t{1} << dimension); ++signs) {
    Halfspace halfspace{Vector(dimension), 1};
    for (std::size_t k = 0; k < dimension; ++k)
      halfspace.normal[k] = (signs >> k & 1) != 0 ? 1 : -1;
    result.halfspaces.push_back(halfspace);
  }
  return result;
}

/// The solution of the square system of the chosen halfspaces' equations, if it is unique.
inline std::optional<Vector> common_point(const Polytope& polytope,
                                          const std::vector<std::size_t>& chosen) {
  const std::size_t d = polytope.dimension;
  IntegerMatrix a(d, d), b(d, 1);
  for (std::size_t i = 0; i < d; ++i) {
    const IntegerHalfspace row = over_common_denominator(polytope.halfspaces[chosen[i]]);
    for (std::size_t k = 0; k < d; ++k)
      a(i, k) = row.normal[k];
    b(i, 0) = row.offset;
  }
  const auto solution = linear_solution(a, b);
  if (!solution)
    return std::nullopt;
  Vector x;
  for (std::size_t k = 0; k < d; ++k)
    x.push_back(fraction(solution->numerators(k, 0), solution->denominator));
  return x;
}

/// All points of the polyhedron where `dimension` independent halfspaces are tight, sorted: the
/// vertices, by trying every subset.
inline std::vector<Vector> vertices_by_subsets(const Polytope& polytope) {
  std::vector<Vector> result;
  const std::size_t m = polytope.halfspaces.size(), d = polytope.dimension;
  std::vector<std::size_t> chosen;
  const auto extend = [&](const auto& self, std::size_t first) -> void {
    if (chosen.size() == d) {
      const std::optional<Vector> x = d == 0 ? Vector() : common_point(polytope, chosen);
      if (x && polytope.contains(*x))
        result.push_back(*x);
      return;
    }
    for (std::size_t i = first; i < m; ++i) {
      chosen.push_back(i);
      self(self, i + 1);
      chosen.pop_back();
    }
  };
  extend(extend, 0);
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

} // namespace thalweg::test
