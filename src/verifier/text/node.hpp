// SPDX-License-Identifier: Apache-2.0
//
// A JSON value together with its place, and the questions a reader asks it: "be an object with
// exactly these keys", "be a count", "be a rational". A wrong answer stops with code and position.

#pragma once

#include "number/numbers.hpp"
#include "text/json.hpp"

#include <initializer_list>
#include <span>

namespace thalweg::verifier {

/// Lives on the stack while its value is read; `parent` must outlive it.
class Node {
public:
  explicit Node(const JsonDocument& document) : document_(document), value_(document.root) {}

  const Json& json() const { return value_; }
  bool is(JsonKind kind) const { return value_.kind == kind; }
  void require_kind(JsonKind kind, const char* expected) const;
  std::string place() const;

  [[noreturn]] void malformed(const char* code, std::string expected, std::string found) const;
  /// Malformed with this code unless the condition holds; shows the value if `found` is empty.
  void require(bool condition, const char* code, const std::string& expected,
               const std::string& found = "") const;
  /// A word that this version does not know.
  [[noreturn]] void unsupported(const char* code, const char* expected) const;

  /// Is an object with exactly these keys, or with this key and perhaps others.
  void require_keys(std::span<const std::string_view> keys) const;
  void require_keys(std::initializer_list<std::string_view> keys) const {
    require_keys(std::span(keys.begin(), keys.size()));
  }
  void require_key(std::string_view key) const;
  bool has(std::string_view key) const { return member_of(value_, key) != nullptr; }
  Node operator[](std::string_view key) const { return {*this, *member_of(value_, key), key, 0}; }

  /// Number of items of an array; not 0, or the wanted one.
  std::size_t size() const;
  std::size_t size_not_zero(const char* what) const;
  void require_size(std::size_t wanted, const char* what) const;
  Node operator[](std::size_t index) const { return {*this, value_.items[index], {}, index}; }

  std::string_view text() const;
  std::size_t count() const;
  /// A count below `bound`.
  std::size_t index(std::size_t bound, const char* what) const;
  /// Indices below `bound` that increase strictly.
  List<std::size_t> increasing_indices(std::size_t bound, const char* what) const;
  Fraction rational() const;
  List<Fraction> rationals() const;

private:
  Node(const Node& parent, const Json& value, std::string_view key, std::size_t index)
      : document_(parent.document_), value_(value), parent_(&parent), key_(key), index_(index) {}
  [[noreturn]] void stop_here(Verdict verdict, const char* code, std::string expected,
                              std::string found) const;

  const JsonDocument& document_;
  const Json& value_;
  const Node* parent_ = nullptr;
  std::string_view key_;
  std::size_t index_ = 0;
};

/// One entry per item of an array.
template <class Read> auto list_of(const Node& node, const Read& read) {
  List<decltype(read(node))> result;
  const std::size_t count = node.size();
  result.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    result.push_back(read(node[i]));
  return result;
}

/// The same for an array of the given length.
template <class Read>
auto list_of(const Node& node, std::size_t size, const char* what, const Read& read) {
  node.require_size(size, what);
  return list_of(node, read);
}

/// Is the value an object with this key (and perhaps others)?
inline bool has_key(const Node& node, std::string_view key) {
  return node.is(JsonKind::object) && node.has(key);
}

/// Indices below `bound`, in any order.
List<std::size_t> read_indices(const Node& node, std::size_t size, const char* what,
                               std::size_t bound, const char* of_what);

/// Rows of `width` rationals.
List<List<Fraction>> read_matrix(const Node& node, std::size_t height, std::size_t width,
                                 const char* what);

} // namespace thalweg::verifier
