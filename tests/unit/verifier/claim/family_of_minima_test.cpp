// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `family_of_minima`. By hand: specification, section 44.

#include "unit/verifier/claim/family_examples.hpp"
#include "unit/verifier/claim/piece_examples.hpp"
#include "unit/verifier/loss/loss_examples.hpp"

#include "exact/rational.hpp"
#include "support/leaf_mutations.hpp"

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/1";
const std::string witness = "/witness/family_of_minima";

/// The example with this direction behind the first one.
Json with_direction(const char* weights, const char* biases, std::size_t dimension) {
  Json result = family_example();
  result["witness"]["family_of_minima"]["directions"].push_back(
      {{"weights", Json::parse(weights)}, {"biases", Json::parse(biases)}});
  return with(result, claim + "/dimension", dimension);
}

/// Another direction of the example with one.
Json along(const char* weights, const char* biases) {
  return with(segment_example(), witness + "/directions/0",
              {{"weights", Json::parse(weights)}, {"biases", Json::parse(biases)}});
}

/// F = [x]_+ + [−1]_+: x = 1 twice with y = 0 and 2; x = 0 with y = 0, settled, on the wall of unit
/// 0 and not of any class.
Json exempt_sample() {
  Json result = along("[]", R"([[0,1,"-1"]])");
  result["statement"]["data"]["rows"] = Json::parse(R"([["1","0"],["1","2"],["0","0"]])");
  result["statement"]["networks"]["W"]["layers"] =
      Json::array({dense("relu", Json::parse(R"([[[0,"1"]],[]])"), {"0", "-1"}),
                   dense("identity", Json::parse(R"([[[0,"1"],[1,"1"]]])"), {"0"})});
  result["statement"]["claims"][0] = {
      {"claim", "local_minimum"}, {"network", "W"}, {"radius", "1/4"}, {"risk", "2/3"}};
  result["witness"]["local_minimum"]["pattern_classes"] = {0, 0, nullptr};
  return result;
}

} // namespace

TEST_CASE("a family of minima worked by hand is accepted", "[verifier]") {
  check_accepted(family_example());
  CHECK(unnoticed_mutations(family_example().dump()) == std::vector<std::string>{});
  const auto outcome = verdict_of(family_example());
  CHECK(outcome.theorem.find("has rank 3: the family has this dimension") != std::string::npos);
  CHECK(Json::parse(outcome.theorem_json)["family_of_minima"]["dimension"] == 3);
  // the weight of the second unit's input moves alone: the unit is not read
  check_accepted(with_direction(R"([[0,1,0,"100"]])", "[]", 4));
  // down by 1/2, to 1/2 at t = 1
  check_accepted(with_direction(R"([[0,1,0,"-1/4"]])", "[]", 4));
  Json scaled_only = family_example();
  scaled_only["witness"]["family_of_minima"]["directions"] = Json::array();
  check_accepted(with(scaled_only, claim + "/dimension", 2));
}

TEST_CASE("the smallest damage of each obligation of a family", "[verifier]") {
  // O270: the second unit is read by t, its bias grows by t': t t' at the output
  check_rejected(with_direction(R"([[1,0,1,"1"]])", R"([[1,0,"-1"]])", 4),
                 "family_of_minima.output", witness + "/directions");
  check_rejected(with(family_example(), witness + "/directions/0/biases/2/2", "-1001/1000"),
                 "family_of_minima.output", witness + "/directions");
  // O271: 1 − t is 0 at t = 1; 1 − 999/1000 t is not
  check_accepted(with(family_example(), witness + "/directions/0/biases/1/2", "-999/1000"));
  check_rejected(with(family_example(), witness + "/directions/0/biases/1/2", "-1"),
                 "family_of_minima.pattern", witness + "/directions");
  // O272: a breakpoint at which nothing changes, an intercept
  const std::string activation = "/statement/networks/W/layers/0/activation";
  const Json more =
      with(family_example(), activation,
           Json::parse(
               R"({"breakpoints":["0","1/8"],"slopes":["0","1","1"],"intercepts":["0","0","0"]})"));
  check_rejected(more, "family_of_minima.scaled", witness + "/scaled/0");
  const Json raised =
      with(with(family_example(), activation,
                Json::parse(R"({"breakpoints":["0"],"slopes":["0","1"],"intercepts":["1","1"]})")),
           "/statement/networks/W/layers/1/biases/0", "-3/2");
  check_rejected(raised, "family_of_minima.scaled", witness + "/scaled/0");
  // O273
  check_rejected(with(family_example(), claim + "/dimension", 2), "family_of_minima.dimension",
                 claim + "/dimension");
  check_rejected(with(family_example(), claim + "/dimension", 4), "family_of_minima.dimension",
                 claim + "/dimension");
  // the bias of the second unit alone is what scaling it moves
  check_rejected(with_direction("[]", R"([[0,1,"1"]])", 4), "family_of_minima.dimension",
                 claim + "/dimension");
  check_rejected(with_direction("[]", "[]", 4), "family_of_minima.dimension", claim + "/dimension");
  Json nothing = with(family_example(), claim + "/dimension", 0);
  nothing["witness"]["family_of_minima"] = {{"directions", Json::array()},
                                            {"scaled", Json::array()}};
  check_rejected(nothing, "family_of_minima.dimension", claim + "/dimension");
  // syntax
  check_malformed(with(family_example(), witness + "/scaled", Json::parse("[[0,1],[0,0]]")),
                  "shape.order", witness + "/scaled/1");
  check_malformed(with(family_example(), witness + "/scaled/1", Json::parse("[1,0]")),
                  "shape.index", witness + "/scaled/1/0");
}

