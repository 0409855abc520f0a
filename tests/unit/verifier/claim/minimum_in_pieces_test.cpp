// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `minimum_in_pieces` and tables of pieces as losses. By hand: specification, section 37.

#include "unit/verifier/claim/piece_examples.hpp"

#include "exact/rational.hpp"
#include "support/leaf_mutations.hpp"

#include <random>

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string witness = "/witness/minimum_in_pieces";
const std::string rows = "/statement/data/rows";
const std::string loss = "/statement/loss";

/// The minimum alone, with these rows and this risk.
Json with_rows(const char* new_rows, const char* risk) {
  Json result = pieces_example();
  result["statement"]["claims"].erase(1);
  result = with(with_named_networks(result), rows, Json::parse(new_rows));
  return with(result, "/statement/claims/0/risk", risk);
}

/// Hampel's loss of the example.
thalweg::Rational hampel(const thalweg::Rational& t) {
  const thalweg::Rational u = abs(t);
  if (u <= 1)
    return u * u / 2;
  if (u <= 2)
    return u - thalweg::fraction(1, 2);
  return u <= 4 ? thalweg::Rational(-u * u / 4 + 2 * u - thalweg::fraction(3, 2))
                : thalweg::fraction(5, 2);
}

} // namespace

TEST_CASE("a minimum in pieces of the loss worked by hand is accepted", "[verifier]") {
  check_accepted(pieces_example());
  CHECK(unnoticed_mutations(pieces_example().dump()) == std::vector<std::string>{});
  const auto outcome = verdict_of(pieces_example());
  CHECK(outcome.theorem.find("the local minimum W is spurious") != std::string::npos);
  CHECK(outcome.theorem.find("Of the 6 margins, 3 are in pieces that curve\n  upwards, 1 in affine "
                             "ones, 2 in pieces that curve downwards; ") != std::string::npos);
  CHECK(Json::parse(outcome.theorem_json)["minimum_in_pieces"] ==
        Json::parse(R"({"radius":"1/16","risk":"115/96","margins":[3,1,2]})"));
  check_accepted(with(pieces_example(), claim + "/radius", "1/9"));
  check_accepted(with(pieces_example(), witness + "/method", "interval"));
  Json weighted = pieces_example(); // a common factor of all samples
  weighted["statement"]["loss"]["output_weights"] = {"2"};
  weighted = with(weighted, "/statement/claims/1/better_risk", "113/48");
  check_accepted(with(weighted, claim + "/risk", "115/48"));
}

TEST_CASE("convex losses and the squared one have such minima too", "[verifier]") {
  Json squared =
      with_rows(R"([["-1","0"],["-1","-2"],["0","0"],["0","0"],["1","0"],["1","2"]])", "2/3");
  squared["statement"]["loss"] = {{"name", "squared"}};
  check_accepted(squared);
  squared["statement"]["loss"] = {{"name", "huber"}, {"delta", "2"}};
  check_accepted(with(squared, "/statement/claims/0/risk", "1/3"));
  squared["statement"]["loss"] = {{"name", "absolute"}}; // margins 0 are on the kink
  check_rejected(with(squared, "/statement/claims/0/risk", "2/3"), "minimum_in_pieces.loss_piece",
                 "/statement/claims/0/radius");
}

TEST_CASE("the smallest damage of each obligation of a minimum in pieces", "[verifier]") {
  const Json good = pieces_example();
  // O264
  check_rejected(with(good, claim + "/radius", "0"), "minimum_in_pieces.radius_not_positive",
                 claim + "/radius");
  // O265
  const std::string classes = witness + "/pattern_classes";
  check_rejected(with(good, classes + "/5", nullptr), "minimum_in_pieces.null_class",
                 classes + "/5");
  check_rejected(with(good, classes + "/0", 1), "minimum_in_pieces.numbering", classes + "/0");
  check_rejected(with(good, classes + "/5", 1), "minimum_in_pieces.equal_patterns", classes);
  check_rejected(with(good, "/statement/networks/W/layers/0/biases/1", "0"),
                 "minimum_in_pieces.on_wall", classes + "/0");
  Json kinked = good; // the second unit is on at x = 1, and not read
  kinked["statement"]["networks"]["W"]["layers"][0]["weights"][1] = Json::parse(R"([[0,"2"]])");
  check_rejected(kinked, "minimum_in_pieces.pattern", classes + "/4");
  check_rejected(with(good, claim + "/radius", "1/2"), "minimum_in_pieces.radius",
                 claim + "/radius");
  // O266: 4r + r² < 1/2 fails between 1/9 and 1/8; a margin on a breakpoint
  check_rejected(with(good, claim + "/radius", "1/8"), "minimum_in_pieces.loss_piece",
                 claim + "/radius");
  check_rejected(with(good, rows + "/2/1", "-4"), "minimum_in_pieces.loss_piece",
                 claim + "/radius");
}

