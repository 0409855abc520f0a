// SPDX-License-Identifier: Apache-2.0
//
// Integers without bound. One that fits into a machine word (of 128 bits where the machine has
// such words, else of 64) is kept in it, and every operation checks for overflow; any other is one
// of Boost.Multiprecision, which only integer.cpp includes. No value has both forms, so integers of
// different forms are different.

#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace thalweg::verifier {

#ifdef __SIZEOF_INT128__
__extension__ using Word = __int128;
#else
using Word = std::int64_t;
#endif

class Integer {
public:
  class Long; ///< an integer of Boost

  Integer() = default;
  template <std::integral T> Integer(T value) {
    if constexpr (sizeof(T) < sizeof(Word) || std::signed_integral<T>)
      word_ = value;
    else
      become(value);
  }
#ifdef __SIZEOF_INT128__
  explicit Integer(Word value) : word_(value) {}
#endif
  Integer(const Integer& other) : word_(other.word_) {
    if (other.long_ != nullptr)
      copy(other);
  }
  Integer(Integer&& other) noexcept
      : word_(std::exchange(other.word_, 0)), long_(std::exchange(other.long_, nullptr)) {}
  Integer& operator=(const Integer& other) {
    if (are_words(*this, other))
      word_ = other.word_;
    else
      copy(other);
    return *this;
  }
  Integer& operator=(Integer&& other) noexcept {
    std::swap(word_, other.word_);
    std::swap(long_, other.long_);
    return *this;
  }
  ~Integer() {
    if (long_ != nullptr)
      release();
  }

  Integer& operator+=(const Integer& b) {
    Word sum = 0;
    if (!are_words(*this, b) || __builtin_add_overflow(word_, b.word_, &sum))
      return add(b);
    word_ = sum;
    return *this;
  }
  Integer& operator-=(const Integer& b) {
    Word difference = 0;
    if (!are_words(*this, b) || __builtin_sub_overflow(word_, b.word_, &difference))
      return subtract(b);
    word_ = difference;
    return *this;
  }
  Integer& operator*=(const Integer& b) {
    return *this = *this * b;
  }
  Integer& operator<<=(std::size_t bits);
  /// ⌊a / 2^bits⌋, also for a < 0.
  Integer& operator>>=(std::size_t bits);
  Integer& operator++() {
    return *this += 1;
  }
  Integer& operator--() {
    return *this -= 1;
  }

  friend Integer operator-(const Integer& a) {
    return Integer() -= a;
  }
  friend Integer operator+(Integer a, const Integer& b) {
    return std::move(a += b);
  }
  friend Integer operator-(Integer a, const Integer& b) {
    return std::move(a -= b);
  }
  friend Integer operator*(const Integer& a, const Integer& b);
  /// a/b towards zero, b ≠ 0; in steps if both are long.
  friend Integer operator/(const Integer& a, const Integer& b);
  friend Integer operator%(const Integer& a, const Integer& b) {
    return a - a / b * b;
  }
  friend Integer operator<<(Integer a, std::size_t bits) {
    return std::move(a <<= bits);
  }
  friend Integer operator>>(Integer a, std::size_t bits) {
    return std::move(a >>= bits);
  }

  friend bool operator==(const Integer& a, const Integer& b) {
    return are_words(a, b) ? a.word_ == b.word_ : compare(a, b) == 0;
  }
  friend std::strong_ordering operator<=>(const Integer& a, const Integer& b) {
    if (!are_words(a, b))
      return compare(a, b) <=> 0;
    return a.word_ < b.word_   ? std::strong_ordering::less
           : a.word_ > b.word_ ? std::strong_ordering::greater
                               : std::strong_ordering::equal;
  }
  friend int sign(const Integer& a) {
    return a.long_ == nullptr ? (a.word_ > 0) - (a.word_ < 0) : long_sign(a);
  }
  friend bool is_zero(const Integer& a) {
    return a.long_ == nullptr && a.word_ == 0;
  }
  /// Number of binary digits of |a|; 0 for 0.
  friend std::size_t bit_length(const Integer& a);

  /// The value of an integer that has its place in T (an error of ours otherwise: it is cut off).
  template <std::integral T> explicit operator T() const {
    return static_cast<T>(low_word());
  }

private:
  friend class Sum;
  friend struct Division;
  friend Integer gcd_of_short(const Integer& a, const Integer& b);
  friend std::string digits_of_short(const Integer& a);

  static bool are_words(const Integer& a, const Integer& b) {
    return a.long_ == nullptr && b.long_ == nullptr;
  }
  /// Whether the product of two words is one.
  static bool has_product(Word a, Word b, Word& product) {
    if constexpr (sizeof(Word) > sizeof(std::int64_t)) { // two halves have one
      if (a == static_cast<std::int64_t>(a) && b == static_cast<std::int64_t>(b)) {
        product = a * b;
        return true;
      }
    }
    return has_wide_product(a, b, product);
  }
  static bool has_wide_product(Word a, Word b, Word& product);
  static int compare(const Integer& a, const Integer& b);
  static int long_sign(const Integer& a);
  void become(std::uint64_t value);
  void copy(const Integer& other);
  void release() noexcept;
  Integer& add(const Integer& b);
  Integer& subtract(const Integer& b);
  /// The value, or its last digits with its sign.
  Word low_word() const;
  /// The value in its long form, which `room` has if it is a word.
  const Long& as_long(Long& room) const;
  /// Makes the value long, and short again if it has a place in a word.
  Long& lengthen();
  Integer& shorten();

  Word word_ = 0; ///< 0 if the value is long
  Long* long_ = nullptr;
};

bool is_zero(const Integer& a);
int sign(const Integer& a);
std::size_t bit_length(const Integer& a);

/// a = quotient · b + remainder, |remainder| < |b|, of the sign of a.
struct Division {
  Integer quotient;
  Integer remainder;

  /// In quadratic time; b ≠ 0.
  static Division of_short(const Integer& a, const Integer& b);
};
/// The greatest common divisor, ≥ 0, and the decimal digits with their sign, in quadratic time.
Integer gcd_of_short(const Integer& a, const Integer& b);
std::string digits_of_short(const Integer& a);

/// Σ a_k b_k, exactly. What is long is kept until the end: nothing is allocated in loops.
class Sum {
public:
  Sum() = default;
  Sum(Sum&& other) noexcept
      : word_(std::exchange(other.word_, 0)), long_(std::exchange(other.long_, nullptr)) {}
  Sum& operator=(Sum&& other) noexcept {
    std::swap(word_, other.word_);
    std::swap(long_, other.long_);
    return *this;
  }
  ~Sum() {
    if (long_ != nullptr)
      release();
  }

  /// += a
  void add(const Integer& a) { add(a, 1); }
  /// += a b
  void add(const Integer& a, const Integer& b) {
    Word product = 0;
    if (!Integer::are_words(a, b) || !Integer::has_product(a.word_, b.word_, product) ||
        __builtin_add_overflow(word_, product, &product))
      add_long(a, b, sign(a) * sign(b) >= 0);
    else
      word_ = product;
  }
  /// += |a b|
  void add_magnitude(const Integer& a, const Integer& b) {
    if (sign(a) * sign(b) >= 0)
      add(a, b);
    else
      add_long(a, b, true);
  }
  bool is_zero() const;
  /// The sum, which is 0 then.
  Integer take();

private:
  struct Room;
  void add_long(const Integer& a, const Integer& b, bool is_added);
  void release() noexcept;

  Word word_ = 0; ///< the sum is this and, if there is one, the long sum
  Room* long_ = nullptr;
};

} // namespace thalweg::verifier
