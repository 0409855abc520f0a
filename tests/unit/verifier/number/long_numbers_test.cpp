// SPDX-License-Identifier: GPL-3.0-or-later
//
// The verifier's own operations on long integers against those of Boost, on random integers and on
// those that are hard for a Euclidean algorithm: neighbours in Fibonacci's sequence, powers of two
// and one less, multiples, a long and a short one.

#include "verifier/limit/stop.hpp"
#include "verifier/number/numbers.hpp"

#include <catch2/catch.hpp>

#include <random>

using thalweg::verifier::Integer;

namespace {

using thalweg::verifier::bit_length;
using thalweg::verifier::digits_of_short;
using thalweg::verifier::Division;
using thalweg::verifier::gcd_of_short;
using thalweg::verifier::integer_of_digits;
using thalweg::verifier::power_of_ten;

class RandomIntegers {
public:
  explicit RandomIntegers(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }
  /// Of about so many bits; now and then of long runs of equal bits.
  Integer of_bits(std::size_t bits) {
    const bool has_runs = below(4) == 0;
    Integer value = 1;
    for (std::size_t k = 0; k < bits / 64; ++k) {
      const std::uint64_t limb = has_runs ? (below(2) == 0 ? 0 : ~std::uint64_t{0}) : random_();
      value = (value << 64) + limb;
    }
    return value;
  }

private:
  std::mt19937_64 random_;
};

void check_quotient(const Integer& a, const Integer& b) {
  const bool is_right = a / b == Division::of_short(a, b).quotient;
  INFO("a of " << bit_length(a) << " bits, b of " << bit_length(b));
  CHECK(is_right);
}

void check_gcd(const Integer& a, const Integer& b) {
  const Integer common = gcd(a, b);
  const bool is_right = common == gcd_of_short(a, b);
  INFO("a of " << bit_length(a) << " bits, b of " << bit_length(b));
  CHECK(is_right);
}

void check_digits(const Integer& a) {
  const std::string digits = text(a);
  const bool is_right = digits == digits_of_short(a);
  INFO("a of " << bit_length(a) << " bits");
  CHECK(is_right);
  const bool is_back = integer_of_digits(digits) == a;
  CHECK(is_back);
}

} // namespace

TEST_CASE("long division, gcd and digits agree with Boost", "[verifier]") {
  RandomIntegers random(20260101);
  for (int round = 0; round < 20; ++round) {
    INFO("round " << round);
    const Integer a = random.of_bits(random.below(20000));
    const Integer b = random.of_bits(random.below(20000));
    const Integer c = random.of_bits(random.below(9000));
    check_quotient(a, b);
    check_quotient(-(a * b + c), b);
    check_quotient(a * b, -b);
    check_quotient(a * b - 1, b);
    check_gcd(a, b);
    check_gcd(-a * c, b * c);
    check_gcd(a * b, b);
    check_digits(a);
  }
}

TEST_CASE("gcd of integers with long or few divisions", "[verifier]") {
  Integer before = 1, last = 1;
  for (int k = 0; k < 12000; ++k) {
    const Integer next = before + last;
    before = last;
    last = next;
  }
  check_gcd(before, last);
  check_gcd(before * last, last);
  const Integer power = Integer(1) << 9000;
  for (const Integer& other :
       {Integer(power - 1), Integer(power + 1), Integer(power * 3), Integer(0), Integer(7),
        Integer(power >> 4500), Integer((power >> 4400) - 1)}) {
    check_gcd(power, other);
    check_gcd(other, power);
  }
}

TEST_CASE("powers of ten and digits at their boundaries", "[verifier]") {
  for (const std::size_t exponent : {0, 1, 17, 18, 999, 1000, 1001, 2000, 2001, 3999, 4000, 4001}) {
    const Integer power = power_of_ten(exponent);
    check_digits(power);
    check_digits(power - 1);
    check_digits(power + 1);
    CHECK(text(power) == "1" + std::string(exponent, '0'));
  }
}

TEST_CASE("long operations look at the clock", "[verifier][slow]") {
  using thalweg::verifier::Meter;
  using thalweg::verifier::Stop;
  RandomIntegers random(7);
  const Integer a = random.of_bits(3000000);
  const Integer b = random.of_bits(1500000);
  const Integer c = random.of_bits(3000000);
  const auto check_stops = [](const auto& operation) {
    const Meter meter({0, 1, 0});
    const auto begin = std::chrono::steady_clock::now();
    const auto endless = [&] {
      while (true)
        operation();
    };
    CHECK_THROWS_AS(endless(), Stop);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
  };
  check_stops([&] { return a / b; });
  check_stops([&] { return gcd(a, c); });
  check_stops([&] { return text(a); });
}
