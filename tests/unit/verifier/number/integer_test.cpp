// SPDX-License-Identifier: GPL-3.0-or-later
//
// The verifier's integers against Boost's, operation by operation, on numbers around every place
// where the form changes: 2^31, 2^63, 2^64, 2^127, 2^128, 2^256, and one more or less.

#include "verifier/number/integer.hpp"
#include "verifier/number/numbers.hpp"
#include "verifier/number/wide.hpp"

#include <catch2/catch.hpp>

#pragma GCC diagnostic ignored "-Wmaybe-uninitialized" // GCC 12 in copies of Boost's unused limbs
#include <boost/multiprecision/cpp_int.hpp>

#include <random>
#include <vector>

namespace {

using Reference = boost::multiprecision::cpp_int;
using thalweg::verifier::Division;
using thalweg::verifier::gcd;
using thalweg::verifier::Integer;
using thalweg::verifier::Sum;

/// A number in both kinds of integers, made digit by digit in neither's decimal reader.
struct Both {
  Integer ours = 0;
  Reference theirs = 0;
};

Both power_and(int exponent, int more, bool is_negative) {
  Both result{1, 1};
  for (int k = 0; k < exponent; ++k) {
    result.ours += Integer(result.ours);
    result.theirs *= 2;
  }
  result.ours += more;
  result.theirs += more;
  if (is_negative)
    result = {-result.ours, -result.theirs};
  return result;
}

std::vector<Both> numbers_at_limits() {
  std::vector<Both> numbers{{0, 0}};
  for (const int exponent : {0, 1, 15, 31, 32, 62, 63, 64, 65, 126, 127, 128, 191, 255, 256, 300})
    for (const int more : {-1, 0, 1})
      for (const bool is_negative : {false, true})
        numbers.push_back(power_and(exponent, more, is_negative));
  return numbers;
}

void check_equal(const Integer& ours, const Reference& theirs, const char* what) {
  const std::string expected = theirs.str();
  if (const std::string found = text(ours); found != expected) {
    INFO(what);
    CHECK(found == expected);
  }
  const std::size_t bits = theirs == 0 ? 0 : msb(abs(theirs)) + 1;
  if (bit_length(ours) != bits || sign(ours) != theirs.sign() || is_zero(ours) != (theirs == 0)) {
    INFO(what << ": " << expected);
    CHECK(bit_length(ours) == bits);
    CHECK(sign(ours) == theirs.sign());
    CHECK(is_zero(ours) == (theirs == 0));
  }
}

void check_pair(const Both& a, const Both& b) {
  check_equal(a.ours + b.ours, a.theirs + b.theirs, "sum");
  check_equal(a.ours - b.ours, a.theirs - b.theirs, "difference");
  check_equal(a.ours * b.ours, a.theirs * b.theirs, "product");
  check_equal(gcd(a.ours, b.ours), gcd(a.theirs, b.theirs), "greatest common divisor");
  if (b.theirs != 0) {
    check_equal(a.ours / b.ours, a.theirs / b.theirs, "quotient");
    check_equal(a.ours % b.ours, a.theirs % b.theirs, "remainder");
    check_equal(Division::of_short(a.ours, b.ours).remainder, a.theirs % b.theirs, "remainder");
  }
  const bool compares = (a.ours < b.ours) == (a.theirs < b.theirs) &&
                        (a.ours == b.ours) == (a.theirs == b.theirs) &&
                        (a.ours >= b.ours) == (a.theirs >= b.theirs);
  CHECK(compares);
  // equal values have one form: what has been long and became short again compares as a word
  const bool is_back = a.ours + b.ours - b.ours == a.ours;
  CHECK(is_back);
}

} // namespace

TEST_CASE("integers at the limits of machine words", "[verifier]") {
  const std::vector<Both> numbers = numbers_at_limits();
  for (const Both& a : numbers) {
    check_equal(a.ours, a.theirs, "itself");
    check_equal(-a.ours, -a.theirs, "negative");
    check_equal(magnitude(a.ours), abs(a.theirs), "magnitude");
    for (const unsigned bits : {0U, 1U, 31U, 63U, 64U, 65U, 126U, 127U, 128U, 200U}) {
      check_equal(a.ours << bits, a.theirs << bits, "left shift");
      const Reference unit = Reference(1) << bits;
      Reference floor = a.theirs / unit;
      if (a.theirs < 0 && floor * unit != a.theirs)
        --floor;
      check_equal(a.ours >> bits, floor, "right shift");
    }
    for (const Both& b : numbers)
      check_pair(a, b);
  }
}

TEST_CASE("integers of machine integers and back", "[verifier]") {
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0} >> 1,
                                    (~std::uint64_t{0} >> 1) + 1, ~std::uint64_t{0}}) {
    CHECK(text(Integer(value)) == std::to_string(value));
    CHECK(static_cast<std::uint64_t>(Integer(value)) == value);
    const auto negative = static_cast<std::int64_t>(value);
    CHECK(text(Integer(negative)) == std::to_string(negative));
    CHECK(static_cast<std::int64_t>(Integer(negative)) == negative);
    using thalweg::verifier::integer_of;
    using thalweg::verifier::Wide;
    const Wide square = Wide(negative) * negative;
    const bool is_square = integer_of(square) == Integer(negative) * negative;
    CHECK(is_square);
    const bool is_negative = integer_of(-square) == -(Integer(negative) * negative);
    CHECK(is_negative);
  }
}

TEST_CASE("sums of products through all forms", "[verifier]") {
  const std::vector<Both> numbers = numbers_at_limits();
  std::mt19937_64 random(5);
  const auto any = [&]() -> const Both& { return numbers[random() % numbers.size()]; };
  Sum sum; // one for all rounds: what was taken is gone
  for (int round = 0; round < 3000; ++round) {
    Reference expected = 0;
    for (std::uint64_t k = random() % 6; k > 0; --k) {
      const Both& a = any();
      const Both& b = any();
      if (random() % 4 == 0) {
        sum.add_magnitude(a.ours, b.ours);
        expected += abs(a.theirs * b.theirs);
      } else {
        sum.add(a.ours, b.ours);
        expected += a.theirs * b.theirs;
      }
    }
    CHECK(sum.is_zero() == (expected == 0));
    check_equal(sum.take(), expected, "sum of products");
    CHECK(sum.is_zero());
  }
}

TEST_CASE("a sum that cancels is zero", "[verifier]") {
  for (const Both& a : numbers_at_limits())
    for (const Both& b : numbers_at_limits()) {
      Sum sum;
      sum.add(a.ours, b.ours);
      sum.add(-a.ours, b.ours);
      CHECK(sum.is_zero());
      check_equal(sum.take(), 0, "nothing");
    }
}

TEST_CASE("a sum of products of many limbs", "[verifier]") {
  Both a{1, 1}; // about 5,000 bits: more than are multiplied limb by limb
  for (int k = 0; k < 79; ++k)
    a = {a.ours * Integer(~std::uint64_t{0} - static_cast<std::uint64_t>(k)),
         a.theirs * (~std::uint64_t{0} - static_cast<std::uint64_t>(k))};
  Sum sum;
  sum.add(a.ours, a.ours);
  sum.add(a.ours, -1);
  sum.add(a.ours, a.ours + 1);
  check_equal(sum.take(), 2 * a.theirs * a.theirs, "squares");
}
