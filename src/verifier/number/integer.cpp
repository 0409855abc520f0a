// SPDX-License-Identifier: Apache-2.0

#include "number/integer.hpp"

#include "limit/limits.hpp"
#include "number/limb_gcd.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <numeric>
#include <span>

namespace thalweg::verifier {

namespace {

namespace mp = boost::multiprecision;

/// With room for 768 bits inside.
using Number = mp::number<mp::cpp_int_backend<768, 0, mp::signed_magnitude, mp::unchecked,
                                              CountingAllocator<mp::limb_type>>,
                          mp::et_off>;
using Unsigned = mp::double_limb_type;
static_assert(sizeof(Unsigned) == sizeof(Word));

static_assert(sizeof(mp::limb_type) == sizeof(Limb));

constexpr std::size_t word_bits = 8 * sizeof(Word);

Unsigned magnitude_of(Word a) {
  return a < 0 ? 0 - static_cast<Unsigned>(a) : static_cast<Unsigned>(a);
}

std::size_t bits_of(Unsigned a) {
  const auto high = static_cast<mp::limb_type>(a >> limb_bits);
  return high != 0 ? limb_bits + std::bit_width(high)
                   : std::bit_width(static_cast<mp::limb_type>(a));
}

/// The last two limbs.
Unsigned low_part(const Number& a) {
  const mp::limb_type* const limbs = a.backend().limbs();
  return limbs[0] | (a.backend().size() > 1 ? Unsigned{limbs[1]} << limb_bits : 0);
}

Limbs limbs_of(const Number& a) {
  const mp::limb_type* const limbs = a.backend().limbs();
  return {limbs, limbs + a.backend().size()};
}

bool is_word(const Number& a) {
  if (a.backend().size() > 2)
    return false;
  const Unsigned greatest = ~Unsigned{0} >> 1; // |least word| is one more
  return low_part(a) <= greatest + (a.sign() < 0 ? 1 : 0);
}

// Both count what they hold; whether there is room for it, the next look at the limits says.
template <class T> T* allocated() {
  Meter::hold(sizeof(T));
  return new T;
}
template <class T> void deallocate(T* place) noexcept {
  Meter::hold(std::uint64_t{0} - sizeof(T));
  delete place;
}

} // namespace

class Integer::Long {
public:
  Number value;
};

/// What is added and what is taken away, by limbs, the lowest first.
struct Sum::Room {
  List<mp::limb_type> added;
  List<mp::limb_type> taken;
};

// ---- the two forms ----

Word Integer::low_word() const {
  if (long_ == nullptr)
    return word_;
  const Unsigned low = low_part(long_->value);
  return static_cast<Word>(long_->value.sign() < 0 ? 0 - low : low);
}

const Integer::Long& Integer::as_long(Long& room) const {
  if (long_ != nullptr)
    return *long_;
  room.value = word_;
  return room;
}

Integer::Long& Integer::lengthen() {
  if (long_ == nullptr) {
    long_ = allocated<Long>();
    long_->value = word_;
    word_ = 0;
  }
  return *long_;
}

Integer& Integer::shorten() {
  if (verifier::is_word(long_->value)) {
    const Word value = low_word();
    release();
    word_ = value;
  }
  return *this;
}

void Integer::become(std::uint64_t value) {
  lengthen().value = value;
  shorten();
}

void Integer::copy(const Integer& other) {
  if (this == &other)
    return;
  if (other.long_ != nullptr)
    lengthen().value = other.long_->value;
  else
    release();
  word_ = other.word_;
}

void Integer::release() noexcept {
  if (long_ != nullptr)
    deallocate(std::exchange(long_, nullptr));
}

// ---- operations ----

Integer& Integer::add(const Integer& b) {
  Long room;
  const Number& other = b.as_long(room).value;
  lengthen().value += other;
  return shorten();
}

Integer& Integer::subtract(const Integer& b) {
  Long room;
  const Number& other = b.as_long(room).value;
  lengthen().value -= other;
  return shorten();
}

bool Integer::has_wide_product(Word a, Word b, Word& product) {
  const std::size_t bits = bits_of(magnitude_of(a)) + bits_of(magnitude_of(b));
  if (bits >= word_bits) // |a b| < 2^bits
    return false;
  product = a * b;
  return true;
}

Integer operator*(const Integer& a, const Integer& b) {
  Integer product;
  if (Integer::are_words(a, b) && Integer::has_product(a.word_, b.word_, product.word_))
    return product;
  Integer::Long left;
  Integer::Long right;
  mp::multiply(product.lengthen().value, a.as_long(left).value, b.as_long(right).value);
  return std::move(product.shorten());
}

Integer& Integer::operator<<=(std::size_t bits) {
  if (long_ == nullptr && (word_ == 0 || bits_of(magnitude_of(word_)) + bits < word_bits)) {
    word_ *= word_ == 0 ? 0 : Word{1} << bits;
    return *this;
  }
  Meter::require_bits(bit_length(*this) + std::uint64_t{bits});
  lengthen().value <<= bits;
  return shorten();
}

Integer& Integer::operator>>=(std::size_t bits) {
  if (long_ == nullptr) {
    word_ >>= bits < word_bits ? bits : word_bits - 1;
    return *this;
  }
  Number& value = long_->value;
  const bool is_negative = value.sign() < 0;
  if (is_negative) // Boost 1.74 loses signs here
    value = (Number(1) << bits) - 1 - value;
  value >>= bits;
  if (is_negative)
    value = -value;
  return shorten();
}

Division Division::of_short(const Integer& a, const Integer& b) {
  if (Integer::are_words(a, b) && b.word_ != -1)
    return {Integer(a.word_ / b.word_), Integer(a.word_ % b.word_)};
  Integer::Long left;
  Integer::Long right;
  Division result;
  mp::divide_qr(a.as_long(left).value, b.as_long(right).value, result.quotient.lengthen().value,
                result.remainder.lengthen().value);
  result.quotient.shorten();
  result.remainder.shorten();
  return result;
}

int Integer::compare(const Integer& a, const Integer& b) {
  Long left;
  Long right;
  return a.as_long(left).value.compare(b.as_long(right).value);
}

int Integer::long_sign(const Integer& a) {
  return a.long_->value.sign();
}

std::size_t bit_length(const Integer& a) {
  if (a.long_ == nullptr)
    return bits_of(magnitude_of(a.word_));
  const auto& number = a.long_->value.backend();
  return (number.size() - std::size_t{1}) * limb_bits +
         std::bit_width(number.limbs()[number.size() - 1]);
}

Integer gcd_of_short(const Integer& a, const Integer& b) {
  if (Integer::are_words(a, b)) {
    Unsigned x = magnitude_of(a.word_);
    Unsigned y = magnitude_of(b.word_);
    while (y > ~mp::limb_type{0})
      x = std::exchange(y, x % y);
    if (y != 0)
      x = std::gcd(static_cast<mp::limb_type>(x % y), static_cast<mp::limb_type>(y));
    if (const auto word = static_cast<Word>(x); word >= 0) // all but |the least word|
      return Integer(word);
  }
  Integer::Long left;
  Integer::Long right;
  const Limbs limbs =
      gcd_of_limbs(limbs_of(a.as_long(left).value), limbs_of(b.as_long(right).value));
  Integer result;
  auto& number = result.lengthen().value.backend();
  number.resize(static_cast<unsigned>(limbs.size()), static_cast<unsigned>(limbs.size()));
  std::copy(limbs.begin(), limbs.end(), number.limbs());
  return std::move(result.shorten());
}

std::string digits_of_short(const Integer& a) {
  Integer::Long room;
  return a.as_long(room).value.str();
}

// ---- sums of products ----

namespace {

using LimbSpan = std::span<const mp::limb_type>;

/// sum += a b; there is room for the carry.
void add_limbs(std::span<mp::limb_type> sum, LimbSpan a, mp::limb_type b) {
  Unsigned carry = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    carry += Unsigned{a[k]} * b + sum[k]; // (2^64 − 1)² + 2 (2^64 − 1) < 2^128
    sum[k] = static_cast<mp::limb_type>(carry);
    carry >>= limb_bits;
  }
  for (std::size_t k = a.size(); carry != 0; ++k) {
    carry += sum[k];
    sum[k] = static_cast<mp::limb_type>(carry);
    carry >>= limb_bits;
  }
}

Number number_of(LimbSpan limbs) {
  Number result;
  if (limbs.empty())
    return result;
  const auto size = static_cast<unsigned>(limbs.size());
  result.backend().resize(size, size);
  std::copy(limbs.begin(), limbs.end(), result.backend().limbs());
  result.backend().normalize();
  return result;
}

/// The limbs of the magnitude of a long number or else of a word, which are in `room` then.
LimbSpan limbs_of(const Number* a, Word word, std::array<mp::limb_type, 2>& room) {
  if (a != nullptr)
    return {a->backend().limbs(), a->backend().size()};
  const Unsigned magnitude = magnitude_of(word);
  room = {static_cast<mp::limb_type>(magnitude),
          static_cast<mp::limb_type>(magnitude >> limb_bits)};
  return {room.data(), room[1] != 0 ? 2U : 1U};
}

constexpr std::size_t few_limbs = 32; ///< Boost has a faster product of more

} // namespace

