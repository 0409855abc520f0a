// SPDX-License-Identifier: GPL-3.0-or-later
//
// f = max(min(x, 1), −x/2) on [−2, 2] with the cells [−2, 0], [0, 1], [1, 2]; and max(x1, x2) on
// the square [−1, 1]², cut along its diagonal. Pooling: W(x) = max(x, −x) = |x| by max pooling, and
// max(x1, x2) over a plane.

#include "exact/error.hpp"
#include "network/windowed_layer.hpp"
#include "pictures/function_pictures.hpp"
#include "pictures/interval_kinks.hpp"
#include "pictures/pattern_pictures.hpp"
#include "pictures/planar_regions.hpp"
#include "pictures/region_pictures.hpp"
#include "unit/pictures/pictures_support.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace thalweg;
using Json = nlohmann::json;

namespace {

StatedGeometry interval_geometry() {
  StatedGeometry geometry;
  geometry.domain = box({-2}, {2});
  geometry.partitions = {{box({-2}, {0}), box({0}, {1}), box({1}, {2})}};
  geometry.functions = {
      {0, {{{Rational(-1, 2)}, 0}, {{1}, 0}, {{0}, 1}}, {0, 1, 2}, {{1, 2}, {0}}}};
  return geometry;
}

StatedGeometry square_geometry() {
  StatedGeometry geometry;
  const Polytope square = box({-1, -1}, {1, 1});
  geometry.domain = square;
  geometry.partitions = {
      {intersection(square, Halfspace{{-1, 1}, 0}), intersection(square, Halfspace{{1, -1}, 0})}};
  geometry.functions = {{0, {{{1, 0}, 0}, {{0, 1}, 0}}, {0, 1}, {{0}, {1}}}};
  geometry.failure = StatedFailurePoint{0, {Rational(1, 2), 0}};
  return geometry;
}

SlidingWindow pair_window() {
  SlidingWindow window;
  window.size = window.stride = {2};
  window.padding = {0};
  window.dilation = {1};
  return window;
}

/// max of `rows`, two functions of the input.
Network maximum_network(std::size_t inputs, std::vector<SparseRow> rows) {
  const Layer first{inputs, std::move(rows), {0, 0}, identity_activation()};
  return {{first,
           max_pooling_layer({1, 2}, pair_window(), "pooling"),
           {1, {{{0, 1}}}, {0}, identity_activation()}}};
}

Json specification_of(const Picture& picture) {
  return Json::parse(picture.specification);
}

} // namespace

TEST_CASE("The graph of a stated function has the ends of its cells") {
  const auto made = function_pictures(interval_geometry(), {});
  REQUIRE(made.size() == 1);
  const Json rows = values(specification_of(made[0]), 0);
  REQUIRE(rows.size() == 6);
  CHECK(rows[0] == Json{{"x", -2}, {"y", 1}, {"cell", 0}, {"piece", "p0"}, {"formula", "−1/2 x"}});
  CHECK(rows[3].at("y") == 1);
  CHECK(rows[5].at("formula") == "1");
}

TEST_CASE("Rows of a max-min form over one input are minima with their kinks") {
  const auto made = lattice_pictures(interval_geometry());
  REQUIRE(made.size() == 1);
  const Json rows = values(specification_of(made[0]), 1);
  REQUIRE(rows.size() == 5); // min(x, 1) at −2, 1, 2 and −x/2 at its ends
  CHECK(rows[1] == Json{{"x", 1}, {"y", 1}, {"row", "min(p1, p2)"}});
  CHECK(rows[4] == Json{{"x", 2}, {"y", -1}, {"row", "min(p0)"}});
}

TEST_CASE("Cells over one input are intervals, with the samples") {
  CertificateDocument document;
  document.data = {{"x", "y"}, {1}, {{0}, {Rational(1, 2)}}, {{0}, {1}}};
  const auto made = partition_pictures(interval_geometry(), document);
  REQUIRE(made.size() == 1);
  const Json specification = specification_of(made[0]);
  REQUIRE(values(specification, 0).size() == 3);
  CHECK(values(specification, 0)[1].at("exact") == "[0, 1]");
  CHECK(values(specification, 1).size() == 2);
}

