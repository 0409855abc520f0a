// SPDX-License-Identifier: GPL-3.0-or-later
//
// Irredundant lattices: fig. 2 and the erratum of liu2021 by hand, random functions there and back.

#include "cpwl/lattice_construction.hpp"
#include "cpwl/row_cover.hpp"
#include "exact/error.hpp"
#include "instances.hpp"
#include "support/function_of_lattice.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using thalweg::tests::function_of_lattice;
using namespace thalweg::instances;

namespace {

/// f over the cells that the covers split its cells into: on each of them one row of the form
/// serves.
CpwlFunction refined_function(const CpwlFunction& f, const LatticeWitness& witness) {
  CpwlFunction result{f.domain, f.functions, {}, {}};
  for (std::size_t cell = 0; cell < f.cells.size(); ++cell)
    for (const CoverPart& part : cover_parts(f, cell, witness[cell].cover)) {
      result.cells.push_back(irredundant(part.polytope));
      result.function_of_cell.push_back(f.function_of_cell[cell]);
    }
  return result;
}

void require_certified(const CpwlFunction& f, const CertifiedLattice& lattice) {
  REQUIRE(is_proof(lattice.witness, f, lattice.form));
  REQUIRE(is_irredundancy_proof(lattice.irredundancy, f, lattice.form));
}

} // namespace

// f = max(min(p1, p2), p3) would also need p3 ≤ f; p3 = x/2 > 2x + 1 for x < −2/3, so the row {p3}
// is not ≤ f on [−1, 4] and f = (p1 ∧ p2) ∨ (p1 ∧ p3), as printed.
TEST_CASE("figure 2 of liu2021 gives the printed form", "[cpwl]") {
  const CpwlFunction f = figure2();
  const CertifiedLattice lattice = irredundant_lattice(f);
  CHECK(lattice.form.rows == std::vector<std::vector<std::size_t>>{{0, 1}, {0, 2}});
  require_certified(f, lattice);
}

TEST_CASE("the erratum of the regions is repaired by refinement", "[cpwl]") {
  const CpwlFunction f = lattice_regions_erratum();
  const CertifiedLattice lattice = irredundant_lattice(f);
  require_certified(f, lattice);
  CHECK(lattice.form({4, 1}) == -5);
  const CpwlFunction refined = refined_function(f, lattice.witness);
  CHECK(refined.cells.size() > f.cells.size()); // some cell had to be split
  CHECK(discontinuity(refined) == std::nullopt);
  for (long x = -6; x <= 6; ++x)
    for (long y = -6; y <= 6; ++y) {
      CHECK(lattice.form({x, y}) == f({x, y}));
      CHECK(refined({x, y}) == f({x, y}));
    }
}

TEST_CASE("random forms return through their cells", "[cpwl]") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    RandomNumbers random(seed);
    const std::size_t dimension = 1 + seed % 4;
    const std::size_t count = dimension < 3 ? 6 : 4;
    INFO("seed " << seed << ", dimension " << dimension);
    const MaxMinForm form = random_form(random, dimension, count, 4);
    const CpwlFunction f = function_of_lattice(form, cube(dimension, 5));
    const CertifiedLattice lattice = irredundant_lattice(f);
    require_certified(f, lattice);
    for (int k = 0; k < 20; ++k) {
      Vector x;
      for (std::size_t i = 0; i < dimension; ++i)
        x.emplace_back(random.between(-10, 10), 2);
      for (Rational& entry : x)
        entry.canonicalize();
      CHECK(lattice.form(x) == form(x));
      CHECK(f(x) == form(x));
    }
  }
}

TEST_CASE("one cell, and dimension zero", "[cpwl]") {
  const CpwlFunction constant = function_of_pieces(cube(0, 1), {cube(0, 1)}, {{{}, 7}});
  const CertifiedLattice point = irredundant_lattice(constant);
  CHECK(point.form.rows == std::vector<std::vector<std::size_t>>{{0}});
  require_certified(constant, point);
  CHECK(point.form({}) == 7);
  const CpwlFunction plane = function_of_pieces(cube(3, 1), {cube(3, 1)}, {{{1, 2, 3}, 4}});
  const CertifiedLattice affine = irredundant_lattice(plane);
  CHECK(affine.form.rows == std::vector<std::vector<std::size_t>>{{0}});
  require_certified(plane, affine);
}

TEST_CASE("a discontinuous function is refused with cells and point", "[cpwl]") {
  const Polytope left = box({-1}, {0}), right = box({0}, {1});
  const CpwlFunction f = function_of_pieces(box({-1}, {1}), {left, right}, {{{1}, 0}, {{1}, 1}});
  CHECK_THROWS_WITH(irredundant_lattice(f),
                    "cpwl function: cells 0 and 1: expected equal values at (0), found 0 and 1");
}