void Sum::release() noexcept {
  deallocate(long_);
}

void Sum::add_long(const Integer& a, const Integer& b, bool is_added) {
  if (long_ == nullptr)
    long_ = allocated<Room>();
  std::array<mp::limb_type, 2> left_room;
  std::array<mp::limb_type, 2> right_room;
  const auto number = [](const Integer& c) {
    return c.long_ == nullptr ? nullptr : &c.long_->value;
  };
  LimbSpan left = limbs_of(number(a), a.word_, left_room);
  LimbSpan right = limbs_of(number(b), b.word_, right_room);
  Number product;
  constexpr mp::limb_type one = 1;
  if (std::min(left.size(), right.size()) > few_limbs) {
    product = *number(a) * *number(b);
    left = limbs_of(&product, 0, left_room);
    right = {&one, 1};
  }
  List<mp::limb_type>& sum = is_added ? long_->added : long_->taken;
  if (const std::size_t size = left.size() + right.size() + 1; sum.size() < size)
    sum.resize(size);
  for (std::size_t k = 0; k < right.size(); ++k)
    add_limbs(std::span(sum).subspan(k), left, right[k]);
}

bool Sum::is_zero() const {
  return long_ == nullptr ? word_ == 0
                          : number_of(long_->taken) - number_of(long_->added) == Number(word_);
}

Integer Sum::take() {
  Integer sum;
  if (long_ == nullptr) {
    sum.word_ = std::exchange(word_, 0);
    return sum;
  }
  sum.lengthen().value =
      number_of(long_->added) - number_of(long_->taken) + std::exchange(word_, 0);
  std::fill(long_->added.begin(), long_->added.end(), 0);
  std::fill(long_->taken.begin(), long_->taken.end(), 0);
  return std::move(sum.shorten());
}

} // namespace thalweg::verifier
