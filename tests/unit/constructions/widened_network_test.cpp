// SPDX-License-Identifier: GPL-3.0-or-later
//
// max(x, −x) is one layer of two units: [x + B]_+ and [−x − x]_+.

#include "constructions/widened_network.hpp"

#include "exact/error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

using Widths = std::vector<std::size_t>;

LatticeTree absolute_value() {
  LatticeTree tree;
  const std::size_t right = tree.add_affine({{1}, 0});
  tree.add_maximum(right, tree.add_affine({{-1}, 0}));
  return tree;
}

/// Shifts for x, −x and the maximum on [−4, 4].
const Vector shifts{5, 5, 1};

LabelledNetwork small() {
  return labelled_lattice_network({absolute_value()}, {shifts}, 1);
}

} // namespace

TEST_CASE("wider and deeper networks have the same values", "[constructions]") {
  const Network narrow = small().network;
  REQUIRE(hidden_widths(narrow) == Widths{2});
  const LabelledNetwork wide = widened(small(), {absolute_value()}, {shifts}, {4, 1, 3});
  require_well_formed(wide.network);
  CHECK(hidden_widths(wide.network) == Widths{4, 1, 3});
  for (long k = -16; k <= 16; ++k)
    CHECK(wide.network({fraction(k, 4)}) == Vector{abs(fraction(k, 4))});
}

TEST_CASE("every new unit has a meaning and is active", "[constructions]") {
  const LabelledNetwork wide = widened(small(), {absolute_value()}, {shifts}, {4, 2});
  REQUIRE(wide.units.size() == 2);
  const UnitMeaning carried{0, 0, Rational(5)}, gadget{0, 2, std::nullopt};
  const UnitMeaning root{0, 2, Rational(1)};
  CHECK(wide.units[0] == std::vector<UnitMeaning>{carried, gadget, carried, carried});
  CHECK(wide.units[1] == std::vector<UnitMeaning>{root, root});
  for (long k = -4; k <= 4; ++k) {
    const auto z = wide.network.pre_activations({Rational(k)});
    CHECK(z[0][2] == k + 5);
    CHECK(z[0][3] == k + 5);
    CHECK(z[1][0] == std::abs(k) + 1);
    CHECK(z[1][1] == std::abs(k) + 1);
  }
}

TEST_CASE("common widths hold both networks", "[constructions]") {
  const Network narrow = small().network;
  const Network wide = widened(small(), {absolute_value()}, {shifts}, {2, 3}).network;
  CHECK(common_widths(narrow, wide) == Widths{2, 3});
  CHECK(common_widths(wide, narrow) == Widths{2, 3});
  CHECK(common_widths(narrow, narrow) == Widths{2});
  const auto same = [](const Network& a, const Network& b) { return has_same_architecture(a, b); };
  CHECK(same(widened(small(), {absolute_value()}, {shifts}, {2, 3}).network, wide));
}

TEST_CASE("networks are not narrowed", "[constructions]") {
  CHECK_THROWS_AS(widened(small(), {absolute_value()}, {shifts}, {1}), InternalError);
  CHECK_THROWS_AS(widened(small(), {absolute_value()}, {shifts}, {}), InternalError);
}
