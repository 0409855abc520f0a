// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `trained_minimum` by hand: F = a σ(w x + b) + c, samples x = −1, 0, 1, 2, at w = a = 1,
// b = c = 0, so F = 0, 0, 1, 2, residuals r = −1, 2, −2, 1, R = 10/4, g = r/2.
//   Base functions (slope 0 at the tie x = 0, Q = b): ∂G = (r_1 + 2r_2, r_1 + r_2, Σ r)/2 = (0,
//   −1/2, 0) by w, b, c. So λ = −1/2 makes Λ stationary, and λ + ∂Λ/∂v = −1/2 + g_0 = 1/2: both
//   sides rise. With a fixed, F is affine in (w, b, c): no order beyond the first, all C_k = 0.
//   Second derivatives of A: ½ ΣJJᵀ = ½ (5 3 3; 3 2 2; 3 2 4), and ρ for b. On the box Δ: z = −1,
//   0, 1, 2 with radii 2Δ, Δ, 2Δ, 3Δ; F_0 ∈ [−Δ, 2Δ], so g_0 ≥ 1 − Δ/2; Δ = 1/4: γ = min(1/2, 3/8).
//   Penalty: ½ ρ Δ ≤ θ. δ: no gradient at all, any δ will do.
//
// Decay 1/3 of all weights, samples x = −1, 0, 1, F = x, r = F − y = 1/2, 0, −1/2: (2/3) Σ r x =
// −2/3 = −2κ w_1 = −2κ a_1, and Σ r = 0. R = (1/4 + 1/4)/3 + (1 + 1)/3 = 5/6. In (w_1, a_1, a_2,
// b_1) the gradients of F are (x, x + 2, 1, 1), half of the Hessian is (1/3)(3 1 0 0; 1 15 6 6; 0 6
// 4 3; 0 6 3 3). Turning the units against each other keeps R, as the weights of both decay alike.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/slice/trained_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string witness = "/witness/trained_minimum";
const std::string rows = "/statement/data/rows";
const std::string layers = "/statement/networks/W/layers";

/// Nothing about the fixed parameters.
Json of_the_slice(Json certificate) {
  certificate = with(certificate, claim + "/scope", "slice");
  return with(certificate, witness + "/fields", Json::array());
}

/// The tied unit with two samples at x = 0, whose residuals have two signs: r = −3, 5, −1, −2, 1, g
/// = 2r/5, λ = −2/5.
Json repeated_tie() {
  Json result = tied_unit();
  result =
      with(result, rows, Json::parse(R"([["-1","3"],["0","-5"],["0","1"],["1","3"],["2","1"]])"));
  result = with(result, claim + "/risk_lower", "799/100");
  result = with(result, claim + "/risk_upper", "801/100");
  result = with(result, witness + "/multipliers", {"-2/5"});
  result = with(result, witness + "/bounds", {"1/8"});
  return with(result, witness + "/penalties", {"1"});
}

/// z = w x + v u + b at w = 0, v = 1, b = 0, F = σ(z) + 0, samples (x, u) = (1, 0), (2, 0), (0, 1),
/// (0, −1), r = 3, 3, −4, −2. In b and c alone, the two ties have one normal: g = r/2, λ_1 + λ_2 =
/// g_3 = −2, λ + g = 1/2.
Json ties_with_one_normal() {
  Json result = of_the_slice(tied_unit());
  result = with(
      result, "/statement/data",
      Json::parse(
          R"({"columns":["x","u","y"],"targets":[2],"rows":[["1","0","-3"],["2","0","-3"],["0","1","5"],["0","-1","2"]]})"));
  result = with(result, layers + "/0/weights", Json::parse(R"([[[1,"1"]]])"));
  result = with(result, claim + "/ties", Json::parse("[[0,0,0,0],[0,0,1,0]]"));
  result = with(result, claim + "/fixed", {0, 1, 3});
  for (const char* key : {"/risk_lower", "/risk_upper"})
    result = with(result, claim + key, "19/2");
  result = with(result, witness + "/steps", {"1", "1"});
  result = with(result, witness + "/multipliers", {"-1", "-1"});
  result = with(result, witness + "/bounds", {"1/8", "1/8"});
  return with(result, witness + "/penalties", {"1", "1"});
}

