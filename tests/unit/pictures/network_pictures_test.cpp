// SPDX-License-Identifier: GPL-3.0-or-later
//
// W(x) = |x| as relu(x) + relu(−x), W2(x) = relu(x) + 0·relu(−x) on the samples (−1, 0), (1, 1):
// residuals 1, 0 and 0, 0; R(W) = 1/2, R(W2) = 0. Between them the weight of the second unit is
// 1 − t, so R = (1 − t)²/2. Pre-activations ±1: distance 1 to the breakpoint 0.

#include "exact/error.hpp"
#include "pictures/group_pictures.hpp"
#include "pictures/interval_kinks.hpp"
#include "pictures/path_pictures.hpp"
#include "pictures/pattern_pictures.hpp"
#include "pictures/prediction_pictures.hpp"
#include "pictures/specification.hpp"
#include "unit/pictures/pictures_support.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using Json = nlohmann::json;

namespace {

std::vector<std::string> names(const std::vector<Picture>& pictures) {
  std::vector<std::string> result;
  for (const Picture& picture : pictures)
    result.push_back(picture.name);
  return result;
}

} // namespace

TEST_CASE("A document with W2 has all pictures, the same bytes each time") {
  const std::vector<Picture> first = pictures(hand_document()), second = pictures(hand_document());
  CHECK(names(first) == std::vector<std::string>{"prediction", "residuals", "patterns", "margins",
                                                 "risk", "landscape", "far-landscape"});
  for (std::size_t k = 0; k < first.size(); ++k) {
    CHECK(first[k].specification == second[k].specification);
    const Json specification = Json::parse(first[k].specification);
    CHECK(specification.at("title") == first[k].title);
    CHECK(specification.at("description") == first[k].description);
  }
}

TEST_CASE("Graphs have their breakpoints and nothing between them") {
  const Json specification =
      Json::parse(named(pictures(hand_document()), "prediction").specification);
  const Json& lines = values(specification, 0);
  REQUIRE(lines.size() == 6); // ends −11/10 and 11/10 and the kink at 0, twice
  CHECK(lines[0] == Json{{"x", -1.1}, {"y", 1.1}, {"network", "W"}});
  CHECK(lines[1] == Json{{"x", 0}, {"y", 0}, {"network", "W"}});
  CHECK(lines[3] == Json{{"x", -1.1}, {"y", 0}, {"network", "W2"}});
  CHECK(lines[5] == Json{{"x", 1.1}, {"y", 1.1}, {"network", "W2"}});
  const Json& samples = values(specification, 1);
  REQUIRE(samples.size() == 2);
  CHECK(samples[0].at("exact") == "-1, 0");
  CHECK(samples[1].at("group") == "1");
}

TEST_CASE("A dip of width 1/25 between two samples is not missed") {
  // relu(x − 1/2) − 2 relu(x − 13/25) + relu(x − 27/50)
  const Network dip = one_layer_network(
      {1, 1, 1}, {Rational(-1, 2), Rational(-13, 25), Rational(-27, 50)}, {1, -2, 1});
  CHECK(interval_kinks(dip, 0, 1) ==
        Vector{0, Rational(1, 2), Rational(13, 25), Rational(27, 50), 1});
  CertificateDocument document;
  document.data = {{"x", "y"}, {1}, {{0}, {1}}, {{0}, {0}}};
  document.network = dip;
  const auto picture = prediction_pictures(subject_of(document)).at(0);
  const Json specification = Json::parse(picture.specification);
  const Json& lines = values(specification, 0);
  REQUIRE(lines.size() == 5);
  CHECK(lines[2] == Json{{"x", 0.52}, {"y", 0.02}, {"network", "W"}});
}

TEST_CASE("Breakpoints of later layers are found where earlier ones bend") {
  // relu(|x| − 1): kinks at −1, 0, 1
  Network network = one_layer_network({1, -1}, {0, 0}, {1, 1});
  network.layers.back().biases = {-1};
  network.layers.back().activation = relu();
  network.layers.push_back({1, {{{0, 1}}}, {0}, identity_activation()});
  CHECK(interval_kinks(network, -2, 3) == Vector{-2, -1, 0, 1, 3});
}

TEST_CASE("Residuals by hand") {
  const Json specification =
      Json::parse(named(pictures(hand_document()), "residuals").specification);
  const Json& rows = values(specification, 1);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].at("residual") == 1);
  CHECK(rows[0].at("network") == "W");
  CHECK(rows[1].at("residual") == 0);
  CHECK(rows[2].at("residual") == 0);
}

TEST_CASE("Patterns are runs of units, margins are distances") {
  const std::vector<Picture> all = pictures(hand_document());
  const Json patterns = Json::parse(named(all, "patterns").specification);
  const Json& runs = values(patterns, 0);
  REQUIRE(runs.size() == 4);
  CHECK(runs[0] == Json{{"s", 0}, {"from", 0}, {"to", 1}, {"piece", "off"}});
  CHECK(runs[1] == Json{{"s", 0}, {"from", 1}, {"to", 2}, {"piece", "on"}});
  CHECK(values(patterns, 1).size() == 1); // one hidden layer
  const Json margins = Json::parse(named(all, "margins").specification);
  REQUIRE(values(margins, 0).size() == 2);
  CHECK(values(margins, 0)[1].at("margin") == 1);
  CHECK(values(margins, 1)[0].at("exact") == "1/8");
}

