// SPDX-License-Identifier: GPL-3.0-or-later
//
// Optimal fits for convex losses: by hand, at random against an exact linear program and against
// other functions, and every obligation of the check broken once.

#include "exact/error.hpp"
#include "geometry/linear_program.hpp"
#include "risk/affine_fit.hpp"
#include "risk/convex_fit.hpp"
#include "unit/risk/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using test::all_samples;
using test::samples;

namespace {

ConvexFit proven_fit(const Problem& problem) {
  ConvexFit fit = convex_fit(problem, all_samples(problem.data));
  CHECK(is_optimal_fit(problem, all_samples(problem.data), fit.p, fit.subgradients));
  return fit;
}

/// The least sum of piecewise linear losses by the exact linear program over (p, t), all outputs at
/// once: minimise Σ t where every t is above every piece of its loss.
Rational least_sum(const Problem& problem) {
  const Dataset& data = problem.data;
  const std::size_t d = data.input_dimension(), outputs = data.target_dimension();
  const std::size_t count = data.sample_count(), size = outputs * (d + 1 + count);
  std::vector<Halfspace> halfspaces;
  for (std::size_t o = 0; o < outputs; ++o)
    for (std::size_t i = 0; i < count; ++i)
      for (const Polynomial& piece :
           loss_pieces(problem.loss.loss, data.targets[i][o]).polynomials) {
        Vector c = piece.coefficients();
        c.resize(2);
        const Rational weight = problem.loss.sample_weight(i) * problem.loss.output_weight(o);
        Halfspace above{Vector(size), -weight * c[0]};
        for (std::size_t j = 0; j < d; ++j)
          above.normal[o * (d + 1) + j] = weight * c[1] * data.inputs[i][j];
        above.normal[o * (d + 1) + d] = weight * c[1];
        above.normal[outputs * (d + 1) + o * count + i] = -1;
        halfspaces.push_back(above);
      }
  Vector objective(size);
  for (std::size_t k = outputs * (d + 1); k < size; ++k)
    objective[k] = -1;
  const LinearProgramResult result = maximum(objective, halfspaces);
  REQUIRE(result.is_optimal());
  return -result.value;
}

AffineMap moved(AffineMap p, std::mt19937& random) {
  for (AffineFunction& f : p) {
    for (Rational& entry : f.linear)
      entry += fraction(static_cast<int>(random() % 3) - 1, 1 + static_cast<int>(random() % 50));
    f.constant += fraction(static_cast<int>(random() % 3) - 1, 1 + static_cast<int>(random() % 50));
  }
  return p;
}

} // namespace

TEST_CASE("the absolute loss without inputs is fitted by the median", "[risk]") {
  // 0, 1, 5: the median is 1 with g = (1, 0, −1).
  const Dataset data = samples({{}, {}, {}}, {5, 0, 1});
  const ConvexFit fit = proven_fit({data, test::kept(loss(LossKind::absolute))});
  CHECK(fit.p[0].constant == 1);
  CHECK(fit.subgradients == std::vector<Vector>{{-1}, {1}, {0}});
  CHECK(sum_of_losses({data, test::kept(loss(LossKind::absolute))}, {0, 1, 2}, fit.p) == 5);
}

TEST_CASE("quantiles without inputs by hand", "[risk]") {
  // Of 0, …, 9 the 3/4-quantile is 7: seven values below cost 1/4 each, two above 3/4 each, so
  // g_7 = −7/4 + 6/4 = −1/4, inside [−3/4, 1/4].
  std::vector<Vector> inputs(10);
  Vector targets;
  for (int i = 0; i < 10; ++i)
    targets.push_back(i);
  const ConvexFit fit =
      proven_fit({samples(inputs, targets), test::kept(loss(LossKind::quantile, fraction(3, 4)))});
  CHECK(fit.p[0].constant == 7);
  CHECK(fit.subgradients[7][0] == fraction(-1, 4));
  CHECK(fit.subgradients[0][0] == fraction(1, 4));
  CHECK(fit.subgradients[9][0] == fraction(-3, 4));
}

