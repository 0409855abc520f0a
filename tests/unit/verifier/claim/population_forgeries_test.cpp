// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forged population minima: the published certificate of six units with its point or its numbers
// changed, other points under its numbers, and saddles of fewer teachers. None is accepted; the
// changes that keep the theorem true are.

#include "exact/rational.hpp"
#include "unit/verifier/claim/population_examples.hpp"

#include <algorithm>
#include <array>
#include <random>

using namespace thalweg::tests;
using thalweg::Integer;
using thalweg::Rational;

namespace {

using Point = std::vector<std::vector<Integer>>;
constexpr std::size_t bits = 28;

Json section_of(const Point& point) {
  Json units = Json::array();
  for (const std::vector<Integer>& row : point)
    for (Json& unit = units.emplace_back(Json::array()); const Integer& entry : row)
      unit.push_back(entry.get_str());
  return {{"teachers", point[0].size()}, {"bits", bits}, {"units", units}};
}

Point point_of(const Json& certificate) {
  Point point;
  for (const Json& row : certificate["statement"]["population"]["units"])
    for (std::vector<Integer>& unit = point.emplace_back(); const Json& entry : row)
      unit.emplace_back(entry.get<std::string>());
  return point;
}

template <class Change> Json with_point(const Change& change) {
  Json certificate = six_units();
  REQUIRE(certificate["statement"]["population"]["bits"] == bits);
  Point point = point_of(certificate);
  change(point);
  certificate["statement"]["population"] = section_of(point);
  return certificate;
}

Json moved(std::size_t i, std::size_t j, const Integer& change) {
  return with_point([&](Point& point) { point[i][j] += change; });
}

Json with_number(const std::string& key, const Rational& value) {
  return with(six_units(), "/statement/claims/0/" + key, thalweg::to_string(value));
}

Json scaled(const std::string& key, const Rational& factor) {
  const Json number = six_units()["statement"]["claims"][0][key];
  return with_number(key, Rational(number.get<std::string>()) * factor);
}

bool is_accepted(const Json& certificate) {
  return verdict_of(certificate).verdict == thalweg::verifier::Verdict::accepted;
}

/// Counts forgeries, none of which may be accepted.
class Refused {
public:
  void expect(const std::string& name, const Json& certificate) {
    INFO(name);
    CHECK_FALSE(is_accepted(certificate));
    ++count_;
  }
  std::size_t count() const { return count_; }

private:
  std::size_t count_ = 0;
};

/// Critical points of k = 3, 4, 5 units and teachers: all but the last row are equal up to a
/// permutation. By Newton's steps in floating point; the last number is the risk times 10^10.
struct Saddle {
  std::size_t k;
  std::array<int, 5> entries; ///< own, other, last entry of a row; other, last entry of the last
  long risk;
};
constexpr std::array<Saddle, 3> saddles = {
    {{3, {177020592, -85410812, 177020592, 177020592, -85410812}, 241236637},
     {4, {239069830, -38327138, 129929519, 109359989, -131483035}, 280249813},
     {5, {258129368, -21228561, 100949192, 77188596, -150264373}, 269704695}}};

Json saddle_certificate(const Saddle& saddle, std::size_t curvature_bits) {
  const auto& [own, other, last, others_of_last, last_of_last] = saddle.entries;
  Point point(saddle.k, std::vector<Integer>(saddle.k, other));
  for (std::size_t i = 0; i + 1 < saddle.k; ++i) {
    point[i][i] = own;
    point[i].back() = last;
    point.back()[i] = others_of_last;
  }
  point.back().back() = last_of_last;
  Json certificate = six_units();
  certificate["statement"]["population"] = section_of(point);
  Json& claim = certificate["statement"]["claims"][0];
  const auto power = [](std::size_t digits) {
    return thalweg::to_string(Rational(Rational(1) >> digits));
  };
  claim["curvature"] = power(curvature_bits);
  claim["radius"] = power(curvature_bits + 2);
  claim["distance"] = power(curvature_bits + 4);
  claim["risk_lower"] =
      thalweg::to_string(thalweg::fraction(Integer(saddle.risk - 2), 10000000000));
  claim["risk_upper"] =
      thalweg::to_string(thalweg::fraction(Integer(saddle.risk + 2), 10000000000));
  claim["barrier"] = power(90);
  return certificate;
}

} // namespace

