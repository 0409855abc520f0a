// SPDX-License-Identifier: GPL-3.0-or-later
//
// Upward rounding (specification, section 13) against its definition in GMP, on random fractions
// and on the corners: exact powers of two, carries to 2^64, huge and tiny numbers.

#include "verifier/number/rounding.hpp"

#include <catch2/catch.hpp>
#include <gmpxx.h>

#include <random>

using namespace thalweg::verifier;

namespace {

mpq_class value(const Dyadic& a) {
  mpq_class result(mpz_class(text(a.mantissa)));
  if (a.exponent >= 0)
    mpq_mul_2exp(result.get_mpq_t(), result.get_mpq_t(), static_cast<unsigned long>(a.exponent));
  else
    mpq_div_2exp(result.get_mpq_t(), result.get_mpq_t(), static_cast<unsigned long>(-a.exponent));
  return result;
}

Integer integer(const mpz_class& a) {
  const std::string digits = mpz_class(abs(a)).get_str();
  return sgn(a) < 0 ? Integer(-integer_of_digits(digits)) : integer_of_digits(digits);
}

/// Is a the smallest m·2^e ≥ q with 64-bit m? Its lower neighbour must be below q.
void check_is_rounded(const mpq_class& q, const Dyadic& a) {
  INFO(q.get_str());
  REQUIRE(bit_length(a.mantissa) == 64);
  CHECK(value(a) >= q);
  const bool is_lowest = a.mantissa == (Integer(1) << 63);
  const Dyadic below = is_lowest ? Dyadic{(Integer(1) << 64) - 1, a.exponent - 1}
                                 : Dyadic{a.mantissa - 1, a.exponent};
  CHECK(value(below) < q);
}

void check_rounding(mpq_class q) {
  q.canonicalize();
  check_is_rounded(q, rounded_up(integer(q.get_num()), integer(q.get_den())));
}

} // namespace

TEST_CASE("rounding up obeys its definition", "[verifier]") {
  CHECK(is_zero(rounded_up(0, 7).mantissa));
  const mpz_class top = mpz_class(1) << 64;
  for (const mpz_class& a :
       {mpz_class(1), mpz_class(2), mpz_class(3), mpz_class(top - 1), top, mpz_class(top + 1),
        mpz_class(2 * top - 1), mpz_class(2 * top + 1), mpz_class(mpz_class(1) << 5000)}) {
    check_rounding(mpq_class(a));
    check_rounding(mpq_class(1, a));
    check_rounding(mpq_class(a, 3));
    check_rounding(mpq_class(mpz_class(2 * a - 1), mpz_class(2 * a + 1)));
  }
  const unsigned seed = 20250701;
  INFO("seed " << seed);
  gmp_randclass random(gmp_randinit_mt);
  random.seed(seed);
  std::mt19937 sizes(seed);
  for (int trial = 0; trial < 500; ++trial) {
    const mpz_class numerator = random.get_z_bits(1 + sizes() % 300) + 1;
    const mpz_class denominator = random.get_z_bits(1 + sizes() % 300) + 1;
    check_rounding(mpq_class(numerator, denominator));
  }
}

TEST_CASE("comparison of a sum of products is exact", "[verifier]") {
  const unsigned seed = 7;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  for (std::size_t trial = 0; trial < 300; ++trial) {
    std::vector<Dyadic> a, b;
    mpq_class sum = 0;
    for (std::size_t term = 0; term < 1 + trial % 4; ++term) {
      a.push_back(rounded_up(Integer(random() % 1000), 1 + random() % 1000));
      b.push_back(rounded_up(Integer(random()), 1 + random() % 1000));
      sum += value(a.back()) * value(b.back());
    }
    const auto sum_is_below = [&](const mpq_class& bound) {
      return is_below(product_sum(a, b), integer(bound.get_num()), integer(bound.get_den()));
    };
    CHECK(value(product_sum(a, b)) == sum);
    CHECK(mpq_class(text(as_fraction(product_sum(a, b)))) == sum);
    const mpq_class tiny(1, mpz_class(1) << 200);
    if (sgn(sum) > 0) {
      CHECK_FALSE(sum_is_below(sum));
      CHECK_FALSE(sum_is_below(sum - sum * tiny));
      CHECK_FALSE(sum_is_below(sum / 3));
    }
    CHECK(sum_is_below(sum + tiny));
    CHECK(sum_is_below(sum * 3 + 1));
  }
}
