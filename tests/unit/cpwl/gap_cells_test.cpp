// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gap cells: slabs with and without auxiliary pieces by hand, power diagrams at random.

#include "cpwl/gap_cells.hpp"
#include "cpwl/lattice_construction.hpp"
#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "instances.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::instances;

namespace {

/// The affine functions of slabs as a power diagram: ℓ_0 = 0, ℓ_k − ℓ_{k−1} = direction·x − t_k.
std::vector<AffineFunction> slab_diagram(const Slabs& slabs) {
  std::vector<AffineFunction> result{zero_function(slabs.direction.size())};
  for (const Rational& threshold : slabs.thresholds)
    result.push_back(result.back() + AffineFunction{slabs.direction, -threshold});
  return result;
}

/// Do the cells have the volume of the domain together? (With continuity a strong check.)
void require_same_volume(const CpwlFunction& f) {
  Rational sum = 0;
  for (const Polytope& cell : f.cells) {
    CHECK(is_subset_of(cell, f.domain));
    sum += volume(cell);
  }
  CHECK(sum == volume(f.domain));
}

} // namespace

// Samples at x = ±1, one threshold 0: ℓ_1 − ℓ_0 = x, margins 1, η = 3/4 → the shortest dyadic
// number of [3/8, 3/4] is 1/2. Predictors −x and x meet at 0, inside the gap: two pieces and no
// auxiliary one.
TEST_CASE("two slabs whose fits meet in the gap", "[cpwl]") {
  const std::vector<Vector> samples{{-1, 0}, {1, 0}};
  const GapComplex complex =
      gap_complex(cube(2, 2), slab_diagram({{1, 0}, {0}}), samples, {2, {0, 1}});
  CHECK(complex.margin == Rational(1, 2));
  const CpwlFunction f = gap_function(complex, {{{-1, 0}, 0}, {{1, 0}, 0}});
  CHECK(f.functions.size() == 2);
  CHECK(f.cells.size() == 2);
  CHECK(f({-1, 1}) == 1);
  CHECK(f({Rational(1, 4), 1}) == Rational(1, 4));
  require_continuous(f, "two slabs");
  require_same_volume(f);
}

// Predictors 0 and y: they meet along y = 0, which leaves the gap. The gap {|x| ≤ 1/2} gets two
// triangles.
TEST_CASE("two slabs whose fits meet outside the gap", "[cpwl]") {
  const std::vector<Vector> samples{{-1, 0}, {1, 0}};
  const GapComplex complex =
      gap_complex(cube(2, 2), slab_diagram({{1, 0}, {0}}), samples, {2, {0, 1}});
  const CpwlFunction f = gap_function(complex, {{{0, 0}, 0}, {{0, 1}, 0}});
  CHECK(f.cells.size() == 4);
  require_continuous(f, "two slabs");
  require_same_volume(f);
  CHECK(f({-1, 1}) == 0);
  CHECK(f({1, 1}) == 1);
}

TEST_CASE("slabs in dimension 1 and one group in any dimension", "[cpwl]") {
  const GapComplex line =
      gap_complex(cube(1, 3), slab_diagram({{1}, {-1, 1}}), {{-2}, {0}, {2}}, {3, {0, 1, 2}});
  const CpwlFunction f = gap_function(line, {{{0}, 0}, {{1}, 1}, {{0}, 0}});
  require_continuous(f, "slabs");
  require_same_volume(f);
  CHECK(f.functions.size() == 3); // 0 twice, x + 1, one auxiliary: 0 and x + 1 meet at −1
  for (std::size_t dimension = 0; dimension < 4; ++dimension) {
    const AffineFunction p{Vector(dimension, Rational(1)), 2};
    const GapComplex one =
        gap_complex(cube(dimension, 1), {zero_function(dimension)}, {Vector(dimension)}, {1, {0}});
    const CpwlFunction affine = gap_function(one, {p});
    CHECK(affine.cells.size() == 1);
    CHECK(affine(Vector(dimension)) == 2);
  }
}

TEST_CASE("a group without samples has no core", "[cpwl]") {
  const GapComplex complex =
      gap_complex(cube(1, 3), slab_diagram({{1}, {-1, 1}}), {{-2}, {2}}, {3, {0, 2}});
  CHECK_FALSE(complex.cores[1].has_value());
  const CpwlFunction f = gap_function(complex, {{{0}, 0}, {{7}, 7}, {{0}, 1}});
  require_continuous(f, "slabs");
  require_same_volume(f);
  CHECK(f({-2}) == 0);
  CHECK(f({2}) == 1);
}

TEST_CASE("random power diagrams, all samples on their predictor", "[cpwl]") {
  for (unsigned seed = 0; seed < 12; ++seed) {
    RandomNumbers random(seed);
    const std::size_t dimension = 1 + seed % 3, sites = 2 + seed % 3;
    INFO("seed " << seed << ", dimension " << dimension);
    std::vector<AffineFunction> diagram, predictors;
    std::vector<Vector> samples;
    Grouping groups{sites, {}};
    for (std::size_t k = 0; k < sites; ++k) {
      Vector site;
      for (std::size_t i = 0; i < dimension; ++i)
        site.emplace_back(random.between(-90, 90));
      AffineFunction power{site, -dot(site, site) / 2}, predictor = zero_function(dimension);
      for (Rational& entry : predictor.linear)
        entry = random.between(-3, 3);
      predictor.constant = random.between(-50, 50);
      diagram.push_back(power);
      predictors.push_back(predictor);
      samples.push_back(site); // a site is strictly inside its own cell if the sites differ
      groups.group_of_sample.push_back(k);
    }
    std::optional<GapComplex> complex;
    try {
      complex = gap_complex(cube(dimension, 101), diagram, samples, groups);
    } catch (const InputError&) {
      continue; // equal sites or a corner on two cells
    }
    const CpwlFunction f = gap_function(*complex, predictors);
    require_continuous(f, "random diagram");
    require_same_volume(f);
    for (std::size_t k = 0; k < sites; ++k)
      CHECK(f(samples[k]) == predictors[k](samples[k]));
    const CertifiedLattice lattice = irredundant_lattice(f);
    CHECK(is_proof(lattice.witness, f, lattice.form));
    CHECK(is_irredundancy_proof(lattice.irredundancy, f, lattice.form));
  }
}

TEST_CASE("gap cells refuse what they cannot do", "[cpwl]") {
  const std::vector<AffineFunction> diagram = slab_diagram({{1, 0}, {0}});
  CHECK_THROWS_WITH(gap_complex(cube(2, 2), diagram, {{-1, 0}, {0, 1}}, {2, {0, 1}}),
                    "sample 1: expected a point strictly inside cell 1, found (0, 1)");
  CHECK_THROWS_WITH(gap_complex(cube(2, 1), diagram, {{-1, 0}, {1, 0}}, {2, {0, 1}}),
                    "sample 0: expected a point inside the domain, found (-1, 0)");
  CHECK_THROWS_WITH(
      gap_complex(cube(2, 2), slab_diagram({{1, 1}, {0}}), {{-1, 0}, {1, 0}}, {2, {0, 1}}),
      "domain: expected every vertex inside one cell of the diagram, found (-2, 2) on two → move "
      "or enlarge the domain");
  CHECK_THROWS_AS(gap_complex({2, {}}, diagram, {{-1, 0}, {1, 0}}, {2, {0, 1}}), InputError);
}