TEST_CASE("Cells in the plane are polygons") {
  const auto functions = function_pictures(square_geometry(), {});
  REQUIRE(functions.size() == 1);
  const Json specification = specification_of(functions[0]);
  const Json& rows = values(specification, 0);
  REQUIRE(rows.size() == 6); // two triangles
  for (const Json& row : rows)
    CHECK(row.at("v") == Approx(1.0 / 3));
  CHECK(rows[0].at("piece") == "p0 = x1");
  CHECK(values(specification, 1)[0].at("x") == 0.5);
  CHECK(functions[0].description.find("eq. (14)") != std::string::npos);
  const Json lattice = values(specification_of(lattice_pictures(square_geometry()).at(0)), 0);
  CHECK(lattice[0].at("row") == "min(p0)");
  CHECK(lattice[5].at("row") == "min(p1)");
  CHECK(partition_pictures(square_geometry(), {}).size() == 1);
}

TEST_CASE("Of more inputs a plane is shown if it is chosen") {
  StatedGeometry geometry;
  geometry.domain = box({-1, -2, -3}, {1, 2, 3});
  geometry.partitions = {{*geometry.domain}};
  geometry.functions = {{0, {{{1, 1, 5}, 7}}, {0}, {}}};
  CHECK(function_pictures(geometry, {}).empty());
  const auto made = function_pictures(geometry, {}, {"3", "x2"});
  REQUIRE(made.size() == 1);
  const Json rows = values(specification_of(made[0]), 0);
  REQUIRE(rows.size() == 4);
  std::set<double> first;
  for (const Json& row : rows)
    first.insert(row.at("x").get<double>());
  CHECK(first == std::set<double>{-3, 3});
  CHECK(made[0].description.find("The other inputs are those of") != std::string::npos);
  for (const std::vector<std::string>& slice :
       {std::vector<std::string>{"1"}, {"1", "1"}, {"1", "4"}, {"a", "b"}})
    CHECK_THROWS_AS(function_pictures(geometry, {}, slice), UsageError);
}

TEST_CASE("A slice of a network is the network on the plane") {
  CertificateDocument document;
  document.data = {{"a", "b", "c", "y"}, {3}, {{0, 1, 2}, {2, 3, 4}}, {{0}, {1}}};
  document.network = {{{3, {{{0, 1}, {1, 2}}, {{2, -1}}}, {0, 1}, relu()},
                       {2, {{{0, 1}, {1, -1}}}, {0}, identity_activation()}}};
  CHECK(region_pictures(subject_of(document)).empty());
  const auto made = region_pictures(subject_of(document), {"c", "a"});
  REQUIRE(made.size() == 1);
  const PlanarSlice slice{2, 0, {1, 2, 3}};
  const auto in_plane = sliced(document.network, slice);
  REQUIRE(in_plane);
  for (const Vector& x : {Vector{0, 0}, {5, -7}, {-3, 2}})
    CHECK((*in_plane)(x) == document.network({x[1], 2, x[0]}));
}

TEST_CASE("Max pooling bends where entries are equal, over one input and in the plane") {
  const Network absolute = maximum_network(1, {{{0, 1}}, {{0, -1}}});
  CHECK(interval_kinks(absolute, -1, 2) == Vector{-1, 0, 2});
  const Network larger = maximum_network(2, {{{0, 1}}, {{1, 1}}});
  const auto regions = planar_regions(larger, {-1, -1}, {1, 1}, 10);
  REQUIRE(regions);
  REQUIRE(regions->size() == 2);
  for (const RegionPolygon& region : *regions)
    for (const Vector& corner : region.corners)
      CHECK(region.map[0](corner) == larger(corner)[0]);
}

TEST_CASE("Selected entries are patterns, their leads are margins") {
  CertificateDocument document;
  document.data = {{"x", "y"}, {1}, {{-1}, {0}, {Rational(1, 4)}}, {{0}, {0}, {0}}};
  document.network = maximum_network(1, {{{0, 1}}, {{0, -1}}});
  const Subject subject = subject_of(document);
  const auto patterns = pattern_picture(subject);
  REQUIRE(patterns);
  std::set<std::string> pieces;
  const Json specification = specification_of(*patterns);
  for (const Json& row : values(specification, 0))
    pieces.insert(row.at("piece"));
  CHECK(pieces == std::set<std::string>{"piece 0", "piece 1", "on a wall"});
  const auto margins = margin_picture(subject);
  REQUIRE(margins);
  CHECK(values(specification_of(*margins), 0)[0].at("exact") == "1/2");
}
