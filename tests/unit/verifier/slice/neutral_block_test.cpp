// SPDX-License-Identifier: GPL-3.0-or-later
//
// Blocks by hand (specification, 26.2): parameters that the rest of the network sees in fewer ways
// than there are of them.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/slice/trained_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string block_fields = "/witness/trained_minimum/fields";

void check_block_damage(const Json& example, const std::string& block, const char* key,
                        const char* value, const std::string& code, const std::string& below) {
  INFO(key << " := " << value);
  check_rejected(with(example, block + "/" + key, Json::parse(value)), "trained_minimum." + code,
                 block + below);
}

} // namespace

// By (b, b', e) z changes by (0, 1, 1) at x < 0 and (1, 0, 1) at x > 0: the space of (0, 0, 1, 1)
// and (1, 1, 0, 0), in which (1, 1, 1, 1) is.
TEST_CASE("O204 to O206, O305: units that are on at opposite samples", "[verifier]") {
  const Json example = opposite_units();
  const std::string block = block_fields + "/4";
  check_accepted(example);
  const auto check = [&](const char* key, const char* value, const std::string& code,
                         const std::string& below) {
    check_block_damage(example, block, key, value, code, below);
  };
  check_accepted(with(example, block + "/observed", Json::parse("[[1,0,1],[1,0,3]]")));
  check("observed", "[[1,0,0]]", "reached", "/observed");
  check("observed", "[[1,0,0],[1,0,1]]", "reached", "/observed");
  check("observed", "[[1,0,0],[2,0,2]]", "reached", "/observed"); // z alone sees the block
  check("observed", "[[0,0,2],[1,0,2]]", "observed", "/observed");
  check("basis", "[2]", "reached", "/observed");
  check("basis", "[0,2]", "reached", "/observed"); // w and b, both at x > 0
  check("inner", "[[0,0]]", "reached", "/observed");
  check("inner", "[[0,0],[0,1],[1,0]]", "observed", "/observed");
  check("free", "[0]", "span", ""); // w: (0, 0, 1, 2)
  check("free", "[4]", "span", "");
  check("free", "[7]", "span", ""); // c: an output sees z, whatever it is
  check_rejected(with(example, block + "/free", {2}), "trained_minimum.spanning", block_fields);
  check_rejected(with(with(example, block + "/free", {6}), block + "/basis", {2, 6}),
                 "trained_minimum.spanning", block_fields); // e − e
  check_rejected(with(example, block + "/free", Json::array()), "trained_minimum.field_count",
                 block_fields);
}

// A second unit of the second layer reads the block, too, but is off everywhere: w, w', b, b'; a,
// a', 1, 1; e, −10; c, 0, c', 0; d, d'.
TEST_CASE("O305: what a row does where it is not seen does not count", "[verifier]") {
  Json example = opposite_units();
  Json& layers = example["statement"]["networks"]["W"]["layers"];
  layers[1]["weights"] = Json::parse(R"([[[0,"1"],[1,"1"]],[[0,"1"],[1,"1"]]])");
  layers[1]["biases"] = {"1", "-10"};
  example = with(example, "/statement/claims/0/fixed", {4, 5, 6, 7, 8, 9, 10, 11, 13, 14});
  Json& fields = example["witness"]["trained_minimum"]["fields"];
  fields[4]["free"] = {8};
  const auto add_row = [&](std::size_t layer, std::size_t unit, std::size_t free) {
    Json field = Json::parse(R"({"field":"row","basis":[],"samples":[]})");
    field["layer"] = layer;
    field["unit"] = unit;
    field["free"] = free;
    fields.push_back(field);
  };
  for (const std::size_t input : {0, 1, 2})
    add_row(1, 1, input);
  for (const std::size_t output : {0, 1})
    add_row(2, output, 1);
  check_accepted(example);
  check_rejected(with(example, block_fields + "/4/observed", Json::parse("[[1,0,0],[1,1,2]]")),
                 "trained_minimum.observed", block_fields + "/4/observed");
}

// (w, b, a): at the samples (0, 0, 1, 2; 0), (0, 0, 1, 1; 1) and the first again, the tie behind
// the semicolon.
TEST_CASE("O204 to O206, O305: the block of a unit with a tie", "[verifier]") {
  const Json example = tied_block();
  const std::string block = block_fields + "/0";
  check_accepted(example);
  const auto check = [&](const char* key, const char* value, const std::string& code,
                         const std::string& below) {
    check_block_damage(example, block, key, value, code, below);
  };
  check("paths", "[[]]", "path", "/paths/0");
  check("paths", "[[0]]", "path", "/paths/0");
  check("paths", "[[3]]", "path", "/paths/0");                     // a bias
  check("inner", "[]", "path", "/paths/0");                        // a tie that is not of the block
  check("observed", "[[0,0,3],[1,0,3]]", "observed", "/observed"); // no tie there
  check("observed", "[[0,0,1],[1,0,1]]", "reached", "/observed");
  check("basis", "[1,3]", "span", ""); // c and b, without w
  Json decaying = example;
  decaying["statement"]["loss"]["decay"] = Json::parse(R"([["0","1"],["0","0"]])");
  check_rejected(decaying, "trained_minimum.decay", block); // b = 0: R does not change
  Json not_strict = with(example, "/statement/claims/0/strict_radius", nullptr);
  not_strict = with(not_strict, "/witness/trained_minimum/strict_box", nullptr);
  check_rejected(not_strict, "trained_minimum.scope", "/statement/claims/0/scope");
}

TEST_CASE("blocks are written in one way", "[verifier]") {
  const Json example = opposite_units();
  const std::string block = block_fields + "/4";
  const auto check = [&](const std::string& key, const char* value, const std::string& code,
                         const std::string& below) {
    INFO(key << " := " << value);
    check_malformed(with(example, block + key, Json::parse(value)), code, block + below);
  };
  check("/inner", "[[0,1],[0,0]]", "shape.order", "/inner/1");
  check("/inner", "[[2,0]]", "shape.index", "/inner/0/0");
  check("/inner", "[[0,2]]", "shape.index", "/inner/0/1");
  check("/inner", "[[0]]", "shape.length", "/inner/0");
  check("/basis", "[3,2]", "shape.order", "/basis/1");
  check("/free", "[11]", "shape.index", "/free/0");
  check("/observed", "[[1,0]]", "shape.length", "/observed/0");
  check("/observed", "[[1,1,0],[1,0,2]]", "shape.index", "/observed/0/1");
  check("/observed", "[[1,0,4],[1,0,2]]", "shape.index", "/observed/0/2");
  check("/paths", "[[4]]", "shape.length", "/paths");
  Json more = example;
  more["witness"]["trained_minimum"]["fields"][4]["layer"] = 0;
  check_malformed(more, "document.unknown_key", block + "/layer");
}

TEST_CASE("no leaf of blocks goes unnoticed", "[verifier]") {
  CHECK(unnoticed_mutations(tied_block().dump()) == std::vector<std::string>{});
}