Json without_strictness(Json certificate) {
  certificate = with(certificate, claim + "/strict_radius", nullptr);
  return with(certificate, witness + "/strict_box", nullptr);
}

} // namespace

TEST_CASE("a minimum on a wall worked by hand is accepted", "[verifier]") {
  check_accepted(tied_unit());
  check_accepted(tied_unit_with_fixed_weight());
  check_accepted(dead_unit());
  check_accepted(of_the_slice(tied_unit()));
  check_accepted(without_strictness(of_the_slice(tied_unit())));
  check_accepted(repeated_tie());
  check_accepted(without_strictness(ties_with_one_normal()));
  const std::string theorem = verdict_of(tied_unit()).theorem;
  CHECK(theorem.find("exactly on the walls of the 1 tie") != std::string::npos);
  CHECK(theorem.find("1 rescaling of a unit") != std::string::npos);
  CHECK(verdict_of(of_the_slice(tied_unit()))
            .theorem.find("Whether R falls when they change is not claimed") != std::string::npos);
}

TEST_CASE("a minimum near W, whose numbers are not its own", "[verifier]") {
  // c = 2^−20: ∂G/∂c = 2^−20·4/2, so γ_0 = 2^−19 (w: 3/2, b: 2/2 of 2^−20 as well)
  Json near = with(tied_unit(), layers + "/1/biases/0", "1/1048576");
  near = with(near, claim + "/risk_lower", "2499/1000");
  near = with(near, claim + "/risk_upper", "2501/1000");
  check_accepted(near);
  check_damage(near, witness + "/near", "1/1048576", "near", witness + "/near");
}

TEST_CASE("O181, O182: numbers of the witness", "[verifier]") {
  for (const char* key : {"near", "box", "share", "curvature", "steps/1", "bounds/0"})
    for (const char* value : {"0", "-1"})
      check_damage(tied_unit(), witness + "/" + key, value, "number", witness + "/" + key);
  check_damage(tied_unit(), witness + "/share", "1", "number", witness + "/share");
  check_damage(tied_unit(), witness + "/near", "1/4", "number", witness + "/near");
  for (const char* value : {"1/1024", "1/2"})
    check_damage(tied_unit(), witness + "/strict_box", value, "number", witness + "/strict_box");
  check_damage(tied_unit(), witness + "/penalties/0", "-1", "number", witness + "/penalties/0");
  Json nothing = with(tied_unit(), claim + "/fixed", {0, 1, 2, 3});
  nothing = with(nothing, witness + "/steps", Json::array());
  check_rejected(nothing, "trained_minimum.nothing_free", claim + "/fixed");
  check_damage(tied_unit(), layers + "/0/activation",
               Json::parse(R"({"breakpoints":["0"],"slopes":["1","1"],"intercepts":["0","0"]})"),
               "no_kink", claim + "/ties/0");
  check_damage(repeated_tie(), claim + "/ties/0/2", 2, "point", claim + "/ties/0");
}

TEST_CASE("O183, O184: pieces are kept on the box", "[verifier]") {
  check_accepted(without_strictness(of_the_slice(
      with(with(tied_unit(), witness + "/box", "31/64"), witness + "/penalties/0", "1/2"))));
  check_damage(tied_unit(), witness + "/box", "1/2", "piece", rows + "/0"); // −1 + 2Δ
  Json untied = with(tied_unit(), claim + "/ties", Json::array());
  for (const char* key : {"/multipliers", "/bounds", "/penalties"})
    untied = with(untied, witness + key, Json::array());
  check_rejected(untied, "trained_minimum.piece", rows + "/1");
  // a second breakpoint at 1/4 is met by z = b
  check_damage(
      tied_unit(), layers + "/0/activation",
      Json::parse(
          R"({"breakpoints":["0","1/4"],"slopes":["0","1","2"],"intercepts":["0","0","-1/4"]})"),
      "piece", rows + "/1");
  check_damage(tied_unit(), "/statement/loss", Json::parse(R"({"name":"huber","delta":"9/4"})"),
               "loss_piece", rows + "/1"); // F_0 ≤ 1/2
}

