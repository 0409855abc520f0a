// SPDX-License-Identifier: GPL-3.0-or-later
//
// n = k = 2, w_1 = (1, 1), w_2 = (1, −1): |w_i|² = 2, w_1·w_2 = 0, θ = π/2, s = 2; with each
// teacher s = 1. So m_i = π + (2 − 1 − 1)/2 = π, and 2πM = (π, π/2; π/2, π): eigenvalues 1/4 and
// 3/4 in each further coordinate. The trace of H is k times that of M: 2.

#include "pictures/pictures.hpp"
#include "pictures/population_pictures.hpp"
#include "population/guess/floating_population.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <numeric>

using namespace thalweg;
using Json = nlohmann::json;

namespace {

const PopulationPoint hand_point{2, 8, {{256, 256}, {256, -256}}};

std::size_t eigenvalue_count(const Json& rows, const std::string& block) {
  std::size_t count = 0;
  for (const Json& row : rows)
    if (row.at("block") == block)
      count += row.at("times").get<std::size_t>();
  return count;
}

} // namespace

TEST_CASE("The spectrum of two units and two teachers by hand") {
  const PopulationSpectrum spectrum = floating_spectrum(hand_point);
  REQUIRE(spectrum.inner.size() == 4);
  REQUIRE(spectrum.further.size() == 2);
  CHECK(spectrum.further[0] == Approx(0.25));
  CHECK(spectrum.further[1] == Approx(0.75));
  CHECK(std::accumulate(spectrum.inner.begin(), spectrum.inner.end(), 0.0) == Approx(2));
}

TEST_CASE("The map of weights has every weight, exactly on hover") {
  const Picture picture = weights_picture({2, 8, {{128, -64}, {0, 256}, {1, 2}}});
  const Json specification = Json::parse(picture.specification);
  const Json& rows = specification.at("data").at("values");
  REQUIRE(rows.size() == 6);
  CHECK(rows[1].at("unit") == 1);
  CHECK(rows[1].at("teacher") == 2);
  CHECK(rows[1].at("weight") == -0.25);
  CHECK(rows[1].at("exact") == "-1/4");
  CHECK(rows[4].at("exact") == "1/256");
  CHECK(specification.at("layer").size() == 2); // colours and values
  CHECK(specification.at("encoding").at("x").at("title") == "teacher");
  CHECK(specification.at("encoding").at("y").at("title") == "unit");
  CHECK(specification.at("description") == picture.description);
  CHECK(picture.description.find("3 units by 2 teachers") != std::string::npos);
}

TEST_CASE("A large map of weights has colours only") {
  PopulationPoint point{20, 8, {}};
  for (std::size_t i = 0; i < 20; ++i)
    point.units.emplace_back(20, Integer(1));
  const Json specification = Json::parse(weights_picture(point).specification);
  CHECK(specification.at("data").at("values").size() == 400);
  CHECK(specification.at("layer").size() == 1);
}

TEST_CASE("The picture of the spectrum counts all eigenvalues and has the certified bound") {
  const Picture picture = spectrum_picture(hand_point, Rational(1, 1000));
  const Json specification = Json::parse(picture.specification);
  const Json& rows = specification.at("data").at("values");
  CHECK(eigenvalue_count(rows, "first 2 coordinates") == 4);
  CHECK(eigenvalue_count(rows, "each further coordinate") == 2);
  const Json& bound = specification.at("layer").at(2).at("data").at("values").at(0);
  CHECK(bound.at("value") == 0.001);
  CHECK(bound.at("exact") == "1/1000");
}

TEST_CASE("A document with nothing to show has no pictures") {
  CHECK(pictures(CertificateDocument{}).empty());
}
