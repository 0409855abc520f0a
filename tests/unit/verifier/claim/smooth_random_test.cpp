// SPDX-License-Identifier: GPL-3.0-or-later
//
// The theorem of `smooth_minimum` by trial: quadratic units, so that every risk is rational, on
// random data with x and −x under one target (Σ r ξ = 0). Wherever the verifier says local minimum,
// no parameters nearby may be better, also not among those whose output at the centre stays what it
// was, so that second orders decide.

#include "unit/verifier/claim/smooth_examples.hpp"

#include "exact/rational.hpp"

#include <random>

using namespace thalweg::tests;
using thalweg::Rational;

namespace {

/// x and −x with one target, so that Σ r ξ = 0; quadratic units, all numbers small.
struct QuadraticNetwork {
  std::vector<std::vector<Rational>> inputs;
  std::vector<Rational> targets;
  std::vector<std::vector<Rational>> weights; ///< of unit k: w_k, then b_k
  std::vector<Rational> output;               ///< u, then b

  /// F(W; 0)
  Rational at_centre() const {
    Rational f = output.back();
    for (std::size_t k = 0; k < weights.size(); ++k)
      f += output[k] * weights[k].back() * weights[k].back();
    return f;
  }

  Rational sum_of_squares() const {
    Rational total = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      Rational f = output.back() - targets[i];
      for (std::size_t k = 0; k < weights.size(); ++k) {
        Rational z = weights[k].back();
        for (std::size_t a = 0; a < inputs[i].size(); ++a)
          z += weights[k][a] * inputs[i][a];
        f += output[k] * z * z;
      }
      total += f * f;
    }
    return total;
  }
};

Rational small(std::mt19937& random, int bound) {
  return static_cast<int>(random() % static_cast<unsigned>(2 * bound + 1)) - bound;
}

QuadraticNetwork random_quadratic_network(std::mt19937& random) {
  QuadraticNetwork net;
  const std::size_t d = random() % 3;
  const std::size_t pairs = random() % 3;
  const auto add = [&](const std::vector<Rational>& x, const Rational& y) {
    net.inputs.push_back(x);
    net.targets.push_back(y);
  };
  for (std::size_t j = 0; j <= pairs; ++j) {
    std::vector<Rational> x(d);
    for (Rational& coordinate : x)
      coordinate = small(random, 2);
    const Rational y = small(random, 4);
    if (j == pairs) { // one sample at the centre
      add(std::vector<Rational>(d), y);
      break;
    }
    add(x, y);
    for (Rational& coordinate : x)
      coordinate = -coordinate;
    add(x, y);
  }
  Rational mean = 0;
  for (const Rational& y : net.targets)
    mean += y;
  mean /= static_cast<int>(net.targets.size());
  const std::size_t units = 1 + random() % 2;
  for (std::size_t k = 0; k < units; ++k) {
    net.weights.emplace_back(d + 1);
    net.weights.back().back() = small(random, 2);
    net.output.push_back(small(random, 3));
    mean -= net.output.back() * net.weights.back().back() * net.weights.back().back();
  }
  net.output.push_back(mean);
  return net;
}

Json certificate_of(const QuadraticNetwork& net) {
  Json result = minimum_alone(quadratic_example());
  Json& statement = result["statement"];
  const std::size_t d = net.inputs.front().size();
  statement["data"] = {{"columns", Json::array()}, {"targets", {d}}, {"rows", Json::array()}};
  for (std::size_t a = 0; a <= d; ++a)
    statement["data"]["columns"].push_back("c" + std::to_string(a));
  for (std::size_t i = 0; i < net.inputs.size(); ++i) {
    Json row = Json::array();
    for (const Rational& x : net.inputs[i])
      row.push_back(thalweg::to_string(x));
    row.push_back(thalweg::to_string(net.targets[i]));
    statement["data"]["rows"].push_back(row);
  }
  Json& network = statement["smooth_network"];
  network["units"] = network["output_weights"] = Json::array();
  for (std::size_t k = 0; k < net.weights.size(); ++k) {
    network["units"].push_back({{"argument", thalweg::to_string(net.weights[k].back())}});
    network["output_weights"].push_back(thalweg::to_string(net.output[k]));
  }
  network["output_bias"] = thalweg::to_string(net.output.back());
  const Rational risk = net.sum_of_squares() / static_cast<int>(net.inputs.size());
  statement["claims"][0]["risk"] = thalweg::to_string(risk);
  return result;
}

} // namespace

TEST_CASE("no parameters near an accepted smooth minimum are better", "[verifier]") {
  const unsigned seed = 20190;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  int accepted = 0;
  for (int trial = 0; trial < 300; ++trial) {
    const QuadraticNetwork net = random_quadratic_network(random);
    const auto outcome = verdict_of(certificate_of(net));
    INFO("trial " << trial << " " << thalweg::verifier::verdict_line(outcome));
    if (outcome.verdict != thalweg::verifier::Verdict::accepted) {
      CHECK(outcome.code == "smooth_minimum.not_positive_definite");
      continue;
    }
    ++accepted;
    const Rational at_minimum = net.sum_of_squares();
    for (int step = 0; step < 20; ++step) {
      QuadraticNetwork near = net;
      const auto move = [&](Rational& value) { value += small(random, 3) / 65536; };
      for (auto& unit : near.weights)
        for (Rational& weight : unit)
          move(weight);
      for (Rational& weight : near.output)
        move(weight);
      if (step % 2 == 0) // the output at the centre as before, so that second orders decide
        near.output.back() += net.at_centre() - near.at_centre();
      CHECK(near.sum_of_squares() >= at_minimum);
    }
  }
  CHECK(accepted > 50);
}