TEST_CASE("absolute loss of a line with one outlier", "[risk]") {
  // y = 2x + 1 at 0, …, 4 but y(2) = 100: the line stays, only the outlier pays.
  const Dataset data = samples({{0}, {1}, {2}, {3}, {4}}, {1, 3, 100, 7, 9});
  const ConvexFit fit = proven_fit({data, test::kept(loss(LossKind::absolute))});
  CHECK(fit.p == AffineMap{{{2}, 1}});
  CHECK(fit.subgradients[2][0] == -1);
}

TEST_CASE("an epsilon tube that holds all samples", "[risk]") {
  // y = x ± 1/4 fits into a tube of width 1/2: no loss, all subgradients 0 or at an edge with sum
  // 0.
  const Rational quarter = fraction(1, 4);
  const Dataset data =
      samples({{0}, {1}, {2}, {3}}, {quarter, 1 - quarter, 2 + quarter, 3 - quarter});
  const WeightedLoss tube = loss(LossKind::epsilon, fraction(1, 2));
  const ConvexFit fit = proven_fit({data, tube});
  CHECK(sum_of_losses({data, tube}, all_samples(data), fit.p) == 0);
  for (std::size_t i = 0; i < 4; ++i)
    CHECK(is_settled({data, tube}, i, {fit.p[0](data.inputs[i])}));
  // In a tube of width 1/8 the best sum is that of the absolute loss minus 4/8, if no sample is in.
  const WeightedLoss narrow = loss(LossKind::epsilon, fraction(1, 8));
  CHECK(sum_of_losses({data, narrow}, all_samples(data), proven_fit({data, narrow}).p) ==
        least_sum({data, narrow}));
}

TEST_CASE("Huber with one outlier by hand", "[risk]") {
  // Values 0, 0, 0, 9 and δ = 1: three residuals p and one slope −1, so 3p = 1.
  const Dataset data = samples({{}, {}, {}, {}}, {0, 0, 9, 0});
  const ConvexFit fit = proven_fit({data, test::kept(loss(LossKind::huber, 1))});
  CHECK(fit.p[0].constant == fraction(1, 3));
  CHECK(fit.subgradients ==
        std::vector<Vector>{{fraction(1, 3)}, {fraction(1, 3)}, {-1}, {fraction(1, 3)}});
}

TEST_CASE("Huber with a whole interval of minimisers", "[risk]") {
  // Values 0 and 100, δ = 1: every p in [1, 99] is best, with slopes 1 and −1.
  const Dataset data = samples({{}, {}}, {0, 100});
  const ConvexFit fit = proven_fit({data, test::kept(loss(LossKind::huber, 1))});
  CHECK(fit.p[0].constant >= 1);
  CHECK(fit.p[0].constant <= 99);
  CHECK(fit.subgradients == std::vector<Vector>{{1}, {-1}});
}

TEST_CASE("hinge on separable labels has no loss", "[risk]") {
  const Dataset data = samples({{0}, {1}, {3}, {4}}, {-1, -1, 1, 1});
  for (const LossKind kind : {LossKind::hinge, LossKind::squared_hinge}) {
    const WeightedLoss hinge = loss(kind);
    const ConvexFit fit = proven_fit({data, hinge});
    CHECK(sum_of_losses({data, hinge}, all_samples(data), fit.p) == 0);
    CHECK(fit.p[0]({1}) <= -1);
    CHECK(fit.p[0]({3}) >= 1);
  }
}

TEST_CASE("squared hinge on mixed labels by hand", "[risk]") {
  // No inputs, labels 1, 1, −1: 2(1 − p)² + (1 + p)² is least at p = 1/3.
  const ConvexFit fit =
      proven_fit({samples({{}, {}, {}}, {1, 1, -1}), test::kept(loss(LossKind::squared_hinge))});
  CHECK(fit.p[0].constant == fraction(1, 3));
  CHECK(fit.subgradients ==
        std::vector<Vector>{{fraction(-4, 3)}, {fraction(-4, 3)}, {fraction(8, 3)}});
}

