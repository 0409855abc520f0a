// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `trained_minimum` on random networks with layers of every kind, without ties: residuals
// orthogonal to the derivatives by some random parameters make W stationary in them, exactly. What
// is accepted has no lower risk at random points of its box; what has one is rejected.

#include "unit/verifier/layer/random_networks.hpp"

#include <map>
#include <set>

using namespace thalweg::tests;
using thalweg::fraction;
using thalweg::Rational;
using thalweg::to_string;
namespace verifier = thalweg::verifier;

namespace {

/// By layer: its number of rows, their length, and whether there are biases; 0 rows without
/// parameters.
struct RowShape {
  std::size_t rows = 0, length = 0;
  bool has_biases = false;
};

std::vector<RowShape> row_shapes(const Json& network) {
  std::vector<RowShape> result;
  for (std::size_t l = 0; l < network["layers"].size(); ++l) {
    const Json& layer = network["layers"][l];
    result.push_back(layer.contains("weights")
                         ? RowShape{layer["weights"].size(), RandomNetworks::row_length(network, l),
                                    !layer["biases"].is_null()}
                         : RowShape{});
  }
  return result;
}

std::size_t parameter_count(const std::vector<RowShape>& shapes) {
  std::size_t count = 0;
  for (const RowShape& shape : shapes)
    count += shape.rows * (shape.length + (shape.has_biases ? 1 : 0));
  return count;
}

void add_to(Json& text, const Rational& change) {
  text = to_string(Rational(*thalweg::parse_number(text.get<std::string>()) + change));
}

/// Adds to the parameter with this number: of each layer all weights by rows, then the biases.
void move(Json& network, const std::vector<RowShape>& shapes, std::size_t number,
          const Rational& change) {
  for (std::size_t l = 0; l < shapes.size(); ++l) {
    Json& layer = network["layers"][l];
    const RowShape& shape = shapes[l];
    if (number < shape.rows * shape.length) {
      Json& row = layer["weights"][number / shape.length];
      const std::size_t k = number % shape.length;
      const auto at = std::find_if(row.begin(), row.end(), [&](const Json& term) {
        return term[0].get<std::size_t>() >= k;
      });
      if (at == row.end() || (*at)[0].get<std::size_t>() != k) {
        row.insert(at, Json::array({k, to_string(change)}));
        return;
      }
      add_to((*at)[1], change);
      if ((*at)[1] == "0")
        row.erase(at);
      return;
    }
    number -= shape.rows * shape.length;
    const std::size_t biases = shape.has_biases ? shape.rows : 0;
    if (number < biases)
      return add_to(layer["biases"][number], change);
    number -= biases;
  }
}

struct LayerTrial {
  Json network;
  std::vector<RowShape> shapes;
  std::vector<std::vector<Rational>> inputs;
  std::vector<NaivePieces> pieces;
  std::vector<Rational> targets;
  std::vector<std::size_t> free;

  Rational risk(const Json& at) const {
    Rational sum;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const Rational r = NaiveNetwork(at)(inputs[i]).front() - targets[i];
      sum += r * r;
    }
    return sum / static_cast<unsigned long>(inputs.size());
  }
};

std::optional<LayerTrial> layer_trial(RandomNetworks& random) {
  LayerTrial t;
  t.network = random.network(random.below(3) + 1, true, true);
  t.shapes = row_shapes(t.network);
  std::vector<Rational> outputs;
  for (int k = 0; k < 8; ++k) {
    NaiveNetwork naive(t.network);
    const std::vector<Rational> x = random.input(t.network);
    const Rational output = naive(x).front();
    if (naive.is_on_wall || std::find(t.inputs.begin(), t.inputs.end(), x) != t.inputs.end())
      continue;
    t.inputs.push_back(x);
    t.pieces.push_back(naive.pieces);
    outputs.push_back(output);
  }
  if (t.inputs.size() < 3)
    return std::nullopt;
  std::set<std::size_t> free;
  for (long count = random.below(3) + 1; count > 0; --count)
    free.insert(static_cast<std::size_t>(random.below(long(parameter_count(t.shapes)))));
  t.free.assign(free.begin(), free.end());
  std::vector<std::vector<Rational>> derivatives; // the outputs are affine in each parameter
  for (const std::size_t j : t.free) {
    Json moved = t.network;
    move(moved, t.shapes, j, 1);
    std::vector<Rational>& row = derivatives.emplace_back();
    for (std::size_t i = 0; i < t.inputs.size(); ++i)
      row.push_back(NaiveNetwork(moved, &t.pieces[i])(t.inputs[i]).front() - outputs[i]);
  }
  const std::vector<Rational> residuals = orthogonal_vector(derivatives, t.inputs.size(), random);
  for (std::size_t i = 0; i < t.inputs.size(); ++i)
    t.targets.push_back(outputs[i] - residuals[i]);
  return t;
}

