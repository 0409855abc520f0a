// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `trap`. By hand: F = a max(0, w x + b) + c at w = −1, b = 3/2, a = −1, c = 3/2, samples
// x = 0, 1, 2, 3 with y = 0, 1, 0, 3: z = 3/2, 1/2, −1/2, −3/2, F = 0, 1, 3/2, 3/2, r = F − y = 0,
// 0, 3/2, −3/2, all derivatives are 0 and γ_0 = e = 0. R = 9/8; max(0, x − 2/3) has R = 2/3.
//   Second derivatives by b, a, c: (4 −4 −4; −4 5 4; −4 4 8)/4, more than 1/10; less a quarter of
//   them (ε), more than m = 1/16. Majorants: F̂_2 = 1 where the unit is on, by a·b; S_4 = ½·2·½, C_4
//   = 3 S_4 = 3/2. μ = 1/32 − (3/2)Δ², Δ = 1/10: μ = 13/800, h = μΔ² = 13/80000.

#include "unit/verifier/claim/trap_example.hpp"
#include "unit/verifier/layer/layer_examples.hpp"

#include "exact/rational.hpp"
#include "support/leaf_mutations.hpp"

#include <array>
#include <random>

using namespace thalweg::tests;

namespace {

const std::string minimum = "/statement/claims/0";
const std::string claim = "/statement/claims/1";
const std::string layers = "/statement/networks/W/layers";
const std::string witness = "/witness/trained_minimum";

/// Nothing about the fixed parameters, so that any of them may be fixed.
Json of_the_slice(Json certificate) {
  certificate = with(certificate, minimum + "/scope", "slice");
  return with(certificate, witness + "/fields", Json::array());
}

/// The hand example with w = −λ, a = −1/λ, b = 3/2 λ; the steps follow.
Json scaled(const char* lambda, const char* inverse, const char* bias, const char* radius,
            const char* strict_radius) {
  Json result = trap_example();
  result = with(result, layers + "/0/weights/0/0/1", std::string("-") + lambda);
  result = with(result, layers + "/0/biases/0", bias);
  result = with(result, layers + "/1/weights/0/0/1", std::string("-") + inverse);
  result = with(result, witness + "/steps", {lambda, inverse, "1"});
  result = with(result, minimum + "/radius", radius);
  return with(result, minimum + "/strict_radius", strict_radius);
}

/// Without W2.
Json alone(Json certificate) {
  certificate["statement"]["claims"].erase(2);
  return with_named_networks(certificate);
}

/// R of F = a max(0, w x + b) + c on the four samples.
thalweg::Rational risk(const std::array<thalweg::Rational, 4>& p) {
  thalweg::Rational sum = 0;
  for (const auto& [x, y] : {std::pair(0, 0), {1, 1}, {2, 0}, {3, 3}}) {
    const thalweg::Rational z = p[0] * x + p[1];
    const thalweg::Rational r = p[2] * (z > 0 ? z : thalweg::Rational(0)) + p[3] - y;
    sum += r * r;
  }
  return sum / 4;
}

} // namespace

TEST_CASE("a trap worked by hand is accepted", "[verifier]") {
  check_accepted(trap_example());
  const thalweg::verifier::Outcome outcome = verdict_of(trap_example());
  CHECK(outcome.theorem.find("Trap. On every continuous path of networks that begins in W, all "
                             "parameters free, a risk below\n  9/8") != std::string::npos);
  const Json told = Json::parse(outcome.theorem_json);
  CHECK(told["trap"] == Json::parse(R"({"barrier":"13/80000","risk_lower":"9/8"})"));
  CHECK(unnoticed_mutations(trap_example().dump()) == std::vector<std::string>{});
  check_accepted(scaled("2", "1/2", "3", "507/10240", "7/2048"));
  check_accepted(scaled("1/2", "2", "3/4", "507/10240", "7/2048"));
  check_accepted(of_the_slice(trap_example()));
  check_accepted(with(trap_example(), claim + "/barrier", "1/1000000"));
  // the same pieces, of an activation with another breakpoint at which nothing changes
  check_accepted(
      with(alone(trap_example()), layers + "/0/activation",
           Json::parse(
               R"({"breakpoints":["0","1"],"slopes":["0","1","1"],"intercepts":["0","0","0"]})")));
}

