// SPDX-License-Identifier: GPL-3.0-or-later
//
// The strict reader of JSON: for each rule of section 2 of the specification the smallest text that
// breaks it, with code, position and place.

#include "unit/verifier/hand_example.hpp"

#include "verifier/limit/stop.hpp"
#include "verifier/text/json.hpp"

using namespace thalweg::tests;
using namespace thalweg::verifier;

namespace {

Outcome reading(std::string_view text) {
  JsonDocument document{"certificate", text, {}, {}};
  try {
    read_json(document);
  } catch (const Stop& stop) {
    return stop.outcome;
  }
  Outcome read;
  read.verdict = Verdict::accepted;
  return read;
}

void check_reading(std::string_view text, const std::string& code, std::size_t line,
                   std::size_t column, const std::string& place) {
  const Outcome outcome = reading(text);
  INFO(text);
  CHECK(outcome.verdict == Verdict::malformed);
  CHECK(outcome.code == code);
  CHECK(outcome.line == line);
  CHECK(outcome.column == column);
  CHECK(outcome.place == place);
}

} // namespace

TEST_CASE("well-formed JSON is read", "[verifier]") {
  for (const char* text :
       {"null", " true ", "[]", "{}", "[0,1,9007199254740991]", "{\"a\":[{\"b\":\"\"}],\"\":false}",
        "\"\\u00e9\\ud83d\\ude00\\n\"", "\"\xC3\xA9\xF0\x9F\x98\x80\"", "\r\n\t [ 1 , 2 ] \n"})
    CHECK(verdict_word(reading(text).verdict) == "VERIFIED");
}

TEST_CASE("strings are decoded, values know where they begin", "[verifier]") {
  JsonDocument document{
      "certificate", "{\"a\\u0062\": [10, \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u20ac\"]}", {}, {}};
  read_json(document);
  const thalweg::verifier::Json& list = *member_of(document.root, "ab");
  CHECK(list.offset == 12);
  CHECK(list.items[0].integer == 10);
  CHECK(list.items[1].text == "\"\\/\b\f\n\r\t\xE2\x82\xAC");
  CHECK(member_of(document.root, "a") == nullptr);
}

TEST_CASE("every broken rule of JSON has its code and position", "[verifier]") {
  check_reading("", "json.end", 1, 1, "");
  check_reading("{\"a\":\n [1,", "json.end", 2, 5, "/a/1");
  check_reading("[1", "json.end", 1, 3, "");
  check_reading("{\"a\"", "json.end", 1, 5, "/a");
  check_reading("{\"a\":1,", "json.end", 1, 8, "");
  check_reading("\"abc", "json.end", 1, 5, "");
  check_reading("\"a\\n", "json.end", 1, 5, "");
  check_reading("[1,]", "json.syntax", 1, 4, "/1");
  check_reading("[1 2]", "json.syntax", 1, 4, "");
  check_reading("{1:2}", "json.syntax", 1, 2, "");
  check_reading("{\"a\" 2}", "json.syntax", 1, 6, "/a");
  check_reading("{\"a\":nul}", "json.syntax", 1, 6, "/a");
  check_reading("\xEF\xBB\xBF{}", "json.encoding", 1, 1, "");
  check_reading("[+1]", "json.syntax", 1, 2, "/0");
  check_reading("[1+2]", "json.syntax", 1, 2, "/0");
  check_reading("[NaN]", "json.syntax", 1, 2, "/0");
  check_reading("{} x", "json.trailing", 1, 4, "");
  check_reading("{}\n{}", "json.trailing", 2, 1, "");
  check_reading(std::string_view("1\0", 2), "json.trailing", 1, 2, "");
  check_reading("{\"a\":1,\n\"b\":2,\"a\":3}", "json.duplicate_key", 2, 7, "/a");
  check_reading("{\"a\":1,\"\\u0061\":3}", "json.duplicate_key", 1, 8, "/a");
  check_reading("[{\"a/b~\":0,\"a/b~\":0}]", "json.duplicate_key", 1, 12, "/0/a~1b~0");
}

TEST_CASE("numbers are counts", "[verifier]") {
  check_reading("[-1]", "json.sign", 1, 2, "/0");
  check_reading("[-0]", "json.sign", 1, 2, "/0");
  check_reading("[1.0]", "json.fraction", 1, 2, "/0");
  check_reading("[0.5]", "json.fraction", 1, 2, "/0");
  check_reading("[1e2]", "json.exponent", 1, 2, "/0");
  check_reading("[1E999999999]", "json.exponent", 1, 2, "/0");
  check_reading("[1.5e-3]", "json.exponent", 1, 2, "/0");
  check_reading("[01]", "json.leading_zero", 1, 2, "/0");
  check_reading("[9007199254740992]", "json.integer_too_large", 1, 2, "/0");
  check_reading("[18446744073709551616]", "json.integer_too_large", 1, 2, "/0");
  check_reading("[" + std::string(100000, '9') + "]", "json.integer_too_large", 1, 2, "/0");
}

TEST_CASE("encoding, escapes and control characters", "[verifier]") {
  for (const char* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80",
                          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3", "\xE2\x82", "\xFF"})
    check_reading("[\"\xC3\xA9" + std::string(bad) + "\"]", "json.encoding", 1, 4, "");
  for (const char* bad : {"\\x", "\\u12", "\\u12g4", "\\ud800", "\\ud800x", "\\ud800\\n",
                          "\\ud800\\ud800", "\\udc00", "\\U0041"})
    check_reading("[\"a" + std::string(bad) + "\"]", "json.escape", 1, 4, "/0");
  check_reading("[\"a\nb\"]", "json.control_character", 1, 4, "/0");
  check_reading(std::string_view("[\"\\n\0\"]", 7), "json.control_character", 1, 5, "/0");
}

TEST_CASE("nesting ends at 16", "[verifier]") {
  CHECK(reading(std::string(16, '[') + std::string(16, ']')).verdict == Verdict::accepted);
  check_reading(std::string(17, '[') + std::string(17, ']'), "json.depth", 1, 17,
                "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0");
  CHECK(reading(std::string(1000000, '[')).code == "json.depth");
}

TEST_CASE("a malformed certificate is reported by verify, with its place", "[verifier]") {
  std::string text = hand_example_text;
  text.replace(text.find("\"sample\":5"), 10, "\"sample\":5.0");
  const Outcome outcome = verify(text, {});
  check_outcome(outcome, Verdict::malformed, "json.fraction", "/statement/claims/1/sample");
  CHECK(verdict_line(outcome) ==
        "MALFORMED json.fraction at line 18, column 51 (/statement/claims/1/sample): expected an "
        "integer 0 … 2^53 − 1 of digits only, found \"5.0\"");
}
