// SPDX-License-Identifier: Apache-2.0

#include "json.hpp"

#include "stop.hpp"
#include "text.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

constexpr std::size_t deepest = 16;
constexpr std::uint64_t largest_integer = 9007199254740991; // 2^53 − 1

/// Recursive descent; `pointer_` is the place of the value that is being read.
class Reader {
public:
  explicit Reader(JsonDocument& document) : document_(document), text_(document.source) {}

  void read() {
    check_encoding();
    skip_space();
    document_.root = value(0);
    skip_space();
    if (at_ < text_.size())
      fail(at_, "json.trailing", "nothing after the value", here());
  }

private:
  [[noreturn]] void fail(std::size_t offset, const char* code, std::string expected,
                         std::string found) {
    stop_at(Verdict::malformed, document_.source_name, text_, offset, code, pointer_,
            std::move(expected), std::move(found));
  }

  std::string here() const {
    if (at_ >= text_.size())
      return "the end of the text";
    char32_t code = 0;
    return printable(text_.substr(at_, utf8_character(text_, at_, code)));
  }

  void check_encoding() {
    char32_t code = 0;
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t length = utf8_character(text_, at, code);
      if (length == 0)
        fail(at, "json.encoding", "UTF-8",
             "byte " + std::to_string(static_cast<unsigned char>(text_[at])));
      at += length;
    }
  }

  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
  }

  bool take(char wanted) {
    if (at_ >= text_.size() || text_[at_] != wanted)
      return false;
    ++at_;
    return true;
  }

  Json value(std::size_t depth) {
    Json result;
    result.offset = at_;
    if (at_ >= text_.size())
      fail(at_, "json.end", "a value", here());
    const char first = text_[at_];
    if (first == '{' || first == '[') {
      if (depth == deepest)
        fail(at_, "json.depth", "nesting of at most " + std::to_string(deepest), "more");
      ++at_;
      first == '{' ? object(result, depth + 1) : array(result, depth + 1);
    } else if (first == '"') {
      result.kind = JsonKind::string;
      result.text = string();
    } else if (first == '-' || (first >= '0' && first <= '9')) {
      result.kind = JsonKind::integer;
      result.integer = integer();
    } else if (take_word("true")) {
      result.kind = JsonKind::boolean;
      result.integer = 1;
    } else if (take_word("false")) {
      result.kind = JsonKind::boolean;
    } else if (!take_word("null")) {
      fail(at_, "json.syntax", "a value", here());
    }
    return result;
  }

  bool take_word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word)
      return false;
    at_ += word.size();
    return true;
  }

  void array(Json& result, std::size_t depth) {
    result.kind = JsonKind::array;
    skip_space();
    if (take(']'))
      return;
    const std::size_t outer = pointer_.size();
    while (true) {
      pointer_ += "/" + std::to_string(result.items.size());
      skip_space();
      result.items.push_back(value(depth));
      pointer_.resize(outer);
      skip_space();
      if (take(']'))
        return;
      expect(',', "\",\" or \"]\"");
    }
  }

  void object(Json& result, std::size_t depth) {
    result.kind = JsonKind::object;
    skip_space();
    if (take('}'))
      return;
    const std::size_t outer = pointer_.size();
    while (true) {
      skip_space();
      const std::size_t key_offset = at_;
      if (at_ >= text_.size() || text_[at_] != '"')
        fail(at_, at_ < text_.size() ? "json.syntax" : "json.end", "a key", here());
      result.keys.push_back({string(), key_offset});
      pointer_ += pointer_step(result.keys.back().text);
      skip_space();
      expect(':', "\":\"");
      skip_space();
      result.items.push_back(value(depth));
      pointer_.resize(outer);
      skip_space();
      if (take('}'))
        break;
      expect(',', "\",\" or \"}\"");
    }
    check_keys_differ(result);
  }

  void check_keys_differ(const Json& object) {
    List<JsonKey> keys = object.keys;
    std::sort(keys.begin(), keys.end(), [](const JsonKey& a, const JsonKey& b) {
      return a.text != b.text ? a.text < b.text : a.offset < b.offset;
    });
    const auto repeated =
        std::adjacent_find(keys.begin(), keys.end(),
                           [](const JsonKey& a, const JsonKey& b) { return a.text == b.text; });
    if (repeated == keys.end())
      return;
    const JsonKey second = *std::next(repeated);
    pointer_ += pointer_step(second.text);
    fail(second.offset, "json.duplicate_key", "each key once", excerpt(second.text) + " again");
  }

  void expect(char wanted, const char* in_words) {
    if (!take(wanted))
      fail(at_, at_ < text_.size() ? "json.syntax" : "json.end", in_words, here());
  }

  std::uint64_t integer() {
    const std::size_t begin = at_;
    const auto is_part = [](char c) {
      return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
    };
    while (at_ < text_.size() && is_part(text_[at_]))
      ++at_;
    const std::string_view number = text_.substr(begin, at_ - begin);
    const char* const expected = "an integer 0 … 2^53 − 1 of digits only";
    if (number.front() == '-')
      fail(begin, "json.sign", expected, excerpt(number));
    if (number.find_first_of("eE") != number.npos)
      fail(begin, "json.exponent", expected, excerpt(number));
    if (number.find('.') != number.npos)
      fail(begin, "json.fraction", expected, excerpt(number));
    if (number.find_first_of("+-") != number.npos)
      fail(begin, "json.syntax", expected, excerpt(number));
    if (number.size() > 1 && number.front() == '0')
      fail(begin, "json.leading_zero", expected, excerpt(number));
    std::uint64_t value = 0;
    for (const char digit : number) {
      value = 10 * value + static_cast<std::uint64_t>(digit - '0');
      if (value > largest_integer)
        fail(begin, "json.integer_too_large", expected, excerpt(number));
    }
    return value;
  }

  /// After the opening quote has been seen at `at_`: the decoded text.
  std::string_view string() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\') {
      check_no_control();
      ++at_;
    }
    if (at_ < text_.size() && text_[at_] == '"')
      return text_.substr(begin, at_++ - begin);
    std::string decoded(text_.substr(begin, at_ - begin));
    while (at_ < text_.size() && text_[at_] != '"') {
      check_no_control();
      if (text_[at_] == '\\')
        escape(decoded);
      else
        decoded += text_[at_++];
    }
    if (!take('"'))
      fail(at_, "json.end", "a closing quote", here());
    return document_.decoded.emplace_back(std::move(decoded));
  }

  void check_no_control() {
    if (static_cast<unsigned char>(text_[at_]) < 0x20)
      fail(at_, "json.control_character", "an escape", here());
  }

  void escape(std::string& decoded) {
    const std::size_t begin = at_++;
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char letter = at_ < text_.size() ? text_[at_++] : '\0';
    if (const std::size_t which = letters.find(letter); which != letters.npos) {
      decoded += meanings[which];
      return;
    }
    char32_t code = letter == 'u' ? four_digits(begin) : bad_escape(begin);
    if (code >= 0xD800 && code < 0xDC00) { // a pair of surrogates
      if (!take('\\') || !take('u'))
        bad_escape(begin);
      const char32_t low = four_digits(begin);
      if (low < 0xDC00 || low > 0xDFFF)
        bad_escape(begin);
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code <= 0xDFFF) {
      bad_escape(begin);
    }
    append_utf8(decoded, code);
  }

  [[noreturn]] char32_t bad_escape(std::size_t begin) {
    fail(begin, "json.escape", "an escape of JSON",
         excerpt(text_.substr(begin, std::min<std::size_t>(at_ - begin, 12))));
  }

  char32_t four_digits(std::size_t begin) {
    char32_t code = 0;
    for (int i = 0; i < 4; ++i) {
      const char digit = at_ < text_.size() ? text_[at_++] : '\0';
      if (digit >= '0' && digit <= '9')
        code = 16 * code + static_cast<char32_t>(digit - '0');
      else if (digit >= 'a' && digit <= 'f')
        code = 16 * code + static_cast<char32_t>(digit - 'a' + 10);
      else if (digit >= 'A' && digit <= 'F')
        code = 16 * code + static_cast<char32_t>(digit - 'A' + 10);
      else
        bad_escape(begin);
    }
    return code;
  }

  JsonDocument& document_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::string pointer_;
};

} // namespace

void read_json(JsonDocument& document) {
  Reader(document).read();
}

const Json* member_of(const Json& object, std::string_view key) {
  for (std::size_t i = 0; i < object.keys.size(); ++i)
    if (object.keys[i].text == key)
      return &object.items[i];
  return nullptr;
}

std::string kind_in_words(const Json& value) {
  switch (value.kind) {
  case JsonKind::null:
    return "null";
  case JsonKind::boolean:
    return value.integer != 0 ? "true" : "false";
  case JsonKind::integer:
    return std::to_string(value.integer);
  case JsonKind::string:
    return excerpt(value.text);
  case JsonKind::array:
    return "an array of " + std::to_string(value.items.size());
  case JsonKind::object:
    return "an object";
  }
  return "";
}

} // namespace thalweg::verifier
