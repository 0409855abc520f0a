// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lattices on samples: without and with auxiliary functions, repeated and collinear samples, d = 0.

#include "cpwl/sample_lattice.hpp"
#include "exact/error.hpp"
#include "instances.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::instances;

// |x| at −1, 1: the rows {−x} and {x}; no pair is violated.
TEST_CASE("two functions that already are a maximum", "[cpwl]") {
  const SampleLattice lattice = sample_lattice({{{-1}, 0}, {{1}, 0}}, {{-1}, {1}}, {0, 1});
  CHECK(lattice.auxiliary_count == 0);
  CHECK(lattice.form.rows == std::vector<std::vector<std::size_t>>{{0}, {1}});
}

// Values 0 at −1 (by 0) and 5 at 1 (by 5): s = 1, t = −1 has no j with p_j(1) ≥ 5 and p_j(−1) ≤ 0.
TEST_CASE("parallel functions need an auxiliary one", "[cpwl]") {
  const SampleLattice lattice = sample_lattice({{{0}, 0}, {{0}, 5}}, {{-1}, {1}}, {0, 1});
  CHECK(lattice.auxiliary_count == 1);
  CHECK(lattice.form({-1}) == 0);
  CHECK(lattice.form({1}) == 5);
}

TEST_CASE("random samples get their values", "[cpwl]") {
  for (unsigned seed = 0; seed < 80; ++seed) {
    RandomNumbers random(seed);
    const std::size_t dimension = seed % 4, count = 2 + seed % 9;
    INFO("seed " << seed << ", dimension " << dimension);
    const MaxMinForm form = random_form(random, dimension, 3, 1);
    std::vector<Vector> samples;
    std::vector<std::size_t> function_of_sample;
    const bool is_collinear = seed % 5 == 0;
    for (std::size_t s = 0; s < count; ++s) {
      const Rational along = random.between(-4, 4);
      Vector x;
      for (std::size_t i = 0; i < dimension; ++i)
        x.push_back(is_collinear ? along : Rational(random.between(-4, 4)));
      const auto known = std::find(samples.begin(), samples.end(), x);
      function_of_sample.push_back(
          known == samples.end()
              ? random.index(3)
              : function_of_sample[static_cast<std::size_t>(known - samples.begin())]);
      samples.push_back(x);
    }
    const SampleLattice lattice = sample_lattice(form.functions, samples, function_of_sample);
    for (std::size_t s = 0; s < count; ++s)
      CHECK(lattice.form(samples[s]) == form.functions[function_of_sample[s]](samples[s]));
    for (std::size_t r = 0; r < lattice.form.rows.size() && lattice.form.rows.size() > 1; ++r) {
      MaxMinForm without = lattice.form;
      without.rows.erase(without.rows.begin() + static_cast<std::ptrdiff_t>(r));
      bool is_changed = false;
      for (std::size_t s = 0; s < count; ++s)
        is_changed = is_changed || without(samples[s]) != lattice.form(samples[s]);
      CHECK(is_changed);
    }
  }
}

TEST_CASE("a point cannot have two values", "[cpwl]") {
  CHECK_THROWS_WITH(sample_lattice({{{0}, 0}, {{0}, 5}}, {{1}, {1}}, {0, 1}),
                    "samples 1 and 0: expected one value at (1), found 5 and 0");
  CHECK_THROWS_AS(sample_lattice({{{0}, 0}}, {}, {}), InputError);
  CHECK_THROWS_AS(sample_lattice({{{0}, 0}}, {{1}}, {1}), InputError);
}
