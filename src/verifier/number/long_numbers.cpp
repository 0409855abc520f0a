// SPDX-License-Identifier: Apache-2.0
//
// Operations on long integers that would otherwise take quadratic time without a look at the
// clock: division, greatest common divisor, and the way from digits and back. All rest on
// multiplication, of which Boost has a fast one; each looks at the clock between multiplications.
//
// Every result is right whatever the guesses inside are worth. A quotient is guessed from leading
// parts and then corrected until 0 ≤ remainder < divisor. A pair (x, y) keeps its greatest common
// divisor under every integer matrix of determinant ±1: all matrices below are products of steps
// (x, y) ↦ (y, x − q y), exchanges and changes of sign, and which q were taken does not matter.

#include "number/numbers.hpp"

#include <array>
#include <bit>

namespace thalweg::verifier {

namespace {

constexpr std::size_t short_bits = 4096; ///< what Boost does as fast

Integer low_part(const Integer& a, std::size_t bits) {
  return a - ((a >> bits) << bits);
}

/// a = quotient · b + remainder, 0 ≤ remainder < b, for a ≥ 0, b > 0.
Division division(const Integer& a, const Integer& b) {
  Meter::tick();
  const std::size_t divisor_bits = bit_length(b);
  if (bit_length(a) < divisor_bits)
    return {0, a};
  const std::size_t quotient_bits = bit_length(a) - divisor_bits + 1; // at most
  if (std::min(quotient_bits, divisor_bits) <= short_bits)
    return Division::of_short(a, b);
  if (const std::size_t needed = quotient_bits + 2; 4 * divisor_bits > 5 * needed) {
    const std::size_t cut = divisor_bits - needed; // the leading parts decide nearly everything
    Division result{division(a >> cut, b >> cut).quotient, 0};
    result.remainder = a - result.quotient * b;
    for (; sign(result.remainder) < 0; result.remainder += b)
      --result.quotient;
    for (; result.remainder >= b; result.remainder -= b)
      ++result.quotient;
    return result;
  }
  const std::size_t half = quotient_bits / 2; // the upper digits of the quotient, then the lower
  Division upper = division(a >> half, b);
  Division lower = division((upper.remainder << half) + low_part(a, half), b);
  return {(upper.quotient << half) + lower.quotient, std::move(lower.remainder)};
}

/// (x, y) ↦ (a x + b y, c x + d y), of determinant ±1
struct Moves {
  Integer a = 1;
  Integer b = 0;
  Integer c = 0;
  Integer d = 1;
};

/// A pair of integers ≥ 0 and what has made it of the first pair.
struct Pair {
  Integer x;
  Integer y;
  Moves moves = {};

