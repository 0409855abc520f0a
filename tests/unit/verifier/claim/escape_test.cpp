// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `escape`. By hand: samples x = 0, 1, 2 with y = 0, 0, 3, one hidden unit that is off at
// all of them, F = 5 [−x − 1]_+ + 1, R = (1 + 1 + 4)/3 = 2: every move by less than 1/5 keeps the
// unit off, so W is a local minimum. The path: its outgoing weight to 0; [x − 1]_+, 1 at x = 2
// only; its outgoing weight to 1, where F = 1, 1, 2 and R = 1. (At 2, as far again, R = 2/3.)

#include "unit/verifier/claim/escape_example.hpp"
#include "unit/verifier/layer/layer_examples.hpp"

#include <random>

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string path = "/witness/escape/waypoints/";

Json with_end(const char* weight, const char* better_risk) {
  Json result = with(escape_example(), claim + "/better_risk", better_risk);
  result["witness"]["escape"]["waypoints"][2] = escape_network("1", "-1", weight);
  return result;
}

} // namespace

TEST_CASE("a path that never rises is accepted", "[verifier]") {
  check_accepted(escape_example());
  const thalweg::verifier::Outcome outcome = verdict_of(escape_example());
  CHECK(
      outcome.theorem.find("Escape. W can be left: on a path of 3 straight pieces, along which the "
                           "risk never rises,\n") != std::string::npos);
  CHECK(outcome.theorem.find("R(W3) = 1 < R(W) = 2") != std::string::npos);
  CHECK(Json::parse(outcome.theorem_json)["escape"]["pieces"] == 3);
  check_accepted(with_end("4/3", "22/27")); // as high at 8/3 as at 4/3
}

TEST_CASE("the smallest damage of each obligation of an escape", "[verifier]") {
  const Json good = escape_example();
  check_rejected(with(good, claim + "/risk", "2001/1000"), "escape.risk", claim + "/risk");
  check_rejected(with(good, claim + "/better_risk", "999/1000"), "escape.better_risk",
                 claim + "/better_risk");
  check_rejected(with_end("4001/3000", "1"), "escape.rises", path + "2");
  check_rejected(with_end("-1/1000", "1"), "escape.rises", path + "2");
  check_rejected(with(good, path + "0/layers/0/activation", "identity"), "escape.architecture",
                 path + "0/layers/0");
  // two layers at once, from the network that nobody reads
  Json both = good;
  both["witness"]["escape"]["waypoints"][1] = escape_network("1", "-1", "1/1000");
  check_rejected(both, "escape.layers", path + "1");
  // a unit that is read moves, though it stays off
  Json read = good;
  read["witness"]["escape"]["waypoints"][0] = escape_network("-1", "-1001/1000", "5");
  check_rejected(read, "escape.not_affine", path + "0/layers/0");
  Json short_path = with(good, claim + "/better_risk", "2");
  short_path["witness"]["escape"]["waypoints"].erase(2);
  check_rejected(short_path, "escape.not_lower", claim + "/better_risk");
  Json none = good;
  none["witness"]["escape"]["waypoints"] = Json::array();
  check_malformed(none, "shape.empty", "/witness/escape/waypoints");
}

TEST_CASE("an accepted piece never rises, by values along it", "[verifier]") {
  std::mt19937 random(25);
  const auto small = [&] { return std::to_string(static_cast<int>(random() % 7) - 3); };
  std::size_t accepted = 0;
  for (int round = 0; round < 2000; ++round) {
    Json certificate = escape_example();
    const Json from = escape_network(small(), small(), random() % 2 == 0 ? "0" : small());
    Json to = from;
    Json& layer = to["layers"][random() % 2];
    if (random() % 2 == 0)
      layer["biases"][0] = small();
    else
      layer["weights"][0] = Json::array({Json::array({0, small()})});
    if (layer["weights"][0].size() == 1 && layer["weights"][0][0][1] == "0")
      layer["weights"][0] = Json::array();
    const thalweg::Rational before = escape_risk(from), after = escape_risk(to);
    certificate["statement"]["networks"]["W"] = from;
    certificate["statement"]["claims"][0]["risk"] = thalweg::to_string(before);
    certificate["statement"]["claims"][0]["better_risk"] = thalweg::to_string(after);
    certificate["witness"]["escape"]["waypoints"] = Json::array({to});
    const thalweg::verifier::Outcome outcome = verdict_of(certificate);
    if (outcome.verdict != thalweg::verifier::Verdict::accepted)
      continue;
    ++accepted;
    thalweg::Rational last = before;
    for (long t = 1; t <= 16; ++t) {
      const thalweg::Rational here = escape_risk(between(from, to, thalweg::fraction(t, 16)));
      CHECK(here <= last);
      last = here;
    }
    CHECK(last == after);
  }
  CHECK(accepted > 20);
}

TEST_CASE("on a path only dense layers move", "[verifier]") {
  // filter_example with the last layer 0: the largest of x_1, x_2 is 3 at both samples, R = 10; the
  // weight 1/2 gives F = 3/2, R = (1/4 + 25/4)/2, and 1 as far again R = 1
  Json good = filter_example();
  good["statement"]["networks"]["W"]["layers"][2]["weights"] = Json::array({Json::array()});
  good["statement"]["claims"] =
      Json::parse(R"([{"claim":"escape","network":"W","risk":"10","better_risk":"13/4"}])");
  good["statement"]["networks"].erase("W2");
  Json end = good["statement"]["networks"]["W"];
  end["layers"][2]["weights"] = Json::array({one_weight("1/2")});
  good["witness"] = {{"escape", {{"waypoints", Json::array({end})}}}};
  check_accepted(good);
  Json filter = end;
  filter["layers"][0]["weights"] = Json::array({one_weight("2")});
  Json both = good;
  both["witness"]["escape"]["waypoints"] = Json::array({filter});
  check_rejected(both, "escape.layers", path + "0");
  Json first = good; // nothing reads the filter, but a pooling takes it
  filter["layers"][2]["weights"] = Json::array({Json::array()});
  first["witness"]["escape"]["waypoints"] = Json::array({filter, end});
  check_rejected(first, "escape.layers", path + "0");
}

TEST_CASE("an input that is 0 at all samples is not seen", "[verifier]") {
  // hidden units [x]_+ and [−x]_+ at x = 1, 2: the second one is 0; its readers in a hidden layer
  // may move, those of the first one may not
  Json good = escape_example();
  good["statement"]["data"]["rows"] = Json::parse(R"([["1","0"],["2","0"]])");
  const auto network = [](const char* first, const char* second, const char* output) {
    return Json{{"layers",
                 {dense("relu", Json::array({one_weight("1"), one_weight("-1")}), {"0", "0"}),
                  dense("relu", Json::array({Json::array({{0, first}, {1, second}})}), {"0"}),
                  dense("identity", Json::array({one_weight(output)}), {"0"})}}};
  };
  good["statement"]["networks"]["W"] = network("1", "1", "1"); // F = 1, 2; R = 5/2
  good["statement"]["claims"] =
      Json::parse(R"([{"claim":"escape","network":"W","risk":"5/2","better_risk":"5/8"}])");
  good["witness"]["escape"]["waypoints"] =
      Json::array({network("1", "3", "1"), network("1", "3", "1/2")});
  check_accepted(good);
  Json seen = good;
  seen["witness"]["escape"]["waypoints"][0] = network("1001/1000", "1", "1");
  check_rejected(seen, "escape.not_affine", path + "0/layers/1");
}