TEST_CASE("Groups add to the risk what their samples do") {
  CertificateDocument document = hand_document();
  document.data.inputs.push_back({-2}); // residuals 2 and 0
  document.data.targets.push_back({0});
  document.local_minimum->pattern_classes = {0, 1, 0};
  document.refinement = RefinementClaim{3, {0, 1, 2}};
  const auto picture = group_picture(subject_of(document));
  REQUIRE(picture);
  const Json specification = Json::parse(picture->specification);
  const Json& rows = specification.at("data").at("values");
  REQUIRE(rows.size() == 5);           // two groups of W, three of W2
  CHECK(rows[0].at("exact") == "5/3"); // (1 + 4)/3
  CHECK(rows[0].at("samples") == 2);
  CHECK(rows[1].at("risk") == 0);
  CHECK(rows[3].at("group") == 0);
  CHECK(rows[3].at("part") == 2);
  CHECK_FALSE(group_picture(subject_of(hand_document())));
}

TEST_CASE("The risk on the way is a parabola by hand") {
  const Json specification = Json::parse(named(pictures(hand_document()), "risk").specification);
  for (const Json& row : values(specification, 0)) {
    const double t = row.at("t");
    CHECK(row.at("risk") == Approx((1 - t) * (1 - t) / 2));
  }
  CHECK(values(specification, 0).size() >= 33);
  CHECK(values(specification, 1)[0].at("exact") == "1/2");
  CHECK(values(specification, 1)[1].at("risk") == 0);
}

TEST_CASE("With many samples the way is computed in floating point, its ends exactly") {
  CertificateDocument document = hand_document();
  for (int copy = 0; copy < 13; ++copy) {
    const auto inputs = document.data.inputs, targets = document.data.targets;
    document.data.inputs.insert(document.data.inputs.end(), inputs.begin(), inputs.end());
    document.data.targets.insert(document.data.targets.end(), targets.begin(), targets.end());
  }
  const auto picture = risk_picture(subject_of(document));
  REQUIRE(picture);
  CHECK(picture->description.find("in floating point") != std::string::npos);
  const Json specification = Json::parse(picture->specification);
  for (const Json& row : values(specification, 0)) {
    const double t = row.at("t");
    CHECK(row.at("risk") == Approx((1 - t) * (1 - t) / 2));
  }
  CHECK(values(specification, 1)[0].at("exact") == "1/2");
}

TEST_CASE("A sample on a wall is said to be there and has no margin") {
  CertificateDocument document = hand_document();
  document.local_minimum.reset();
  document.data.inputs[0] = {0};
  const Subject subject = subject_of(document);
  const auto margins = margin_picture(subject);
  REQUIRE(margins);
  CHECK(margins->description.find("1 of 2 samples are on a wall") != std::string::npos);
  CHECK(values(Json::parse(margins->specification), 0).size() == 1);
  const auto patterns = pattern_picture(subject);
  REQUIRE(patterns);
  CHECK(patterns->specification.find("\"on a wall\"") != std::string::npos);
}

TEST_CASE("One sample and zero weights") {
  CertificateDocument document;
  document.data = {{"x", "y"}, {1}, {{3}}, {{2}}};
  document.network = one_layer_network({0, 0}, {0, 1}, {0, 0});
  CHECK(names(pictures(document)) == std::vector<std::string>{"prediction", "residuals", "patterns",
                                                              "landscape"}); // all on a wall
  const Json specification = Json::parse(pictures(document).at(0).specification);
  REQUIRE(values(specification, 0).size() == 2);
  CHECK(values(specification, 0)[0] == Json{{"x", 2}, {"y", 0}, {"network", "W"}});
}

TEST_CASE("Large matrices are thinned evenly and say so") {
  CHECK(chosen_indices(3, 5) == std::vector<std::size_t>{0, 1, 2});
  CHECK(chosen_indices(9, 3) == std::vector<std::size_t>{0, 4, 8});
  CHECK(choice_note(3, 3, "samples").empty());
  CHECK(choice_note(3, 9, "samples") == " Shown are 3 of 9 samples, evenly chosen.");
  CertificateDocument document = hand_document();
  document.lower_risk.reset();
  document.local_minimum.reset();
  document.data.inputs.assign(442, {1});
  document.data.targets.assign(442, {1});
  const auto picture = pattern_picture(subject_of(document));
  REQUIRE(picture);
  CHECK(values(Json::parse(picture->specification), 0).size() == 120); // 60 samples, two runs
  CHECK(picture->description.find("Shown are 60 of 442 samples") != std::string::npos);
}

TEST_CASE("Numbers are shown as decimals, exact ones on hover if they are short") {
  CHECK(shown_number(Rational(1, 3)) == 0.333333333);
  CHECK(shown_number(Rational(0)) == 0);
  CHECK(shown_number(parse_number("1e-400").value()) == 1e-300);
  CHECK(shown_number(parse_number("-1e400").value()) == -1e300);
  CHECK(number_on_hover(Rational(-2, 7)) == "-2/7");
  CHECK(number_on_hover(1 / *parse_number("3e60")).starts_with("≈ 3.33333333e-61"));
}
