// SPDX-License-Identifier: Apache-2.0

#include "node.hpp"

#include "stop.hpp"
#include "text.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// log2(10) < 3322/1000: bits that a text of this many digits may need, at least.
std::size_t least_bits(std::size_t digits) {
  return digits < 2 ? 0 : (digits - 1) * 3321 / 1000;
}

} // namespace

std::string Node::place() const {
  if (parent_ == nullptr)
    return "";
  const bool is_item = parent_->value_.kind == JsonKind::array;
  return parent_->place() + (is_item ? "/" + std::to_string(index_) : pointer_step(key_));
}

void Node::malformed(const char* code, std::string expected, std::string found) const {
  stop_at(Verdict::malformed, document_.source_name, document_.source, value_.offset, code, place(),
          std::move(expected), std::move(found));
}

void Node::unsupported(const char* code, const char* expected) const {
  stop_at(Verdict::unsupported, document_.source_name, document_.source, value_.offset, code,
          place(), expected, kind_in_words(value_));
}

void Node::require_kind(JsonKind kind, const char* expected) const {
  if (value_.kind != kind)
    malformed("document.type", expected, kind_in_words(value_));
}

void Node::require_keys(std::initializer_list<std::string_view> keys) const {
  require_kind(JsonKind::object, "an object");
  for (const JsonKey& key : value_.keys)
    if (std::find(keys.begin(), keys.end(), key.text) == keys.end())
      stop_at(Verdict::malformed, document_.source_name, document_.source, key.offset,
              "document.unknown_key", place() + pointer_step(key.text), "no such key",
              excerpt(key.text));
  for (const std::string_view key : keys)
    require_key(key);
}

void Node::require_key(std::string_view key) const {
  require_kind(JsonKind::object, "an object");
  if (!has(key))
    malformed("document.missing_key", "the key " + excerpt(key), "none");
}

bool Node::has(std::string_view key) const {
  return member_of(value_, key) != nullptr;
}

Node Node::operator[](std::string_view key) const {
  return {*this, *member_of(value_, key), key, 0};
}

std::size_t Node::size() const {
  require_kind(JsonKind::array, "an array");
  return value_.items.size();
}

void Node::require_size(std::size_t wanted, const char* what) const {
  if (size() != wanted)
    malformed("shape.length", std::to_string(wanted) + " entries (" + what + ")",
              std::to_string(size()));
}

Node Node::operator[](std::size_t index) const {
  return {*this, value_.items[index], {}, index};
}

std::string_view Node::text() const {
  require_kind(JsonKind::string, "a string");
  return value_.text;
}

std::size_t Node::count() const {
  require_kind(JsonKind::integer, "an integer");
  return value_.integer;
}

std::size_t Node::index(std::size_t bound, const char* what) const {
  if (count() >= bound)
    malformed("shape.index", "an index below " + std::to_string(bound) + " (" + what + ")",
              std::to_string(count()));
  return count();
}

Fraction Node::rational() const {
  require_kind(JsonKind::string, "a rational as a string");
  const char* const expected = "a rational in lowest terms like \"-3/7\"";
  const std::string_view whole = value_.text;
  const bool is_negative = whole.starts_with('-');
  const std::string_view unsigned_text = whole.substr(is_negative ? 1 : 0);
  const std::size_t bar = unsigned_text.find('/');
  const std::string_view numerator = unsigned_text.substr(0, bar);
  const bool is_whole = bar == std::string_view::npos;
  const std::string_view denominator = is_whole ? "1" : unsigned_text.substr(bar + 1);
  const auto fail = [&](const char* code) { malformed(code, expected, excerpt(whole)); };
  if (!is_digits(numerator) || !is_digits(denominator))
    fail("number.grammar");
  if ((numerator.size() > 1 && numerator[0] == '0') ||
      (denominator.size() > 1 && denominator[0] == '0'))
    fail("number.leading_zero");
  if (denominator == "0")
    fail("number.zero_denominator");
  if (!is_whole && denominator == "1")
    fail("number.denominator_one");
  if (is_negative && numerator == "0")
    fail("number.negative_zero");
  Meter::require_bits(least_bits(std::max(numerator.size(), denominator.size())));
  Fraction value{integer_of_digits(numerator), integer_of_digits(denominator)};
  Meter::require_bits(std::max(bit_length(value.numerator), bit_length(value.denominator)));
  if (!is_whole && gcd(value.numerator, value.denominator) != 1)
    fail("number.not_lowest_terms");
  if (is_negative)
    value.numerator = -value.numerator;
  return value;
}

} // namespace thalweg::verifier
