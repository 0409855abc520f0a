// SPDX-License-Identifier: GPL-3.0-or-later
//
// Output weights that are 0 at no minimum of a cell, by hand and at random: proofs are multiplied
// out, and where there are none the network without the unit has the same patterns and predictions.

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

namespace {

/// Is the unit needed? Whatever the answer is, it is checked.
bool checked_answer(const Network& network, const Dataset& data, std::size_t unit) {
  const auto answer = sign_proofs(network, data, unit);
  if (const auto* const proofs = std::get_if<std::vector<SignProof>>(&answer)) {
    check_proofs(network, data, unit, *proofs);
    return true;
  }
  const Network& without = std::get<Network>(answer);
  CHECK(has_same_architecture(network, without));
  for (const auto& [j, weight] : without.layers.back().weights.front())
    CHECK((j != unit && weight != 0));
  for (const Vector& x : data.inputs) {
    CHECK(without(x) == network(x));
    const Vector z = network.pre_activations(x).front();
    const Vector other = without.pre_activations(x).front();
    for (std::size_t j = 0; j < z.size(); ++j)
      CHECK(sgn(z[j]) == sgn(other[j]));
  }
  return false;
}

} // namespace

TEST_CASE("no unit of the counterexample can be without output", "[search]") {
  const MinimaOfCell minima = four_samples();
  CHECK(checked_answer(minima.a, minima.data, 0));
  CHECK(checked_answer(minima.a, minima.data, 1));
  for (const std::uint64_t seed : {1, 2}) {
    const MinimaOfCell more = more_samples(7, seed);
    for (const std::size_t unit : {0, 1, 2}) // only the third is on at 6
      CHECK(checked_answer(more.a, more.data, unit));
  }
}

TEST_CASE("a unit that can be without output", "[search]") {
  // units 3x + 5 and 2x + 3, on for −1, 0, 1, off for −7: F = x + 2 there, which one unit can be
  MinimaOfCell minima = four_samples();
  minima.a.layers.front().weights = {{{0, 3}}, {{0, 2}}};
  minima.a.layers.front().biases = {5, 3};
  minima.data.inputs.back() = {-7};
  CHECK_FALSE(checked_answer(minima.a, minima.data, 0));
  CHECK_FALSE(checked_answer(minima.a, minima.data, 1));
}

TEST_CASE("sign proofs of random networks", "[search]") {
  SeededSource source(17);
  int needed = 0, not_needed = 0;
  for (int trial = 0; trial < 150; ++trial) {
    const auto d = static_cast<std::size_t>(source.integer(0, 2));
    const auto units = static_cast<std::size_t>(source.integer(1, 3));
    Network network;
    for (const std::size_t inputs : {d, units}) {
      Layer layer;
      layer.input_count = inputs;
      layer.activation = network.layers.empty() ? relu() : identity_activation();
      for (std::size_t j = 0; j < (network.layers.empty() ? units : 1); ++j) {
        SparseRow row;
        for (std::size_t k = 0; k < inputs; ++k)
          if (const long weight = source.integer(-2, 2); weight != 0)
            row.emplace_back(k, weight);
        layer.weights.push_back(std::move(row));
        layer.biases.push_back(fraction(2 * source.integer(-3, 2) + 1, 2));
      }
      network.layers.push_back(std::move(layer));
    }
    std::vector<Vector> inputs, targets;
    for (long n = source.integer(1, 6); n > 0; --n) {
      Vector x;
      for (std::size_t k = 0; k < d; ++k)
        x.push_back(source.integer(-3, 3));
      inputs.push_back(std::move(x));
      targets.push_back({0});
    }
    const Dataset data = dataset_of(std::move(inputs), std::move(targets));
    for (std::size_t unit = 0; unit < units; ++unit)
      ++(checked_answer(network, data, unit) ? needed : not_needed);
  }
  CHECK(needed > 30);
  CHECK(not_needed > 30);
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
