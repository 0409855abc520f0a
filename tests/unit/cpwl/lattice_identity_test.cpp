// SPDX-License-Identifier: GPL-3.0-or-later
//
// The identity f = max-min: true ones with a proof, false ones with a point, damaged proofs
// refused.

#include "cpwl/lattice_identity.hpp"
#include "exact/error.hpp"
#include "instances.hpp"
#include "support/rows_of_regions.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::instances;

// The functions in order of first use: 0, −x, 1−2x+y, −x−y. At (4, 1): f = −5 = −x−y (x ≥ 1+2y),
// while the row of cell {x ≥ 0, y ≤ 0} is {0, −x}: −4.
TEST_CASE("rows of linear regions fail in dimension 2", "[cpwl]") {
  const CpwlFunction f = lattice_regions_erratum();
  REQUIRE(discontinuity(f) == std::nullopt);
  const MaxMinForm form = tests::rows_of_regions(f);
  CHECK(f({4, 1}) == -5);
  CHECK(form({4, 1}) == -4);
  const auto answer = lattice_identity(f, form);
  const Counterexample* found = std::get_if<Counterexample>(&answer);
  REQUIRE(found != nullptr);
  CHECK(f(found->point) == found->function_value);
  CHECK(form(found->point) == found->form_value);
  CHECK(found->form_value > found->function_value);
}

TEST_CASE("rows of linear regions hold in dimension 1", "[cpwl]") {
  const CpwlFunction f = figure2();
  const MaxMinForm form = tests::rows_of_regions(f);
  const auto answer = lattice_identity(f, form);
  REQUIRE(std::holds_alternative<LatticeWitness>(answer));
  CHECK(is_proof(std::get<LatticeWitness>(answer), f, form));
}

TEST_CASE("a form below the function is refuted by a point", "[cpwl]") {
  const CpwlFunction f = figure2();
  const MaxMinForm form{f.functions, {{0, 1}}}; // without the row {p1, p3}
  const auto answer = lattice_identity(f, form);
  const Counterexample* found = std::get_if<Counterexample>(&answer);
  REQUIRE(found != nullptr);
  CHECK(form(found->point) < f(found->point));
}

TEST_CASE("a damaged proof proves nothing", "[cpwl]") {
  const CpwlFunction f = figure2();
  const MaxMinForm form{f.functions, {{0, 1}, {0, 2}}};
  const auto answer = lattice_identity(f, form);
  const LatticeWitness& good = std::get<LatticeWitness>(answer);
  REQUIRE(is_proof(good, f, form));
  std::size_t damaged_count = 0;
  const auto refuse = [&](const LatticeWitness& witness) {
    CHECK_FALSE(is_proof(witness, f, form));
    ++damaged_count;
  };
  LatticeWitness shorter = good;
  shorter.pop_back();
  refuse(shorter);
  for (std::size_t cell = 0; cell < good.size(); ++cell) {
    for (std::size_t leaf = 0; leaf < good[cell].proofs.size(); ++leaf)
      for (std::size_t k = 0; k < good[cell].proofs[leaf].size(); ++k) {
        if (good[cell].proofs[leaf][k].empty())
          continue;
        LatticeWitness witness = good;
        witness[cell].proofs[leaf][k][0].value += 1;
        refuse(witness);
      }
    for (std::size_t b = 0; b < good[cell].bounds.size(); ++b) {
      LatticeWitness witness = good;
      witness[cell].bounds[b].weights[0].value /= 2;
      refuse(witness);
      if (good[cell].bounds[b].halfspaces.empty())
        continue;
      witness = good;
      witness[cell].bounds[b].halfspaces[0].value += 1;
      refuse(witness);
    }
    LatticeWitness witness = good;
    witness[cell].cover = {CoverLeaf{2}};
    refuse(witness);
    witness[cell].cover = {CoverSplit{0, 0, 0}};
    refuse(witness);
  }
  CHECK(damaged_count > 10);
}

// Three planes over a triangle around 0 whose mean is −1/3·(…) ≤ 0: no single one bounds, λ =
// (⅓,⅓,⅓) does.
TEST_CASE("a row that only weights bound", "[cpwl]") {
  const CpwlFunction f = function_of_pieces(cube(2, 1), {cube(2, 1)}, {{{0, 0}, 0}});
  CpwlFunction wide = f;
  wide.functions = {{{0, 0}, 0}, {{1, 0}, 0}, {{0, 1}, 0}, {{-1, -1}, 0}};
  const MaxMinForm form{wide.functions, {{0}, {1, 2, 3}}};
  const auto answer = lattice_identity(wide, form);
  REQUIRE(std::holds_alternative<LatticeWitness>(answer));
  const LatticeWitness& witness = std::get<LatticeWitness>(answer);
  CHECK(is_proof(witness, wide, form));
  const RowBound& bound = witness[0].bounds[witness[0].bound_of_row[1]];
  CHECK(bound.weights ==
        Multipliers{{1, Rational(1, 3)}, {2, Rational(1, 3)}, {3, Rational(1, 3)}});
  CHECK(bound.halfspaces.empty());
}
