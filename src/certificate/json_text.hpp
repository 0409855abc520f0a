// SPDX-License-Identifier: GPL-3.0-or-later
//
// The growing text of a certificate, shared by the writers of all claims: counts, rationals and
// lists in their one JSON form. Nesting and keys are spelled out by the writers; nothing is
// checked here.

#pragma once

#include "geometry/halfspace.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace thalweg {

/// Appends to one growing text.
class JsonText {
public:
  void put(std::string_view piece) { text_ += piece; }
  void put(std::size_t count) { text_ += std::to_string(count); }
  /// The rational as a JSON string.
  void put(const Rational& value) {
    text_ += '"';
    text_ += to_string(value);
    text_ += '"';
  }

  /// [item separator item separator … item], each item written by each(item).
  template <class Items, class Each>
  void list(const Items& items, std::string_view separator, const Each& each) {
    put("[");
    bool is_first = true;
    for (const auto& item : items) {
      if (!is_first)
        put(separator);
      is_first = false;
      each(item);
    }
    put("]");
  }

  void rationals(const Vector& values) {
    list(values, ",", [this](const Rational& value) { put(value); });
  }

  void indices(const std::vector<std::size_t>& indices) {
    list(indices, ",", [this](std::size_t index) { put(index); });
  }

  /// [[index,"value"],…], for multipliers and sparse rows.
  template <class Entries> void entries(const Entries& entries) {
    list(entries, ",", [this](const auto& entry) {
      const auto& [index, value] = entry;
      put("[");
      put(index);
      put(",");
      put(value);
      put("]");
    });
  }

  std::string take() { return std::move(text_); }

private:
  std::string text_;
};

/// `,"key":value` for each.
inline std::string
rational_members(std::initializer_list<std::pair<std::string_view, const Rational*>> members) {
  JsonText text;
  for (const auto& [key, value] : members) {
    text.put(",\"");
    text.put(key);
    text.put("\":");
    text.put(*value);
  }
  return text.take();
}

} // namespace thalweg
