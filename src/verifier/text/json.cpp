// SPDX-License-Identifier: Apache-2.0

#include "text/json.hpp"

#include "limit/stop.hpp"
#include "text/text.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

constexpr std::size_t deepest = 16;

/// Recursive descent; `pointer_` is the place of the value that is being read.
class Reader {
public:
  explicit Reader(JsonDocument& document) : document_(document), text_(document.source) {}

  void read() {
    require_utf8();
    skip_space();
    document_.root = value(0);
    skip_space();
    if (at_ < text_.size())
      fail(at_, "json.trailing", "nothing after the value");
  }

private:
  static constexpr std::size_t piece = 1 << 16; ///< characters between two looks at the clock

  void require_utf8() {
    if (text_.starts_with("\xEF\xBB\xBF"))
      fail(0, "json.encoding", "UTF-8 without a byte order mark");
    char32_t code = 0;
    std::size_t count = 0;
    for (std::size_t length = 0; at_ < text_.size(); at_ += length) {
      if (count++ % piece == 0)
        Meter::tick();
      if (length = utf8_character(text_, at_, code); length == 0)
        fail(at_, "json.encoding", "UTF-8");
    }
    at_ = 0;
  }

  [[noreturn]] void fail(std::size_t offset, const char* code, std::string expected,
                         std::size_t length = 12) {
    const std::string found =
        offset < text_.size() ? excerpt(text_.substr(offset, length)) : "the end of the text";
    stop_at(Verdict::malformed, document_.source_name, text_, offset, code, pointer_,
            std::move(expected), found);
  }
  [[noreturn]] void fail_here(const char* expected) {
    fail(at_, at_ < text_.size() ? "json.syntax" : "json.end", expected);
  }

  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(std::string_view wanted) {
    if (!text_.substr(at_).starts_with(wanted))
      return false;
    at_ += wanted.size();
    return true;
  }

  void skip_space() { at_ = std::min(text_.find_first_not_of(" \n\r\t", at_), text_.size()); }

  Json value(std::size_t depth) {
    Meter::tick();
    Json result;
    result.offset = at_;
    const char first = next();
    if (first == '{' || first == '[') {
      if (depth == deepest)
        fail(at_, "json.depth", "nesting of at most " + std::to_string(deepest));
      result.kind = first == '{' ? JsonKind::object : JsonKind::array;
      ++at_;
      items(result, depth + 1);
    } else if (first == '"') {
      result.kind = JsonKind::string;
      result.text = string();
    } else if (first == '-' || (first >= '0' && first <= '9')) {
      result.kind = JsonKind::integer;
      result.integer = integer();
    } else if (take("true") || take("false")) {
      result.kind = JsonKind::boolean;
      result.integer = first == 't' ? 1 : 0;
    } else if (!take("null")) {
      fail_here("a value");
    }
    return result;
  }

  /// The rest of an array or object after its opening bracket.
  void items(Json& result, std::size_t depth) {
    const bool is_object = result.kind == JsonKind::object;
    const char* const close = is_object ? "}" : "]";
    const std::size_t outer = pointer_.size();
    skip_space();
    if (take(close))
      return;
    do {
      skip_space();
      if (is_object)
        key(result);
      else
        pointer_ += "/" + std::to_string(result.items.size());
      result.items.push_back(value(depth));
      pointer_.resize(outer);
      skip_space();
    } while (take(","));
    if (!take(close))
      fail_here(is_object ? "\",\" or \"}\"" : "\",\" or \"]\"");
    if (is_object)
      check_keys_differ(result.keys);
  }

  void key(Json& object) {
    const std::size_t offset = at_;
    if (next() != '"')
      fail_here("a key");
    const std::string_view text = string();
    object.keys.push_back({text, offset});
    pointer_ += pointer_step(text);
    skip_space();
    if (!take(":"))
      fail_here("\":\"");
    skip_space();
  }

  void check_keys_differ(List<JsonKey> keys) {
    std::sort(keys.begin(), keys.end(), [](const JsonKey& a, const JsonKey& b) {
      return a.text != b.text ? a.text < b.text : a.offset < b.offset;
    });
    for (std::size_t i = 1; i < keys.size(); ++i)
      if (keys[i - 1].text == keys[i].text) {
        pointer_ += pointer_step(keys[i].text);
        fail(keys[i].offset, "json.duplicate_key", "each key once");
      }
  }

