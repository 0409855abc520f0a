// SPDX-License-Identifier: GPL-3.0-or-later
//
// Saturated outputs by hand (specification, 26.2): free parameters that reach all outputs which any
// parameters reach.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/slice/trained_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string saturated_claim = "/statement/claims/0";
const std::string span = "/witness/trained_minimum/span";

void check_span_damage(const std::string& changed, const Json& value, const std::string& code,
                       const std::string& place) {
  INFO(changed << " := " << value);
  check_rejected(with(saturated_outputs(), changed, value), "trained_minimum." + code, place);
}

} // namespace

// Ŝ: (x, 0) and (1, 0) become (0, 0, 1, 2; 0), (0, 0, 1, 1; 1) behind the unit, and (1, 1, 1, 1; 0)
// at the output. By (w, b, c) the derivatives of F at x = −1, 2 and of Q are (0, 0, 1), (2, 1, 1),
// (0, 1, 0).
TEST_CASE("O204 to O206: free parameters that reach all outputs", "[verifier]") {
  const Json example = saturated_outputs();
  check_accepted(example);
  Json decaying = example;
  decaying["statement"]["loss"]["decay"] = Json::parse(R"([["0","1"],["0","0"],["0","0"]])");
  check_rejected(decaying, "trained_minimum.decay", span); // b = 0: R does not change
  // weight 3 is 0, 0 and 2 are read by the unit itself and by the other one, 4 is a bias
  for (const std::size_t parameter : {3, 0, 4})
    check_span_damage(span + "/paths/0/0", parameter, "path", span + "/paths/0");
  check_span_damage(span + "/paths/0", {2}, "path", span + "/paths/0"); // not yet at an output
  check_span_damage(span + "/rows", Json::parse("[[0,0],[0,1]]"), "reached", span + "/rows");
  check_span_damage(span + "/rows", Json::parse("[[0,3]]"), "reached", span + "/rows");
  check_span_damage(span + "/rows", Json::array(), "reached", span + "/rows");
  Json without_bias = with(example, saturated_claim + "/fixed", {2, 3, 4, 5, 6, 7, 8});
  without_bias = with(without_bias, "/witness/trained_minimum/steps", {"1", "1"});
  without_bias = with(without_bias, span + "/rows", Json::parse("[[0,3]]"));
  check_rejected(without_bias, "trained_minimum.span", span);
  Json not_strict = with(example, saturated_claim + "/strict_radius", nullptr);
  not_strict = with(not_strict, "/witness/trained_minimum/strict_box", nullptr);
  check_rejected(not_strict, "trained_minimum.scope", saturated_claim + "/scope");
}

// Behind each of the three units Ŝ has (0, 0, 1, 2; 0), (0, 0, 1, 1; 1) and (1, 1, 1, 1; 0) if the
// tie is carried there, else (0, 0, 1, 1; 0): then both, and so four dimensions.
TEST_CASE("O204 to O206: a tie that reaches an output in several ways", "[verifier]") {
  const Json example = several_ways();
  check_accepted(example);
  const auto check_paths = [&](const Json& paths, const std::string& code,
                               const std::string& below) {
    INFO(paths);
    check_rejected(with(example, span + "/paths/0", paths), "trained_minimum." + code,
                   span + below);
  };
  check_paths({2, 8}, "span", "");
  check_paths({2, 3, 8, 9}, "span", "");
  check_paths({3, 4, 9, 10}, "path", "/paths/0"); // 1/8 − 1/8
  check_paths({2, 3, 4}, "path", "/paths/0");     // not yet at an output
  check_paths({2, 9}, "path", "/paths/0");        // 9 reads the second unit
  check_malformed(with(example, span + "/paths/0", {3, 2, 4, 8, 9, 10}), "shape.order",
                  span + "/paths/0/1");
}

// A second output with the same values and targets, so that R and λ double; its bias is free, too.
TEST_CASE("O204: the ways of a tie end in one output", "[verifier]") {
  Json example = saturated_outputs();
  example["statement"]["data"]["columns"] = {"x", "y", "y1"};
  example["statement"]["data"]["targets"] = {1, 2};
  for (Json& row : example["statement"]["data"]["rows"])
    row.push_back(Json(row[1]));
  Json& last = example["statement"]["networks"]["W"]["layers"][2];
  last["weights"] = Json::parse(R"([[[0,"1"],[1,"5"]],[[0,"1"]]])");
  last["biases"] = {"-4", "-4"};
  for (const char* bound : {"/risk_lower", "/risk_upper"})
    example = with(example, saturated_claim + bound, "5");
  example = with(example, saturated_claim + "/fixed", {2, 3, 4, 5, 6, 7, 8, 9});
  example = with(example, "/witness/trained_minimum/multipliers", {"-1"});
  example = with(example, "/witness/trained_minimum/steps", {"1", "1", "1", "1"});
  example = with(example, span + "/rows", Json::parse("[[0,0],[0,3],[1,0]]"));
  check_rejected(example, "trained_minimum.span", span); // each output might do something else
  check_rejected(with(example, span + "/paths/0", {2, 6, 8}), "trained_minimum.path",
                 span + "/paths/0");
}

// The one score F_0 − F_1 is any line on x = 1, 2; F_1 − F_1 depends on no parameter.
TEST_CASE("O204 to O206: saturated scores", "[verifier]") {
  Json example = balanced_scores();
  Json& own = example["witness"]["trained_minimum"];
  own.erase("fields");
  own["span"] = Json::parse(R"({"rows":[[0,0],[0,2]],"paths":[]})");
  check_accepted(example);
  own["span"]["rows"] = Json::parse("[[0,0],[1,2]]");
  check_rejected(example, "trained_minimum.reached", span + "/rows");
}

TEST_CASE("saturated outputs are written in one way", "[verifier]") {
  const Json example = saturated_outputs();
  check_malformed(with(example, saturated_claim + "/scope", "slice"), "shape.scope", span);
  check_malformed(with(example, span + "/paths", Json::array()), "shape.length", span + "/paths");
  check_malformed(with(example, span + "/paths/0/1", 9), "shape.index", span + "/paths/0/1");
  check_malformed(with(example, span + "/rows/1", {0, 0}), "shape.order", span + "/rows/1");
  check_malformed(with(example, span + "/rows/1/1", 4), "shape.index", span + "/rows/1/1");
  Json both = example;
  both["witness"]["trained_minimum"]["fields"] = Json::array();
  check_malformed(both, "document.unknown_key", "/witness/trained_minimum/fields");
}

TEST_CASE("no leaf of saturated outputs goes unnoticed", "[verifier]") {
  CHECK(unnoticed_mutations(saturated_outputs().dump()) == std::vector<std::string>{});
  CHECK(unnoticed_mutations(several_ways().dump()) == std::vector<std::string>{});
}
