// SPDX-License-Identifier: GPL-3.0-or-later
//
// Cells of arrangements: counts known by formulas, proofs multiplied out, and at random the signs
// that a grid of points finds are signs of leaves.

#include "geometry/wall_tree.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>

using namespace thalweg;

namespace {

using Signs = std::vector<int>;

/// Of a point; nothing if it is on a wall.
std::optional<Signs> signs_at(const std::vector<Halfspace>& walls, const Vector& x) {
  Signs signs;
  for (const Halfspace& wall : walls) {
    const Rational z = dot(wall.normal, x) - wall.offset;
    if (z == 0)
      return std::nullopt;
    signs.push_back(z > 0 ? 1 : -1);
  }
  return signs;
}

/// Walks the tree as a verifier does: proofs from the splits alone. The signs of the leaves.
std::set<Signs> checked_leaves(const std::vector<Halfspace>& walls,
                               const std::vector<WallNode>& tree) {
  struct Part {
    std::vector<Halfspace> sides;
    Signs signs;
  };
  std::vector<Part> pending{{}};
  std::set<Signs> leaves;
  for (const WallNode& node : tree) {
    REQUIRE_FALSE(pending.empty());
    Part part = pending.back();
    pending.pop_back();
    for (const WallNode::Side& side : node.sides) {
      const Halfspace& below = walls.at(part.signs.size());
      CHECK(is_implication(part.sides, side.multipliers, side.is_above ? opposite(below) : below));
      part.signs.push_back(side.is_above ? 1 : -1);
    }
    if (node.point) {
      CHECK(signs_at(walls, *node.point) == part.signs);
      leaves.insert(part.signs);
      continue;
    }
    const Halfspace& wall = walls.at(part.signs.size());
    for (const int sign : {1, -1}) { // the first part is taken first
      pending.push_back(part);
      pending.back().sides.push_back(sign > 0 ? opposite(wall) : wall);
      pending.back().signs.push_back(sign);
    }
  }
  CHECK(pending.empty());
  CHECK(leaves.size() == cell_count(tree));
  return leaves;
}

} // namespace

TEST_CASE("cells of arrangements with known counts", "[geometry]") {
  CHECK(cell_count(wall_tree({}, 0)) == 1);
  CHECK(cell_count(wall_tree({}, 3)) == 1);
  CHECK(cell_count(wall_tree({{{1}, 0}, {{1}, 1}, {{-2}, 0}}, 1)) == 3); // 0, 1, and 0 again
  CHECK(cell_count(wall_tree({{{1, 0}, 0}, {{1, 0}, 1}, {{0, 1}, 0}}, 2)) == 6);
  std::vector<Halfspace> lines; // in general position: 1 + n + n (n − 1)/2
  for (long n = 1; n <= 7; ++n) {
    lines.push_back({{n, 1}, n * n});
    CHECK(cell_count(wall_tree(lines, 2)) == static_cast<std::size_t>(1 + n + n * (n - 1) / 2));
  }
  std::vector<Halfspace> planes; // through 0 in space: 2 (1 + (n − 1) + (n − 1)(n − 2)/2)
  for (long n = 1; n <= 6; ++n) {
    planes.push_back({{n * n, n, 1}, 0});
    CHECK(cell_count(wall_tree(planes, 3)) ==
          static_cast<std::size_t>(2 * (1 + (n - 1) + (n - 1) * (n - 2) / 2)));
  }
}

TEST_CASE("cells of random arrangements", "[geometry]") {
  const unsigned seed = 31;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const auto number = [&](long low, long high) {
    return low + static_cast<long>(random() % static_cast<unsigned>(high - low + 1));
  };
  for (int trial = 0; trial < 40; ++trial) {
    const std::size_t dimension = 1 + random() % 3;
    std::vector<Halfspace> walls;
    for (long n = number(0, 5); n > 0; --n) {
      Halfspace wall{Vector(dimension, 0), number(-1, 1)};
      while (has_zero_normal(wall))
        for (Rational& a : wall.normal)
          a = number(-2, 2);
      walls.push_back(std::move(wall));
    }
    const std::set<Signs> leaves = checked_leaves(walls, wall_tree(walls, dimension));
    for (int point = 0; point < 200; ++point) {
      Vector x;
      for (std::size_t k = 0; k < dimension; ++k)
        x.push_back(fraction(number(-40, 40), 9));
      if (const auto signs = signs_at(walls, x))
        CHECK(leaves.contains(*signs));
    }
  }
}
