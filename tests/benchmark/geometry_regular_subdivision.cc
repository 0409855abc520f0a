// SPDX-License-Identifier: GPL-3.0-or-later
//
// Built and run by geometry_benchmark.sh, not by CMake: it includes CGAL itself.
// geometry_regular_subdivision DIMENSION COUNT SIZE REPETITIONS LRS_FILE NORMALIZ_FILE
// Alternates our regular triangulation and CGAL's on the same points (integers up to SIZE, heights
// near a paraboloid), prints the medians and writes the lifted hull for the two referees.

#define CGAL_USE_GMPXX 1

#include "geometry/regular_subdivision.hpp"

#include <CGAL/Epeck_d.h>
#include <CGAL/Regular_triangulation.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <random>

using namespace thalweg;

namespace {

using Kernel = CGAL::Epeck_d<CGAL::Dynamic_dimension_tag>;
using Triangulation = CGAL::Regular_triangulation<Kernel>;

struct Instance {
  std::vector<Vector> points;
  std::vector<Rational> heights;
};

Instance random_instance(std::size_t dimension, std::size_t count, int size) {
  std::mt19937 random(20240229);
  const auto draw = [&](int bound) {
    return static_cast<int>(random() % static_cast<unsigned>(2 * bound + 1)) - bound;
  };
  Instance result;
  while (result.points.size() < count) {
    Vector point;
    for (std::size_t k = 0; k < dimension; ++k)
      point.emplace_back(draw(size));
    result.heights.push_back(dot(point, point) + draw(size / 10));
    result.points.push_back(std::move(point));
  }
  return result;
}

/// Processor seconds: the machine may be shared.
double now() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// CGAL alone, from points of its own type to the triangulation.
std::size_t bare_simplex_count(const std::vector<Kernel::Weighted_point_d>& points, int dimension) {
  Triangulation triangulation(dimension);
  triangulation.insert(points.begin(), points.end());
  return triangulation.number_of_finite_full_cells();
}

std::vector<Kernel::Weighted_point_d> weighted_points(const Instance& instance) {
  std::vector<Kernel::Weighted_point_d> result;
  for (std::size_t i = 0; i < instance.points.size(); ++i) {
    const std::vector<Kernel::FT> coordinates(instance.points[i].begin(), instance.points[i].end());
    const Rational weight = dot(instance.points[i], instance.points[i]) - instance.heights[i];
    result.emplace_back(Kernel::Point_d(coordinates.begin(), coordinates.end()),
                        Kernel::FT(weight));
  }
  return result;
}

/// Lifted points and the upward ray: (1, x, h) and (0, 0, 1) for lrs, (x, h, 1) and (0, 1, 0) for
/// Normaliz.
void write_lifted_hull(const Instance& instance, const char* lrs_file, const char* normaliz_file) {
  const std::size_t d = instance.points[0].size(), count = instance.points.size();
  std::ofstream lrs(lrs_file), normaliz(normaliz_file);
  lrs << "hull\nV-representation\nbegin\n" << count + 1 << " " << d + 2 << " rational\n";
  normaliz << "amb_space " << d + 2 << "\ncone " << count + 1 << "\n";
  for (std::size_t i = 0; i < count; ++i) {
    lrs << "1 ";
    for (const Rational& coordinate : instance.points[i]) {
      lrs << coordinate << " ";
      normaliz << coordinate << " ";
    }
    lrs << instance.heights[i] << "\n";
    normaliz << instance.heights[i] << " 1\n";
  }
  for (std::size_t k = 0; k <= d; ++k) {
    lrs << "0 ";
    normaliz << (k == d ? "1 " : "0 ");
  }
  lrs << "1\nend\n";
  normaliz << "0\nSupportHyperplanes\n";
}

} // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 7) {
    std::fprintf(stderr, "usage: %s DIMENSION COUNT SIZE REPETITIONS LRS_FILE NORMALIZ_FILE\n",
                 arguments[0]);
    return 5;
  }
  const int dimension = std::stoi(arguments[1]);
  const Instance instance = random_instance(static_cast<std::size_t>(dimension),
                                            std::stoul(arguments[2]), std::stoi(arguments[3]));
  write_lifted_hull(instance, arguments[5], arguments[6]);
  std::vector<double> ours, bare, ratios, merging;
  std::size_t simplices = 0, bare_simplices = 0, cells = 0;
  for (int repetition = 0; repetition < std::stoi(arguments[4]); ++repetition) {
    const auto points = weighted_points(instance); // lazily exact: fresh for every repetition
    const double start = now();
    const RegularTriangulation triangulation =
        regular_triangulation(instance.points, instance.heights);
    const double triangulated = now();
    cells = subdivision_cells(instance.points, instance.heights, triangulation).size();
    const double merged = now();
    bare_simplices = bare_simplex_count(points, dimension);
    const double end = now();
    simplices = triangulation.simplices.size();
    ours.push_back(triangulated - start);
    merging.push_back(merged - triangulated);
    bare.push_back(end - merged);
    ratios.push_back(ours.back() / bare.back());
  }
  if (simplices != bare_simplices)
    std::fprintf(stderr, "simplices: expected %zu (CGAL), found %zu\n", bare_simplices, simplices);
  // seconds of ours, ratio to CGAL, seconds of merging, simplices, cells
  std::printf("%.6f %.3f %.6f %zu %zu\n", median(ours), median(ratios), median(merging), simplices,
              cells);
  return simplices == bare_simplices ? 0 : 1;
}