TEST_CASE("O185, O186: multipliers and penalties", "[verifier]") {
  check_accepted(of_the_slice(with(tied_unit(), witness + "/bounds/0", "47/128")));
  check_damage(tied_unit(), witness + "/bounds/0", "3/8", "multiplier", witness + "/multipliers/0");
  for (const char* value : {"1/2", "0", "-1", "-1/8"})
    check_damage(tied_unit(), witness + "/multipliers/0", value, "multiplier",
                 witness + "/multipliers/0");
  check_accepted(with(tied_unit(), witness + "/penalties/0", "2"));
  check_damage(tied_unit(), witness + "/penalties/0", "9/4", "penalty", witness + "/penalties/0");
}

TEST_CASE("O187 to O189: curvature, higher orders, nearness", "[verifier]") {
  check_damage(tied_unit(), witness + "/curvature", "1", "curvature", witness + "/curvature");
  check_damage(tied_unit(), witness + "/steps/0", "1000", "piece", rows + "/0");
  Json free = without_strictness(of_the_slice(tied_unit_with_fixed_weight()));
  free = with(with(free, witness + "/bounds/0", "1/8"), witness + "/box", "1/8");
  check_accepted(free);
  // a b is of order 2 at x = 1, 2: C_4 = 3·½·(½ + ½), and C_4 Δ² > 1/1024
  check_damage(free, witness + "/curvature", "1/1024", "box", witness + "/box");
  check_damage(tied_unit(), rows + "/3/1", "0", "near", witness + "/near"); // r_2 = 2
}

TEST_CASE("weight decay is a part of R", "[verifier]") {
  check_accepted(decayed_units());
  // another factor leaves a gradient, at the weights or at the bias 2
  for (const char* place :
       {"/statement/loss/decay/0/0", "/statement/loss/decay/1/0", "/statement/loss/decay/0/1"})
    check_damage(decayed_units(), place, "1/4", "near", witness + "/near");
  // ∂Λ/∂b moves by 2·κ·δ, with κ = 16 by 1/32, with κ = 64 by 1/8, with κ = 256 by 1/2 > γ
  const Json slice = of_the_slice(tied_unit());
  const auto decayed = [&](const char* factor) {
    Json result = slice;
    result["statement"]["loss"]["decay"] =
        Json::array({Json::array({"0", factor}), Json::array({"0", "0"})});
    return result;
  };
  check_accepted(decayed("16"));
  check_rejected(decayed("64"), "trained_minimum.walls", witness + "/multipliers/0");
  check_rejected(decayed("256"), "trained_minimum.walls", claim + "/ties");
}

TEST_CASE("logistic and softmax loss", "[verifier]") {
  check_accepted(balanced_labels());
  check_accepted(balanced_scores());
  // the scores move by 3Δ, against each other by up to 6Δ
  const auto check_scores = [](Json example, const char* box, const char* code,
                               const std::string& place) {
    check_damage(of_the_slice(without_strictness(example)), witness + "/box", box, code, place);
  };
  check_scores(balanced_labels(), "1/3", "loss_piece", rows + "/2");
  check_scores(balanced_labels(), "1/4", "curvature", witness + "/curvature");
  check_scores(balanced_scores(), "1/6", "loss_piece", rows + "/2");
  check_scores(balanced_scores(), "1/8", "curvature", witness + "/curvature");
  for (const Json& example : {balanced_labels(), balanced_scores()}) {
    check_damage(example, claim + "/risk_lower", "1733/2500", "risk_lower", claim + "/risk_lower");
    check_damage(example, claim + "/risk_upper", "6931/10000", "risk_upper", claim + "/risk_upper");
    check_damage(example, layers + "/1/biases/0", "-2049/1024", "near", witness + "/near");
  }
  check_damage(balanced_labels(), witness + "/fields/1",
               Json::parse(R"({"field":"shift","layer":1,"input":1})"), "field",
               witness + "/fields/1");
  check_damage(balanced_scores(), witness + "/fields/3",
               Json::parse(R"({"field":"shift","layer":0,"input":1})"), "field",
               witness + "/fields/3");
}

