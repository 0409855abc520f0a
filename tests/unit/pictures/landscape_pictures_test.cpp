// SPDX-License-Identifier: GPL-3.0-or-later
//
// The document of hand_document: W = relu(x) + relu(−x), W2 = relu(x), samples (−1, 0), (1, 1). D
// = W2 − W is −1 in the second weight of the last layer. With E = b1.0 the outputs are 1 − s + t
// and 1 + t, so that R = ((1 − s + t)² + t²)/2 and R(W) = 1/2; no wall moves. With E = w0.0.0 the
// first unit is (1 + t) x: on at x = 1 and off at x = −1 while t > −1; both walls are t = −1.

#include "exact/error.hpp"
#include "network/windowed_layer.hpp"
#include "pictures/landscape_pictures.hpp"
#include "pictures/path_pictures.hpp"
#include "pictures/plane.hpp"
#include "pictures/wall_lines.hpp"
#include "unit/pictures/pictures_support.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace thalweg;
using Json = nlohmann::json;

namespace {

/// R(W + s D + t E) − R(W) in exact arithmetic.
double exact_difference(const Subject& subject, const PlaneDirection& first,
                        const PlaneDirection& second, const Rational& s, const Rational& t) {
  const CertificateDocument& document = subject.document;
  Network moved = document.network;
  for (std::size_t l = 0; l < moved.layers.size(); ++l) {
    Layer& layer = moved.layers[l];
    if (!has_parameters(layer))
      continue;
    std::vector<SparseRow> rows;
    Vector biases;
    for (std::size_t r = 0; r < parameter_row_count(layer); ++r) {
      Vector full(parameter_column_count(layer));
      Rational bias = parameter_biases(layer)[r];
      for (const auto& [column, weight] : parameter_rows(layer)[r])
        full[column] += weight;
      for (const auto& [change, factor] : {std::pair(&first, s), std::pair(&second, t)}) {
        for (const auto& [column, weight] : parameter_rows(change->change.layers[l])[r])
          full[column] += factor * weight;
        bias += factor * parameter_biases(change->change.layers[l])[r];
      }
      SparseRow& row = rows.emplace_back();
      for (std::size_t column = 0; column < full.size(); ++column)
        if (sgn(full[column]) != 0)
          row.emplace_back(column, full[column]);
      biases.push_back(bias);
    }
    set_parameters(layer, std::move(rows), std::move(biases));
  }
  const auto at = [&](const Network& network) {
    return risk_with(document, network, outputs_on(network, document.data));
  };
  return Rational(at(moved) - at(document.network)).get_d();
}

/// Compares at points near W and far from it.
void check_plane(const CertificateDocument& document, const std::string& a, const std::string& b) {
  const Subject subject = subject_of(document);
  const auto directions = plane_directions(subject, {a, b});
  REQUIRE(directions);
  const PlaneRisk risk(subject, directions->first.change, directions->second.change);
  for (const char* text : {"1/1000000", "1/7", "1", "5/2"})
    for (const auto& [s, t] : {std::pair(1, 1), {1, -1}, {-1, 0}, {0, 1}, {-2, 1}}) {
      const Rational size(text);
      const auto value =
          risk.at({{Rational(size * s).get_d(), Rational(size * t).get_d()}}).differences.at(0);
      CAPTURE(a, b, text, s, t);
      CHECK(value == Approx(exact_difference(subject, directions->first, directions->second,
                                             size * s, size * t))
                         .epsilon(1e-6)
                         .margin(1e-18));
    }
}

CertificateDocument deep_document() {
  CertificateDocument document;
  document.data = {{"x", "y"}, {1}, {{-2}, {-1}, {Rational(1, 3)}, {2}}, {{1}, {-1}, {1}, {1}}};
  Layer first{1, {{{0, 1}}, {{0, Rational(-3, 2)}}, {}}, {Rational(1, 5), 1, -1}, relu()};
  Layer second{3, {{{0, 2}, {1, -1}}, {{2, 1}}}, {Rational(1, 7), Rational(1, 2)}, {}};
  second.activation =
      table_activation({-1, 0, Rational(3, 2)}, {2, Rational(1, 2), -1, 3},
                       {0, Rational(-3, 2), Rational(-3, 2), Rational(-15, 2)}, "table");
  document.network = {
      {first, second, {2, {{{0, 1}, {1, -2}}}, {Rational(1, 9)}, identity_activation()}}};
  return document;
}

} // namespace

