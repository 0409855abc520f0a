// SPDX-License-Identifier: Apache-2.0
//
// A JSON value together with its place, and the questions a reader asks it: "be an object with
// exactly these keys", "be a count", "be a rational". A wrong answer stops with code and position.

#pragma once

#include "json.hpp"
#include "numbers.hpp"

#include <initializer_list>

namespace thalweg::verifier {

/// Lives on the stack while its value is read; `parent` must outlive it.
class Node {
public:
  explicit Node(const JsonDocument& document) : document_(document), value_(document.root) {}

  const Json& json() const { return value_; }
  std::string place() const;

  [[noreturn]] void malformed(const char* code, std::string expected, std::string found) const;
  /// A word that this version does not know.
  [[noreturn]] void unsupported(const char* code, const char* expected) const;

  /// Has exactly these keys (`document.type`, `document.unknown_key`, `document.missing_key`).
  void require_keys(std::initializer_list<std::string_view> keys) const;
  /// Is an object with this key, perhaps among others.
  void require_key(std::string_view key) const;
  bool has(std::string_view key) const;
  Node operator[](std::string_view key) const;

  /// Number of items of an array.
  std::size_t size() const;
  /// The same, if it is the wanted one (code "shape.length").
  void require_size(std::size_t wanted, const char* what) const;
  Node operator[](std::size_t index) const;

  bool is_null() const { return value_.kind == JsonKind::null; }
  bool is_string() const { return value_.kind == JsonKind::string; }
  std::string_view text() const;
  std::size_t count() const;
  /// An integer below `bound` (code "shape.index").
  std::size_t index(std::size_t bound, const char* what) const;
  Fraction rational() const;

private:
  Node(const Node& parent, const Json& value, std::string_view key, std::size_t index)
      : document_(parent.document_), value_(value), parent_(&parent), key_(key), index_(index) {}
  void require_kind(JsonKind kind, const char* expected) const;

  const JsonDocument& document_;
  const Json& value_;
  const Node* parent_ = nullptr;
  std::string_view key_;
  std::size_t index_ = 0;
};

} // namespace thalweg::verifier
