// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minima of sums of logistic and softmax losses in small ellipsoids. By hand: x = 1, 2, 3 with
// labels +−, +++−, +−: the optimal map is the constant log(5/3) = 0.5108… (SPECIFICATION.md section
// 39). There w = 15/64, A = w (36, 16; 16, 8), and the diagonal of A⁻¹ is (1/4, 9/8)/w.

#include "risk/ellipsoid_fit.hpp"

#include "unit/risk/samples.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace thalweg;

namespace {

constexpr std::size_t bits = 128;

Dataset eight_samples() {
  return test::samples({{1}, {1}, {2}, {2}, {2}, {2}, {3}, {3}}, {1, -1, 1, 1, 1, -1, 1, -1});
}

const SampleSet all_eight = {0, 1, 2, 3, 4, 5, 6, 7};

} // namespace

TEST_CASE("the ellipsoid holds the minimiser", "[risk]") {
  const Dataset data = eight_samples();
  const LabelledData labelled = labelled_data(data, {});
  const auto fit = ellipsoid_fit(labelled, all_eight, bits);
  REQUIRE(fit);
  CHECK(fit->proof.basis == std::vector<std::size_t>{0, 1});
  CHECK(fit->proof.reach > 0);
  CHECK(fit->proof.reach < Rational(1, 100000000));
  REQUIRE(fit->moves.size() == 2);
  const double reach = fit->proof.reach.get_d();
  CHECK(fit->moves[0].get_d() == Approx(reach * std::sqrt(64 / 15.0 / 4)));
  CHECK(fit->moves[1].get_d() == Approx(reach * std::sqrt(64 / 15.0 * 9 / 8)));
  CHECK(ellipsoid_fit(labelled, all_eight, bits, 2)->proof.reach < fit->proof.reach / 1000000000);
  CHECK(std::abs(fit->p.front().constant.get_d() - std::log(5.0 / 3)) < 1e-11);
  CHECK(std::abs(fit->p.front().linear.front().get_d()) < 1e-11);
  CHECK(fit->slack == fit->proof.reach * fit->proof.reach);
}

TEST_CASE("a given map has an ellipsoid if it is near", "[risk]") {
  const Dataset data = eight_samples();
  const LabelledData labelled = labelled_data(data, {});
  const auto constant = [](const Rational& c) { return AffineMap{{{0}, c}}; };
  const auto near = ellipsoid_near(labelled, all_eight, constant(fraction(1021, 2000)), bits);
  REQUIRE(near);
  CHECK(near->p == constant(fraction(1021, 2000)));
  CHECK(near->moves[1].get_d() > std::log(5.0 / 3) - 0.5105);
  CHECK_FALSE(ellipsoid_near(labelled, all_eight, constant(0), bits));
}

TEST_CASE("separable samples have no ellipsoid", "[risk]") {
  const Dataset data = test::samples({{1}, {2}, {3}}, {1, 1, -1});
  CHECK_FALSE(ellipsoid_fit(labelled_data(data, {}), {0, 1, 2}, bits));
}

TEST_CASE("entries that depend on others are left out, and softmax has one ellipsoid", "[risk]") {
  // the second input is twice the first; three classes at each of two inputs
  const Dataset data = test::samples({{1, 2}, {1, 2}, {1, 2}, {1, 2}, {2, 4}, {2, 4}, {2, 4}},
                                     {0, 1, 2, 2, 0, 1, 2});
  const LabelledData labelled = labelled_data(data, cross_entropy_of_text("softmax", data).value());
  const auto fit = ellipsoid_fit(labelled, {0, 1, 2, 3, 4, 5, 6}, bits);
  REQUIRE(fit);
  CHECK(fit->proof.basis == std::vector<std::size_t>{0, 2});
  // scores F_0 − F_2: log 1/2 at the first input, 0 at the second
  const AffineFunction& score = fit->p[0];
  CHECK(std::abs(score(Vector{1, 2}).get_d() + std::log(2.0)) < 1e-11);
  CHECK(std::abs(score(Vector{2, 4}).get_d()) < 1e-11);
  CHECK(fit->p[2] == zero_function(2));
}
