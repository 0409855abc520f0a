// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random networks with layers of every kind against the definitions: forward passes, the network
// unrolled into dense layers, stationarity against the values at random parameters, and radii
// against random changes of that size.

#include "unit/verifier/layer/random_networks.hpp"
#include "unit/verifier/number/fractions.hpp"
#include "verifier/layer/gradient.hpp"
#include "verifier/layer/network_document.hpp"

#include <map>

using namespace thalweg::tests;
using thalweg::Integer;
using thalweg::Rational;
using thalweg::to_string;
namespace verifier = thalweg::verifier;

namespace {

verifier::Network network_of_json(const Json& network) {
  const std::string text = network.dump();
  verifier::JsonDocument document{"certificate", text, {}, {}};
  verifier::read_json(document);
  const std::size_t d = network.contains("input_shape")
                            ? RandomNetworks::size(network["input_shape"])
                            : std::size_t{1};
  return verifier::read_network(verifier::Node(document), d);
}

verifier::List<verifier::Fraction> fractions(const std::vector<Rational>& values) {
  verifier::List<verifier::Fraction> result;
  for (const Rational& value : values)
    result.push_back(thalweg::tests::fraction_of(value));
  return result;
}

/// Samples without walls and their classes by first appearance.
struct Samples {
  std::vector<std::vector<Rational>> x;
  std::vector<NaivePieces> pieces;
  std::vector<Rational> outputs;
  Json classes = Json::array();

  void add(const Json& network, const std::vector<Rational>& input) {
    NaiveNetwork naive(network);
    const std::vector<Rational> output = naive(input);
    if (naive.is_on_wall)
      return;
    x.push_back(input);
    outputs.push_back(output.front());
    const std::size_t next = numbers_.size();
    classes.push_back(numbers_.emplace(naive.pieces, next).first->second);
    pieces.push_back(naive.pieces);
  }

  /// A minimum with the residuals g.
  Json claimed(const Json& network, const std::vector<Rational>& g, const Rational& radius) const {
    Json rows = Json::array();
    Rational risk;
    for (std::size_t i = 0; i < x.size(); ++i) {
      Json row = Json::array();
      for (const Rational& value : x[i])
        row.push_back(to_string(value));
      row.push_back(to_string(Rational(outputs[i] - g[i])));
      rows.push_back(row);
      risk += g[i] * g[i];
    }
    risk /= static_cast<unsigned long>(x.size());
    return minimum_of(network, rows, to_string(radius), to_string(risk), classes);
  }

private:
  std::map<NaivePieces, std::size_t> numbers_;
};

/// Σ_i g_i v_i = 0 for every row v.
bool is_orthogonal(const std::vector<std::vector<Rational>>& rows, const std::vector<Rational>& g) {
  for (const std::vector<Rational>& row : rows) {
    Rational sum;
    for (std::size_t i = 0; i < g.size(); ++i)
      sum += row[i] * g[i];
    if (sum != 0)
      return false;
  }
  return true;
}

} // namespace

TEST_CASE("forward passes of random networks are those of the definitions", "[verifier]") {
  const unsigned seed = 1604;
  INFO("seed " << seed);
  RandomNetworks random(seed);
  for (int trial = 0; trial < 300; ++trial) {
    const Json network = random.network(random.below(5), true, true);
    INFO(network.dump());
    const verifier::Network read = network_of_json(network);
    for (int sample = 0; sample < 3; ++sample) {
      std::vector<Rational> x = random.input(network);
      if (sample == 0) // ties
        for (Rational& value : x)
          value = random.below(2);
      NaiveNetwork naive(network);
      naive(x);
      const verifier::ForwardPass pass = verifier::forward_pass(read, fractions(x));
      for (std::size_t l = 0; l < naive.outputs.size(); ++l)
        CHECK(pass.h[l] == fractions(naive.outputs[l].values));
      CHECK(pass.is_on_wall == naive.is_on_wall);
    }
  }
}

