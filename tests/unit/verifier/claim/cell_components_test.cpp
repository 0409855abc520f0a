// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `cell_components`: the example worked by hand, the smallest damage of each obligation,
// and every leaf.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/cell_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string witness = "/witness/cell_components";

} // namespace

TEST_CASE("two components of minima are accepted", "[verifier]") {
  const Json good = two_valleys();
  check_accepted(good);
  const thalweg::verifier::Outcome outcome = verdict_of(good);
  CHECK(outcome.theorem.find("exactly its points with R = 3/2") != std::string::npos);
  CHECK(outcome.theorem.find("They make exactly 2 path components.") != std::string::npos);
  CHECK(Json::parse(outcome.theorem_json)["cell_components"]["sign_choices"] == 2);
  CHECK(unnoticed_mutations(good.dump()) == std::vector<std::string>{});
}

TEST_CASE("a cell without minima says so", "[verifier]") {
  // one unit, on at 1 and 2, off at −1, y = 0, 2, 1: F would be 3 − x, which is positive at −1
  Json none = two_valleys();
  none["statement"]["data"]["rows"] = Json::parse(R"([["-1","0"],["1","2"],["2","1"]])");
  none["statement"]["networks"]["W"]["layers"] = {dense("relu", {{{0, "1"}}}, {"0"}),
                                                  dense("identity", {{{0, "1"}}}, {"0"})};
  none["statement"]["claims"][0] = {
      {"claim", "cell_components"}, {"network", "W"}, {"risk", "0"}, {"components", 0}};
  // −1, 1, 2 have p·x̃ = 4, 2, 1: at −1 and 2 together no sign fits
  none["witness"]["cell_components"] = {{"solutions", Json::array()},
                                        {"relations", Json::parse(R"([[[0,0,"1"]],[[0,2,"1"]]])")}};
  check_accepted(none);
  CHECK(verdict_of(none).theorem.find("has no local minimum of R: R(W') > 0") != std::string::npos);
  none["witness"]["cell_components"]["relations"].erase(0);
  check_rejected(none, "cell_components.open", witness);
}

TEST_CASE("the smallest damage of each obligation of components", "[verifier]") {
  const Json good = two_valleys();
  const std::string layers = "/statement/networks/W/layers/";
  check_rejected(with(good, layers + "0/activation", "identity"), "cell_components.network",
                 "/statement/networks/W");
  for (const char* const table :
       {R"({"breakpoints":["1"],"slopes":["0","1"],"intercepts":["0","-1"]})",
        R"({"breakpoints":["0"],"slopes":["0","1"],"intercepts":["1","1"]})"})
    check_rejected(with(good, layers + "0/activation", Json::parse(table)),
                   "cell_components.network", "/statement/networks/W");
  check_rejected(with(good, layers + "0/biases/0", "5"), "cell_components.wall",
                 "/statement/data/rows/3");
  check_rejected(with(good, claim + "/risk", "3001/2000"), "cell_components.risk", claim + "/risk");
  check_rejected(with(good, witness + "/solutions/0/1", "-2"), "cell_components.solution",
                 witness + "/solutions/0"); // 2x − 2 is 0 at 1
  check_rejected(with(good, witness + "/solutions/1", Json::array({"-1"})),
                 "cell_components.solution", witness + "/solutions/1");
  check_rejected(with(good, witness + "/relations/1/0/2", "999/1000"), "cell_components.relation",
                 witness + "/relations/1");
  Json open = good;
  open["witness"]["cell_components"]["solutions"].erase(0);
  check_rejected(open, "cell_components.open", witness);
  open = good;
  open["witness"]["cell_components"]["relations"].erase(1);
  check_rejected(open, "cell_components.open", witness);
  for (const int other : {1, 3})
    check_rejected(with(good, claim + "/components", other), "cell_components.count",
                   claim + "/components");
  check_malformed(with(good, witness + "/relations/0/0/2", "0"), "shape.zero",
                  witness + "/relations/0/0/2");
  check_malformed(with(good, witness + "/relations/0/0/0", 2), "shape.index",
                  witness + "/relations/0/0/0");
  check_malformed(with(good, witness + "/relations/0", Json::array()), "shape.empty",
                  witness + "/relations/0");
}

TEST_CASE("the clock is looked at for every value of a solution and every term", "[verifier]") {
  const auto looks = [](const Json& certificate) {
    std::size_t count = 0;
    thalweg::verifier::Options options;
    options.limits.is_interrupted = [&count] {
      ++count;
      return false;
    };
    verdict_of(certificate, options);
    return count;
  };
  const Json good = two_valleys();
  const Json& cell = good["witness"]["cell_components"];
  Json more = good;
  for (int k = 0; k < 100; ++k) // 2 units, 4 samples, 2 dependent columns
    more["witness"]["cell_components"]["solutions"].push_back(cell["solutions"][0]);
  CHECK(looks(more) >= looks(good) + 1600);
  more = good;
  for (int k = 0; k < 100; ++k) // 2 terms; four looks beside those of the reader
    for (const Json& term : cell["relations"][0])
      more["witness"]["cell_components"]["relations"][0].push_back(term);
  CHECK(looks(more) >= looks(good) + 2400);
  // one sample, 8 units with 21 columns each, which depend on the first one
  Json wide = good;
  wide["witness"]["cell_components"] = {{"solutions", Json::array()}, {"relations", Json::array()}};
  Json& statement = wide["statement"];
  statement["data"]["columns"] = statement["data"]["rows"][0] = Json::array();
  for (int k = 0; k <= 20; ++k) {
    statement["data"]["columns"].push_back("x" + std::to_string(k));
    statement["data"]["rows"][0].push_back("1");
  }
  statement["data"]["targets"] = Json::array({20});
  statement["data"]["rows"].erase(statement["data"]["rows"].begin() + 1,
                                  statement["data"]["rows"].end());
  Json units = Json::array(), biases = Json::array();
  for (int u = 0; u < 8; ++u) {
    units.push_back(Json::parse(R"([[0,"1"]])"));
    biases.push_back("0");
  }
  statement["networks"]["W"]["layers"] = {
      dense("relu", units, biases), dense("identity", Json::parse("[[]]"), Json::array({"0"}))};
  statement["claims"][0]["risk"] = "0";
  CHECK(looks(wide) >= 8 * 8 * 21);
}

TEST_CASE("components are about the plain squared loss and dense layers", "[verifier]") {
  Json other = two_valleys();
  other["statement"]["loss"]["name"] = "absolute";
  check_unsupported(other, "unsupported.loss", "/statement/loss");
}