  void exchange() {
    std::swap(x, y);
    std::swap(moves.a, moves.c);
    std::swap(moves.b, moves.d);
  }
  /// (x, y) ↦ (y, x mod y)
  void divide() {
    Division step = division(x, y);
    x = std::move(step.remainder);
    moves.a -= step.quotient * moves.c;
    moves.b -= step.quotient * moves.d;
    exchange();
  }
  /// Takes further moves, then makes both integers ≥ 0 and x ≥ y.
  void move(const Moves& m) {
    const auto both = [&](Integer& first, Integer& second) {
      Integer moved = m.a * first + m.b * second;
      second = m.c * first + m.d * second;
      first = std::move(moved);
    };
    both(x, y);
    both(moves.a, moves.c);
    both(moves.b, moves.d);
    const auto make_positive = [](Integer& value, Integer& left, Integer& right) {
      if (sign(value) < 0)
        value = -value, left = -left, right = -right;
    };
    make_positive(x, moves.a, moves.b);
    make_positive(y, moves.c, moves.d);
    if (x < y)
      exchange();
  }
};

/// Divisions in machine integers, x < 2^62, until y has at most half the bits.
Moves halving_of_words(std::uint64_t x, std::uint64_t y) {
  std::array<std::int64_t, 4> m = {1, 0, 0, 1}; // below 2^32: at most x divided by the last y
  const auto least = std::bit_width(x) / 2 + 1;
  while (std::bit_width(y) > least) {
    const auto q = static_cast<std::int64_t>(x / y);
    x = std::exchange(y, x % y);
    m = {m[2], m[3], m[0] - q * m[2], m[1] - q * m[3]};
  }
  return {m[0], m[1], m[2], m[3]};
}

/// Moves after which both of x ≥ y ≥ 0 have about half the bits of x. Guesses: the moves of the
/// leading half of the digits do for all digits.
Moves halving(const Integer& x, const Integer& y) {
  Meter::tick();
  const std::size_t bits = bit_length(x);
  if (bits <= 62)
    return halving_of_words(static_cast<std::uint64_t>(x), static_cast<std::uint64_t>(y));
  const std::size_t least = bits / 2 + 1;
  Pair pair{x, y};
  while (bit_length(pair.y) > least) {
    const std::size_t before = bit_length(pair.x);
    const std::size_t most = bits <= short_bits ? 62 : bits / 2;
    const std::size_t cut = before - std::min({most, 2 * (before - least), before});
    pair.move(halving(pair.x >> cut, pair.y >> cut));
    for (int k = 0; k < 2 && bit_length(pair.x) >= before && !is_zero(pair.y); ++k)
      pair.divide();
    if (bit_length(pair.x) >= before) // a guess that was no good
      break;
  }
  return pair.moves;
}

/// The greatest common divisor of a, b ≥ 0.
Integer long_gcd(const Integer& a, const Integer& b) {
  Pair pair{a, b};
  if (pair.x < pair.y)
    pair.exchange();
  while (bit_length(pair.y) > short_bits) {
    const Moves moves =
        bit_length(pair.x) < bit_length(pair.y) + short_bits ? halving(pair.x, pair.y) : Moves{};
    Pair next{pair.x, pair.y};
    next.move(moves);
    if (next.x + next.y > pair.x + pair.y) // a guess that was no good
      next = {pair.x, pair.y};
    if (!is_zero(next.y))
      next.divide(); // makes the sum less in any case
    pair = {std::move(next.x), std::move(next.y)};
  }
  if (is_zero(pair.y))
    return pair.x;
  return gcd_of_short(pair.y, division(pair.x, pair.y).remainder);
}

/// Few digits, 18 at a time.
Integer integer_of_few_digits(std::string_view digits) {
  Integer value = 0;
  while (!digits.empty()) {
    const std::string_view chunk = digits.substr(0, 18);
    std::uint64_t number = 0;
    std::uint64_t power = 1;
    for (const char digit : chunk) {
      number = 10 * number + static_cast<std::uint64_t>(digit - '0');
      power *= 10;
    }
    value = value * power + number;
    digits.remove_prefix(chunk.size());
  }
  return value;
}

constexpr std::size_t few_digits = 1000;

/// 10^(1000 · 2^k)
using PowersOfTen = List<Integer>;

void reach(PowersOfTen& powers, std::size_t k) {
  if (powers.empty())
    powers.push_back(integer_of_few_digits("1" + std::string(few_digits, '0')));
  while (powers.size() <= k) {
    Meter::tick();
    powers.push_back(powers.back() * powers.back());
  }
}

/// For more than 1000 things the largest k with 1000 · 2^k < count.
std::size_t split_of(std::size_t count) {
  return static_cast<std::size_t>(std::bit_width((count - 1) / few_digits)) - 1;
}

Integer integer_of(std::string_view digits, PowersOfTen& powers) {
  Meter::tick();
  if (digits.size() <= few_digits)
    return integer_of_few_digits(digits);
  const std::size_t k = split_of(digits.size());
  const std::size_t upper = digits.size() - (few_digits << k);
  const Integer high = integer_of(digits.substr(0, upper), powers);
  reach(powers, k);
  return high * powers[k] + integer_of(digits.substr(upper), powers);
}

/// The digits of a ≥ 0, at least `width` of them (zeros in front).
std::string digits_of(const Integer& a, std::size_t width, PowersOfTen& powers) {
  const auto padded = [&](std::string digits) {
    return std::string(width - std::min(width, digits.size()), '0') + digits;
  };
  if (bit_length(a) <= short_bits)
    return padded(digits_of_short(a));
  const std::size_t least_count = bit_length(a) / 10 * 3; // log_10(2) > 3/10
  const std::size_t k = split_of(std::max(least_count, few_digits + 1));
  reach(powers, k);
  const Division parts = division(a, powers[k]);
  const std::size_t below = few_digits << k;
  return padded(digits_of(parts.quotient, 0, powers) + digits_of(parts.remainder, below, powers));
}

} // namespace

Integer operator/(const Integer& a, const Integer& b) {
  if (std::min(bit_length(a), bit_length(b)) <= short_bits)
    return Division::of_short(a, b).quotient;
  Integer quotient = division(magnitude(a), magnitude(b)).quotient;
  return sign(a) == sign(b) ? quotient : Integer(-quotient);
}

Integer gcd(const Integer& a, const Integer& b) {
  if (bit_length(a) <= short_bits && bit_length(b) <= short_bits)
    return gcd_of_short(a, b);
  return long_gcd(magnitude(a), magnitude(b));
}

Integer integer_of_digits(std::string_view digits) {
  Meter::require_bits(std::uint64_t{digits.size()} / 1000 * 3321); // log_2(10) > 3.321
  PowersOfTen powers;
  return integer_of(digits, powers);
}

Integer power_of_ten(std::size_t exponent) {
  Meter::require_bits(std::uint64_t{exponent} / 1000 * 3321);
  Integer power = 1;
  for (auto bit = static_cast<int>(std::bit_width(exponent)) - 1; bit >= 0; --bit) {
    Meter::tick();
    power = power * power;
    if ((exponent >> bit & 1) != 0)
      power *= 10;
  }
  return power;
}

std::string text(const Integer& a) {
  PowersOfTen powers;
  return (sign(a) < 0 ? "-" : "") + digits_of(magnitude(a), 0, powers);
}

} // namespace thalweg::verifier