TEST_CASE("a network and its unrolled dense network compute the same", "[verifier]") {
  const unsigned seed = 1605;
  INFO("seed " << seed);
  RandomNetworks random(seed);
  for (int trial = 0; trial < 100; ++trial) {
    const Json network = random.network(random.below(4), false, false);
    INFO(network.dump());
    // Column k of a layer's matrix: its output at the k-th unit vector less that at 0. Each layer
    // is looked at alone, as a network of one layer without its activation.
    Json unrolled = {{"layers", Json::array()}};
    NaiveNetwork whole(network);
    whole(random.input(network));
    for (std::size_t l = 0; l < network["layers"].size(); ++l) {
      const NaiveArray& h = whole.outputs[l];
      Json alone = {{"input_shape", {h.channels, h.height, h.width}},
                    {"layers", Json::array({network["layers"][l]})}};
      Json& layer = alone["layers"][0];
      for (const char* key : {"kernel", "window", "stride", "padding", "dilation"})
        if (layer.contains(key) && layer[key].size() == 1)
          layer[key].insert(layer[key].begin(), std::string(key) == "padding" ? 0 : 1);
      const Json activation = layer.value("activation", Json("identity"));
      layer.erase("activation");
      std::vector<Rational> x(h.values.size());
      const std::vector<Rational> at_zero = NaiveNetwork(alone)(x);
      Json rows(at_zero.size(), Json::array());
      Json biases = Json::array();
      for (const Rational& bias : at_zero)
        biases.push_back(to_string(bias));
      for (std::size_t k = 0; k < x.size(); ++k) {
        x[k] = 1;
        const std::vector<Rational> column = NaiveNetwork(alone)(x);
        x[k] = 0;
        for (std::size_t j = 0; j < column.size(); ++j)
          if (const Rational weight = column[j] - at_zero[j]; weight != 0)
            rows[j].push_back(Json::array({k, to_string(weight)}));
      }
      unrolled["layers"].push_back(dense(activation, rows, biases));
    }
    Samples samples;
    std::vector<Rational> g;
    for (int sample = 0; sample < 4; ++sample)
      samples.add(network, random.input(network));
    for (std::size_t i = 0; i < samples.x.size(); ++i)
      g.push_back(random.small());
    if (g.empty())
      continue;
    const Rational radius(1, Integer(1) << 100);
    for (const Json& either : {network, unrolled}) { // R(W) is looked at before stationarity
      const verifier::Outcome outcome = verdict_of(samples.claimed(either, g, radius));
      INFO(verifier::verdict_line(outcome));
      CHECK((outcome.verdict == verifier::Verdict::accepted ||
             outcome.code == "local_minimum.lifted_stationarity"));
    }
    check_accepted(samples.claimed(network, std::vector<Rational>(g.size()), radius));
    check_accepted(samples.claimed(unrolled, std::vector<Rational>(g.size()), radius));
  }
}

TEST_CASE("stationarity is orthogonality to the outputs at all parameters", "[verifier]") {
  const unsigned seed = 1606;
  INFO("seed " << seed);
  RandomNetworks random(seed);
  int accepted = 0;
  int rejected = 0;
  for (int trial = 0; trial < 150; ++trial) {
    const Json network = random.network(random.below(4), true, true);
    INFO(network.dump());
    Samples samples;
    const std::size_t wanted = static_cast<std::size_t>(random.below(24) + 1);
    for (std::size_t k = 0; k < 2 * wanted && samples.x.size() < wanted; ++k)
      samples.add(network, random.input(network));
    const std::size_t n = samples.x.size();
    if (n == 0)
      continue;
    // outputs of other parameters, with the patterns of these
    std::vector<std::vector<Rational>> outputs;
    for (std::size_t t = 0; t < n + 3; ++t) {
      const Json other = random.with_other_parameters(network);
      std::vector<Rational>& row = outputs.emplace_back();
      for (std::size_t i = 0; i < n; ++i)
        row.push_back(NaiveNetwork(other, &samples.pieces[i])(samples.x[i]).front());
    }
    std::vector<Rational> g = orthogonal_vector(outputs, n, random);
    const Rational radius(1, Integer(1) << 100);
    check_accepted(samples.claimed(network, g, radius));
    accepted += std::any_of(g.begin(), g.end(), [](const Rational& a) { return a != 0; }) ? 1 : 0;
    g[static_cast<std::size_t>(random.below(static_cast<long>(n)))] += 1;
    if (is_orthogonal(outputs, g)) {
      check_accepted(samples.claimed(network, g, radius));
      continue;
    }
    ++rejected;
    const verifier::Outcome outcome = verdict_of(samples.claimed(network, g, radius));
    CHECK(outcome.code == "local_minimum.lifted_stationarity");
  }
  CHECK(accepted > 50);
  CHECK(rejected > 50);
}

