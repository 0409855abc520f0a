// SPDX-License-Identifier: GPL-3.0-or-later
//
// Functions of one variable; fig. 1 of liu2021 with x_k = −1 + k/10, k = 0..20, and 2, 3, 4 groups.

#include "cpwl/interval_function.hpp"
#include "cpwl/lattice_construction.hpp"
#include "exact/error.hpp"
#include "instances.hpp"
#include "risk/affine_fit.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::instances;

namespace {

Dataset figure1(Rational (*curve)(const Rational&)) {
  Dataset data{{"x", "y"}, {1}, {}, {}};
  for (long k = 0; k <= 20; ++k) {
    const Rational x = fraction(k - 10, 10);
    data.inputs.push_back({x});
    data.targets.push_back({curve(x)});
  }
  return data;
}

Rational square(const Rational& x) {
  return x * x;
}
Rational cubic(const Rational& x) {
  return x * x * x - x / 2;
}

/// Consecutive groups that begin at the given samples.
std::vector<FittedInterval> fitted_groups(const Dataset& data, std::vector<std::size_t> begins) {
  begins.push_back(data.sample_count());
  std::vector<FittedInterval> groups;
  for (std::size_t k = 0; k + 1 < begins.size(); ++k) {
    SampleSet members;
    for (std::size_t i = begins[k]; i < begins[k + 1]; ++i)
      members.push_back(i);
    groups.push_back({data.inputs[members.front()][0], data.inputs[members.back()][0],
                      affine_fit(data, members)[0]});
  }
  return groups;
}

} // namespace

TEST_CASE("figure 1: fits on 2, 3 and 4 groups become certified lattices", "[cpwl]") {
  for (auto curve : {square, cubic})
    for (const std::vector<std::size_t>& begins : std::vector<std::vector<std::size_t>>{
             {0, 10}, {0, 7, 14}, {0, 5, 10, 15}, {0, 1, 2, 20}}) {
      const Dataset data = figure1(curve);
      const std::vector<FittedInterval> groups = fitted_groups(data, begins);
      const IntervalFunction f = function_of_fits(-2, 2, groups);
      const CpwlFunction cells = cpwl_function(f);
      require_continuous(cells, "figure 1");
      for (const FittedInterval& group : groups)
        for (const Vector& x : data.inputs)
          if (group.first <= x[0] && x[0] <= group.last)
            CHECK(cells(x) == group.fit(x));
      for (std::size_t i = 1; i + 1 < f.ends.size(); ++i) // no breakpoint at a sample
        for (const Vector& x : data.inputs)
          CHECK(f.ends[i] != x[0]);
      CHECK(interval_function(cells) == f);
      const CertifiedLattice lattice = irredundant_lattice(cells);
      CHECK(is_proof(lattice.witness, cells, lattice.form));
      CHECK(is_irredundancy_proof(lattice.irredundancy, cells, lattice.form));
    }
}

TEST_CASE("an auxiliary piece only where fits do not meet inside the gap", "[cpwl]") {
  SECTION("they meet inside: −x and x at 0") {
    const IntervalFunction f = function_of_fits(-3, 3, {{-2, -1, {{-1}, 0}}, {1, 2, {{1}, 0}}});
    CHECK(f.ends == std::vector<Rational>{-3, 0, 3});
    CHECK(f.pieces.size() == 2);
  }
  SECTION("they meet at a sample: x + 1 and −x − 1 at −1") {
    const IntervalFunction f = function_of_fits(-3, 3, {{-2, -1, {{1}, 1}}, {1, 2, {{-1}, -1}}});
    REQUIRE(f.pieces.size() == 3);
    CHECK(f.ends[1] > -1);
    CHECK(f.ends[2] < 1);
    CHECK(f.pieces[1]({f.ends[1]}) == f.pieces[0]({f.ends[1]}));
    CHECK(f.pieces[1]({f.ends[2]}) == f.pieces[2]({f.ends[2]}));
  }
  SECTION("parallel fits, single samples") {
    const IntervalFunction f = function_of_fits(-3, 3, {{0, 0, {{0}, 0}}, {1, 1, {{0}, 5}}});
    CHECK(f.pieces.size() == 3);
  }
  SECTION("equal fits") {
    const IntervalFunction f = function_of_fits(-3, 3, {{0, 0, {{1}, 0}}, {1, 1, {{1}, 0}}});
    CHECK(f.ends == std::vector<Rational>{-3, 3});
  }
}

TEST_CASE("groups out of order are refused", "[cpwl]") {
  CHECK_THROWS_WITH(function_of_fits(0, 3, {{0, 1, {{1}, 0}}}),
                    "group 0: expected a larger number than 0, found 0");
  CHECK_THROWS_WITH(function_of_fits(0, 3, {{1, 2, {{1}, 0}}, {2, Rational(5, 2), {{1}, 0}}}),
                    "group 1: expected a larger number than 2, found 2");
  CHECK_THROWS_WITH(function_of_fits(0, 3, {{1, 3, {{1}, 0}}}),
                    "upper end of the domain: expected a larger number than 3, found 3");
  CHECK_THROWS_AS(function_of_fits(0, 3, {}), InputError);
}