TEST_CASE("weights move the median", "[risk]") {
  // Weights 1, 1, 3 on 0, 1, 5: the weighted median is 5, g_5 = −2.
  const Dataset data = samples({{}, {}, {}}, {0, 1, 5});
  const ConvexFit fit = proven_fit({data, test::kept({loss(LossKind::absolute), {}, {1, 1, 3}})});
  CHECK(fit.p[0].constant == 5);
  CHECK(fit.subgradients == std::vector<Vector>{{1}, {1}, {-2}});
  // Weighted squares: (0 + 1 + 3·5)/5 = 16/5.
  CHECK(proven_fit({data, test::kept({loss(LossKind::squared), {}, {1, 1, 3}})}).p[0].constant ==
        fraction(16, 5));
  // Without weight there is nothing to fit.
  const ConvexFit none = proven_fit({data, test::kept({loss(LossKind::absolute), {}, {0, 0, 0}})});
  CHECK(none.p == AffineMap{zero_function(0)});
  CHECK(none.subgradients == std::vector<Vector>{{0}, {0}, {0}});
}

TEST_CASE("degenerate groups", "[risk]") {
  for (const Loss& l : test::all_losses()) {
    CAPTURE(to_string(l));
    const Rational y = 1;
    SECTION("no sample: " + to_string(l)) {
      const Dataset data = samples({{1, 2}}, {y});
      const ConvexFit fit = convex_fit({data, test::kept(l)}, {});
      CHECK(fit.p == AffineMap{zero_function(2)});
      CHECK(is_optimal_fit({data, test::kept(l)}, {}, fit.p, {}));
    }
    SECTION("one sample: " + to_string(l)) {
      const Dataset data = samples({{5, 7}}, {y});
      const ConvexFit fit = proven_fit({data, test::kept(l)});
      CHECK(fit.p[0].linear == Vector{0, 0});
      CHECK(sum_of_losses({data, test::kept(l)}, {0}, fit.p) == 0);
    }
    SECTION("the same input with both labels: " + to_string(l)) {
      const Dataset data = samples({{2, 2}, {2, 2}, {2, 2}}, {1, -1, 1});
      CHECK(proven_fit({data, test::kept(l)}).p[0].linear == Vector{0, 0});
    }
    SECTION("proportional columns: " + to_string(l)) {
      const Dataset data = samples({{0, 0}, {1, 2}, {2, 4}, {3, 6}}, {-1, 1, -1, 1});
      CHECK(proven_fit({data, test::kept(l)}).p[0].linear[1] == 0);
    }
  }
}

TEST_CASE("the squared loss has two rooms with one answer", "[risk]") {
  const unsigned seed = 511;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    const Dataset data = test::random_samples(random, false, 3, 8);
    const Vector ones(data.sample_count(), 1);
    const ConvexFit fit = proven_fit({data, test::kept({loss(LossKind::squared), {}, ones})});
    CHECK(fit.p == affine_fit(data, all_samples(data)));
    const ConvexFit direct = proven_fit({data, test::kept(loss(LossKind::squared))});
    CHECK(direct.p == fit.p);
    CHECK(direct.subgradients == fit.subgradients);
  }
}

TEST_CASE("random fits are proven optimal", "[risk]") {
  const unsigned seed = 512;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const Loss& l : test::all_losses())
    for (int round = 0; round < 60; ++round) {
      CAPTURE(to_string(l), round);
      const Dataset data = test::random_samples(random, has_labels(l), 3, 9);
      const WeightedLoss weighted = test::random_weights(random, l, data);
      const ConvexFit fit = proven_fit({data, weighted});
      const Rational least = sum_of_losses({data, weighted}, all_samples(data), fit.p);
      CHECK(sum_of_losses({data, weighted}, all_samples(data), moved(fit.p, random)) >= least);
      const ConvexFit again = convex_fit({data, weighted}, all_samples(data));
      CHECK(again.p == fit.p);
      CHECK(again.subgradients == fit.subgradients);
    }
}

