// SPDX-License-Identifier: GPL-3.0-or-later
//
// Losses of pieces that need not be convex, and fits for them.

#include "exact/error.hpp"
#include "risk/table_fit.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

Dataset line_data(const std::vector<std::pair<Rational, Rational>>& samples) {
  Dataset data;
  data.columns = {"x", "y"};
  data.target_columns = {1};
  for (const auto& [x, y] : samples) {
    data.inputs.push_back({x});
    data.targets.push_back({y});
  }
  return data;
}

} // namespace

TEST_CASE("Hampel's loss and the truncated one by their pieces", "[risk]") {
  const LossTable hampel = loss_table_of_text("hampel:1:2:4");
  CHECK(hampel.breakpoints == Vector{-4, -2, -1, 1, 2, 4});
  CHECK(hampel.pieces[5] == std::array<Rational, 3>{fraction(-1, 4), 2, fraction(-3, 2)});
  for (const int sign : {1, -1}) {
    CHECK(hampel(sign * Rational(1)) == fraction(1, 2));
    CHECK(hampel(sign * Rational(2)) == fraction(3, 2));
    CHECK(hampel(sign * Rational(4)) == fraction(5, 2));
    CHECK(hampel(sign * Rational(100)) == fraction(5, 2));
    CHECK(hampel.slope(sign * Rational(3)) == sign * fraction(1, 2));
  }
  CHECK(loss_table_of_text("hampel:1:1:2").pieces.size() == 5);
  const LossTable truncated = loss_table_of_text("truncated:3/2");
  CHECK(truncated(1) == fraction(1, 2));
  CHECK(truncated(-2) == fraction(9, 8));
  CHECK(truncated.is_breakpoint(fraction(-3, 2)));
  for (const char* wrong : {"hampel", "hampel:1:2", "hampel:2:1:4", "hampel:1:2:2", "hampel:0:1:2",
                            "truncated:0", "truncated:x", "tukey:1", "truncated:1:2"})
    CHECK_THROWS_AS(loss_table_of_text(wrong), InputError);
}

TEST_CASE("an outlier does not move the fit of Hampel's loss", "[risk]") {
  // y = 2x + 1 at x = −3, …, 3, but 20 at x = 3: least squares is away, the fit is not
  std::vector<std::pair<Rational, Rational>> samples;
  for (int x = -3; x <= 3; ++x)
    samples.emplace_back(x, x == 3 ? 20 : 2 * x + 1);
  const LossTable loss = loss_table_of_text("hampel:3:4:6");
  const auto p = table_fit(loss, line_data(samples), 0);
  REQUIRE(p);
  CHECK(*p == AffineFunction{{2}, 1});
}

TEST_CASE("a fit is stationary, and no small move lowers the sum", "[risk]") {
  const Dataset data = line_data({{-3, 1}, {-2, -1}, {-1, 2}, {0, 0}, {1, 4}, {2, -2}, {3, 3}});
  const LossTable loss = loss_table_of_text("hampel:1:2:4");
  const auto p = table_fit(loss, data, 0);
  REQUIRE(p);
  const auto sum = [&](const AffineFunction& f) {
    Rational result = 0;
    for (std::size_t i = 0; i < data.sample_count(); ++i)
      result += loss(f(data.inputs[i]) - data.targets[i][0]);
    return result;
  };
  Rational first = 0, second = 0;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const Rational slope = loss.slope((*p)(data.inputs[i]) - data.targets[i][0]);
    first += slope;
    second += slope * data.inputs[i][0];
  }
  CHECK(first == 0);
  CHECK(second == 0);
  for (const int a : {-1, 0, 1})
    for (const int b : {-1, 0, 1})
      CHECK(sum(*p + AffineFunction{{fraction(a, 1000)}, fraction(b, 1000)}) >= sum(*p));
}

TEST_CASE("the best step along a feature is found among all pieces", "[risk]") {
  const LossTable loss = loss_table_of_text("truncated:1");
  // margins −5 and 5: e = 5 or −5 with features 1, 1 fits one of them: 1/2; features 1, −1 both: 0
  CHECK(table_step(loss, {-5, 5}, {1, 1}).sum == fraction(1, 2));
  const TableStep both = table_step(loss, {-5, 5}, {1, -1});
  CHECK(both.factor == 5);
  CHECK(both.sum == 0);
  CHECK(table_step(loss, {-5, 5}, {0, 0}).sum == 1);
}

TEST_CASE("semidefinite matrices by elimination", "[risk]") {
  CHECK(is_positive_semidefinite({{1, 1}, {1, 1}}));
  CHECK(is_positive_semidefinite({{0, 0}, {0, 3}}));
  CHECK_FALSE(is_positive_semidefinite({{0, 1}, {1, 3}}));
  CHECK_FALSE(is_positive_semidefinite({{1, 2}, {2, 3}}));
  CHECK_FALSE(is_positive_semidefinite({{1, 0}, {0, fraction(-1, 1000)}}));
}