TEST_CASE("the smallest damage of each obligation of a trap", "[verifier]") {
  const Json good = trap_example();
  // O263
  check_rejected(with(good, claim + "/barrier", "13001/80000000"), "trap.barrier",
                 claim + "/barrier");
  check_rejected(with(good, claim + "/barrier", "0"), "trap.barrier", claim + "/barrier");
  check_rejected(with(good, claim + "/barrier", "-13/80000"), "trap.barrier", claim + "/barrier");
  // O261: a is fixed instead, which reads the unit; w and b
  const Json slice = of_the_slice(good);
  check_rejected(with(slice, minimum + "/fixed", {2}), "trap.fixed", minimum + "/fixed/0");
  Json two = with(slice, minimum + "/fixed", {0, 1});
  two["witness"]["trained_minimum"]["steps"].erase(0);
  check_rejected(two, "trap.fixed", minimum + "/fixed/1");
  // O260: all z moved by 1, the breakpoint with them; an intercept
  Json about =
      with(alone(slice), layers + "/0/activation",
           Json::parse(R"({"breakpoints":["1"],"slopes":["0","1"],"intercepts":["0","-1"]})"));
  check_rejected(with(about, layers + "/0/biases/0", "5/2"), "trap.scaling", layers + "/0");
  Json decayed = alone(slice); // nothing to speak of, but R is another number for a scaled unit
  decayed["statement"]["loss"]["decay"] = Json::parse(R"([["1/1000000000000","0"],["0","0"]])");
  decayed = with(decayed, "/statement/claims/0/risk_lower", "281/250");
  decayed = with(decayed, "/statement/claims/0/risk_upper", "563/500");
  decayed = with(decayed, "/statement/claims/0/distance", "1/1024");
  check_rejected(decayed, "trap.scaling", "/statement/loss");
  // the claim alone
  Json no_minimum = good;
  no_minimum["statement"]["claims"].erase(0);
  no_minimum["witness"].erase("trained_minimum");
  check_malformed(no_minimum, "document.claim_needs", "/statement/claims/0");
}

TEST_CASE("where nothing is fixed there may be decay", "[verifier]") {
  // F = w x + c at w = 1, c = 0 on x = −1, 1 with y = −2, 2: r = 1, −1, R = 1 + κ w² = 2 with κ =
  // 1; 2 (r·x)/2 + 2κ w = 0. Second derivatives 4 and 2, less (1/4) 2 more than m = 1. F is affine:
  // μ = 1/2 on any box, h = 1/2 at Δ = 1.
  Json decayed = alone(trap_example());
  decayed = with(decayed, "/statement/data/rows", Json::parse(R"([["-1","-2"],["1","2"]])"));
  decayed["statement"]["networks"]["W"]["layers"] = {one_unit("1", "0", "1", "0")[1]};
  decayed["statement"]["loss"]["decay"] = Json::parse(R"([["1","0"]])");
  Json& claims = decayed["statement"]["claims"];
  claims[0] = Json::parse(
      R"({"claim":"trained_minimum","network":"W","distance":"1/1024","radius":"1023/1024",
    "strict_radius":"1023/1024","risk_lower":"2","risk_upper":"2","scope":"all","ties":[],"fixed":[]})");
  claims[1]["barrier"] = "1/2";
  for (const auto& [key, value] :
       {std::pair("/box", "1"), {"/strict_box", "1"}, {"/curvature", "1"}})
    decayed = with(decayed, witness + key, value);
  decayed = with(decayed, witness + "/steps", {"1", "1"});
  decayed = with(decayed, witness + "/fields", Json::array());
  check_accepted(decayed);
  check_rejected(with(decayed, "/statement/claims/1/barrier", "501/1000"), "trap.barrier",
                 "/statement/claims/1/barrier");
}

TEST_CASE("an addition ties scales together", "[verifier]") {
  // the unit beside a copy of it by a layer with the weight 0: F as before; c alone is free
  Json added = alone(of_the_slice(trap_example()));
  Json& network = added["statement"]["networks"]["W"];
  const Json unit = network["layers"][0], last = network["layers"][1];
  network["layers"] = {unit, dense("identity", Json::array({Json::array()}), {"0"}),
                       addition("identity", 1), last};
  const auto fixed_but_the_last = [&](std::size_t count) {
    Json fixed = Json::array();
    for (std::size_t j = 0; j + 1 < count; ++j)
      fixed.push_back(j);
    return fixed;
  };
  added = with(added, "/statement/claims/0/fixed", fixed_but_the_last(6));
  added = with(added, witness + "/steps", {"1"});
  check_rejected(added, "trap.scaling", layers + "/2");
}