  std::uint64_t integer() {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_not_of("0123456789.eE+-", at_), text_.size());
    const std::string_view number = text_.substr(begin, at_ - begin);
    const auto check = [&](bool condition, const char* code) {
      if (!condition)
        fail(begin, code, "an integer 0 … 2^53 − 1 of digits only", number.size());
    };
    check(number.front() != '-', "json.sign");
    check(number.find_first_of("eE") == number.npos, "json.exponent");
    check(number.find('.') == number.npos, "json.fraction");
    check(number.find_first_of("+-") == number.npos, "json.syntax");
    check(number.size() == 1 || number.front() != '0', "json.leading_zero");
    check(number.size() <= 16, "json.integer_too_large");
    std::uint64_t value = 0;
    for (const char digit : number)
      value = 10 * value + static_cast<std::uint64_t>(digit - '0');
    check(value < std::uint64_t{1} << 53, "json.integer_too_large");
    return value;
  }

  /// The decoded text of a string that begins at `at_`.
  std::string_view string() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && next() != '"' && next() != '\\')
      character();
    if (take("\""))
      return text_.substr(begin, at_ - 1 - begin);
    std::string& decoded = document_.decoded.emplace_back(text_.substr(begin, at_ - begin));
    Meter::hold(sizeof decoded);
    while (at_ < text_.size() && next() != '"') {
      if (decoded.size() == decoded.capacity())
        Meter::require_room(3, decoded.size()); // the text moves to a place of twice the size
      if (next() == '\\')
        escape(decoded);
      else
        decoded += character();
    }
    if (!take("\""))
      fail_here("a closing quote");
    Meter::hold(decoded.capacity());
    return decoded;
  }

  char character() {
    if (static_cast<unsigned char>(next()) < 0x20)
      fail(at_, "json.control_character", "an escape");
    if (at_ % piece == 0)
      Meter::tick();
    return text_[at_++];
  }

  void escape(std::string& decoded) {
    const std::size_t begin = at_++;
    constexpr std::string_view letters = "\"\\/bfnrt";
    const std::size_t which = at_ < text_.size() ? letters.find(text_[at_]) : letters.npos;
    if (which != letters.npos) {
      ++at_;
      decoded += "\"\\/\b\f\n\r\t"[which];
      return;
    }
    char32_t code = code_unit(begin);
    const bool is_high = code >= 0xD800 && code < 0xDC00;
    const char32_t low = is_high ? code_unit(begin) : 0xDC00; // the rest of a pair of surrogates
    if (low < 0xDC00 || low > 0xDFFF || (code >= 0xDC00 && code <= 0xDFFF))
      fail(begin, "json.escape", "a surrogate in a pair");
    if (is_high)
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    append_utf8(decoded, code);
  }

  /// "uXXXX", with a backslash before it unless it is the one at `begin`.
  char32_t code_unit(std::size_t begin) {
    const bool is_introduced = at_ == begin + 1 || take("\\");
    const std::string_view digits = text_.substr(std::min(at_ + 1, text_.size()), 4);
    if (!is_introduced || !take("u") || digits.size() < 4 ||
        digits.find_first_not_of("0123456789abcdefABCDEF") != digits.npos)
      fail(begin, "json.escape", "an escape of JSON");
    at_ += 4;
    return static_cast<char32_t>(std::stoul(std::string(digits), nullptr, 16));
  }

  JsonDocument& document_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::string pointer_;
};

} // namespace

void read_json(JsonDocument& document) {
  Meter::require_room(document.source.size(), 1);
  Meter::hold(document.source.size());
  Reader(document).read();
}

const Json* member_of(const Json& object, std::string_view key) {
  for (std::size_t i = 0; i < object.keys.size(); ++i)
    if (object.keys[i].text == key)
      return &object.items[i];
  return nullptr;
}

std::string in_words(const Json& value) {
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
  default:
    return "an object";
  }
}

} // namespace thalweg::verifier
