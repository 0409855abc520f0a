// SPDX-License-Identifier: GPL-3.0-or-later
//
// erratum-shared-pattern: samples with one predictor need not share a pattern. Seven samples
//   x   −3    −2    −1   0   1    2     3
//   y  −3/2  −1/2    1  −2   1  −2/5  −7/5
// p1 = x + 3/2, p2 = −x + 8/5, p3 = 0, f = min(p1, p2, p3): f fits both ends exactly and is 0 in
// the middle, g = (0, 0, −1, 2, −1, 0, 0), R = 6/7; 0 is the optimal fit of the middle.
//
// min(u, v) = [u + B]_+ − B − [u − v]_+, a lone operand is carried as [v + B]_+ − B; B = 10.
// Bad tree min(min(p1, p2), p3): p1 − p2 = 2x − 1/10 splits the middle into {−1, 0} and {1}, with
//   Σ g = 1 and −1. The first layer's unit [p1 − p2]_+ sees Σ g = −1 ≠ 0: not stationary.
// Good tree min(p1, min(p2, p3)): p2 − p3 > 0 up to x = 1, p1 − min(p2, p3) > 0 from x = −1: three
//   classes, the middle whole.

#include "unit/verifier/hand_example.hpp"

using namespace thalweg::tests;

namespace {

Json certificate(const Json& layers, const Json& classes) {
  Json result = with_first_claims(hand_example(), 1);
  result["statement"]["data"]["rows"] = Json::parse(R"([["-3","-3/2"],["-2","-1/2"],["-1","1"],
    ["0","-2"],["1","1"],["2","-2/5"],["3","-7/5"]])");
  result["statement"]["networks"]["W"]["layers"] = layers;
  result["statement"]["claims"][0]["radius"] = "1/1000";
  result["statement"]["claims"][0]["risk"] = "6/7";
  result["witness"]["local_minimum"]["pattern_classes"] = classes;
  return result;
}

const Json output = dense("identity", {{{0, "1"}, {1, "-1"}}}, {"-10"});

/// a = [p1 + 10]_+, [p1 − p2]_+, [p3 + 10]_+; then [a1 − a2]_+, [a1 − a2 − a3]_+
const Json bad_tree = {
    dense("relu", {{{0, "1"}}, {{0, "2"}}, Json::array()}, {"23/2", "-1/10", "10"}),
    dense("relu", {{{0, "1"}, {1, "-1"}}, {{0, "1"}, {1, "-1"}, {2, "-1"}}}, {"0", "0"}), output};

/// a = [p2 + 10]_+, [p2 − p3]_+, [p1 + 10]_+; then [a3]_+, [a3 − a1 + a2]_+
const Json good_tree = {
    dense("relu", {{{0, "-1"}}, {{0, "-1"}}, {{0, "1"}}}, {"58/5", "8/5", "23/2"}),
    dense("relu", {{{2, "1"}}, {{0, "-1"}, {1, "1"}, {2, "1"}}}, {"0", "0"}), output};

} // namespace

TEST_CASE("erratum-shared-pattern: the good tree is a certified local minimum", "[verifier]") {
  check_accepted(certificate(good_tree, {0, 0, 1, 1, 1, 2, 2}));
}

TEST_CASE("erratum-shared-pattern: the bad tree is not stationary", "[verifier]") {
  const Json bad = certificate(bad_tree, {0, 0, 1, 1, 2, 3, 3});
  check_rejected(bad, "local_minimum.lifted_stationarity", "/statement/networks/W/layers/0");
  // with the classes of the predictors instead of the patterns the lie is found earlier
  check_rejected(certificate(bad_tree, {0, 0, 1, 1, 1, 2, 2}), "local_minimum.pattern",
                 "/witness/local_minimum/pattern_classes/4");
}
