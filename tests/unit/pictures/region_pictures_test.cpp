// SPDX-License-Identifier: GPL-3.0-or-later
//
// W(x) = relu(x_1) + relu(x_2 − x_1) on boxes around samples: the lines x_1 = 0 and x_2 = x_1 cut
// the square [−1, 1]² into four regions, of areas 1/2, 3/2, 1/2 and 3/2.

#include "pictures/planar_regions.hpp"
#include "pictures/region_pictures.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <set>

using namespace thalweg;
using Json = nlohmann::json;

namespace {

Network hand_network() {
  return {{{2, {{{0, 1}}, {{0, -1}, {1, 1}}}, {0, 0}, relu()},
           {2, {{{0, 1}, {1, 1}}}, {0}, identity_activation()}}};
}

/// Twice the area, positive for counterclockwise vertices.
Rational double_area(const RegionPolygon& polygon) {
  Rational sum;
  const std::vector<Vector>& corners = polygon.corners;
  for (std::size_t k = 0; k < corners.size(); ++k) {
    const Vector& p = corners[k];
    const Vector& q = corners[(k + 1) % corners.size()];
    sum += p[0] * q[1] - p[1] * q[0];
  }
  return sum;
}

} // namespace

TEST_CASE("Two lines cut a square into four regions with exact values at their corners") {
  const Network network = hand_network();
  const auto regions = planar_regions(network, {-1, -1}, {1, 1}, 10);
  REQUIRE(regions);
  REQUIRE(regions->size() == 4);
  std::multiset<Rational> areas;
  for (const RegionPolygon& polygon : *regions) {
    areas.insert(double_area(polygon));
    for (const Vector& x : polygon.corners)
      CHECK(polygon.map[0](x) == network(x)[0]);
  }
  CHECK(areas == std::multiset<Rational>{1, 1, 3, 3});
}

TEST_CASE("A later layer cuts where it bends, and regions cover the box") {
  // relu(relu(x_1) + relu(x_2 − x_1) − 1/3), off near the origin
  Network network = hand_network();
  network.layers.back().activation = relu();
  network.layers.back().biases = {Rational(-1, 3)};
  network.layers.push_back({1, {{{0, 1}}}, {0}, identity_activation()});
  const auto regions = planar_regions(network, {-1, -1}, {1, 1}, 100);
  REQUIRE(regions);
  Rational area;
  for (const RegionPolygon& polygon : *regions) {
    CHECK(double_area(polygon) > 0);
    area += double_area(polygon);
    const Vector inside = middle(polygon.corners);
    CHECK(polygon.map[0](inside) == network(inside)[0]);
    for (const Vector& x : polygon.corners)
      CHECK(polygon.map[0](x) == network(x)[0]);
  }
  CHECK(area == 8);
  CHECK_FALSE(planar_regions(network, {-1, -1}, {1, 1}, 3));
}

TEST_CASE("The picture has a polygon per region and every sample") {
  CertificateDocument document;
  document.data = {{"a", "b", "y"}, {2}, {{-1, -1}, {1, 1}, {0, 1}}, {{0}, {1}, {2}}};
  document.network = hand_network();
  const std::vector<Picture> found = region_pictures(subject_of(document));
  REQUIRE(found.size() == 1);
  CHECK(found[0].name == "regions");
  CHECK(found[0].description.find("4 regions") != std::string::npos);
  const Json specification = Json::parse(found[0].specification);
  std::set<std::size_t> polygons;
  for (const Json& row : specification.at("layer").at(0).at("data").at("values"))
    polygons.insert(row.at("r").get<std::size_t>());
  CHECK(polygons.size() == 4);
  const Json& samples = specification.at("layer").at(1).at("data").at("values");
  REQUIRE(samples.size() == 3);
  CHECK(samples[2].at("exact") == "(0, 1), 2");
  CHECK(specification.at("layer").at(0).at("encoding").at("y").at("title") == "b");
}

TEST_CASE("One sample and a network without weights have one region") {
  CertificateDocument document;
  document.data = {{"a", "b", "y"}, {2}, {{5, 5}}, {{1}}};
  document.network = {{{2, {{}}, {0}, relu()}, {1, {{}}, {3}, identity_activation()}}};
  const std::vector<Picture> found = region_pictures(subject_of(document));
  REQUIRE(found.size() == 1);
  CHECK(found[0].description.find("1 region,") != std::string::npos);
}