TEST_CASE("O202: fields keep the decay", "[verifier]") {
  const auto check_field = [](Json example, std::size_t index, const char* field) {
    const std::string place = witness + "/fields/" + std::to_string(index);
    check_damage(example, place, Json::parse(field), "decay", place);
  };
  check_field(decayed_units(), 0, R"({"field":"scale","layer":0,"unit":1})");
  check_field(decayed_units(), 0, R"({"field":"mix","layer":0,"unit":0,"other":1})");
  Json biases = decayed_units();
  biases["statement"]["loss"]["decay"][1][1] = "1/1000000000000000";
  check_rejected(biases, "trained_minimum.decay", witness + "/fields/1");
  // with h = z + 1 the bias behind puts back a_u − a_v where rows turn: it does not turn itself
  Json raised = with(decayed_units(), layers + "/0/biases", {"1", "0"});
  raised = with(raised, layers + "/0/activation",
                Json::parse(R"({"breakpoints":[],"slopes":["1"],"intercepts":["1"]})"));
  check_accepted(raised);
  raised["statement"]["loss"]["decay"][1][1] = "1/1000000000000000";
  check_rejected(raised, "trained_minimum.decay", witness + "/fields/0");
}

TEST_CASE("O190 to O193: distances and risks", "[verifier]") {
  check_damage(tied_unit(), claim + "/distance", "1/1025", "distance", claim + "/distance");
  for (const char* value : {"0", "-1", "1/4"})
    check_damage(tied_unit(), claim + "/radius", value, "radius", claim + "/radius");
  check_damage(tied_unit(), claim + "/risk_lower", "5000001/2000000", "risk_lower",
               claim + "/risk_lower");
  check_damage(tied_unit(), claim + "/risk_upper", "4999999/2000000", "risk_upper",
               claim + "/risk_upper");
}

TEST_CASE("O190: a distance of 0 where all derivatives are 0", "[verifier]") {
  const Json at_rest = with(units_on(), claim + "/distance", "0");
  check_accepted(at_rest);
  CHECK(verdict_of(at_rest).theorem.find("at W itself, where all its derivatives are 0: W* = W") !=
        std::string::npos);
  check_rejected(without_strictness(at_rest), "trained_minimum.distance", claim + "/distance");
  check_damage(at_rest, layers + "/1/biases/0", "1/1267650600228229401496703205376", "distance",
               claim + "/distance");
  // a unit that is off at x = 1 is on its breakpoint at x = −2, where R has one-sided derivatives
  Json on_wall = with(dead_unit(), claim + "/distance", "0");
  check_accepted(on_wall);
  check_damage(on_wall, layers + "/0/biases/1", "0", "piece", rows + "/0");
  check_damage(tied_unit(), claim + "/distance", "0", "distance", claim + "/distance");
  check_damage(decayed_units(), claim + "/distance", "0", "distance", claim + "/distance");
  check_damage(balanced_labels(), claim + "/distance", "0", "distance", claim + "/distance");
}

TEST_CASE("O194 to O197: exactly on the walls, and strict", "[verifier]") {
  check_rejected(ties_with_one_normal(), "trained_minimum.walls", claim + "/ties");
  Json far = with(tied_unit(), claim + "/distance", "1/16");
  far = with(far, claim + "/radius", "3/16");
  far = with(far, claim + "/strict_radius", "3/16");
  check_damage(far, witness + "/near", "1/16", "walls", witness + "/multipliers/0");
  far = with(far, claim + "/distance", "1/8");
  far = with(far, claim + "/radius", "1/8");
  check_damage(far, witness + "/near", "1/8", "walls", claim + "/ties");
  Json wide = tied_unit_with_fixed_weight();
  wide = with(wide, witness + "/box", "1/64");
  check_damage(wide, witness + "/strict_box", "1/64", "strict", witness + "/strict_box");
  for (const char* value : {"0", "1/4"})
    check_damage(tied_unit(), claim + "/strict_radius", value, "strict_radius",
                 claim + "/strict_radius");
}

