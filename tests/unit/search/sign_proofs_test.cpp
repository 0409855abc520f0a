// SPDX-License-Identifier: GPL-3.0-or-later
//
// Output weights that are 0 at no minimum of a cell: by hand, and at random against the definition:
// a proof is multiplied out; where there is none, a minimum without the unit is exhibited by hand.

#include "exact/error.hpp"
#include "search/sign_proofs.hpp"
#include "theorems/he2020/components.hpp"
#include "theorems/sampled_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// Multiplies out; `f` and the signs are recomputed from the network.
void check_proofs(const Network& network, const Dataset& data, std::size_t unit,
                  const std::vector<SignProof>& proofs) {
  const std::size_t m = network.layers.front().unit_count(), d = data.input_dimension();
  std::size_t count = 1;
  for (std::size_t j = 1; j < m; ++j)
    count *= 3;
  REQUIRE(proofs.size() == count);
  for (std::size_t p = 0; p < count; ++p) {
    std::vector<int> signs(m, 0);
    std::size_t rest = p;
    for (std::size_t j = m; j-- > 0;)
      if (j != unit) {
        signs[j] = static_cast<int>(rest % 3) - 1;
        rest /= 3;
      }
    Rational sum = 0, value = 0;
    bool is_strict = false;
    for (std::size_t i = 0; i < data.sample_count(); ++i) {
      sum += proofs[p].samples[i];
      value += proofs[p].samples[i] * network(data.inputs[i]).front();
    }
    CHECK(sum == 0);
    std::size_t next = 0;
    for (std::size_t j = 0; j < m; ++j) {
      if (signs[j] == 0)
        continue;
      Vector combination(d + 1, 0);
      const auto add = [&](std::size_t i, const Rational& factor) {
        for (std::size_t c = 0; c < d; ++c)
          combination[c] += factor * data.inputs[i][c];
        combination[d] += factor;
      };
      for (std::size_t i = 0; i < data.sample_count(); ++i) {
        const Rational z = network.pre_activations(data.inputs[i]).front()[j];
        add(i, proofs[p].samples[i] * (z > 0 ? 1 : 0));
      }
      for (const auto& [i, lambda] : proofs[p].units[next]) {
        CHECK(lambda > 0);
        is_strict = true;
        const Rational z = network.pre_activations(data.inputs[i]).front()[j];
        add(i, lambda * (z > 0 ? signs[j] : -signs[j]));
      }
      CHECK(combination == Vector(d + 1, 0));
      ++next;
    }
    CHECK(next == proofs[p].units.size());
    CHECK((value > 0 || (value == 0 && is_strict)));
  }
}

} // namespace

TEST_CASE("neither unit of the counterexample can be without output", "[search]") {
  const MinimaOfCell minima = four_samples();
  for (const std::size_t unit : {0, 1}) {
    const auto proofs = sign_proofs(minima.a, minima.data, unit);
    REQUIRE(proofs);
    check_proofs(minima.a, minima.data, unit, *proofs);
  }
  for (const std::uint64_t seed : {1, 2}) {
    const MinimaOfCell more = more_samples(7, seed);
    const auto proofs = sign_proofs(more.a, more.data, 0);
    REQUIRE(proofs);
    check_proofs(more.a, more.data, 0, *proofs);
    const auto third = sign_proofs(more.a, more.data, 2); // only it is on at 6
    REQUIRE(third);
    check_proofs(more.a, more.data, 2, *third);
  }
}

TEST_CASE("a unit that can be without output", "[search]") {
  // units 3x + 5 and 2x + 3, on for −1, 0, 1, off for −7: F = x + 2 there, which one unit can be
  MinimaOfCell minima = four_samples();
  minima.a.layers.front().weights = {{{0, 3}}, {{0, 2}}};
  minima.a.layers.front().biases = {5, 3};
  minima.data.inputs.back() = {-7};
  CHECK_FALSE(sign_proofs(minima.a, minima.data, 0));
  CHECK_FALSE(sign_proofs(minima.a, minima.data, 1));
}

TEST_CASE("what sign proofs are not for", "[search]") {
  const MinimaOfCell minima = four_samples();
  Network other = minima.a;
  other.layers.front().activation = table_activation({1}, {0, 1}, {0, -1}, "σ");
  CHECK_THROWS_AS(sign_proofs(other, minima.data, 0), Unsupported);
  other = minima.a;
  other.layers.insert(other.layers.begin() + 1, other.layers.front());
  other.layers[1].input_count = 2;
  CHECK_THROWS_AS(sign_proofs(other, minima.data, 0), Unsupported);
}
