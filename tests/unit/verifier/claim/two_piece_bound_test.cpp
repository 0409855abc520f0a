// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `two_piece_bound` by hand: absolute loss, x = −2, …, 2, y = 0 except y(0) = 1.
//   up to −2, up to −1: y = 0, fitted by 0; from 1 on, from 2 on: the same.
//   up to 0: (−2, 0), (−1, 0), (0, 1): x/2 + 1 misses the middle one by 1/2; g = −1/2, 1, −1/2:
//     Σ g = 0, Σ g x = 1 − 1 = 0. From 0 on: −x/2 + 1, mirrored.
//   up to 1: the constant 0 misses one sample by 1; g = 0, 1/2, −1, 1/2: Σ g x = −1/2 + 1/2. From
//   −1
//     on the same, mirrored; all samples: the same with 0 at the end.
// Sums of losses for the five splits: 0 + 1, 0 + 1/2, 1/2 + 0, 1 + 0, 1. So the bound is 1/10,
// half the risk 1/5 of the best affine function.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/two_piece_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string witness = "/witness/two_piece_bound";

Json squared_example() {
  // x = 0, 1, 3 and y = 0, 1, 0: fits 0; x; and up to 3: means 4/3, 1/3, Σ ξ² = 14/3, Σ ξ y = −1/3:
  // slope −1/14, constant 1/3 + 4/42 = 3/7; Σ r² = 2/3 − 1/9·3/14 = 9/14. After 0: (1, 1), (3, 0):
  // −x/2 + 3/2; after 1: 0. Sums: 0, 0, 9/14: the bound is 0.
  Json result = two_piece_example();
  result["statement"]["data"]["rows"] = Json::parse(R"([["0","0"],["1","1"],["3","0"]])");
  result["statement"]["loss"] = {{"name", "squared"}};
  result["statement"]["claims"][0]["bound"] = "0";
  const auto fit = [](const char* slope, const char* constant) {
    return Json{{"functions", Json::array({Json::array({slope, constant})})}};
  };
  result["witness"]["two_piece_bound"] = {
      {"below", {fit("0", "0"), fit("1", "0"), fit("-1/14", "3/7")}},
      {"above", {fit("-1/2", "3/2"), fit("0", "0")}}};
  return result;
}

void check_damage(const std::string& place, const Json& value, const std::string& code,
                  const std::string& where) {
  check_rejected(with(two_piece_example(), place, value), "two_piece_bound." + code, where);
}

} // namespace

TEST_CASE("a bound for two pieces worked by hand is accepted", "[verifier]") {
  check_accepted(two_piece_example());
  check_accepted(with(two_piece_example(), claim + "/bound", "1/11"));
  check_accepted(with(two_piece_example(), claim + "/bound", "-1"));
  check_accepted(squared_example());
  CHECK(verdict_of(two_piece_example())
            .theorem.find(
                "has on these data at least the risk 1/10 (≈ 0.1):\n  for each of the 5 ways") !=
        std::string::npos);
}

TEST_CASE("repeated inputs are never parted, in whatever order", "[verifier]") {
  // x = 1, 0, 1 and y = 2, 0, 0, absolute: at x = 1 any value from 0 to 2 has loss 2
  Json result = two_piece_example();
  result["statement"]["data"]["rows"] =
      Json::array({Json::array({"1", "2"}), Json::array({"0", "0"}), Json::array({"1", "0"})});
  result["statement"]["claims"][0]["bound"] = "2/3";
  result["witness"]["two_piece_bound"] = {
      {"below", {side({"7", "0"}, {"0"}), side({"1", "0"}, {"-1", "0", "1"})}},
      {"above", {side({"0", "1"}, {"-1", "1"})}}};
  check_accepted(result);
  check_rejected(with(result, claim + "/bound", "3/4"), "two_piece_bound.bound", claim + "/bound");
  CHECK(unnoticed_mutations(result.dump()) == std::vector<std::string>{});
}

TEST_CASE("O112: a side for every split", "[verifier]") {
  Json less = two_piece_example();
  less["witness"]["two_piece_bound"]["below"].erase(4);
  check_rejected(less, "two_piece_bound.sides", witness + "/below");
  Json more = two_piece_example();
  more["witness"]["two_piece_bound"]["above"].push_back(side({"0", "0"}, {"0"}));
  check_rejected(more, "two_piece_bound.sides", witness + "/above");
  check_damage(witness + "/below/1/subgradients", Json::parse(R"([["0"]])"), "sides",
               witness + "/below/1/subgradients");
}

TEST_CASE("O113: subgradients are in their intervals", "[verifier]") {
  check_damage(witness + "/below/2/subgradients/1/0", "99/100", "subgradient",
               witness + "/below/2/subgradients/1/0");
  check_damage(witness + "/above/3/subgradients/0/0", "1000001/1000000", "subgradient",
               witness + "/above/3/subgradients/0/0");
  check_damage(witness + "/below/3/functions/0/1", "1/1000000", "subgradient",
               witness + "/below/3/subgradients/0/0");
}

TEST_CASE("O114: every fit is optimal on its side", "[verifier]") {
  check_damage(witness + "/below/4/subgradients/4/0", "1/1000000", "not_optimal",
               witness + "/below/4");
  check_damage(witness + "/above/2/subgradients", Json::parse(R"([["1/2"],["-1/2"]])"),
               "not_optimal", witness + "/above/2"); // Σ g = 0, Σ g x = −1/2
  check_rejected(with(squared_example(), witness + "/below/2/functions/0/0", "-1/15"),
                 "two_piece_bound.not_optimal", witness + "/below/2");
}

TEST_CASE("O115: no split has less", "[verifier]") {
  check_damage(claim + "/bound", "1000001/10000000", "bound", claim + "/bound");
  check_rejected(with(squared_example(), claim + "/bound", "1/1000000"), "two_piece_bound.bound",
                 claim + "/bound");
}

TEST_CASE("bounds for two pieces are written in one way", "[verifier]") {
  const auto check = [](const std::string& place, const Json& value, const std::string& code,
                        const std::string& where) {
    check_malformed(with(two_piece_example(), place, value), code, where);
  };
  check(witness + "/below/0/functions", Json::array(), "shape.length",
        witness + "/below/0/functions");
  check(witness + "/below/0/functions/0", {"1", "2", "3"}, "shape.length",
        witness + "/below/0/functions/0");
  check(witness + "/below/0/subgradients/0", {"0", "0"}, "shape.length",
        witness + "/below/0/subgradients/0");
  check("/statement/loss/name", "squared", "document.unknown_key",
        witness + "/below/0/subgradients");
  Json without = two_piece_example();
  without["witness"]["two_piece_bound"]["above"][0].erase("subgradients");
  check_malformed(without, "document.missing_key", witness + "/above/0");
  Json plane = two_piece_example();
  plane["statement"]["data"]["columns"].push_back("z");
  for (auto& row : plane["statement"]["data"]["rows"])
    row.push_back("0");
  check_malformed(plane, "shape.dimension", claim);
}

TEST_CASE("no leaf of a bound for two pieces goes unnoticed", "[verifier]") {
  for (const Json& example : {two_piece_example(), squared_example()})
    CHECK(unnoticed_mutations(example.dump()) == std::vector<std::string>{});
}
