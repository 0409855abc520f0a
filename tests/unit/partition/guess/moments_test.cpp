// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/guess/moments.hpp"

#include "partition/guess/line.hpp"
#include "unit/partition/small_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

/// The scale between squared errors in floating point and exact ones, from the whole group.
double scaled_error(const LocalPoints& local) {
  double error = 0;
  for (std::size_t i = 0; i < local.count(); ++i)
    for (std::size_t o = 0; o < local.target_dimension; ++o)
      error += local.residual(i)[o] * local.residual(i)[o] / local.weights[i];
  return error;
}

} // namespace

TEST_CASE("moments: a fold by hand", "[partition]") {
  // Residuals of |x| at −1, 0, 1 are 1/3, −2/3, 1/3; two of the points are fitted exactly, so they
  // explain their whole squared error.
  const Dataset data = dataset_on_line({-1, 0, 1}, {1, 0, 1});
  const LocalPoints local = local_points(scaled_points(data), {0, 1, 2});
  CHECK(local.residual(0)[0] == Approx(1.0 / 3));
  CHECK(local.residual(1)[0] == Approx(-2.0 / 3));
  Moments moments(2, 1);
  moments.add(local.input(0), 1, local.residual(0));
  CHECK(explained(moments) == Approx(1.0 / 9));
  moments.add(local.input(1), 1, local.residual(1));
  CHECK(explained(moments) == Approx(5.0 / 9));
  moments.add(local.input(2), 1, local.residual(2));
  CHECK(explained(moments) == Approx(0.0).margin(1e-12));
}

TEST_CASE("moments: guessed drops agree with exact ones", "[partition]") {
  const unsigned seed = 17;
  std::mt19937 random(seed);
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t dimension = trial % 4;
    Dataset data =
        random_dataset(random, 3 + random() % 30, dimension, 1 + trial % 6, 1 + trial % 2);
    for (Vector& x : data.inputs) // large offsets and a dependent column
      for (Rational& coordinate : x)
        coordinate += 1000000007;
    if (dimension > 1)
      for (Vector& x : data.inputs)
        x[1] = 3 * x[0] + 5;
    const ScaledPoints points = scaled_points(data);
    const LocalPoints local = local_points(points, all_points(points));
    InputDirection direction(dimension, 1);
    const Line line = guessed_line(local, direction);
    const std::vector<std::size_t> cuts = candidate_cuts(line, 1, 64);
    if (cuts.empty())
      continue;
    const std::vector<double> drops = drops_at_cuts(segment_moments(local, line, cuts));
    const auto exact_error = [&](const PointSet& subset) {
      const SampleSet samples = samples_of(points, subset);
      return sum_of_squares(data, samples, affine_fit(data, samples));
    };
    // Targets are quarters within ±6; the scale is a power of two common to all targets.
    const double scale_guess = scaled_error(local);
    for (std::size_t k = 0; k < cuts.size(); ++k) {
      PointSet below, above;
      for (std::size_t rank = 0; rank < line.order.size(); ++rank)
        (rank < cuts[k] ? below : above).push_back(line.order[rank]);
      const Rational drop =
          exact_error(all_points(points)) - exact_error(below) - exact_error(above);
      INFO("seed " << seed << " trial " << trial << " cut " << cuts[k]);
      // Squared errors within copies drop out on both sides.
      Rational whole = exact_error(all_points(points));
      for (std::size_t point = 0; point < points.count(); ++point)
        whole -= exact_error({point});
      CHECK(drops[k] * whole.get_d() ==
            Approx(drop.get_d() * scale_guess).margin(1e-7 * whole.get_d() * scale_guess));
    }
  }
}

TEST_CASE("directions: rounding", "[partition]") {
  CHECK(normal_of(distinct_points(dataset_of({{0, 0}, {8, 1}}, {0, 0})), {1, 1}) ==
        Vector{Rational(1), Rational(8)});
  CHECK(normal_of(distinct_points(dataset_of({{0, 0}, {8, 1}}, {0, 0})), {0, 3}) ==
        Vector{Rational(0), Rational(1)});
}