TEST_CASE("The risk in the plane is that of exact arithmetic, for every loss") {
  CertificateDocument document = deep_document();
  for (const char* loss : {"squared", "absolute", "huber:1/2", "epsilon:1/10", "quantile:1/3",
                           "hinge", "squared-hinge"}) {
    document.loss = WeightedLoss(loss_of_text(loss), {3}, {1, 0, Rational(1, 2), 2});
    check_plane(document, "flip", "w0.0.0");
    check_plane(document, "w1.0.2", "b2.0");
  }
  document.loss = {};
  document.decay = uniform_decay(document.network, {Rational(1, 100), Rational(1, 50)});
  check_plane(document, "b0.1", "w2.0.1");
  document.decay = {};
  document.loss = CrossEntropyLoss{};
  check_plane(document, "flip", "b1.0");
}

TEST_CASE("The risk in the plane of a softmax loss") {
  CertificateDocument document = deep_document();
  document.data.targets = {{0}, {2}, {1}, {1}};
  document.loss = CrossEntropyLoss{CrossEntropyKind::softmax, 3, {}};
  document.network.layers.back() = {
      2, {{{0, 1}}, {{1, -2}}, {{0, Rational(1, 2)}}}, {0, 1, 2}, identity_activation()};
  check_plane(document, "w0.1.0", "w2.1.0");
}

TEST_CASE("The risk in the plane of a network with max pooling") {
  CertificateDocument document = deep_document();
  document.data.columns = {"a", "b", "c", "d", "y"};
  document.data.target_columns = {4};
  document.data.inputs = {{1, 2, 4, -1}, {0, 3, 1, 1}, {-1, -2, 5, 0}, {2, 2, 3, 4}};
  SlidingWindow window;
  window.size = {2};
  window.stride = {2};
  window.padding = {0};
  window.dilation = {1};
  const Layer first{4, {{{0, 1}}, {{1, 1}}, {{2, 1}, {3, 1}}, {{3, -1}}}, {0, 0, -1, 2}, relu()};
  document.network = {{first,
                       max_pooling_layer({1, 4}, window, "pooling"),
                       {2, {{{0, 1}, {1, -1}}}, {0}, identity_activation()}}};
  check_plane(document, "w0.0.1", "b0.3");
}

TEST_CASE("The landscape by hand") {
  const CertificateDocument document = hand_document();
  const Subject subject = subject_of(document);
  const auto directions = plane_directions(subject, {"better", "b1.0"});
  REQUIRE(directions);
  CHECK(directions->first.size == 1);
  const PlaneRisk risk(subject, directions->first.change, directions->second.change);
  std::size_t walls = 0;
  const auto values =
      risk.at({{1, 0}, {0, 0}, {0.5, 2}}, [&](const WallPlace&, const auto&) { ++walls; });
  CHECK(values.differences == std::vector<double>{-0.5, 0, 2.5 * 2.5 / 2 + 2 - 0.5});
  CHECK(walls == 0);

  const auto others = plane_directions(subject, {"better", "w0.0.0"});
  const PlaneRisk with_walls(subject, others->first.change, others->second.change);
  const PlaneGrid grid{{-2, -1, 0, 1, 2}, {-3, -1.5, 0, 1.5, 3}};
  NearestWalls nearest;
  const auto counted = with_walls.at(grid.points(), [&](const WallPlace& place, const auto& z) {
    nearest.take(grid, place, z, 100);
  });
  nearest.finish(100);
  REQUIRE(nearest.count == 2);
  for (const auto& wall : nearest.walls) {
    CHECK(wall.place.unit == 0);
    REQUIRE(wall.segments.size() == 1);
    CHECK(wall.segments[0].from.t == Approx(-1));
    CHECK(wall.segments[0].to.t == Approx(-1));
    CHECK(std::abs(wall.segments[0].to.s - wall.segments[0].from.s) == Approx(4));
    CHECK(wall.distance == Approx(1.0 / 6));
  }
  CHECK(counted.changed[0] == 2); // t = −3
  CHECK(counted.changed[12] == 0);
}

