// SPDX-License-Identifier: Apache-2.0

#include "text/node.hpp"

#include "limit/stop.hpp"
#include "text/text.hpp"

#include <algorithm>

namespace thalweg::verifier {

std::string Node::place() const {
  if (parent_ == nullptr)
    return "";
  return parent_->place() +
         (parent_->is(JsonKind::array) ? "/" + std::to_string(index_) : pointer_step(key_));
}

void Node::stop_here(Verdict verdict, const char* code, std::string expected,
                     std::string found) const {
  stop_at(verdict, document_.source_name, document_.source, value_.offset, code, place(),
          std::move(expected), found.empty() ? in_words(value_) : std::move(found));
}

void Node::malformed(const char* code, std::string expected, std::string found) const {
  stop_here(Verdict::malformed, code, std::move(expected), std::move(found));
}

void Node::require(bool condition, const char* code, const std::string& expected,
                   const std::string& found) const {
  if (!condition)
    malformed(code, expected, found);
}

void Node::unsupported(const char* code, const char* expected) const {
  stop_here(Verdict::unsupported, code, expected, "");
}

void Node::require_kind(JsonKind kind, const char* expected) const {
  if (!is(kind))
    malformed("document.type", expected, "");
}

void Node::require_keys(std::span<const std::string_view> keys) const {
  require_kind(JsonKind::object, "an object");
  for (std::size_t i = 0; i < value_.keys.size(); ++i)
    if (const JsonKey& key = value_.keys[i];
        std::find(keys.begin(), keys.end(), key.text) == keys.end())
      stop_at(Verdict::malformed, document_.source_name, document_.source, key.offset,
              "document.unknown_key", place() + pointer_step(key.text), "no such key",
              excerpt(key.text));
  for (const std::string_view key : keys)
    require_key(key);
}

void Node::require_key(std::string_view key) const {
  require_kind(JsonKind::object, "an object");
  require(has(key), "document.missing_key", "the key " + excerpt(key), "none");
}

std::size_t Node::size() const {
  require_kind(JsonKind::array, "an array");
  return value_.items.size();
}

std::size_t Node::size_not_zero(const char* what) const {
  require(size() != 0, "shape.empty", std::string("at least one ") + what, "none");
  return size();
}

void Node::require_size(std::size_t wanted, const char* what) const {
  if (size() != wanted)
    require(false, "shape.length", std::to_string(wanted) + " entries (" + what + ")");
}

std::string_view Node::text() const {
  require_kind(JsonKind::string, "a string");
  return value_.text;
}

std::size_t Node::count() const {
  require_kind(JsonKind::integer, "an integer");
  return Meter::size_of(value_.integer);
}

std::size_t Node::index(std::size_t bound, const char* what) const {
  require_kind(JsonKind::integer, "an integer");
  if (value_.integer >= bound)
    require(false, "shape.index", "an index below " + std::to_string(bound) + " (" + what + ")");
  return count();
}

List<std::size_t> Node::increasing_indices(std::size_t bound, const char* what) const {
  List<std::size_t> indices;
  for (std::size_t k = 0; k < size(); ++k) {
    const Node item = (*this)[k];
    indices.push_back(item.index(bound, what));
    item.require(k == 0 || indices[k - 1] < indices[k], "shape.order",
                 "strictly increasing indices");
  }
  return indices;
}

Fraction Node::rational() const {
  const std::string_view whole = text();
  const bool is_negative = whole.starts_with('-');
  const std::string_view digits = whole.substr(is_negative ? 1 : 0);
  const std::size_t bar = std::min(digits.find('/'), digits.size());
  const bool is_ratio = bar < digits.size();
  const std::string_view above = digits.substr(0, bar);
  const std::string_view below = is_ratio ? digits.substr(bar + 1) : "1";
  const auto check = [&](bool condition, const char* code) {
    if (!condition)
      require(false, code, "a rational in lowest terms like \"-3/7\"");
  };
  check(is_digits(above) && is_digits(below), "number.grammar");
  check((above[0] != '0' || above.size() == 1) && (below[0] != '0' || below.size() == 1),
        "number.leading_zero");
  check(below != "0", "number.zero_denominator");
  check(!is_ratio || below != "1", "number.denominator_one");
  check(!is_negative || above != "0", "number.negative_zero");
  const Integer denominator = integer_of_digits(below);
  Fraction value = fraction(integer_of_digits(above), denominator);
  check(value.denominator == denominator, "number.not_lowest_terms");
  return is_negative ? -value : value;
}

List<Fraction> Node::rationals() const {
  List<Fraction> values;
  for (std::size_t i = 0; i < size(); ++i)
    values.push_back((*this)[i].rational());
  return values;
}

List<std::size_t> read_indices(const Node& node, std::size_t size, const char* what,
                               std::size_t bound, const char* of_what) {
  return list_of(node, size, what, [&](const Node& entry) { return entry.index(bound, of_what); });
}

List<List<Fraction>> read_matrix(const Node& node, std::size_t height, std::size_t width,
                                 const char* what) {
  node.require_size(height, what);
  List<List<Fraction>> rows;
  for (std::size_t k = 0; k < height; ++k) {
    node[k].require_size(width, what);
    rows.push_back(node[k].rationals());
  }
  return rows;
}

} // namespace thalweg::verifier
