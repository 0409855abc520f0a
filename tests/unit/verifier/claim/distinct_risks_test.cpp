// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `distinct_risks`, and several minima in one certificate: family_examples.hpp has the
// arithmetic.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/family_examples.hpp"
#include "unit/verifier/loss/loss_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string claims = "/statement/claims";
const std::string second_classes = "/witness/local_minimum 2/pattern_classes";

} // namespace

TEST_CASE("two minima and their different risks are accepted", "[verifier]") {
  check_accepted(two_minima());
  const thalweg::verifier::Outcome outcome = verdict_of(two_minima());
  INFO(outcome.theorem);
  CHECK(outcome.theorem.find("2 local minima of one architecture are shown above "
                             "(\"local_minimum\", \"local_minimum 2\"),\n  with risks from 2 down "
                             "to 1,\n  no two of them equal") != std::string::npos);
  CHECK(outcome.theorem.find("\"local_minimum 2\": Local minimum. R(W) = 1") != std::string::npos);
  const std::size_t first = outcome.theorem.find("Network \"W\". From here on W is this network");
  const std::size_t second = outcome.theorem.find("Network \"W2\". From here on W is this network");
  REQUIRE(second != std::string::npos);
  CHECK(first < outcome.theorem.find("R(W) = 2"));
  CHECK(outcome.theorem.find("R(W) = 2") < second);
  CHECK(second < outcome.theorem.find("R(W) = 1"));
  const Json theorem = Json::parse(outcome.theorem_json);
  CHECK(theorem["distinct_risks"]["risks"] == Json::parse(R"(["2","1"])"));
  CHECK(theorem["distinct_risks"]["least_radius"] == "1/16");
  CHECK(theorem["local_minimum 2"]["risk"] == "1");
  CHECK(theorem["networks"].size() == 2);
  CHECK(theorem["claims"][1] == Json{{"name", "local_minimum 2"}, {"network", "W2"}});
  CHECK(unnoticed_mutations(two_minima().dump()) == std::vector<std::string>{});
}

TEST_CASE("the risk of one minimum alone", "[verifier]") {
  Json one = two_minima();
  one["statement"]["claims"].erase(1);
  one["statement"]["claims"][1]["minima"].erase(1);
  one["statement"]["networks"].erase("W2");
  one["witness"].erase("local_minimum 2");
  check_accepted(one);
  CHECK(verdict_of(one).theorem.find("spurious") == std::string::npos);
}

TEST_CASE("different risks with a loss that has kinks", "[verifier]") {
  Json certificate = median_example();
  Json& witness = certificate["witness"];
  witness["local_minimum 2"] = {{"method", "first_order"},
                                {"pattern_classes", witness["refinement"]["pattern_classes"]},
                                {"subgradients", witness["refinement"]["subgradients"]}};
  witness.erase("refinement");
  certificate["statement"]["claims"] = Json::parse(
      R"([{"claim":"local_minimum","network":"W","radius":"1/8","risk":"2/3"},
      {"claim":"local_minimum","name":"local_minimum 2","network":"W2","radius":"1/64","risk":"1/3"},
      {"claim":"distinct_risks","minima":["local_minimum","local_minimum 2"]}])");
  check_accepted(certificate);
  check_rejected(with(certificate, "/witness/local_minimum 2/subgradients/1/0", "-1/2"),
                 "local_minimum.subgradient", "/witness/local_minimum 2/subgradients/1/0");
}

TEST_CASE("O138: one architecture", "[verifier]") {
  Json certificate = two_minima();
  Json& layers = certificate["statement"]["networks"]["W2"]["layers"];
  layers[0]["weights"].push_back(Json::array());
  layers[0]["biases"].push_back("-10");
  check_rejected(certificate, "distinct_risks.architecture", "/statement/networks/W2/layers/0");
}

TEST_CASE("O140: the risks fall", "[verifier]") {
  const Json names = Json::parse(R"(["local_minimum 2","local_minimum"])");
  check_rejected(with(two_minima(), claims + "/2/minima", names), "distinct_risks.not_lower",
                 claims + "/2/minima/1");
  const Json twice = Json::parse(R"(["local_minimum","local_minimum"])");
  check_rejected(with(two_minima(), claims + "/2/minima", twice), "distinct_risks.not_lower",
                 claims + "/2/minima/1");
}

