// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random families of one direction against the definition. Every sample is there twice, with
// targets F ± 1: residuals cancel on each class, so any network off walls is a local minimum.
// Random directions (biased to units that are off, and to changes that cancel) are accepted only if
// a fine grid of t, evaluated naively, has one pattern and one output everywhere; where the grid
// sees a change they are rejected.

#include "unit/verifier/certificate_text.hpp"
#include "unit/verifier/layer/naive_network.hpp"

#include <random>

using namespace thalweg;
using namespace thalweg::tests;

namespace {

class Trial {
public:
  explicit Trial(std::mt19937& random) : random_(random) {
    const std::size_t width = 1 + random_() % 3;
    layers_ =
        Json::array({layer("relu", 1, width), layer("relu", width, 2), layer("identity", 2, 1)});
    for (Json& l : layers_)
      moved_.push_back(l);
    for (std::size_t moves = 1 + random_() % 4; moves > 0; --moves)
      move_one();
  }

  int number(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<unsigned>(high - low + 1));
  }

  /// W + tD
  Json at(const Rational& t) const {
    Json result = layers_;
    for (std::size_t l = 0; l < result.size(); ++l)
      for (std::size_t j = 0; j < result[l]["biases"].size(); ++j) {
        const auto between = [&](const std::string& a, const std::string& b) {
          return to_string(Rational(a) + t * (Rational(b) - Rational(a)));
        };
        result[l]["biases"][j] = between(layers_[l]["biases"][j], moved_[l]["biases"][j]);
        Json& row = result[l]["weights"][j];
        for (std::size_t k = 0; k < row.size(); ++k)
          row[k][1] = between(row[k][1], moved_[l]["weights"][j][k][1]);
      }
    return {{"layers", result}};
  }

  /// D, by what has changed; no entry if nothing has.
  Json direction() const {
    Json weights = Json::array(), biases = Json::array();
    for (std::size_t l = 0; l < layers_.size(); ++l)
      for (std::size_t j = 0; j < layers_[l]["biases"].size(); ++j) {
        const auto change = [](const std::string& a, const std::string& b) {
          return Rational(Rational(b) - Rational(a));
        };
        const Rational c = change(layers_[l]["biases"][j], moved_[l]["biases"][j]);
        if (c != 0)
          biases.push_back({l, j, to_string(c)});
        for (std::size_t k = 0; k < layers_[l]["weights"][j].size(); ++k) {
          const Rational w = change(layers_[l]["weights"][j][k][1], moved_[l]["weights"][j][k][1]);
          if (w != 0)
            weights.push_back({l, j, k, to_string(w)});
        }
      }
    return {{"weights", weights}, {"biases", biases}};
  }

private:
  /// Weights and biases that are not 0.
  Json layer(const char* activation, std::size_t inputs, std::size_t units) {
    Json weights = Json::array(), biases = Json::array();
    for (std::size_t j = 0; j < units; ++j) {
      Json row = Json::array();
      for (std::size_t k = 0; k < inputs; ++k)
        row.push_back({k, std::to_string(number(0, 1) == 0 ? number(-3, -1) : number(1, 3))});
      weights.push_back(row);
      biases.push_back(to_string(fraction(number(-9, 5), 2)));
    }
    return dense(activation, weights, biases);
  }

  void move_one() {
    Json& l = moved_[random_() % moved_.size()];
    const std::size_t j = random_() % l["biases"].size();
    const auto add = [&](Json& value) {
      value = to_string(Rational(value.get<std::string>()) + number(-2, 2));
    };
    if (number(0, 1) == 0)
      add(l["biases"][j]);
    else
      add(l["weights"][j][random_() % l["weights"][j].size()][1]);
  }

  std::mt19937& random_;
  Json layers_;
  std::vector<Json> moved_;
};

/// As the file writes it: zero weights are left out.
Json without_zeros(Json network) {
  for (Json& layer : network["layers"])
    for (Json& row : layer["weights"]) {
      Json kept = Json::array();
      for (const Json& term : row)
        if (term[1] != "0")
          kept.push_back(term);
      row = kept;
    }
  return network;
}

} // namespace

TEST_CASE("random families of one direction against the definition", "[verifier]") {
  const unsigned seed = 122;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  int accepted = 0, rejected = 0;
  for (int number = 0; number < 1500; ++number) {
    Trial trial(random);
    const Json network = trial.at(0);
    NaiveNetwork naive(network);
    Json rows = Json::array(), classes = Json::array();
    std::vector<NaivePieces> patterns, pieces;
    std::vector<std::vector<Rational>> inputs, outputs;
    for (int i = 0; i < 2; ++i) {
      const std::vector<Rational> x{trial.number(-3, 3)};
      const std::vector<Rational> f = naive(x);
      if (naive.is_on_wall)
        continue;
      auto known = std::find(patterns.begin(), patterns.end(), naive.pieces);
      const auto number_of_class = static_cast<std::size_t>(known - patterns.begin());
      if (known == patterns.end())
        patterns.push_back(naive.pieces);
      pieces.push_back(naive.pieces);
      inputs.push_back(x);
      outputs.push_back(f);
      for (const int residual : {1, -1}) {
        rows.push_back({to_string(x[0]), to_string(Rational(f[0] + residual))});
        classes.push_back(number_of_class);
      }
    }
    if (inputs.empty())
      continue;
    bool is_same = true; // on the grid
    for (int k = 0; k <= 48; ++k) {
      const Json moved = trial.at(fraction(k, 48));
      NaiveNetwork along(moved);
      for (std::size_t i = 0; i < inputs.size(); ++i)
        is_same = is_same && along(inputs[i]) == outputs[i] && !along.is_on_wall &&
                  along.pieces == pieces[i];
    }
    const Json direction = trial.direction();
    const bool moves = !direction["weights"].empty() || !direction["biases"].empty();
    const Json certificate = {
        {"format", "thalweg-certificate"},
        {"version", 3},
        {"provenance", {{"tool", "random"}, {"command", "none"}}},
        {"statement",
         {{"data", {{"columns", {"x", "y"}}, {"targets", {1}}, {"rows", rows}}},
          {"loss", {{"name", "squared"}}},
          {"networks", {{"W", without_zeros(network)}}},
          {"claims",
           {{{"claim", "local_minimum"}, {"network", "W"}, {"radius", "1/100000"}, {"risk", "1"}},
            {{"claim", "family_of_minima"}, {"network", "W"}, {"dimension", 1}}}}}},
        {"witness",
         {{"local_minimum", {{"method", "first_order"}, {"pattern_classes", classes}}},
          {"family_of_minima",
           {{"directions", Json::array({direction})}, {"scaled", Json::array()}}}}}};
    const verifier::Outcome outcome = verdict_of(certificate);
    INFO(verifier::verdict_line(outcome) << "\n" << certificate.dump());
    REQUIRE((outcome.verdict == verifier::Verdict::accepted ||
             outcome.code.starts_with("family_of_minima.")));
    if (outcome.verdict == verifier::Verdict::accepted) {
      CHECK((is_same && moves));
      ++accepted;
    } else if (is_same && moves) {
      CHECK(outcome.code == "family_of_minima.pattern"); // met between points, or nearly
    } else {
      ++rejected;
    }
  }
  CHECK(accepted > 100);
  CHECK(rejected > 300);
}