TEST_CASE("a fixed parameter that is 0 holds no scale", "[verifier]") {
  // samples x = −3/2, −1/2, 1/2, 3/2, so that b = 0: scaling the unit keeps it 0, and R is flat
  Json moved = alone(of_the_slice(trap_example()));
  Json& rows = moved["statement"]["data"]["rows"];
  for (std::size_t i = 0; i < 4; ++i)
    rows[i][0] = (Json::array({"-3/2", "-1/2", "1/2", "3/2"}))[i];
  moved = with(moved, layers + "/0/biases/0", "0");
  check_accepted(moved);
  check_rejected(with(moved, "/statement/claims/0/fixed", {1}), "trained_minimum.curvature",
                 witness + "/curvature");
}

TEST_CASE("a unit that may lose what reads it is no trap", "[verifier]") {
  // F = a max(0, w x) + c without a bias of the unit, w = a = 1, c = 0, x = −2, −1, 1, 2: r = −1/2,
  // −1/2, 2, −1, R = 11/8. With w fixed F is affine in a and c: second derivatives (5 3; 3 4)/2,
  // more than 1/2. m = 1/4, μ = 1/8 whatever the box is. At Δ = 1, a = 0: there w may change its
  // sign.
  Json good = alone(of_the_slice(trap_example()));
  good = with(good, "/statement/data/rows",
              Json::parse(R"([["-2","1/2"],["-1","1/2"],["1","-1"],["2","3"]])"));
  good["statement"]["networks"]["W"]["layers"] = one_unit("1", "0", "1", "0");
  good = with(good, layers + "/0/biases", nullptr);
  for (const char* key : {"/risk_lower", "/risk_upper"})
    good = with(good, "/statement/claims/0" + std::string(key), "11/8");
  const auto boxed = [&](const char* box, const char* radius, const char* barrier) {
    Json result = with(good, witness + "/curvature", "1/4");
    result = with(result, witness + "/steps", {"1", "1"});
    result = with(result, "/statement/claims/1/barrier", barrier);
    for (const char* key : {"/box", "/strict_box"})
      result = with(result, witness + key, box);
    for (const char* key : {"/radius", "/strict_radius"})
      result = with(result, "/statement/claims/0" + std::string(key), radius);
    return result;
  };
  check_accepted(boxed("1/2", "511/1024", "1/32"));
  check_accepted(boxed("999/1000", "1/2", "1/9"));
  check_rejected(boxed("1", "1/2", "1/9"), "trap.outgoing", layers + "/0");
}

TEST_CASE("on paths out of a trap the risk rises by the barrier, by values along them",
          "[verifier]") {
  // R of the hand example: faces of the box and straight paths to lower risks, w moving too
  using thalweg::fraction;
  using thalweg::Rational;
  const std::array<Rational, 4> start{-1, fraction(3, 2), -1, fraction(3, 2)};
  const Rational top = fraction(9, 8) + fraction(13, 80000);
  REQUIRE(risk(start) == fraction(9, 8));
  for (int corner = 0; corner < 8; ++corner)
    for (int face = 0; face < 3; ++face)
      for (int other = -10; other <= 10; ++other) {
        std::array<Rational, 4> p = start;
        for (int j = 0; j < 3; ++j)
          p[static_cast<std::size_t>(j) + 1] +=
              (corner >> j & 1 ? 1 : -1) * (j == face ? fraction(1, 10) : fraction(other, 100));
        CHECK(risk(p) >= top);
      }
  std::mt19937 random(28);
  std::size_t left = 0;
  for (int round = 0; round < 400; ++round) {
    std::array<Rational, 4> end;
    for (Rational& entry : end)
      entry = fraction(static_cast<long>(random() % 33) - 16, 8);
    if (!(risk(end) < fraction(9, 8)))
      continue;
    ++left;
    Rational highest = 0;
    for (long t = 0; t <= 256; ++t) {
      std::array<Rational, 4> here = start;
      for (std::size_t j = 0; j < 4; ++j)
        here[j] += fraction(t, 256) * (end[j] - here[j]);
      highest = std::max(highest, risk(here));
    }
    CHECK(highest >= top);
  }
  CHECK(left > 3);
}
