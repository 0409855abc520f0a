// SPDX-License-Identifier: GPL-3.0-or-later
//
// Activations as tables: values, pieces, ties at breakpoints, and tables that must be refused.

#include "exact/error.hpp"
#include "network/activation.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// −1 left of −1, z between −1 and 1, 1 right of 1.
Activation hard_tanh() {
  return table_activation({-1, 1}, {0, 1, 0}, {-1, 0, 1}, "test");
}

} // namespace

TEST_CASE("relu has two pieces and no piece at 0", "[network]") {
  const Activation a = relu();
  CHECK(a.piece_count() == 2);
  CHECK(a(Rational(-3, 2)) == 0);
  CHECK(a(Rational(3, 2)) == Rational(3, 2));
  CHECK(a(Rational(0)) == 0);
  CHECK(a.piece_of(Rational(-1, 7)) == 0u);
  CHECK(a.piece_of(Rational(1, 7)) == 1u);
  CHECK_FALSE(a.piece_of(Rational(0)));
  CHECK(a.nearest_breakpoint(Rational(5)) == Rational(0));
}

TEST_CASE("the identity has one piece everywhere and no breakpoint", "[network]") {
  const Activation a = identity_activation();
  CHECK(a(Rational(-5, 3)) == Rational(-5, 3));
  CHECK(a.piece_of(Rational(0)) == 0u);
  CHECK_FALSE(a.nearest_breakpoint(Rational(0)));
}

TEST_CASE("a table is evaluated on the piece that holds the point", "[network]") {
  const Activation a = hard_tanh();
  CHECK(a.name == "table");
  CHECK(a(Rational(-2)) == -1);
  CHECK(a(Rational(1, 3)) == Rational(1, 3));
  CHECK(a(Rational(9)) == 1);
  CHECK(a(Rational(-1)) == -1);
  CHECK(a(Rational(1)) == 1);
  CHECK(a.piece_of(Rational(-2)) == 0u);
  CHECK(a.piece_of(Rational(0)) == 1u);
  CHECK(a.piece_of(Rational(2)) == 2u);
  CHECK_FALSE(a.piece_of(Rational(-1)));
  CHECK_FALSE(a.piece_of(Rational(1)));
}

TEST_CASE("the nearest breakpoint is the lower one on a tie", "[network]") {
  const Activation a = hard_tanh();
  CHECK(a.nearest_breakpoint(Rational(0)) == Rational(-1));
  CHECK(a.nearest_breakpoint(Rational(1, 100)) == Rational(1));
  CHECK(a.nearest_breakpoint(Rational(-1, 100)) == Rational(-1));
  CHECK(a.nearest_breakpoint(Rational(-7)) == Rational(-1));
  CHECK(a.nearest_breakpoint(Rational(7)) == Rational(1));
  CHECK(a.nearest_breakpoint(Rational(1)) == Rational(1));
}

TEST_CASE("tables of wrong shape or with jumps are refused with both values", "[network]") {
  CHECK_THROWS_WITH(table_activation({0}, {0, 1, 2}, {0, 0}, "net"),
                    "net: expected 2 slopes (one more than breakpoints), found 3");
  CHECK_THROWS_WITH(table_activation({0}, {0, 1}, {0}, "net"),
                    "net: expected 2 intercepts (one more than breakpoints), found 1");
  CHECK_THROWS_WITH(table_activation({1, 1}, {0, 1, 2}, {0, 0, 0}, "net"),
                    "net: expected strictly increasing breakpoints, found 1 before 1");
  CHECK_THROWS_WITH(
      table_activation({Rational(1, 2)}, {0, 1}, {0, 0}, "net"),
      "net: expected a continuous function, found values 0 and 1/2 at breakpoint 1/2");
  CHECK_THROWS_AS(table_activation({0}, {}, {}, "net"), InputError);
  CHECK_NOTHROW(table_activation({}, {2}, {1}, "net"));
}