Json certificate_of(const LayerTrial& t, int box_exponent) {
  Json rows = Json::array(), fixed = Json::array();
  for (std::size_t i = 0; i < t.inputs.size(); ++i) {
    Json& row = rows.emplace_back(Json::array());
    for (const Rational& x : t.inputs[i])
      row.push_back(to_string(x));
    row.push_back(to_string(t.targets[i]));
  }
  for (std::size_t j = 0; j < parameter_count(t.shapes); ++j)
    if (!std::binary_search(t.free.begin(), t.free.end(), j))
      fixed.push_back(j);
  const Rational box = fraction(1, 1L << box_exponent), near = box / 1048576;
  const Rational risk = t.risk(t.network), slack = fraction(1, 1L << 40);
  Json certificate = minimum_of(t.network, rows, "1", "0", Json::array());
  certificate["statement"]["claims"] =
      Json::array({{{"claim", "trained_minimum"},
                    {"network", "W"},
                    {"distance", to_string(near)},
                    {"radius", to_string(Rational(box - near))},
                    {"strict_radius", to_string(Rational(box - near))},
                    {"risk_lower", to_string(Rational(risk - slack))},
                    {"risk_upper", to_string(Rational(risk + slack))},
                    {"scope", "slice"},
                    {"ties", Json::array()},
                    {"fixed", fixed}}});
  const Json none = Json::array();
  certificate["witness"] = {{"trained_minimum",
                             {{"bits", 128},
                              {"near", to_string(near)},
                              {"box", to_string(box)},
                              {"strict_box", to_string(box)},
                              {"share", "1/4"},
                              {"curvature", "1/4096"},
                              {"steps", std::vector<std::string>(t.free.size(), "1")},
                              {"multipliers", none},
                              {"bounds", none},
                              {"penalties", none},
                              {"fields", none}}}};
  return certificate;
}

/// A random point of the box; is its risk above that of W?
bool is_above(const LayerTrial& t, RandomNetworks& random, int box_exponent) {
  Json moved = t.network;
  for (const std::size_t j : t.free)
    if (const long change = random.below(9) - 4; change != 0)
      move(moved, t.shapes, j, fraction(change, 4L << box_exponent));
  return moved == t.network || t.risk(moved) > t.risk(t.network);
}

} // namespace

TEST_CASE("random minima near networks with layers of every kind are minima", "[verifier]") {
  RandomNetworks random(20261130);
  std::size_t accepted = 0, rejected_saddles = 0;
  std::map<std::string, std::size_t> kinds;
  for (int round = 0; round < 400; ++round) {
    const std::optional<LayerTrial> t = layer_trial(random);
    if (!t)
      continue;
    for (const int box_exponent : {8, 14}) {
      const Json certificate = certificate_of(*t, box_exponent);
      INFO("round " << round << ": " << certificate.dump());
      const verifier::Outcome outcome = verdict_of(certificate);
      INFO(verifier::verdict_line(outcome));
      REQUIRE((outcome.verdict == verifier::Verdict::accepted ||
               outcome.verdict == verifier::Verdict::rejected));
      bool are_above = true;
      for (int k = 0; k < 12; ++k)
        are_above = is_above(*t, random, box_exponent) && are_above;
      if (outcome.verdict != verifier::Verdict::accepted) {
        rejected_saddles += are_above ? 0 : 1;
        continue;
      }
      CHECK(are_above);
      ++accepted;
      for (const Json& layer : t->network["layers"])
        ++kinds[layer["kind"].get<std::string>()];
    }
  }
  INFO(accepted << " accepted, " << rejected_saddles << " rejected with a lower or equal risk");
  CHECK(accepted >= 100);
  CHECK(rejected_saddles >= 50);
  for (const char* kind : {"convolution", "average_pooling", "max_pooling", "addition"}) {
    INFO(kind);
    CHECK(kinds[kind] >= 3);
  }
}