TEST_CASE("risk, slopes and curvature of a minimum in pieces are looked at", "[verifier]") {
  const Json good = pieces_example();
  // O267
  check_rejected(with(good, claim + "/risk", "116/97"), "minimum_in_pieces.risk", claim + "/risk");
  // O268: the margin −1/2 becomes −3/8
  check_rejected(
      with_rows(R"([["-1","-4"],["-1","-3/4"],["0","-5"],["0","3/8"],["1","-2"],["1","5/4"]])",
                "913/768"),
      "minimum_in_pieces.lifted_stationarity", "/statement/networks/W/layers/1");
  // O269: all slopes cancel, all pieces that are not constant curve downwards
  check_rejected(
      with_rows(R"([["-1","-4"],["-1","2"],["0","-5"],["0","5"],["1","-2"],["1","4"]])", "7/3"),
      "minimum_in_pieces.curvature", "/statement/networks/W");
  // one more margin 0 at each of x = ±1: a = −1/4, −1/4, 1/2 there, just enough
  Json enough = with_rows(R"([["-1","-4"],["-1","2"],["-1","-1"],["0","-5"],["0","5"],["1","-2"],
                              ["1","4"],["1","1"]])",
                          "7/4");
  check_accepted(with(enough, witness + "/pattern_classes", Json(8, 0)));
}

TEST_CASE("a table of pieces is read strictly, and few claims know it", "[verifier]") {
  const Json good = pieces_example();
  check_malformed(with(good, loss + "/breakpoints/1", "-4"), "loss.breakpoints",
                  loss + "/breakpoints/1");
  check_malformed(with(good, loss + "/pieces/3/2", "1"), "loss.discontinuous", loss + "/pieces/3");
  check_malformed(with(good, loss + "/pieces/6", Json::array({"0", "5/2"})), "shape.length",
                  loss + "/pieces/6");
  Json fewer = good;
  fewer["statement"]["loss"]["pieces"].erase(6);
  check_malformed(fewer, "shape.length", loss + "/pieces");
  Json other = good;
  other["statement"]["claims"] =
      Json::parse(R"([{"claim":"local_minimum","network":"W","radius":"1/16","risk":"115/96"}])");
  other["statement"]["networks"].erase("W2");
  other["witness"] = {{"local_minimum", good["witness"]["minimum_in_pieces"]}};
  check_unsupported(other, "unsupported.loss", loss);
  Json decayed = good;
  decayed["statement"]["loss"]["decay"] = Json::parse(R"([["1","0"],["0","0"]])");
  check_unsupported(decayed, "unsupported.decay", loss + "/decay");
}

TEST_CASE("no network within the radius has a lower risk, by values", "[verifier]") {
  // F = v max(0, w x + b) + u max(0, d x + e) + c of the example, all seven parameters moved
  using thalweg::Rational;
  const std::pair<Rational, Rational> samples[] = {{-1, -4}, {-1, thalweg::fraction(-3, 4)},
                                                   {0, -5},  {0, thalweg::fraction(1, 2)},
                                                   {1, -2},  {1, thalweg::fraction(5, 4)}};
  const Rational start[] = {1, 2, 1, 0, -1, 0, -2}; // w b v d e u c
  std::mt19937 random(29);
  for (int round = 0; round < 200; ++round) {
    Rational p[7];
    for (std::size_t k = 0; k < 7; ++k)
      p[k] = start[k] + thalweg::fraction(static_cast<long>(random() % 33) - 16, 256);
    const auto positive = [](const Rational& z) { return z > 0 ? z : Rational(0); };
    Rational sum = 0;
    for (const auto& [x, y] : samples)
      sum += hampel(p[2] * positive(p[0] * x + p[1]) + p[5] * positive(p[3] * x + p[4]) + p[6] - y);
    CHECK(sum / 6 >= thalweg::fraction(115, 96));
  }
}
