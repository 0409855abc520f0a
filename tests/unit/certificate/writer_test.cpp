// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text of certificates, byte for byte.

#include "certificate/writer.hpp"

#include "certificate/reader.hpp"
#include "exact/error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// Two samples, the targets in the order (c, a), one hidden unit, all four claims. Nothing of it is
/// true: the writer does not judge.
CertificateDocument small_document() {
  CertificateDocument document;
  document.provenance = {"thalweg 0.1.0", "thalweg generate \"t\""};
  document.data.columns = {"a", "b", "c"};
  document.data.target_columns = {2, 0};
  document.data.inputs = {{Rational(1)}, {fraction(-3, 2)}};
  document.data.targets = {{Rational(2), Rational(5)}, {Rational(0), fraction(1, 7)}};
  DenseLayer hidden{1, {{{0, Rational(2)}}}, {fraction(-1, 3)}, relu()};
  DenseLayer output{1, {{{0, Rational(1)}}, {}}, {Rational(0), Rational(4)}, identity_activation()};
  document.network.layers = {hidden, output};
  document.local_minimum =
      LocalMinimumClaim{fraction(1, 8), Rational(3), RadiusMethod::interval, {0, std::nullopt}};
  document.pattern_flip = PatternFlip{1, 0, 0, fraction(1, 4)};
  document.lower_risk = LowerRiskClaim{Rational(2), document.network, Rational(3)};
  document.refinement = RefinementClaim{2, {0, 1}};
  return document;
}

const char* const small_network = R"({"layers":[{"kind":"dense","activation":"relu","weights":[
[[0,"2"]]
],"biases":["-1/3"]},
{"kind":"dense","activation":"identity","weights":[
[[0,"1"]],
[]
],"biases":["0","4"]}]})";

} // namespace

TEST_CASE("the whole text of a small certificate", "[certificate]") {
  const std::string expected =
      R"({"format":"thalweg-certificate","version":3,
"provenance":{"tool":"thalweg 0.1.0","command":"thalweg generate \"t\""},
"statement":{"data":{"columns":["a","b","c"],"targets":[2,0],"rows":[
["5","1","2"],
["1/7","-3/2","0"]
]},
"loss":{"name":"squared"},
"networks":{"W":)" +
      std::string(small_network) + R"(,
"W2":)" +
      small_network + R"(},
"claims":[
{"claim":"local_minimum","network":"W","radius":"1/8","risk":"3"},
{"claim":"pattern_flip","network":"W","sample":1,"layer":0,"unit":0,"distance":"1/4"},
{"claim":"lower_risk","network":"W","better":"W2","better_risk":"2"},
{"claim":"refinement","network":"W","finer_groups":2}
]},
"witness":{"local_minimum":{"method":"interval","pattern_classes":[0,null]},
"refinement":{"pattern_classes":[0,1]}}}
)";
  CHECK(certificate_text(small_document()) == expected);
}

TEST_CASE("a lower risk that no minimum is above is stated with the risk of W", "[certificate]") {
  CertificateDocument document = small_document();
  document.local_minimum.reset();
  document.refinement.reset();
  const std::string text = certificate_text(document);
  CHECK(text.find(R"("better":"W2","better_risk":"2","risk":"3"})") != std::string::npos);
  CHECK(certificate_text(certificate_from_text(text, "text")) == text);
}

TEST_CASE("claims that are absent are not written", "[certificate]") {
  CertificateDocument document = small_document();
  document.local_minimum.reset();
  document.lower_risk.reset();
  document.refinement.reset();
  const std::string text = certificate_text(document);
  CHECK(text.find("local_minimum") == std::string::npos);
  CHECK(text.find("\"claims\":[\n{\"claim\":\"pattern_flip\"") != std::string::npos);
  CHECK(text.find("\"witness\":{}}") != std::string::npos);
}

TEST_CASE("reading back what was written gives the same text", "[certificate]") {
  CertificateDocument document = small_document();
  document.network.layers[0].activation =
      table_activation({Rational(-1), fraction(1, 2)}, {Rational(0), Rational(1), Rational(2)},
                       {Rational(-1), Rational(0), fraction(-1, 2)}, "test");
  document.lower_risk->better_network = document.network;
  document.data.columns[1] = "tab\tquote\" back\\slash ünïcode";
  const std::string text = certificate_text(document);
  CHECK(certificate_text(certificate_from_text(text, "text")) == text);
}

TEST_CASE("an inconsistent document is a bug of ours", "[certificate]") {
  SECTION("no claim") {
    CertificateDocument document = small_document();
    document.local_minimum.reset();
    document.pattern_flip.reset();
    document.lower_risk.reset();
    document.refinement.reset();
    CHECK_THROWS_AS(certificate_text(document), InternalError);
  }
  SECTION("a refinement needs a minimum") {
    CertificateDocument document = small_document();
    document.local_minimum.reset();
    CHECK_THROWS_AS(certificate_text(document), InternalError);
  }
  SECTION("a refinement needs a lower risk") {
    CertificateDocument document = small_document();
    document.lower_risk.reset();
    CHECK_THROWS_AS(certificate_text(document), InternalError);
  }
  SECTION("the better network has the same architecture") {
    CertificateDocument document = small_document();
    document.lower_risk->better_network.layers[0].activation = identity_activation();
    CHECK_THROWS_AS(certificate_text(document), InternalError);
  }
  SECTION("network and data have the same inputs and outputs") {
    CertificateDocument document = small_document();
    document.lower_risk.reset();
    document.refinement.reset();
    CHECK_NOTHROW(certificate_text(document));
    document.network.layers[0].input_count = 2;
    CHECK_THROWS_AS(certificate_text(document), InternalError);
    document = small_document();
    document.lower_risk.reset();
    document.refinement.reset();
    document.network.layers[1].weights.pop_back();
    document.network.layers[1].biases.pop_back();
    CHECK_THROWS_AS(certificate_text(document), InternalError);
  }
  SECTION("one class per sample") {
    CertificateDocument document = small_document();
    document.local_minimum->pattern_classes.pop_back();
    CHECK_THROWS_AS(certificate_text(document), InternalError);
  }
}

TEST_CASE("JSON strings", "[certificate]") {
  CHECK(json_string("", "p") == "\"\"");
  CHECK(json_string("a\"b\\c/d", "p") == "\"a\\\"b\\\\c/d\"");
  CHECK(json_string(std::string_view("\0\x1f\x7f\n", 4), "p") == "\"\\u0000\\u001f\x7f\\u000a\"");
  CHECK(json_string("größe 𝛼", "p") == "\"größe 𝛼\"");
  CHECK_THROWS_WITH(json_string("\xff", "column name"),
                    "column name: expected UTF-8, found other bytes");
}

TEST_CASE("UTF-8 is recognised strictly", "[certificate]") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xf0\x90\x80\x80"));
  CHECK(is_utf8("\xf4\x8f\xbf\xbf"));
  for (const char* bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80",
                          "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xc3",
                          "\xe2\x82", "\xf0\x9d\x9b", "\xc3 ", "\xff"})
    CHECK_FALSE(is_utf8(bad));
}

TEST_CASE("the reader says what is missing", "[certificate]") {
  CHECK_THROWS_AS(certificate_from_text("{", "c.json"), InputError);
  CHECK_THROWS_AS(certificate_from_text("{}", "c.json"), InputError);
  CHECK_THROWS_WITH(certificate_from_text("[]", "c.json"), Catch::StartsWith("c.json: expected a"));
}
