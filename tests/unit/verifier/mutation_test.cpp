// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every leaf of the certificates made by hand is changed in several ways: nothing may go unnoticed,
// and the verifier must end with a verdict. Texts cut off or with a byte changed must never be
// accepted with the same theorem, unless the change is white space.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/escape_example.hpp"
#include "unit/verifier/hand_example.hpp"

#include <random>

using namespace thalweg::tests;
using thalweg::verifier::Outcome;
using thalweg::verifier::Verdict;
using thalweg::verifier::verify;

namespace {

/// Two outputs, a table with three pieces, an exempt sample on a wall, the interval method.
/// F = (clamp(x), −clamp(x)) with clamp to [−1, 1]; samples ±2 and ±3 with residuals that cancel on
/// each side, and x = 1, settled, on the wall.
Json second_example() {
  Json result = with_first_claims(hand_example(), 1);
  result["statement"]["data"] = {{"columns", {"u", "x", "v"}},
                                 {"targets", {2, 0}},
                                 {"rows",
                                  {{"-1", "1", "1"},
                                   {"0", "-2", "-2"},
                                   {"2", "-2", "0"},
                                   {"-3/2", "3", "1/2"},
                                   {"-1/2", "3", "3/2"}}}};
  result["statement"]["networks"]["W"]["layers"] = {
      dense({{"breakpoints", {"-1", "1"}},
             {"slopes", {"0", "1", "0"}},
             {"intercepts", {"-1", "0", "1"}}},
            {{{0, "1"}}}, {"0"}),
      dense("identity", {{{0, "1"}}, {{0, "-1"}}}, {"0", "0"})};
  // residuals: (1, 1), (−1, −1) at −2; (1/2, 1/2), (−1/2, −1/2) at 3: Σ ‖g‖² = 4 + 1
  result["statement"]["claims"][0] = {
      {"claim", "local_minimum"}, {"network", "W"}, {"radius", "1/4"}, {"risk", "1"}};
  result["witness"]["local_minimum"] = {{"method", "interval"},
                                        {"pattern_classes", {nullptr, 0, 0, 1, 1}}};
  return result;
}

} // namespace

TEST_CASE("no leaf goes unnoticed", "[verifier]") {
  CHECK(unnoticed_mutations(hand_example_text) == std::vector<std::string>{});
  check_accepted(second_example());
  CHECK(unnoticed_mutations(second_example().dump()) == std::vector<std::string>{});
  CHECK(unnoticed_mutations(escape_example().dump()) == std::vector<std::string>{});
}

TEST_CASE("the mutations would notice a leaf that does not matter", "[verifier]") {
  CHECK(leaf_mutations("{\"a\":[\"1/2\",3,null,\"name\"]}").size() == 5 + 4 + 2 + 5);
  CHECK(unnoticed_mutations("{}").size() == 1);
}

TEST_CASE("a certificate cut off anywhere is malformed", "[verifier]") {
  for (std::size_t length = 0; length < hand_example_text.size(); ++length)
    CHECK(verified_text(hand_example_text.substr(0, length)).verdict == Verdict::malformed);
}

TEST_CASE("a changed byte is noticed", "[verifier]") {
  const unsigned seed = 4711;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const std::string theorem = verify(hand_example_text, {}).theorem;
  const std::string alphabet = "0123456789-/\"[]{},:. eEnulx\\\xC3\x80\n";
  for (int trial = 0; trial < 3000; ++trial) {
    std::string text = hand_example_text;
    const std::size_t place = random() % text.size();
    const char old = text[place];
    text[place] = alphabet[random() % alphabet.size()];
    const auto is_space = [](char c) { return c == ' ' || c == '\n'; };
    if (text[place] == old || (is_space(old) && is_space(text[place])))
      continue;
    const Outcome outcome = verified_text(text);
    INFO("byte " << place << " to " << text[place]);
    CHECK((outcome.verdict != Verdict::accepted || outcome.theorem != theorem));
  }
}
