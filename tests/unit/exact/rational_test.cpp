// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading and printing numbers: what the grammar accepts, what it refuses, and that nothing is
// lost.

#include "exact/error.hpp"
#include "exact/rational.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

std::string read(const std::string& text) {
  const std::optional<Rational> value = parse_number(text);
  return value ? to_string(*value) : "refused";
}

} // namespace

TEST_CASE("parse_number reads decimals exactly", "[exact]") {
  CHECK(read("0") == "0");
  CHECK(read("-0.000") == "0");
  CHECK(read("7") == "7");
  CHECK(read("+7") == "7");
  CHECK(read("007") == "7");
  CHECK(read("-5.10e-3") == "-51/10000");
  CHECK(read(".5") == "1/2");
  CHECK(read("3.") == "3");
  CHECK(read("3.e1") == "30");
  CHECK(read("1E+2") == "100");
  CHECK(read("1e-0002") == "1/100");
  CHECK(read("0.1") == "1/10");
  CHECK(read("123456789012345678.9") == "1234567890123456789/10");
  CHECK(read("0.3333333333333333333333") == "3333333333333333333333/10000000000000000000000");
  CHECK(read("99999999999999999999e-20") == "99999999999999999999/100000000000000000000");
  CHECK(read("1e4096").size() == 4097);
  CHECK(read("0e4096") == "0");
}

TEST_CASE("parse_number reads ratios of integers", "[exact]") {
  CHECK(read("3/7") == "3/7");
  CHECK(read("-6/4") == "-3/2");
  CHECK(read("+6/3") == "2");
  CHECK(read("0/5") == "0");
  CHECK(read("010/2") == "5"); // decimal, never octal
  CHECK(read("100000000000000000000/50000000000000000000") == "2");
}

TEST_CASE("parse_number refuses everything else", "[exact]") {
  const std::string text =
      GENERATE(std::string(), "-", "+", ".", "-.", "e5", ".e5", "1e", "1e+", "1e5.0", "1e4097",
               "1e-4097", "1e99999999999999999999", "1/0", "1/-2", "1/+2", "/2", "1/", "1/2/3",
               "1.5/2", "1/2.5", "1/2e3", "1e2/3", " 1", "1 ", "1 /2", "--1", "+-1", "0x10",
               "1_000", "1,5", "inf", "nan", "NaN", "1f", "1.2.3", "१");
  CAPTURE(text);
  CHECK_FALSE(parse_number(text).has_value());
  CHECK_FALSE(parse_number(std::string_view("1\0", 2)).has_value());
}

TEST_CASE("what is printed is read back", "[exact]") {
  const unsigned seed = 41;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    const Integer numerator = static_cast<int>(random() % 41) - 20;
    const Integer scale = Integer(1) << static_cast<unsigned>(random() % 90);
    const Rational value =
        fraction(numerator * scale, Integer(static_cast<int>(random() % 30) + 1));
    CHECK(parse_number(to_string(value)) == value);
  }
}

TEST_CASE("fraction is in lowest terms with a positive denominator", "[exact]") {
  CHECK(to_string(fraction(6, -4)) == "-3/2");
  CHECK(to_string(fraction(0, -4)) == "0");
  CHECK(fraction(0, -4).get_den() == 1);
  CHECK_THROWS_AS(fraction(1, 0), InternalError);
}

TEST_CASE("decimal is rounded to the nearest, half away from zero", "[exact]") {
  CHECK(decimal(0) == "0");
  CHECK(decimal(fraction(123, 10000)) == "0.0123");
  CHECK(decimal(fraction(2, 3)) == "0.666667");
  CHECK(decimal(fraction(-2, 3), 3) == "-0.667");
  CHECK(decimal(fraction(3, 2000000000)) == "1.5e-9");
  CHECK(decimal(fraction(1, 10000)) == "0.0001");
  CHECK(decimal(fraction(1, 100000)) == "1e-5");
  CHECK(decimal(7) == "7");
  CHECK(decimal(100) == "100");
  CHECK(decimal(999999) == "999999");
  CHECK(decimal(1000000) == "1e6");
  CHECK(decimal(1234567) == "1.23457e6");
  CHECK(decimal(fraction(999999999, 1000), 4) == "1e6");
  CHECK(decimal(fraction(99, 100), 1) == "1");
  CHECK(decimal(fraction(25, 2), 3) == "12.5");
  CHECK(decimal(fraction(1, 6)) == "0.166667");
  CHECK(decimal(fraction(25, 2), 2) == "13");
  CHECK(decimal(fraction(-1, 8), 2) == "-0.13");
  CHECK(decimal(fraction(124, 100), 2) == "1.2");
  CHECK(decimal(fraction(9999996, 10000000)) == "1");
  CHECK(decimal(fraction(9999996, 100000)) == "100");
  CHECK(decimal(fraction(99999951, 100000000), 7) == "0.9999995");
  CHECK(decimal(fraction(9999996, 10), 6) == "1e6");
  CHECK(decimal(fraction(99999996, Integer("10000000000000"))) == "1e-5");
  CHECK(decimal(*parse_number("1e-300")) == "1e-300");
  CHECK(decimal(*parse_number("9.87e300")) == "9.87e300");
}

TEST_CASE("decimal is at most half a unit of the last digit away", "[exact]") {
  const unsigned seed = 42;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    const int digits = 1 + static_cast<int>(random() % 8);
    const Rational value = fraction(
        Integer(static_cast<unsigned long>(random()) + 1) << static_cast<unsigned>(random() % 64),
        Integer(static_cast<unsigned long>(random()) + 1) << static_cast<unsigned>(random() % 64));
    CAPTURE(value.get_str(), digits);
    const std::optional<Rational> shown = parse_number(decimal(value, digits));
    REQUIRE(shown.has_value());
    Rational tolerance = value / 2; // a unit of the last digit is at most value / 10^(digits − 1)
    for (int k = 1; k < digits; ++k)
      tolerance /= 10;
    CHECK(abs(value - *shown) <= tolerance);
  }
}

TEST_CASE("dot is the sum of the products", "[exact]") {
  CHECK(dot({}, {}) == 0);
  CHECK(dot({fraction(1, 2)}, {fraction(2, 3)}) == fraction(1, 3));
  CHECK_THROWS_AS(dot({1}, {}), InternalError);
  const unsigned seed = 43;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 100; ++round) {
    Vector a, b;
    Rational sum;
    for (std::size_t i = 0; i < random() % 6; ++i) {
      a.push_back(
          fraction(static_cast<int>(random() % 9) - 4, static_cast<int>(random() % 12) + 1));
      b.push_back(
          fraction(static_cast<int>(random() % 9) - 4, static_cast<int>(random() % 12) + 1));
      sum += a.back() * b.back();
    }
    CHECK(dot(a, b) == sum);
  }
}

TEST_CASE("exponents that are too large", "[exact]") {
  for (const char* text : {"1e4097", "-2.5E+99999999999999999999", ".5e-4097"})
    CHECK(has_too_large_exponent(text));
  for (const char* text :
       {"1e4096", "", "e5000", "1e", "1e+", "1e5000x", "1/2e5000", "x1e5000", "7"})
    CHECK(!has_too_large_exponent(text));
}

TEST_CASE("bit_size counts both sides", "[exact]") {
  CHECK(bit_size(fraction(-5, 8)) == 3 + 4);
  CHECK(bit_size(0) == 1 + 1);
}
