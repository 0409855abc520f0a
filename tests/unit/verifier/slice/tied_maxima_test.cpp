// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ties of maxima (specification, 40.1, 25.1 and 40.2) by hand. A filter of one weight w and a bias
// b at two positions, their maximum, a dense layer: F = a max(w x_0 + b, w x_1 + b) + c at w = b =
// c = 0, a = 1, so that F = 0 everywhere. Samples (0, 1), (−1, −1), (1, 1), (0, 0) with the
// residuals r = 2, −1/2, −3/2, 0, R = (4 + 1/4 + 9/4)/4 = 13/8, g = r/2. The two entries of the
// first sample are level, those of the others are one and the same.
//   Entry 1 held: Q = w, base F = b, b − w, b + w, b. ∂G = (g_2 − g_1, Σ g) = (−1/2, 0) by w, b, so
//   λ = −1/2, and λ + g_0 = 1/2. Entry 0 held: base F_0 = b + w, Q = −w, ∂G = (g_0 + g_2 − g_1, 0)
//   = (1/2, 0), so λ = −1/2 and λ + g_0 = 1/2 again. With a and c fixed F is affine: C_k = 0.
//   Box Δ = 1/4: F_0 is at least −Δ with entry 1 held, −2Δ with entry 0, so g_0 ≥ 7/8 and 3/4, γ =
//   3/8 and 1/4. Q moves by what both entries move by, 3Δ: ½ ρ 3Δ = 3/32 ≤ θ = 1/8.
//
// A tie that rises from a flat piece: F = a max(σ(w x_0 + b), σ(w x_1 + b)) + c, σ = ReLU, w = a =
// 1, b = c = 0: the tied unit of trained_examples.hpp beside a position at x_1 = −4 that is off.

#include "exact/rational.hpp"
#include "support/leaf_mutations.hpp"
#include "unit/verifier/layer/layer_field_examples.hpp"

#include <random>

using namespace thalweg;
using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string own = "/witness/trained_minimum";
const std::string rows = "/statement/data/rows";
const std::string net = "/statement/networks/W/layers";

Json pooled_filter(const char* activation, const char* filters) {
  Json filter = convolution({1}, Json::parse(filters), {"0"});
  filter["activation"] = activation;
  return Json::array({filter, pooling("max_pooling", {2}),
                      dense("identity", Json::parse(R"([[[0,"1"]]])"), {"0"})});
}

/// The tied unit with other layers: parameters w, b, a, c; a and c are fixed.
Json pooled(const char* activation, const char* filters, const char* samples) {
  Json result = tied_unit();
  result["statement"]["data"] = Json::parse(R"({"columns":["x0","x1","y"],"targets":[2],"rows":)" +
                                            std::string(samples) + "}");
  result["statement"]["networks"]["W"] = {{"input_shape", {1, 2}},
                                          {"layers", pooled_filter(activation, filters)}};
  result = with(result, claim + "/fixed", {2, 3});
  result = with(result, own + "/steps", {"1", "1"});
  return with(result, own + "/fields", Json::parse(R"([{"field":"scale","layer":0,"unit":0},
                              {"field":"mix","layer":0,"unit":0,"other":null}])"));
}

Json level_entries() {
  Json result = pooled("identity", "[[]]", R"([["0","1","-2"],["-1","-1","1/2"],["1","1","3/2"],
                                            ["0","0","0"]])");
  for (const char* key : {"/risk_lower", "/risk_upper"})
    result = with(result, claim + key, "13/8");
  result = with(result, own + "/bounds", {"1/8"});
  result = with(result, own + "/penalties", {"1/4"});
  return with(result, claim + "/ties", Json::parse("[[1,0,0,1]]"));
}

/// Nothing is raised where units have two slopes: b stays, and c is free instead.
Json rising_entry() {
  Json result = pooled("relu", R"([[[0,"1"]]])", R"([["-1","-4","1"],["0","-4","-2"],["1","-4","3"],
                                        ["2","-4","1"]])");
  result = with(result, claim + "/ties", Json::parse("[[0,0,1,0]]"));
  result = with(result, claim + "/fixed", {2});
  result = with(result, own + "/steps", {"1", "1", "1"});
  return with(result, own + "/fields", Json::parse(R"([{"field":"scale","layer":0,"unit":0}])"));
}

/// a max(σ(w x_0 + b), σ(w x_1 + b)) + c, by the definition.
Rational risk_of(const Json& certificate, const std::vector<Rational>& parameters) {
  const Json& statement = certificate["statement"];
  const bool is_relu = statement["networks"]["W"]["layers"][0]["activation"] == "relu";
  Rational sum;
  const Json& samples = statement["data"]["rows"];
  for (const Json& row : samples) {
    std::vector<Rational> h;
    for (const std::size_t k : {0, 1}) {
      const Rational x(row[k].get<std::string>());
      h.push_back(parameters[0] * x + parameters[1]);
      if (is_relu)
        h.back() = std::max(h.back(), Rational(0));
    }
    Rational target(row[2].get<std::string>());
    target.canonicalize();
    const Rational residual = parameters[2] * std::max(h[0], h[1]) + parameters[3] - target;
    sum += residual * residual;
  }
  return sum / Rational(samples.size());
}

} // namespace