TEST_CASE("within an accepted radius no pattern changes", "[verifier]") {
  const unsigned seed = 1607;
  INFO("seed " << seed);
  RandomNetworks random(seed);
  int tight = 0;
  for (int trial = 0; trial < 60; ++trial) {
    const Json network = random.network(random.below(3) + 1, true, true);
    INFO(network.dump());
    Samples samples;
    for (int sample = 0; sample < 3; ++sample)
      samples.add(network, random.input(network));
    if (samples.x.empty())
      continue;
    const std::vector<Rational> settled(samples.x.size());
    for (const char* method : {"first_order", "interval"}) {
      Rational radius = 64;
      const auto is_accepted = [&] {
        const verifier::Outcome outcome = verdict_of(with(samples.claimed(network, settled, radius),
                                                          "/witness/local_minimum/method", method));
        CHECK((outcome.verdict == verifier::Verdict::accepted ||
               outcome.code == "local_minimum.radius" || outcome.code == "local_minimum.pooling"));
        return outcome.verdict == verifier::Verdict::accepted;
      };
      while (!is_accepted()) {
        radius /= 2;
        REQUIRE(radius > Rational(1, Integer(1) << 200));
      }
      const auto flips_at = [&](const Rational& r) {
        for (int corner = 0; corner < 10; ++corner) {
          const Json moved = random.moved(network, r);
          for (std::size_t i = 0; i < samples.x.size(); ++i) {
            NaiveNetwork naive(moved);
            naive(samples.x[i]);
            if (naive.pieces != samples.pieces[i] || naive.is_on_wall)
              return true;
          }
        }
        return false;
      };
      CHECK_FALSE(flips_at(radius));
      tight += flips_at(8 * radius) ? 1 : 0;
    }
  }
  CHECK(tight > 20); // the radii are not much smaller than they could be
}

TEST_CASE("derivatives are differences of linear networks", "[verifier]") {
  // Without activations z_l is affine in the bias of unit a of layer m, as long as maxima select
  // the same entries: its derivative by z_{m,a} is the difference of two forward passes, times
  // 2^40.
  const unsigned seed = 1608;
  INFO("seed " << seed);
  RandomNetworks random(seed);
  const verifier::Integer tiny = verifier::Integer(1) << 40;
  for (int trial = 0; trial < 60; ++trial) {
    Json network = random.network(random.below(4) + 1, true, true);
    for (Json& layer : network["layers"])
      if (layer.contains("activation"))
        layer["activation"] = "identity";
    INFO(network.dump());
    const verifier::Network read = network_of_json(network);
    const auto x = fractions(random.input(network));
    const verifier::ForwardPass pass = verifier::forward_pass(read, x);
    const std::size_t hidden = read.hidden_count();
    const verifier::Pattern pieces(pass.pieces.begin(),
                                   pass.pieces.begin() + static_cast<std::ptrdiff_t>(hidden));
    const verifier::Derivatives derivatives(read, pieces);
    for (std::size_t m = 0; m < hidden && !pass.is_on_wall; ++m)
      for (std::size_t a = 0; a < read.layers[m].units.size(); ++a) {
        verifier::Network changed = read;
        verifier::Unit& unit = changed.layers[m].units[a];
        unit.bias = unit.bias * tiny + unit.denominator;
        unit.denominator *= tiny;
        for (verifier::Term& term : unit.terms)
          term.weight *= tiny;
        const verifier::ForwardPass after = verifier::forward_pass(changed, x);
        REQUIRE(after.pieces == pass.pieces);
        for (std::size_t l = m; l < hidden; ++l)
          for (std::size_t j = 0; j < read.layers[l].units.size(); ++j) {
            const verifier::AffineRow derivative = derivatives.of(l, j)[m];
            const verifier::Fraction found =
                derivative.coefficients.empty()
                    ? verifier::Fraction{}
                    : verifier::fraction(derivative.coefficients[a], derivative.denominator);
            CHECK(found == (after.z[l][j] - pass.z[l][j]) * verifier::Fraction{tiny, 1});
          }
      }
  }
}
