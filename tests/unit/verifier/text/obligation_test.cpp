// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is kept of checks that held, on the hand-worked example. O9: |z| against r(1 + |x|) with r =
// 1/8 for six samples and three units: the third unit (|z| = 1) at |x| = 3 leaves 1 − 1/2 of the
// distance 1, less than all others. O10: R(W) = 2. O16: z goes from −1 to 0 at distance 1/4.

#include "unit/verifier/hand_example.hpp"

#include <algorithm>

using namespace thalweg::tests;
using namespace thalweg::verifier;

namespace {

Options keeping_checks() {
  Options options;
  options.keeps_checks = true;
  return options;
}

/// The check with this code; there must be one.
HeldCheck held(const Outcome& outcome, const std::string& code) {
  const auto found = std::find_if(outcome.checks.begin(), outcome.checks.end(),
                                  [&](const HeldCheck& check) { return check.code == code; });
  REQUIRE(found != outcome.checks.end());
  return *found;
}

void check_sides(const HeldCheck& check, const std::string& expected, const std::string& found) {
  CHECK(check.expected == expected);
  CHECK(check.found == found);
}

} // namespace

TEST_CASE("checks that held tell both sides", "[verifier]") {
  const Outcome outcome = verdict_of(hand_example(), keeping_checks());
  REQUIRE(outcome.verdict == Verdict::accepted);
  const HeldCheck radius = held(outcome, "local_minimum.radius");
  check_sides(radius, "changes below the distance 1 from a breakpoint (sample 0, layer 0, unit 2)",
              "the bound 0.5");
  CHECK(radius.place == "/statement/claims/0/radius");
  CHECK(radius.count == 18);
  check_sides(held(outcome, "local_minimum.risk"), "the empirical risk 2", "2");
  check_sides(held(outcome, "pattern_flip.unchanged"), "a pattern that changes",
              "z = -1, then 0 at distance 1/4");
  check_sides(held(outcome, "lower_risk.not_lower"), "a risk below 2", "1");
  const HeldCheck fits = held(outcome, "refinement.not_optimal");
  check_sides(fits, "sums 0 of derivatives with (x, 1) on class 0", "0");
  CHECK(fits.count == 10);
}

TEST_CASE("nothing else depends on whether checks are kept", "[verifier]") {
  for (const Json& certificate :
       {hand_example(), with(hand_example(), "/statement/claims/0/radius", "1/4"),
        with(hand_example(), "/witness/refinement/pattern_classes/5", 1)}) {
    const Outcome with_checks = verdict_of(certificate, keeping_checks());
    const Outcome without = verdict_of(certificate);
    CHECK(without.checks.empty());
    CHECK(verdict_line(with_checks) == verdict_line(without));
    CHECK(with_checks.theorem == without.theorem);
  }
}

TEST_CASE("a rejected certificate has the checks before the one that failed", "[verifier]") {
  const Outcome outcome =
      verdict_of(with(hand_example(), "/statement/claims/0/risk", "3"), keeping_checks());
  CHECK(outcome.code == "local_minimum.risk");
  check_sides(held(outcome, "local_minimum.radius_not_positive"), "a positive radius", "1/8");
  CHECK(std::none_of(outcome.checks.begin(), outcome.checks.end(), [](const HeldCheck& check) {
    return check.code == "local_minimum.risk" || check.code.starts_with("lower_risk.");
  }));
}
