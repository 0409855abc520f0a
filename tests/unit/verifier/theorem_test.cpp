// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the theorem says of a local minimum in words: of which samples patterns are spoken, and when
// the radius says nothing.
//
// W of most tests: [x]_+, so F = 0 at x = −1 and F = 1 at x = 1. The samples (−1, 1), (−1, −1) have
// residuals ∓1 and one pattern (off); (1, 1) is fitted exactly and may be exempt. At x = −1 the
// unit has |z| = 1 > r(1 + |x|) for r < 1/2.

#include "unit/verifier/certificate_text.hpp"

using namespace thalweg::tests;
using thalweg::verifier::Outcome;
using thalweg::verifier::Verdict;

namespace {

Json certificate_of(const char* rows, const char* labels, const char* risk,
                    const char* activation = "relu") {
  Json certificate = Json::parse(R"({
   "format":"thalweg-certificate","version":3,"provenance":{"tool":"by hand","command":"none"},
   "statement":{
    "data":{"columns":["x","y"],"targets":[1],"rows":[]},
    "loss":{"name":"squared"},
    "networks":{"W":{"layers":[
     {"kind":"dense","activation":"","weights":[[[0,"1"]]],"biases":["0"]},
     {"kind":"dense","activation":"identity","weights":[[[0,"1"]]],"biases":["0"]}]}},
    "claims":[{"claim":"local_minimum","network":"W","radius":"1/8","risk":""}]},
   "witness":{"local_minimum":{"method":"first_order","pattern_classes":[]}}})");
  certificate["statement"]["data"]["rows"] = Json::parse(rows);
  certificate["statement"]["networks"]["W"]["layers"][0]["activation"] = activation;
  certificate["statement"]["claims"][0]["risk"] = risk;
  certificate["witness"]["local_minimum"]["pattern_classes"] = Json::parse(labels);
  return certificate;
}

std::string theorem_of(const Json& certificate) {
  const Outcome outcome = thalweg::verifier::verify(certificate.dump(), {});
  INFO(thalweg::verifier::verdict_line(outcome));
  CHECK(outcome.verdict == Verdict::accepted);
  return outcome.theorem;
}

void check_says(const std::string& theorem, const std::string& part) {
  INFO(theorem);
  CHECK(theorem.find(part) != std::string::npos);
}

} // namespace

TEST_CASE("patterns are spoken of for the samples that are not exempt", "[verifier]") {
  const char* const rows = R"([["-1","1"],["-1","-1"],["1","1"]])";
  const std::string partly = theorem_of(certificate_of(rows, "[0,0,null]", "2/3"));
  check_says(partly, "every activation pattern of a sample that is not exempt is the one at W, and "
                     "R(W') ≥ R(W).\n  Indeed R(W') ≥ R(W) for every W' at which those samples "
                     "have these patterns.\n  They have 1 activation pattern;");
  check_says(partly, "Exempt: 1 sample fitted exactly, of which no pattern is asked: 2.\n");
  const std::string all = theorem_of(certificate_of(rows, "[0,0,1]", "2/3"));
  check_says(all, "every activation pattern is the one at W, and R(W') ≥ R(W).");
  CHECK(all.find("xempt") == std::string::npos);
}

TEST_CASE("a radius that says nothing", "[verifier]") {
  const std::string exempt =
      theorem_of(certificate_of(R"([["0","0"],["1","1"]])", "[null,null]", "0"));
  check_says(exempt, "R(W') ≥ R(W). Indeed R(W') ≥ R(W) for every W' at all:\n  R(W) = 0, and no "
                     "pattern is asked of any sample; any r is\n  shown by the first-order bound.\n"
                     "  Exempt: 2 samples fitted exactly, of which no pattern is asked: 0–1.\n");
  CHECK(exempt.find("0 activation patterns") == std::string::npos);
  const std::string affine =
      theorem_of(certificate_of(R"([["0","1"],["0","-1"]])", "[0,0]", "1", "identity"));
  check_says(affine, "R(W') ≥ R(W). Indeed R(W') ≥ R(W) for every W' at all:\n  no unit has a "
                     "breakpoint, so there is only one activation pattern; any r is\n  shown by "
                     "the first-order bound.\n");
}