TEST_CASE("level entries of a maximum are held, either one", "[verifier]") {
  check_accepted(level_entries());
  check_accepted(with(level_entries(), claim + "/ties/0/3", 0));
  check_accepted(rising_entry());
  CHECK(verdict_of(level_entries()).theorem.find("exactly on the walls of the 1 tie") !=
        std::string::npos);
}

TEST_CASE("ties of maxima, damaged", "[verifier]") {
  const Json example = level_entries();
  check_malformed(with(example, claim + "/ties/0/3", 2), "shape.index", claim + "/ties/0/3");
  check_damage(example, own + "/multipliers", {"-1/8"}, "multiplier", own + "/multipliers/0");
  check_damage(example, own + "/multipliers", {"-7/8"}, "multiplier", own + "/multipliers/0");
  check_damage(example, own + "/penalties", {"8"}, "penalty", own + "/penalties/0");
  // entries that are level once more, and are not held, nor the same
  check_damage(example, rows + "/2/1", "2", "piece", rows + "/2");
  Json untied = with(example, claim + "/ties", Json::array());
  for (const char* key : {"multipliers", "bounds", "penalties"})
    untied = with(untied, own + "/" + key, Json::array());
  check_rejected(untied, "trained_minimum.piece", rows + "/0");
  // one entry is no tie
  Json single = with(example, net + "/1/window", {1});
  single = with(single, net + "/1/stride", {1});
  single = with(single, net + "/2/weights", Json::parse(R"([[[0,"1"],[1,"1"]]])"));
  CHECK(verdict_of(single).verdict != thalweg::verifier::Verdict::accepted);
  // outputs that paths carry are not known of them
  Json span = example;
  span["witness"]["trained_minimum"].erase("fields");
  span["witness"]["trained_minimum"]["span"] = {{"rows", {{0, 1}}}, {"paths", {{2}}}};
  check_rejected(span, "trained_minimum.path", own + "/span/paths/0");
}

TEST_CASE("an entry that rises from a flat piece is never below one that is off", "[verifier]") {
  const Json example = rising_entry();
  // that moves: the second position on at 1/2, level where the first one is 1/2
  check_damage(example, rows + "/1/1", "0", "piece", rows + "/1");
  check_damage(example, rows + "/2/1", "1/2", "piece", rows + "/2");
  // that is higher: the first one has a larger one beside it
  check_damage(example, rows + "/0/1", "1", "near", own + "/near");
}

TEST_CASE("what a tie adds to a unit that no parameter moves counts in a maximum", "[verifier]") {
  // σ is −1/2 up to −3, falls to −1 at −2, and rises from −1 on: z_0 = 0 has σ = 0, but −1 in the
  // base with a tie at −1, below σ(−16) = −1/2
  Json example = level_entries();
  example = with(example, net + "/0/activation",
                 Json::parse(R"({"breakpoints":["-3","-2","-1"],"slopes":["0","-1/2","0","1"],
                                 "intercepts":["-1/2","-2","-1","0"]})"));
  example = with(example, net + "/0/weights", Json::parse(R"([[[0,"1"]]])"));
  example = with(example, net + "/0/biases", nullptr);
  example = with(example, claim + "/fixed", {1});
  example = with(example, claim + "/ties", Json::parse("[[0,0,0,2]]"));
  check_damage(example, rows + "/0", Json::parse(R"(["0","-16","-2"])"), "piece", rows + "/0");
}

TEST_CASE("nearby networks have no lower risk than a minimum at level entries", "[verifier]") {
  std::mt19937 random(20261129);
  for (const Json& example : {level_entries(), rising_entry()}) {
    const std::vector<Rational> at = {example == rising_entry() ? 1 : 0, 0, 1, 0};
    const Rational risk = risk_of(example, at);
    CHECK(risk == (example == rising_entry() ? Rational(5, 2) : Rational(13, 8)));
    for (int k = 0; k < 200; ++k) {
      std::vector<Rational> moved = at;
      for (Rational& parameter : moved)
        parameter += fraction(long(random() % 17) - 8, 256);
      CHECK(risk_of(example, moved) >= risk);
    }
  }
}

TEST_CASE("no leaf of a minimum at level entries goes unnoticed", "[verifier]") {
  for (const Json& example : {level_entries(), rising_entry()})
    CHECK(unnoticed_mutations(example.dump()) == std::vector<std::string>{});
}