TEST_CASE("a segment: a family of one direction", "[verifier]") {
  check_accepted(segment_example());
  CHECK(unnoticed_mutations(segment_example().dump()) == std::vector<std::string>{});
  const std::string theorem = verdict_of(segment_example()).theorem;
  CHECK(theorem.find("Every network W + tD, 0 ≤ t ≤ 1,") != std::string::npos);
  // the output weight 1 − t: (1 − t)(−x + 4) is not constant
  check_rejected(along(R"([[1,0,0,"-1"]])", "[]"), "family_of_minima.output",
                 witness + "/directions");
  // at x = 5 unit 0 reaches 0 at t = 1; the difference stays x
  check_rejected(along("[]", R"([[0,0,"1"],[0,1,"1"]])"), "family_of_minima.pattern",
                 witness + "/directions");
  check_accepted(along("[]", R"([[0,0,"999/1000"],[0,1,"999/1000"]])"));
  check_rejected(along("[]", "[]"), "family_of_minima.dimension", claim + "/dimension");
}

TEST_CASE("a sample that is settled may stay on its wall but not cross it", "[verifier]") {
  check_accepted(exempt_sample());
  // x = 0: z = t and output −t: settled, but z leaves the breakpoint
  check_rejected(with(exempt_sample(), witness + "/directions/0/biases",
                      Json::parse(R"([[0,0,"1"],[1,0,"-1"]])")),
                 "family_of_minima.pattern", witness + "/directions");
}

TEST_CASE("a family of minima of a loss with kinks, spurious", "[verifier]") {
  Json certificate = median_example(); // its third unit is off everywhere
  Json& claims = certificate["statement"]["claims"];
  claims.erase(2);
  certificate["witness"].erase("refinement");
  claims.push_back({{"claim", "family_of_minima"}, {"network", "W"}, {"dimension", 1}});
  certificate["witness"]["family_of_minima"] =
      Json::parse(R"({"directions":[{"weights":[],"biases":[[0,2,"-7"]]}],"scaled":[]})");
  check_accepted(certificate);
  CHECK(verdict_of(certificate).theorem.find("all its minima are spurious") != std::string::npos);
  check_rejected(with(certificate, witness + "/directions/0/biases/0/2", "1"),
                 "family_of_minima.pattern", witness + "/directions");
}

TEST_CASE("a family is asked of dense layers, after a local minimum", "[verifier]") {
  Json certificate = segment_example();
  certificate["statement"]["claims"].erase(0);
  certificate["witness"].erase("local_minimum");
  check_malformed(certificate, "document.claim_needs", "/statement/claims/0");
  certificate = segment_example();
  certificate["statement"]["networks"]["W"]["input_shape"] = {1, 1};
  Json& layers = certificate["statement"]["networks"]["W"]["layers"];
  layers.insert(layers.begin(),
                Json::parse(R"({"kind":"max_pooling","window":[1],"stride":[1],"padding":[0]})"));
  check_unsupported(certificate, "unsupported.layer", "/statement/networks/W/layers/0/kind");
}

TEST_CASE("networks of the family have the outputs of the example, by values", "[verifier]") {
  using thalweg::fraction;
  using thalweg::Rational;
  for (const Rational& t : {Rational(0), fraction(1, 3), Rational(1)})
    for (const Rational& a : {fraction(1, 7), Rational(1), Rational(1000)})
      for (const int x : {0, 1, 2}) {
        const Rational z = a * (fraction(x, 2) + 1 + t);
        CHECK(z > 0);
        CHECK(z / a - fraction(1, 2) - t == fraction(x, 2) + fraction(1, 2));
      }
}