TEST_CASE("O198, O203: as many fields as fixed parameters, and they span them", "[verifier]") {
  check_damage(tied_unit(), witness + "/fields", Json::array(), "field_count", witness + "/fields");
  check_rejected(without_strictness(tied_unit()), "trained_minimum.scope", claim + "/scope");
  check_accepted(without_strictness(dead_unit())); // no ties
  Json twice = dead_unit();
  twice["witness"]["trained_minimum"]["fields"][3]["free"] = 0;
  check_rejected(twice, "trained_minimum.spanning", witness + "/fields");
}

TEST_CASE("a unit that is 0 is never held", "[verifier]") {
  // w = b = a = 0: z is 0 at all points, F = c, and a tie is worth nothing: d_t = 0
  Json zero = of_the_slice(without_strictness(tied_unit()));
  zero = with(zero, rows, Json::parse(R"([["1","1"],["2","-1"]])"));
  zero = with(zero, layers + "/0/weights", Json::parse("[[]]"));
  zero = with(zero, layers + "/1/weights", Json::parse("[[]]"));
  zero = with(zero, claim + "/ties", Json::parse("[[0,0,0,0],[0,0,1,0]]"));
  zero = with(zero, claim + "/fixed", {0, 1, 2});
  for (const char* key : {"/risk_lower", "/risk_upper"})
    zero = with(zero, claim + key, "1");
  zero = with(zero, witness + "/steps", {"1"});
  zero = with(zero, witness + "/bounds", {"1/1024", "1/1024"});
  zero = with(zero, witness + "/penalties", {"0", "0"});
  for (const char* multiplier : {"-1/8", "0", "1/8"})
    check_rejected(with(zero, witness + "/multipliers", {multiplier, multiplier}),
                   "trained_minimum.multiplier", witness + "/multipliers/0");
}

TEST_CASE("trained minima are written in one way", "[verifier]") {
  check_malformed(with(tied_unit(), claim + "/scope", "most"), "shape.scope", claim + "/scope");
  check_malformed(with(tied_unit(), claim + "/ties/0/3", 1), "shape.index", claim + "/ties/0/3");
  check_malformed(with(tied_unit(), claim + "/ties", Json::parse("[[0,0,1,0],[0,0,1,0]]")),
                  "shape.order", claim + "/ties/1");
  check_malformed(with(tied_unit(), claim + "/fixed", {2, 2}), "shape.order", claim + "/fixed/1");
  check_malformed(with(tied_unit(), claim + "/fixed", {4}), "shape.index", claim + "/fixed/0");
  check_malformed(with(tied_unit(), witness + "/bits", 63), "shape.bits", witness + "/bits");
  check_malformed(with(tied_unit(), witness + "/steps", {"1", "1"}), "shape.length",
                  witness + "/steps");
  check_malformed(with(tied_unit(), witness + "/strict_box", nullptr), "document.type",
                  witness + "/strict_box");
  check_malformed(with(tied_unit(), claim + "/scope", "slice"), "shape.length",
                  witness + "/fields");
  CHECK(verdict_of(with(tied_unit(), witness + "/fields/0/field", "twist")).code ==
        "unsupported.method");
}

TEST_CASE("no leaf of a trained minimum goes unnoticed", "[verifier]") {
  for (const Json& example :
       {tied_unit(), dead_unit(), decayed_units(), balanced_labels(), balanced_scores()})
    CHECK(unnoticed_mutations(example.dump()) == std::vector<std::string>{});
}