TEST_CASE("fits for piecewise linear losses against the exact linear program", "[risk]") {
  const unsigned seed = 513;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const Loss& l : test::all_losses()) {
    if (!is_piecewise_linear(l))
      continue;
    for (int round = 0; round < 15; ++round) {
      CAPTURE(to_string(l), round);
      const Dataset data = test::random_samples(random, has_labels(l), 2, 6);
      const WeightedLoss weighted = test::random_weights(random, l, data);
      const ConvexFit fit = proven_fit({data, weighted});
      CHECK(sum_of_losses({data, weighted}, all_samples(data), fit.p) ==
            least_sum({data, weighted}));
    }
  }
}

TEST_CASE("larger groups with many ties", "[risk]") {
  const unsigned seed = 514;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const Loss& l : test::all_losses()) {
    CAPTURE(to_string(l));
    std::vector<Vector> inputs;
    Vector targets;
    for (int i = 0; i < 120; ++i) {
      inputs.push_back({static_cast<int>(random() % 3), static_cast<int>(random() % 3),
                        static_cast<int>(random() % 4)});
      targets.push_back(has_labels(l) ? Rational(random() % 2 == 0 ? 1 : -1)
                                      : Rational(static_cast<int>(random() % 4)));
    }
    proven_fit({samples(inputs, targets), test::kept(l)});
  }
}

TEST_CASE("fits of numbers that floating point cannot hold", "[risk]") {
  // Steps of 10^−40 around 10^400: every difference is lost in a double of the value itself.
  Integer large, small;
  mpz_ui_pow_ui(large.get_mpz_t(), 10, 400);
  mpz_ui_pow_ui(small.get_mpz_t(), 10, 40);
  const unsigned seed = 515;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const Loss& l : test::all_losses()) {
    CAPTURE(to_string(l));
    std::vector<Vector> inputs;
    Vector targets;
    for (int i = 0; i < 12; ++i) {
      const Rational x = Rational(large) + fraction(Integer(static_cast<int>(random() % 9)), small);
      inputs.push_back({x, i % 4 == 0 ? Rational(x * x) : Rational(random() % 5)});
      targets.push_back(has_labels(l)
                            ? Rational(random() % 2 == 0 ? 1 : -1)
                            : Rational(large) + fraction(Integer(static_cast<int>(random() % 7)),
                                                         Integer(small * small)));
    }
    proven_fit({samples(inputs, targets), test::kept(l)});
  }
}

TEST_CASE("group fits of a convex loss by hand", "[risk]") {
  // Medians: of 0, 1, 5 with sum 5; the line through two points; an empty group.
  const Dataset data = samples({{7}, {7}, {7}, {0}, {1}}, {0, 1, 5, 3, 4});
  const ConvexGroupFits fits =
      convex_group_fits({data, test::kept(loss(LossKind::absolute))}, {3, {0, 0, 0, 2, 2}});
  REQUIRE(fits.of_group.size() == 3);
  CHECK(fits.of_group[0].p == AffineMap{{{0}, 1}});
  CHECK(fits.of_group[1].p == AffineMap{zero_function(1)});
  CHECK(fits.of_group[2].p == AffineMap{{{1}, 3}});
  CHECK(fits.risk == 1);
}

