// SPDX-License-Identifier: GPL-3.0-or-later
//
// The integer parts of exponentials and logarithms by MPFR, against those of the verifier, which
// are computed by other means.

#include "exact/error.hpp"
#include "exact/exponential.hpp"
#include "verifier/number/enclosure.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

verifier::Integer verifiers(const Integer& a) {
  const verifier::Integer size = verifier::integer_of_digits(Integer(abs(a)).get_str());
  return a < 0 ? verifier::Integer(-size) : size;
}

verifier::Fraction verifiers(const Rational& q) {
  return verifier::fraction(verifiers(q.get_num()), verifiers(q.get_den()));
}

void check_agree(const Rational& q, std::size_t bits) {
  INFO(to_string(q) << ", " << bits << " bits");
  if (q <= 0)
    CHECK(verifier::text(verifier::exponential_floor(verifiers(q), bits)) ==
          exponential_floor(q, bits).get_str());
  else
    CHECK(verifier::text(verifier::logarithm_floor(verifiers(q), bits)) ==
          logarithm_floor(q, bits).get_str());
}

} // namespace

TEST_CASE("two ways to the integer parts agree", "[exact]") {
  const unsigned seed = 1122;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (const std::size_t bits : {64, 65, 128, 1000, 4096}) {
    const Integer huge = Integer(1) << 2 * bits;
    for (const Rational& q :
         {Rational(0), Rational(-1), Rational(-5000), Rational(-44), Rational(-45), Rational(1),
          Rational(2), Rational(3, 2), Rational(4, 3), Rational(2, 1), Rational(1000000)})
      check_agree(q, bits);
    check_agree(fraction(-1, huge), bits);
    check_agree(fraction(huge + 1, huge), bits);
    check_agree(-huge, bits);
    check_agree(huge, bits);
    for (int trial = 0; trial < (bits < 1000 ? 300 : 20); ++trial) {
      const std::uint32_t size = 1U << random() % 24;
      const Rational q = fraction(Integer(random() % size), Integer(1 + random() % 100000));
      check_agree(-q, bits);
      check_agree(1 + q, bits);
    }
  }
}

TEST_CASE("arguments outside the range are refused", "[exact]") {
  CHECK_THROWS_AS(exponential_floor(1, 64), InternalError);
  CHECK_THROWS_AS(logarithm_floor(Rational(1, 2), 64), InternalError);
}
