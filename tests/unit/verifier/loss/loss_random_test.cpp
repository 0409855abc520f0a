// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random rays of random networks with every loss: where a certificate is accepted, the risk along
// the ray, evaluated by the definitions, is the polynomial that the verifier says, and lower.

#include "unit/verifier/layer/random_networks.hpp"
#include "unit/verifier/loss/loss_formulas.hpp"

using namespace thalweg::tests;
using thalweg::Rational;
using thalweg::to_string;
namespace verifier = thalweg::verifier;

namespace {

Rational number(const Json& text) {
  return *thalweg::parse_number(text.get<std::string>());
}

/// Some parameters of the network, each with a change.
Json direction(const Json& network, RandomNetworks& random) {
  Json result = {{"weights", Json::array()}, {"biases", Json::array()}};
  const Json full = random.with_other_parameters(network); // with all weights written
  for (std::size_t l = 0; l < full["layers"].size(); ++l) {
    const Json& layer = full["layers"][l];
    if (!layer.contains("weights"))
      continue;
    for (std::size_t q = 0; q < layer["weights"].size(); ++q) {
      for (std::size_t k = 0; k < layer["weights"][q].size(); ++k)
        if (const Rational change = random.small(); change != 0 && random.below(3) == 0)
          result["weights"].push_back(Json::array({l, q, k, to_string(change)}));
      if (const Rational change = random.small();
          !layer["biases"].is_null() && change != 0 && random.below(3) == 0)
        result["biases"].push_back(Json::array({l, q, to_string(change)}));
    }
  }
  return result;
}

/// W + εD
Json moved(Json network, const Json& direction, const Rational& epsilon) {
  for (const Json& move : direction["weights"]) {
    Json& row =
        network["layers"][move[0].get<std::size_t>()]["weights"][move[1].get<std::size_t>()];
    Rational weight = epsilon * number(move[3]);
    Json others = Json::array();
    for (const Json& term : row)
      if (term[0] == move[2])
        weight += number(term[1]);
      else
        others.push_back(term);
    others.push_back(Json::array({move[2], to_string(weight)}));
    row = others;
  }
  for (const Json& move : direction["biases"]) {
    Json& bias =
        network["layers"][move[0].get<std::size_t>()]["biases"][move[1].get<std::size_t>()];
    bias = to_string(Rational(number(bias) + epsilon * number(move[2])));
  }
  return network;
}

struct Problem {
  std::string name;
  Rational parameter;
  std::vector<std::vector<Rational>> x;
  std::vector<Rational> y;
  std::vector<Rational> weights;

  Rational risk(const Json& network) const {
    Rational sum;
    for (std::size_t i = 0; i < x.size(); ++i)
      sum += weights[i] * loss_formula(name, parameter, NaiveNetwork(network)(x[i]).front(), y[i]);
    return sum / static_cast<unsigned long>(x.size());
  }
};

} // namespace

TEST_CASE("the risk along a ray is the polynomial that is stated", "[verifier]") {
  const unsigned seed = 1703;
  INFO("seed " << seed);
  RandomNetworks random(seed);
  LossNumbers numbers(seed);
  int accepted = 0;
  int on_kinks = 0;
  for (int trial = 0; trial < 420; ++trial) {
    const KnownLoss& kind = known_losses[static_cast<std::size_t>(trial) % known_losses.size()];
    const Json network = random.network(random.below(3), true, true);
    Problem problem{kind.name, numbers.parameter(kind.name), {}, {}, {}};
    Json rows = Json::array();
    Json weights = Json::array();
    bool is_on_kink = false;
    for (long i = random.below(3); i >= 0; --i) {
      problem.x.push_back(random.input(network));
      const Rational output = NaiveNetwork(network)(problem.x.back()).front();
      Rational y = numbers.target(kind.name);
      if (kind.is_regression && random.below(2) == 0)
        y = output + random.below(3) / 2;
      is_on_kink = is_on_kink || y == output;
      problem.y.push_back(y);
      problem.weights.push_back(thalweg::fraction(random.below(3) + 1, 2));
      Json row = Json::array();
      for (const Rational& value : problem.x.back())
        row.push_back(to_string(value));
      row.push_back(to_string(y));
      rows.push_back(row);
      weights.push_back(to_string(problem.weights.back()));
    }
    const Rational risk = problem.risk(network);
    Json certificate = minimum_of(network, rows, "1", "0", Json::array());
    certificate["statement"]["loss"] = {{"name", kind.name}, {"sample_weights", weights}};
    if (*kind.parameter != 0)
      certificate["statement"]["loss"][kind.parameter] = to_string(problem.parameter);
    const Json along = direction(network, random);
    certificate["witness"] = {{"not_local_minimum", along}};
    Rational epsilon = 1;
    verifier::Outcome outcome;
    do {
      epsilon /= 4;
      certificate["statement"]["claims"] = Json::array({{{"claim", "not_local_minimum"},
                                                         {"network", "W"},
                                                         {"epsilon", to_string(epsilon)},
                                                         {"risk", to_string(risk)}}});
      certificate["statement"]["networks"].erase("W2");
      outcome = verdict_of(certificate);
      REQUIRE(epsilon > Rational(1, thalweg::Integer(1) << 60));
    } while (outcome.code == "not_local_minimum.pattern" ||
             outcome.code == "not_local_minimum.loss_piece" ||
             outcome.code == "not_local_minimum.epsilon");
    INFO(certificate.dump());
    if (outcome.verdict != verifier::Verdict::accepted) {
      CHECK(outcome.code == "not_local_minimum.no_descent");
      const Rational tiny = epsilon / (thalweg::Integer(1) << 60); // where the lowest power decides
      CHECK(problem.risk(moved(network, along, tiny)) >= risk);
      continue;
    }
    ++accepted;
    on_kinks += is_on_kink ? 1 : 0;
    const Json coefficients =
        Json::parse(outcome.theorem_json)["not_local_minimum"]["risk_difference"];
    for (const Rational& part : {Rational(1), Rational(1, 2), Rational(1, 7)}) {
      const Rational at = epsilon * part;
      Rational difference;
      for (std::size_t k = coefficients.size(); k-- > 0;)
        difference = (difference + number(coefficients[k])) * at;
      CHECK(problem.risk(moved(network, along, at)) == Rational(risk + difference));
      CHECK(difference < 0);
    }
  }
  CHECK(accepted > 100);
  CHECK(on_kinks > 20);
}