TEST_CASE("every obligation of an optimal fit is checked", "[risk]") {
  // y = 0, 2, 0 at x = 0, 1, 2 with the absolute loss: p = 0, g = (1/2, −1, 1/2).
  const Dataset data = samples({{0}, {1}, {2}}, {0, 2, 0});
  const WeightedLoss absolute = loss(LossKind::absolute);
  const SampleSet all = {0, 1, 2};
  const AffineMap p = {{{0}, 0}};
  const Rational half = fraction(1, 2);
  const std::vector<Vector> g = {{half}, {-1}, {half}};
  CHECK(fit_fault({data, absolute}, all, p, g) == std::nullopt);

  using Kind = FitFault::Kind;
  const Rational little = fraction(1, Integer(1) << 200);
  SECTION("a subgradient outside its interval") {
    CHECK(fit_fault({data, absolute}, all, p, {{half}, {-1 + little}, {half}}) ==
          FitFault{Kind::subgradient, 1, 0});
    CHECK(fit_fault({data, absolute}, all, p, {{1 + little}, {-1}, {half}}) ==
          FitFault{Kind::subgradient, 0, 0});
  }
  SECTION("a function that does not fit the interpolated sample") {
    CHECK(fit_fault({data, absolute}, all, {{{little}, 0}}, g) ==
          FitFault{Kind::subgradient, 2, 0});
    CHECK(fit_fault({data, absolute}, all, {{{0}, little}}, g) ==
          FitFault{Kind::subgradient, 0, 0});
  }
  SECTION("subgradients that are not orthogonal to (1, x)") {
    CHECK(fit_fault({data, absolute}, all, p, {{half + little}, {-1}, {half}}) ==
          FitFault{Kind::orthogonality, 0, 0, 0});
    CHECK(fit_fault({data, absolute}, all, p, {{half + little}, {-1}, {half - little}}) ==
          FitFault{Kind::orthogonality, 0, 0, 1});
  }
  SECTION("another group, loss or weight") {
    CHECK(fit_fault({data, absolute}, {0, 1}, p, {{half}, {-1}}) ==
          FitFault{Kind::orthogonality, 0, 0, 0});
    CHECK(fit_fault({data, test::kept(loss(LossKind::huber, half))}, all, p, g) ==
          FitFault{Kind::subgradient, 0, 0});
    CHECK(fit_fault({data, test::kept({loss(LossKind::absolute), {}, {1, 2, 1}})}, all, p, g) ==
          FitFault{Kind::subgradient, 1, 0});
  }
  SECTION("shapes") {
    CHECK(fit_fault({data, absolute}, all, {}, g) == FitFault{Kind::shape});
    CHECK(fit_fault({data, absolute}, all, {{{0, 0}, 0}}, g) == FitFault{Kind::shape});
    CHECK(fit_fault({data, absolute}, all, p, {{half}, {-1}}) == FitFault{Kind::shape});
    CHECK(fit_fault({data, absolute}, all, p, {{half}, {-1}, {}}) == FitFault{Kind::shape});
  }
}

TEST_CASE("every damaged entry of a random fit is found", "[risk]") {
  const unsigned seed = 516;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const Loss& l : test::all_losses())
    for (int round = 0; round < 15; ++round) {
      CAPTURE(to_string(l), round);
      const Dataset data = test::random_samples(random, has_labels(l), 2, 6);
      const SampleSet all = all_samples(data);
      const ConvexFit fit = proven_fit({data, test::kept(l)});
      for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t o = 0; o < data.target_dimension(); ++o) {
          std::vector<Vector> damaged = fit.subgradients;
          damaged[i][o] += fraction(1, Integer(1) << 100); // breaks at least the sum
          CHECK_FALSE(is_optimal_fit({data, test::kept(l)}, all, fit.p, damaged));
        }
    }
}

TEST_CASE("fits refuse data that the loss cannot use", "[risk]") {
  const Dataset data = samples({{0}, {1}}, {1, 0});
  CHECK_THROWS_AS(convex_fit({data, test::kept(loss(LossKind::hinge))}, {0}), InputError);
  CHECK_THROWS_AS(convex_fit({data, test::kept({loss(LossKind::absolute), {}, {1}})}, {0}),
                  InputError);
  CHECK_THROWS_AS(convex_group_fits({data, test::kept(loss(LossKind::absolute))}, {1, {0}}),
                  InternalError);
}
