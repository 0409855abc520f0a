// SPDX-License-Identifier: GPL-3.0-or-later
//
// Greatest common divisors by limbs against Boost's: numbers of 0 to 66 limbs, long runs of equal
// bits, neighbours in Fibonacci's sequence, multiples, numbers of very different lengths.

#include "verifier/number/limb_gcd.hpp"

#include <catch2/catch.hpp>

#pragma GCC diagnostic ignored "-Wmaybe-uninitialized" // GCC 12 in copies of Boost's unused limbs
#include <boost/multiprecision/cpp_int.hpp>

#include <random>
#include <vector>

namespace {

using thalweg::verifier::Limb;
using thalweg::verifier::Limbs;
using Reference = boost::multiprecision::cpp_int;

Limbs limbs_of_reference(const Reference& a) {
  std::vector<Limb> limbs;
  if (a != 0)
    export_bits(a, std::back_inserter(limbs), 8 * sizeof(Limb), false);
  return {limbs.begin(), limbs.end()};
}

void check_limb_gcd(const Reference& a, const Reference& b) {
  const bool is_right =
      thalweg::verifier::gcd_of_limbs(limbs_of_reference(a), limbs_of_reference(b)) ==
      limbs_of_reference(gcd(a, b));
  INFO("a = " << a << ", b = " << b);
  CHECK(is_right);
}

class RandomReferences {
public:
  explicit RandomReferences(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t bound) { return random_() % bound; }
  /// Of fewer than `limbs` limbs; now and then of runs of equal bits.
  Reference number(std::size_t limbs) {
    Reference value = 0;
    const bool has_runs = below(3) == 0;
    for (std::size_t k = below(limbs); k > 0; --k) {
      value <<= 64;
      value += has_runs ? (below(2) == 0 ? 0 : ~std::uint64_t{0}) : random_();
    }
    return value >> static_cast<unsigned>(below(64));
  }

private:
  std::mt19937_64 random_;
};

} // namespace

TEST_CASE("greatest common divisors by leading digits are Boost's", "[verifier]") {
  RandomReferences random(7);
  for (int round = 0; round < 3000; ++round) {
    const std::size_t limbs = round % 10 == 0 ? 66 : 12;
    const Reference a = random.number(limbs), b = random.number(limbs),
                    c = random.number(limbs / 2);
    check_limb_gcd(a, b);
    check_limb_gcd(a * c, b * c);
    check_limb_gcd(a * b + c, b);
    check_limb_gcd(a * b, a);
    check_limb_gcd(a, a + 1);
  }
}

TEST_CASE("greatest common divisors where divisions are many, few or of one limb", "[verifier]") {
  Reference before = 0, last = 1;
  for (int k = 0; k < 3000; ++k) {
    check_limb_gcd(last, before);
    before = std::exchange(last, before + last);
  }
  for (unsigned exponent = 0; exponent < 260; ++exponent)
    for (const int more : {-1, 0, 1}) {
      const Reference power = (Reference(1) << exponent) + more;
      for (const unsigned other :
           {0U, 1U, 31U, 32U, 33U, 63U, 64U, 65U, 95U, 96U, 127U, 128U, 129U, 200U})
        for (const int another : {-1, 0, 1})
          check_limb_gcd(power * 3, ((Reference(1) << other) + another) * 3);
    }
}
