// SPDX-License-Identifier: GPL-3.0-or-later
//
// geometry_programs: processor time of exact linear programs, one after the other, and of the
// witness of a partition (power cells, volumes, separations of all pairs, covering tree). Fixed
// instances.

#include "geometry/covering.hpp"
#include "geometry/faces.hpp"
#include "geometry/power_diagram.hpp"
#include "geometry/separation.hpp"

#include <cstdio>
#include <ctime>
#include <random>

using namespace thalweg;

namespace {

double now() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

class Draw {
public:
  Rational number(int size, int denominator) {
    return fraction(static_cast<int>(random_() % static_cast<unsigned>(2 * size + 1)) - size,
                    denominator);
  }
  Vector vector(std::size_t dimension, int size, int denominator) {
    Vector result;
    for (std::size_t k = 0; k < dimension; ++k)
      result.push_back(number(size, denominator));
    return result;
  }

private:
  std::mt19937 random_{1};
};

/// Every second program has the origin in all its halfspaces, the others are mostly infeasible.
void time_linear_programs(std::size_t dimension, std::size_t row_count) {
  Draw draw;
  const int repetitions = dimension > 10 ? 30 : 300;
  double preparing = 0, solving = 0;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    std::vector<Halfspace> rows;
    for (std::size_t i = 0; i < row_count; ++i)
      rows.push_back({draw.vector(dimension, 100, 13),
                      draw.number(1000, 7) + (repetition % 2 == 0 ? 0 : 1000)});
    const Vector objective = draw.vector(dimension, 50, 1);
    const double start = now();
    const ConstraintSystem system(dimension, rows);
    const double prepared = now();
    system.maximum(objective);
    solving += now() - prepared;
    preparing += prepared - start;
  }
  std::printf("| %zu | %zu | %.0f | %.0f |\n", dimension, row_count, preparing / repetitions * 1e6,
              solving / repetitions * 1e6);
}

void time_partition(std::size_t dimension, std::size_t count) {
  Draw draw;
  std::vector<Vector> sites;
  std::vector<Rational> weights;
  for (std::size_t k = 0; k < count; ++k) {
    sites.push_back(draw.vector(dimension, 500, 100));
    weights.push_back(draw.number(50, 100));
  }
  const Polytope domain = box(Vector(dimension, -6), Vector(dimension, 6));
  const double start = now();
  std::vector<Polytope> cells;
  for (const PowerCell& cell : power_cells(power_functions(sites, weights), domain))
    if (interior_point(cell.polytope))
      cells.push_back(cell.polytope);
  const double diagram = now();
  Rational sum = 0;
  for (const Polytope& cell : cells)
    sum += volume(cell);
  const double volumes = now();
  const bool is_separated = pairwise_separation(cells).index() == 0;
  const double separated = now();
  const auto result = covering(domain, cells);
  const double covered = now();
  const auto* tree = std::get_if<Covering>(&result);
  const bool is_right = sum == volume(domain) && is_separated && tree != nullptr;
  std::printf("| %zu | %zu | %.3f | %.3f | %.3f | %.3f | %zu |%s\n", dimension, cells.size(),
              diagram - start, volumes - diagram, separated - volumes, covered - separated,
              tree == nullptr ? 0 : tree->leaves.size(), is_right ? "" : " WRONG");
}

} // namespace

int main() {
  std::printf("| d | rows | preparing, µs | solving, µs |\n|---|---|---|---|\n");
  for (std::size_t dimension : {2, 3, 5})
    for (std::size_t row_count : {20, 200})
      time_linear_programs(dimension, row_count);
  time_linear_programs(25, 60);
  time_linear_programs(25, 200);
  std::printf("\n| d | cells | diagram, s | volumes, s | separations, s | covering, s | leaves |\n"
              "|---|---|---|---|---|---|---|\n");
  for (const auto& [dimension, count] :
       {std::pair<std::size_t, std::size_t>{1, 50}, {2, 30}, {2, 100}, {3, 30}, {4, 20}, {5, 12}})
    time_partition(dimension, count);
}