TEST_CASE("each of several claims of one kind is checked where it stands", "[verifier]") {
  for (const std::string k : {"0", "1"}) {
    check_rejected(with(two_minima(), claims + "/" + k + "/radius", "0"),
                   "local_minimum.radius_not_positive", claims + "/" + k + "/radius");
    check_rejected(with(two_minima(), claims + "/" + k + "/radius", "1"), "local_minimum.radius",
                   claims + "/" + k + "/radius");
    check_rejected(with(two_minima(), claims + "/" + k + "/risk", "3/2"), "local_minimum.risk",
                   claims + "/" + k + "/risk");
  }
  check_rejected(with(two_minima(), second_classes + "/5", 3), "local_minimum.numbering",
                 second_classes + "/5");
  check_rejected(with(two_minima(), second_classes + "/1", nullptr), "local_minimum.unsettled",
                 second_classes + "/1");
  Json certificate = two_minima(); // y of sample 2: the residuals on the left are 0, −2, 1
  certificate["statement"]["data"]["rows"][0][1] = "3";
  certificate["statement"]["claims"][0]["risk"] = "11/6";
  check_rejected(certificate, "local_minimum.lifted_stationarity",
                 "/statement/networks/W/layers/1");
  certificate = two_minima();
  certificate["statement"]["networks"]["W2"]["layers"][1]["biases"][0] = "-9";
  certificate["statement"]["claims"][1]["risk"] = "2";
  check_rejected(certificate, "local_minimum.lifted_stationarity",
                 "/statement/networks/W2/layers/1");
}

TEST_CASE("names of claims and networks", "[verifier]") {
  const Json good = two_minima();
  for (const char* name : {"local_minimum", "second", "local_minimum2", "local_minimum ", ""})
    check_malformed(with(good, claims + "/1/name", name), "document.claim_name",
                    claims + "/1/name");
  Json twice = good;
  twice["statement"]["claims"][1].erase("name");
  check_malformed(twice, "document.claim_name", claims + "/1");
  check_malformed(with(good, claims + "/2/minima/1", "local_minimum 3"), "document.claim_needs",
                  claims + "/2/minima/1");
  check_malformed(with(good, claims + "/2/minima/1", "distinct_risks"), "document.claim_needs",
                  claims + "/2/minima/1");
  check_malformed(with(good, claims + "/2/minima", Json::array()), "shape.empty",
                  claims + "/2/minima");
  Json missing = with(good, claims + "/1/network", "W3");
  missing["statement"]["networks"].erase("W2");
  check_malformed(missing, "document.missing_key", "/statement/networks");
  Json unused = good;
  unused["statement"]["networks"]["W3"] = unused["statement"]["networks"]["W"];
  check_malformed(unused, "document.unknown_key", "/statement/networks/W3");
  Json nobody = good;
  nobody["statement"]["claims"][1].erase("network");
  check_malformed(nobody, "document.missing_key", claims + "/1");
  Json named = good; // a claim that is not about a network names none
  named["statement"]["claims"][2]["network"] = "W";
  check_malformed(named, "document.unknown_key", claims + "/2/network");
}

TEST_CASE("a second network of another name is named", "[verifier]") {
  Json certificate = hand_example();
  Json& statement = certificate["statement"];
  statement["networks"]["finer"] = statement["networks"]["W2"];
  statement["networks"].erase("W2");
  statement["claims"][2]["better"] = "finer";
  const std::string theorem = verdict_of(certificate).theorem;
  INFO(theorem);
  CHECK(theorem.find("A network W2 (\"finer\") of the same architecture") != std::string::npos);
  CHECK(theorem.find("pattern groups of W2 (\"finer\") refine") != std::string::npos);
}

TEST_CASE("a claim stands on one about its own network", "[verifier]") {
  Json certificate = hand_example(); // `refinement` of W2, which no claim says to be spurious
  certificate["statement"]["claims"][3]["network"] = "W2";
  check_malformed(certificate, "document.claim_needs", claims + "/3");
}
