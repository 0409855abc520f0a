// SPDX-License-Identifier: GPL-3.0-or-later
//
// Numbers as they are shown to people.

#include "program/summary.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("short rationals are shown exactly, long ones by their decimals", "[program]") {
  CHECK(exact_and_decimal(Rational(5)) == "5");
  CHECK(exact_and_decimal(fraction(1, 3)) == "1/3 (0.333333)");
  Integer big;
  mpz_ui_pow_ui(big.get_mpz_t(), 3, 100);
  const std::string text = exact_and_decimal(fraction(1, big));
  CHECK(text.find("exactly a fraction of 49 digits") != std::string::npos); // 3^100 has 48
  CHECK(exact_and_decimal(fraction(-1, big)).find("49 digits") != std::string::npos);
}

TEST_CASE("units and parameters are counted with zero weights", "[program]") {
  // 2-3-1: 3 hidden units, 3·(2+1) + 1·(3+1) = 13 parameters
  Network network;
  network.layers = {{2, std::vector<SparseRow>(3), Vector(3), relu()},
                    {3, std::vector<SparseRow>(1), Vector(1), identity_activation()}};
  CHECK(hidden_unit_count(network) == 3);
  CHECK(parameter_count(network) == 13);
}

TEST_CASE("sizes of groups leave out the empty ones", "[program]") {
  CHECK(group_sizes({{0, 1}, {}, {2}}) == "2 and 1");
  CHECK(group_sizes({{0}}) == "1");
  CHECK(group_sizes({{0}, {1}, {2}}) == "1, 1 and 1");
}
