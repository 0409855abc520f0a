// SPDX-License-Identifier: GPL-3.0-or-later
//
// The grammar is nlohmann's, read event by event: its events hand over the text of every number
// that is no machine integer, and the value of every one that is.

#include "network/exact_json.hpp"

#include "exact/error.hpp"
#include "exact/shown_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace thalweg {

namespace {

constexpr std::size_t most_levels = 64;
/// "~" and "/" are escaped in JSON pointers.
std::string pointer_step(const std::string& key) {
  std::string step = "/";
  for (const char c : key)
    step += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return excerpt(step);
}

/// "net.json: line 2, column 7", counted from 1.
std::string place_in(std::string_view text, std::size_t position, const std::string& name) {
  const std::string_view before = text.substr(0, position);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1; // 0 if there is none
  return fmt::format("{}: line {}, column {}", name, line, position - line_start + 1);
}

class Builder : public nlohmann::json_sax<nlohmann::json> {
public:
  Builder(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  ExactJson take() { return std::move(root_); }

  bool null() override { return leaf(ExactJsonKind::null, "null"); }
  bool boolean(bool value) override {
    return leaf(ExactJsonKind::boolean, value ? "true" : "false");
  }
  bool number_integer(number_integer_t value) override {
    return leaf(ExactJsonKind::number, std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return leaf(ExactJsonKind::number, std::to_string(value));
  }
  bool number_float(number_float_t, const string_t& text) override {
    return leaf(ExactJsonKind::number, text);
  }
  bool string(string_t& text) override { return leaf(ExactJsonKind::text, text); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(ExactJsonKind::object); }
  bool start_array(std::size_t) override { return open(ExactJsonKind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& key) override {
    ExactJson& object = *open_.back();
    if (!keys_.back().insert(key).second)
      object.fail("each key once", "\"" + excerpt(key) + "\" again");
    object.keys.push_back(key);
    return true;
  }
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& error) override {
    const std::size_t end = std::min(position == 0 ? 0 : position - 1, text_.size());
    const bool is_range = error.id == 406;
    throw InputError(fmt::format(
        "{}: expected {}, found {}", place_in(text_, end, name_),
        is_range ? "a number of at most 308 digits before its point (as a string it may have more)"
                 : "JSON",
        end == text_.size() ? "the end of the text" : "\"" + excerpt(token) + "\""));
  }

private:
  ExactJson& next(ExactJsonKind kind) {
    ExactJson* value = &root_;
    std::string place = name_;
    if (!open_.empty()) {
      ExactJson& parent = *open_.back();
      place = parent.place + (open_.size() == 1 ? " " : "") +
              (parent.kind == ExactJsonKind::object ? pointer_step(parent.keys.back())
                                                    : "/" + std::to_string(parent.items.size()));
      value = &parent.items.emplace_back();
    }
    value->kind = kind;
    value->place = std::move(place);
    return *value;
  }
  bool leaf(ExactJsonKind kind, std::string text) {
    next(kind).text = std::move(text);
    return true;
  }
  /// Pointers into `items` stay valid: only the innermost open value grows.
  bool open(ExactJsonKind kind) {
    ExactJson& value = next(kind);
    if (open_.size() == most_levels)
      value.fail(fmt::format("at most {} levels", most_levels), "more");
    open_.push_back(&value);
    keys_.emplace_back();
    return true;
  }
  bool close() {
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  std::string_view text_;
  std::string name_;
  ExactJson root_;
  std::vector<ExactJson*> open_;
  std::vector<std::set<std::string>> keys_; ///< of each open value so far, none of an array
};

} // namespace

void ExactJson::fail(const std::string& expected, const std::string& found) const {
  throw InputError(fmt::format("{}: expected {}, found {}", place, expected, found));
}

std::string ExactJson::in_words() const {
  switch (kind) {
  case ExactJsonKind::null:
  case ExactJsonKind::boolean:
  case ExactJsonKind::number:
    return excerpt(text);
  case ExactJsonKind::text:
    return "\"" + excerpt(text) + "\"";
  case ExactJsonKind::array:
    return fmt::format("an array of length {}", items.size());
  case ExactJsonKind::object:
    return "an object";
  }
  throw InternalError("exact json: unknown kind");
}

const ExactJson* ExactJson::find(std::string_view key) const {
  for (std::size_t k = 0; k < keys.size() && k < items.size(); ++k)
    if (keys[k] == key)
      return &items[k];
  return nullptr;
}

const std::vector<ExactJson>& ExactJson::array() const {
  if (kind != ExactJsonKind::array)
    fail("an array", in_words());
  return items;
}

const std::string& ExactJson::string() const {
  if (kind != ExactJsonKind::text)
    fail("a string", in_words());
  return text;
}

void ExactJson::require_keys(const std::vector<std::string>& required,
                             const std::vector<std::string>& optional) const {
  if (kind != ExactJsonKind::object)
    fail("an object", in_words());
  for (const std::string& key : required)
    if (find(key) == nullptr)
      fail("the key \"" + key + "\"", "none");
  for (const std::string& key : keys)
    if (std::count(required.begin(), required.end(), key) == 0 &&
        std::count(optional.begin(), optional.end(), key) == 0)
      fail("a known key", "\"" + excerpt(key) + "\"");
}

const ExactJson& ExactJson::at(std::string_view key) const {
  if (const ExactJson* value = find(key))
    return *value;
  fail("an object with the key \"" + std::string(key) + "\"", in_words());
}

Rational ExactJson::rational() const {
  if (kind == ExactJsonKind::number || kind == ExactJsonKind::text)
    if (const std::optional<Rational> value = parse_number(text))
      return *value;
  fail(has_too_large_exponent(text) ? "a number whose exponent is at most 4096 in size"
                                    : "a number (3, 0.25, \"-3/7\")",
       in_words());
}

std::size_t ExactJson::index() const {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (kind != ExactJsonKind::number || error != std::errc() || end != text.data() + text.size())
    fail("an index 0, 1, …", in_words());
  return value;
}

ExactJson exact_json(std::string_view text, const std::string& text_name) {
  if (is_wide_text(text))
    throw InputError(text_name + ": expected JSON in UTF-8, found UTF-16 or UTF-32");
  // the reader below takes a zero byte for the end
  if (const std::size_t zero = text.find('\0'); zero != text.npos)
    throw InputError(place_in(text, zero, text_name) +
                     ": expected JSON in UTF-8, found a zero byte");
  Builder builder(text, text_name);
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder))
    throw InputError(text_name + ": expected JSON, found something else");
  return builder.take();
}

} // namespace thalweg
