// SPDX-License-Identifier: GPL-3.0-or-later
//
// The floating model against the exact certified radius, and its gradient against differences.

#include "constructions/guess/radius_model.hpp"

#include "constructions/construction.hpp"
#include "constructions/guess/minimisation.hpp"
#include "landscape/radius.hpp"
#include "unit/constructions/random_instance.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace thalweg;

namespace {

struct Case {
  test::Instance instance;
  Network network;
  PatternClasses classes;
};

Case random_case(unsigned seed, ConstructionKind kind) {
  Case result{test::random_instance(seed), {}, {}};
  const test::Instance& instance = result.instance;
  result.network = constructed_network(kind, instance.data, instance.partition, instance.pieces);
  result.classes = pattern_classes(result.network, instance.data);
  return result;
}

constexpr ConstructionKind all_kinds[] = {ConstructionKind::lattice, ConstructionKind::gated,
                                          ConstructionKind::hinged};

} // namespace

TEST_CASE("the model's radius is the certified one up to rounding", "[constructions]") {
  for (unsigned seed = 0; seed < 40; ++seed)
    for (ConstructionKind kind : all_kinds) {
      INFO("seed " << seed << ", kind " << static_cast<int>(kind));
      const Case c = random_case(seed, kind);
      const FloatingRadiusModel model(c.network, c.instance.data, c.classes, 100);
      const double exact = certified_radius(c.network, c.instance.data, c.classes).get_d();
      // the certified radius lies on a grid of 9 bits, the model is bisected to 1 %
      CHECK(std::exp(model.log_radius(model.unmoved())) == Approx(exact).epsilon(0.02));
    }
}

TEST_CASE("the gradient is the derivative of the smooth objective", "[constructions]") {
  for (unsigned seed = 0; seed < 12; ++seed)
    for (ConstructionKind kind : all_kinds) {
      INFO("seed " << seed << ", kind " << static_cast<int>(kind));
      const Case c = random_case(seed, kind);
      FloatingRadiusModel model(c.network, c.instance.data, c.classes, 2); // a cap that is exceeded
      UnitMoves moves = model.unmoved();
      test::Draw draw(seed);
      for (double& factor : moves.log_factors)
        factor += 0.01 * draw.integer(-50, 50);
      const double log_radius = model.log_radius(moves) - 0.1;
      model.watch(moves, log_radius, 2);
      std::vector<double> gradient, unused;
      model.smooth_objective(moves, log_radius, 5, gradient);
      REQUIRE(gradient.size() == 2 * model.unit_count());
      for (std::size_t k = 0; k < gradient.size(); ++k) {
        const auto shifted = [&](double change) {
          UnitMoves near = moves;
          (k < model.unit_count() ? near.log_factors[k] : near.log_rooms[k - model.unit_count()]) +=
              change;
          return model.smooth_objective(near, log_radius, 5, unused);
        };
        const double slope = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
        REQUIRE(gradient[k] == Approx(slope).epsilon(1e-3).margin(1e-4));
      }
    }
}

TEST_CASE("without a cap the radius grows with the scale", "[constructions]") {
  const Case c = random_case(3, ConstructionKind::gated);
  const FloatingRadiusModel model(c.network, c.instance.data, c.classes, 1000);
  UnitMoves moves = model.unmoved();
  const double before = model.log_radius(moves);
  std::size_t unit = 0;
  for (std::size_t l = 0; l + 1 < c.network.layers.size(); ++l)
    for (std::size_t j = 0; j < c.network.layers[l].unit_count(); ++j)
      moves.log_factors[unit++] = 5.0 * static_cast<double>(l + 1); // layer l by Λ^(l+1)
  CHECK(model.log_radius(moves) > before + 4);
}

TEST_CASE("descent finds the minimum of a convex function", "[constructions]") {
  // log(e^x + e^−x) + (y − 3)² + (y + x − 3)²/10 has its minimum at (0, 3)
  const SmoothFunction f = [](const std::vector<double>& p, std::vector<double>& gradient) {
    const double x = p[0], y = p[1];
    gradient = {std::tanh(x) + (y + x - 3) / 5, 2 * (y - 3) + (y + x - 3) / 5};
    return std::log(std::exp(x) + std::exp(-x)) + (y - 3) * (y - 3) +
           (y + x - 3) * (y + x - 3) / 10;
  };
  const std::vector<double> point = floating_minimisation(f, {5, -4}, 200);
  CHECK(point[0] == Approx(0).margin(0.1));
  CHECK(point[1] == Approx(3).margin(0.1));
}

TEST_CASE("descent never ends above its start", "[constructions]") {
  const SmoothFunction f = [](const std::vector<double>& p, std::vector<double>& gradient) {
    gradient = {-1}; // a wrong gradient
    return p[0] * p[0];
  };
  CHECK(floating_minimisation(f, {2}, 50)[0] == 2);
}