TEST_CASE("The certified box is cut out of the plane") {
  const CertificateDocument document = hand_document();
  const Subject subject = subject_of(document);
  const auto unlike = plane_directions(subject, {"w0.0.0", "w0.1.0"});
  const auto corners = box_in_plane(unlike->first, unlike->second, 0.125);
  REQUIRE(corners.size() == 4);
  for (const auto& [s, t] : corners) {
    CHECK(std::abs(s) == Approx(0.125));
    CHECK(std::abs(t) == Approx(0.125));
  }
  PlaneDirection both = unlike->first; // |s|, |s + t| ≤ r: a parallelogram
  Layer& layer = both.change.layers.front();
  set_parameters(layer, {{{0, 1}}, {{0, 1}}}, {0, 0});
  const auto slanted = box_in_plane(both, unlike->second, 0.125);
  REQUIRE(slanted.size() == 4);
  for (const auto& [s, t] : slanted) {
    CHECK(std::abs(s) == Approx(0.125));
    CHECK(std::abs(s + t) == Approx(0.125));
  }
}

TEST_CASE("Flat, unlike and missing directions") {
  const CertificateDocument document = hand_document();
  const Subject subject = subject_of(document);
  CHECK_FALSE(plane_direction(subject, "ray"));
  for (const char* name : {"ray", "w9.0.0", "w0.0", "w0.7.0", "b0.0.0", "", "w", "b0.x"})
    CHECK_THROWS_AS(plane_directions(subject, {"better", name}), UsageError);
  CHECK_THROWS_AS(plane_directions(subject, {"better", "w1.0.1"}), UsageError); // parallel
  CHECK_THROWS_AS(plane_directions(subject, {"better"}), UsageError);
}

TEST_CASE("Zero lines of a circle are one closed chain, of a saddle two") {
  PlaneGrid grid;
  for (int k = -10; k <= 10; ++k) {
    grid.s.push_back(k * 0.1);
    grid.t.push_back(k * 0.2);
  }
  std::vector<double> circle, saddle;
  for (const auto& [s, t] : grid.points()) {
    circle.push_back(s * s + t * t / 4 - 0.51);
    saddle.push_back(s * t - 0.01);
  }
  const auto round = zero_lines(grid, circle);
  CHECK(round.size() > 8);
  CHECK(round.size() <= 40);
  for (const auto& [from, to] : round) {
    CHECK(from.s * from.s + from.t * from.t / 4 == Approx(0.51).epsilon(0.02));
    CHECK(std::hypot(to.s - from.s, to.t - from.t) < 1.2);
  }
  CHECK(round.front().from.s == round.back().to.s);
  const auto branches = zero_lines(grid, saddle);
  for (const auto& [from, to] : branches)
    CHECK(from.s * to.s > 0);
}

TEST_CASE("Both pictures say what they show, and one alone is the same") {
  const CertificateDocument document = hand_document();
  const std::vector<Picture> all = pictures(document);
  const Picture& near = named(all, "landscape");
  const Json specification = Json::parse(near.specification);
  const Json& boxes = specification.at("layer").at(2).at("data").at("values");
  CHECK(boxes.size() >= 4);
  REQUIRE(values(specification, 0).size() == 37 * 37);
  CHECK(values(specification, 0)[37 * 18 + 18].at("d") == 0); // W
  CHECK(values(specification, 0)[37 * 18 + 18].at("n") == 0);
  CHECK(near.description.find("no parameter moves by more than 0.125") != std::string::npos);
  const Json far = Json::parse(named(all, "far-landscape").specification);
  const Json& rows = values(far, 0);
  CHECK(std::any_of(rows.begin(), rows.end(), [](const Json& row) { return row.at("d") == -0.5; }));
  for (const Picture& picture : all) {
    const auto alone = pictures(document, {picture.name, {}, {}});
    REQUIRE(alone.size() == 1);
    CHECK(alone[0].specification == picture.specification);
  }
  CHECK(pictures(document, {"nothing", {}, {}}).empty());
}
