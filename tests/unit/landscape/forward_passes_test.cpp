// SPDX-License-Identifier: GPL-3.0-or-later
//
// Batches of forward passes against plain ones: on integers where common denominators are short, in
// rationals where they are not.

#include "landscape/forward_passes.hpp"
#include "layers.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

void check_passes(const Network& network, const std::vector<Vector>& inputs) {
  const ForwardPasses passes(network, inputs, network.layers.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::vector<Vector> z = naive_pre_activations(network, inputs[i]);
    REQUIRE(passes.output(0, i) == inputs[i]);
    for (std::size_t l = 0; l < z.size(); ++l) {
      REQUIRE(passes.pre_activations(l, i) == z[l]);
      Vector h;
      for (const Rational& value : z[l])
        h.push_back(network.layers[l].activation(value));
      REQUIRE(passes.output(l + 1, i) == h);
    }
  }
}

} // namespace

TEST_CASE("batches agree with forward passes by nested loops", "[landscape]") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    Network network = layered_network(random, seed % 2 == 0);
    if (seed % 5 == 0)
      network = random_network(random, random() % 3, 2);
    else if (seed % 5 == 1 && network.layers.size() > 1 && has_parameters(network.layers[0]))
      network.layers[0].activation = five_pieces();
    check_passes(network,
                 random_dataset(random, random() % 5 + 1, network.input_dimension(), 1).inputs);
  }
}

TEST_CASE("common denominators that grow with every entry are avoided", "[landscape]") {
  // 1/p for 40 primes: a common denominator of about 230 bits, single ones of at most 8
  SparseRow row;
  Vector point;
  for (long p = 2; row.size() < 40; ++p) {
    bool is_prime = true;
    for (long q = 2; q * q <= p; ++q)
      is_prime = is_prime && p % q != 0;
    if (is_prime) {
      row.emplace_back(row.size(), fraction(1, p));
      point.push_back(fraction(1, p));
    }
  }
  CHECK_FALSE(fixed_point_rows({row}, 40));
  CHECK_FALSE(fixed_point_columns({point}, 40));
  const Network network{{{40, {row, row}, {0, 1}, relu()},
                         {2, {{{0, 1}, {1, Rational(-1, 2)}}}, {0}, identity_activation()}}};
  check_passes(network, {point, Vector(40, Rational(1))});
  check_passes(network, {Vector(40, Rational(2))}); // short inputs, long rows
  Rational tiny = 1;
  mpq_div_2exp(tiny.get_mpq_t(), tiny.get_mpq_t(), 900);
  const auto dyadic = fixed_point_columns({{tiny, 1}}, 2);
  REQUIRE(dyadic); // one long denominator is no reason
  CHECK(rational_column(*dyadic, 0) == Vector{tiny, 1});
}

TEST_CASE("full and sparse rows have the same product", "[landscape]") {
  std::mt19937 random(7);
  for (const std::size_t columns : {3U, 40U}) {
    std::vector<SparseRow> rows(4);
    for (std::size_t j = 0; j < rows.size(); ++j)
      for (const std::size_t k : {j % columns, (j + columns / 2) % columns})
        if (rows[j].empty() || rows[j].back().first < k)
          rows[j].emplace_back(k, fraction(static_cast<long>(j) - 7, 4));
    const std::vector<Vector> points = {small_vector(random, columns),
                                        small_vector(random, columns)};
    const RationalMatrix result =
        product(*fixed_point_rows(rows, columns), *fixed_point_columns(points, columns));
    for (std::size_t i = 0; i < points.size(); ++i)
      for (std::size_t j = 0; j < rows.size(); ++j)
        CHECK(rational_column(result, i)[j] == row_dot(rows[j], points[i]));
    const std::vector<Vector> sides = {small_vector(random, 4), small_vector(random, 4)};
    const RationalMatrix back =
        transpose_product(*fixed_point_rows(rows, columns), *fixed_point_columns(sides, 4));
    for (std::size_t i = 0; i < sides.size(); ++i) {
      Vector expected(columns);
      for (std::size_t j = 0; j < rows.size(); ++j)
        for (const auto& [k, weight] : rows[j])
          expected[k] += weight * sides[i][j];
      CHECK(rational_column(back, i) == expected);
    }
  }
}
