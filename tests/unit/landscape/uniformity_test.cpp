// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/uniformity.hpp"

#include "exact/error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// z_0 = x, z_1 = x − 2, output [z_0]_+ + [z_1]_+.
Network two_units() {
  Network network;
  network.layers.push_back(
      {1, {{{0, Rational(1)}}, {{0, Rational(1)}}}, {Rational(0), Rational(-2)}, relu()});
  network.layers.push_back(
      {2, {{{0, Rational(1)}, {1, Rational(1)}}}, {Rational(0)}, identity_activation()});
  return network;
}

Dataset line(const Vector& inputs) {
  Dataset data{{"x", "y"}, {1}, {}, {}};
  for (const Rational& x : inputs) {
    data.inputs.push_back({x});
    data.targets.push_back({Rational(0)});
  }
  return data;
}

UniformityReport report_on(const Vector& inputs, const Grouping& groups) {
  const Network network = two_units();
  const Dataset data = line(inputs);
  return uniformity_report(network, data, pattern_classes(network, data), groups);
}

} // namespace

TEST_CASE("groups with one pattern each are uniform", "[landscape]") {
  const UniformityReport report = report_on({-1, -2, 1, 3}, {3, {0, 0, 1, 2}});
  CHECK(report.is_uniform());
  CHECK(text_of(report).empty());
}

TEST_CASE("units that differ are named with their samples", "[landscape]") {
  // group 0: x = 1 (on, off), x = 3 (on, on); group 1: x = −1 (off, off), x = 4 (on, on), 5
  const UniformityReport report = report_on({1, -1, 3, 4, 5}, {2, {0, 1, 0, 1, 1}});
  CHECK_FALSE(report.is_uniform());
  CHECK(report.mixed_units[0] == std::vector<MixedUnit>{{0, 1, {{0}, {2}}}});
  CHECK(report.mixed_units[1] ==
        std::vector<MixedUnit>{{0, 0, {{1}, {3, 4}}}, {0, 1, {{1}, {3, 4}}}});
  CHECK(text_of(report) ==
        "group 0: layer 0 unit 1: piece 0 on sample 0; piece 1 on sample 2\n"
        "group 1: layer 0 unit 0: piece 0 on sample 1; piece 1 on samples 3, 4\n"
        "group 1: layer 0 unit 1: piece 0 on sample 1; piece 1 on samples 3, 4\n");
}

TEST_CASE("walls are named, and are not uniform", "[landscape]") {
  const UniformityReport report = report_on({2, 0, 1}, {2, {0, 1, 1}});
  CHECK_FALSE(report.is_uniform());
  CHECK(report.mixed_units == std::vector<std::vector<MixedUnit>>(2));
  CHECK(report.wall_units == std::vector<WallUnit>{{0, 0, 1}, {1, 0, 0}});
  CHECK(text_of(report) == "layer 0 unit 0: on a wall at sample 1\n"
                           "layer 0 unit 1: on a wall at sample 0\n");
}

TEST_CASE("a grouping of other data is our bug", "[landscape]") {
  CHECK_THROWS_AS(report_on({1, 2}, {1, {0}}), InternalError);
}