TEST_CASE("changes that keep the theorem true", "[verifier]") {
  CHECK(is_accepted(six_units()));
  CHECK(is_accepted(with_point([](Point& point) { // rows and columns permuted
    for (std::vector<Integer>& row : point)
      std::reverse(row.begin(), row.end());
    std::reverse(point.begin(), point.end());
  })));
  CHECK(is_accepted(moved(0, 0, 1))); // the last binary digit
}

TEST_CASE("forged points", "[verifier]") {
  Refused refused;
  for (const auto& [i, j, digits] :
       {std::tuple(0, 0, 18), {0, 1, 16}, {5, 0, 12}, {5, 5, 10}, {0, 5, 5}, {1, 1, 1}})
    refused.expect("entry moved by 2^-" + std::to_string(digits),
                   moved(i, j, Integer(1) << (bits - digits)));
  std::mt19937_64 random(20261130);
  for (int trial = 0; trial < 20; ++trial)
    refused.expect("random entry",
                   moved(random() % 6, random() % 6,
                         Integer((random() % 2 == 0 ? 1 : -1)) << (8 + random() % 20)));
  refused.expect("transposed", with_point([](Point& point) {
                   const Point before = point;
                   for (std::size_t i = 0; i < 6; ++i)
                     for (std::size_t j = 0; j < 6; ++j)
                       point[i][j] = before[j][i];
                 }));
  refused.expect("negated", with_point([](Point& point) {
                   for (std::vector<Integer>& row : point)
                     for (Integer& entry : row)
                       entry = -entry;
                 }));
  refused.expect("row twice", with_point([](Point& point) { point[5] = point[0]; }));
  refused.expect("zero row", with_point([](Point& point) { point[5].assign(6, 0); }));
  const auto teachers = [](Point& point, int room) {
    for (std::size_t i = 0; i < 6; ++i)
      for (std::size_t j = 0; j < 6; ++j)
        point[i][j] = (i == j ? 1 << bits : 0) + room * static_cast<int>(1 + i + 2 * j);
  };
  refused.expect("teachers", with_point([&](Point& point) { teachers(point, 0); }));
  refused.expect("near the teachers", with_point([&](Point& point) { teachers(point, 1 << 20); }));
  refused.expect("one unit and one teacher less", with_point([](Point& point) {
                   point.pop_back();
                   for (std::vector<Integer>& row : point)
                     row.pop_back();
                 }));
  refused.expect("one teacher less", with_point([](Point& point) {
                   for (std::vector<Integer>& row : point)
                     row.pop_back();
                 }));
  refused.expect("one unit less", with_point([](Point& point) { point.pop_back(); }));
  refused.expect("one digit less", with(six_units(), "/statement/population/bits", bits - 1));
  refused.expect("a word", with(six_units(), "/statement/population/units/0/0", "x"));
  CHECK(refused.count() == 37);
}

TEST_CASE("forged numbers", "[verifier]") {
  Refused refused;
  refused.expect("curvature 1.02", scaled("curvature", Rational(51, 50)));
  refused.expect("curvature 0", with_number("curvature", 0));
  refused.expect("curvature < 0", with_number("curvature", Rational(-1, 4)));
  refused.expect("radius 1.2", scaled("radius", Rational(6, 5)));
  refused.expect("radius 100", with_number("radius", 100));
  refused.expect("distance 2^-20", scaled("distance", Rational(1, 1 << 20)));
  refused.expect("distance 1/2", with_number("distance", Rational(1, 2)));
  refused.expect("distance 0", with_number("distance", 0));
  refused.expect("barrier 1.1", scaled("barrier", Rational(11, 10)));
  refused.expect("barrier 0", with_number("barrier", 0));
  refused.expect("lower risk up", scaled("risk_lower", Rational(1000001, 1000000)));
  refused.expect("upper risk down", scaled("risk_upper", Rational(999999, 1000000)));
  refused.expect("risk from 0", with_number("risk_lower", 0));
  CHECK(refused.count() == 13);
}

TEST_CASE("saddles of few teachers", "[verifier]") {
  for (const Saddle& saddle : saddles)
    for (const std::size_t curvature_bits : {10, 24}) {
      INFO("k = " << saddle.k);
      check_rejected(saddle_certificate(saddle, curvature_bits), "population.curvature",
                     "/statement/claims/0/curvature");
    }
}
