// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minima on walls solved from where a walk ended, by hand: the example of SPECIFICATION.md, section
// 36, whose parameters are known up to 10^-9, and what makes it none.

#include "trained/minimum_on_walls.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// F = a max(0, w x + b) + a_0, and a unit that is off.
Network two_units(const Rational& w, const Rational& b, const Rational& a, const Rational& bias) {
  return {{DenseLayer{1, {{{0, w}}, {}}, {b, -2}, relu()},
           DenseLayer{2, {{{0, a}}}, {bias}, identity_activation()}}};
}

Dataset samples(const std::vector<std::pair<int, int>>& points) {
  Dataset data{{"x", "y"}, {1}, {}, {}};
  for (const auto& [x, y] : points) {
    data.inputs.push_back({x});
    data.targets.push_back({y});
  }
  return data;
}

/// A walk that held unit 0 at the samples with x = 0 (the first of them), with relu on for x > 0.
WalkEnd walk_end(const Network& network, const Dataset& data) {
  WalkEnd end;
  end.network = network;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    if (data.inputs[i][0] == 0 && end.held.empty())
      end.held.push_back({0, 0, i});
    end.pieces.push_back({{data.inputs[i][0] > 0 ? std::size_t{1} : std::size_t{0}, 0}});
  }
  return end;
}

OnWallsResult solved(const Network& network, const TrainingProblem& problem) {
  return minimum_on_walls(walk_end(network, problem.data), network, problem);
}

const Rational tiny = fraction(1, 1000000000);

} // namespace

TEST_CASE("the minimum on a wall is found from a network that is near", "[trained]") {
  const TrainingProblem problem{samples({{-1, 1}, {0, -2}, {1, 3}, {2, 1}}), WeightedLoss{}, {}};
  const OnWallsResult result = solved(two_units(1 + tiny, -tiny / 3, 1, tiny * 2), problem);
  INFO(result.reason);
  REQUIRE(result.minimum);
  const MinimumOnWalls& minimum = *result.minimum;
  CHECK(minimum.network.layers[0].weights == std::vector<SparseRow>{{{0, 1}}, {}});
  CHECK(minimum.network.layers[0].biases == Vector{0, -2});
  CHECK(minimum.network.layers[1].biases == Vector{0});
  CHECK(minimum.risk == Rational(5, 2));
  CHECK(minimum.ties == std::vector<WallTie>{{1, 0, -2}});
  CHECK(result.largest_move == tiny * 2);
  // 2 r < 1, and r has ten digits
  CHECK(minimum.radius == Rational(1023, 2048));
}

TEST_CASE("samples with one input share a multiplier", "[trained]") {
  const TrainingProblem problem{
      samples({{-1, 1}, {0, -3}, {1, 3}, {2, 1}, {0, 1}}), WeightedLoss{}, {}};
  const OnWallsResult result = solved(two_units(1, 0, 1, 0), problem);
  INFO(result.reason);
  REQUIRE(result.minimum);
  CHECK(result.minimum->ties == std::vector<WallTie>{{1, 0, -2}, {4, 0, 0}});
  CHECK(result.minimum->risk == Rational(16, 5));
}

// F = max(0, x_1) without a bias, which is 0 at (1, 0), and so at (2, 0). g = 2, 2, −4, 2, −2: Σ g
// = 0, and −4 (1, 1) + 2 (0, 2) = λ_0 (1, 0) + λ_1 (2, 0) asks for −2 ≤ λ_0, λ_1 ≤ 0, λ_0 + 2 λ_1
// = −4.
TEST_CASE("a tie that follows from another one is one as well", "[trained]") {
  Network network{{DenseLayer{2, {{{1, 1 + tiny}}}, {0}, relu()},
                   DenseLayer{1, {{{0, 1}}}, {tiny}, identity_activation()}}};
  network.layers.front().has_biases = false;
  const Dataset data{{"x0", "x1", "y"},
                     {2},
                     {{1, 0}, {2, 0}, {1, 1}, {0, 2}, {0, -1}},
                     {{-1}, {-1}, {3}, {1}, {1}}};
  for (const std::size_t piece : {0, 1}) {
    WalkEnd end;
    end.network = network;
    end.held = {{0, 0, 0}};
    end.pieces = {{{0}}, {{piece}}, {{1}}, {{1}}, {{0}}};
    const OnWallsResult result = minimum_on_walls(end, network, {data, WeightedLoss{}, {}});
    INFO(result.reason);
    REQUIRE(result.minimum);
    CHECK(result.minimum->risk == Rational(8, 5));
    REQUIRE(result.minimum->ties.size() == 2);
    const Rational first = result.minimum->ties[0].multiplier;
    const Rational second = result.minimum->ties[1].multiplier;
    CHECK(first + 2 * second == -4);
    CHECK(first <= 0);
    CHECK(first >= -2);
    CHECK(second >= -2);
  }
}

TEST_CASE("other losses of quadratic pieces are solved with their pieces", "[trained]") {
  // Huber with δ = 3: all residuals are in the middle piece, half of the squares
  const TrainingProblem problem{
      samples({{-1, 1}, {0, -2}, {1, 3}, {2, 1}}), WeightedLoss(loss_of_text("huber:3")), {}};
  const OnWallsResult result = solved(two_units(1 + tiny, 0, 1, 0), problem);
  INFO(result.reason);
  REQUIRE(result.minimum);
  CHECK(result.minimum->risk == Rational(5, 4));
  CHECK(result.minimum->ties == std::vector<WallTie>{{1, 0, -1}});
}

TEST_CASE("losses with kinks are solved with the subgradients that prove the optimum",
          "[trained]") {
  // F(−1) = c and F(2) = 2w + c are fitted: g = −1/2, 1, −1, 1/2 has Σ g = 0, g_2 + 2 g_3 = 0, and
  // λ = g_2 + g_3, λ + g_1 = 1/2
  const TrainingProblem problem{
      samples({{-1, 0}, {0, -2}, {1, 3}, {2, 2}}), WeightedLoss(loss_of_text("absolute")), {}};
  const OnWallsResult result = solved(two_units(1 + tiny, -tiny, 1, tiny), problem);
  INFO(result.reason);
  REQUIRE(result.minimum);
  CHECK(result.minimum->risk == 1);
  CHECK(result.minimum->network.layers[0].weights == std::vector<SparseRow>{{{0, 1}}, {}});
  CHECK(result.minimum->ties == std::vector<WallTie>{{1, 0, fraction(-1, 2)}});
  CHECK(result.minimum->subgradients ==
        Subgradients{Vector{fraction(-1, 2)}, Vector{1}, Vector{-1}, Vector{fraction(1, 2)}});
}

// F = 3/10 + max(0, x + 7/10). Where the unit is on all is fitted; where it is off the loss is the
// same for 0 ≤ a_0 ≤ 1, but at 0 the unit would be on at −3/4 and at 1 it would be off at −1/2.
TEST_CASE("of many optima of a loss with kinks that of the walk keeps the patterns", "[trained]") {
  const Dataset data{{"x", "y"},
                     {1},
                     {{-2}, {fraction(-3, 4)}, {fraction(-1, 2)}, {1}, {3}},
                     {{1}, {0}, {fraction(1, 2)}, {2}, {4}}};
  WalkEnd end;
  end.network = two_units(1, fraction(7, 10) + tiny, 1 + tiny, fraction(3, 10));
  for (const Vector& input : data.inputs)
    end.pieces.push_back({{input[0] > fraction(-7, 10) ? std::size_t{1} : std::size_t{0}, 0}});
  const OnWallsResult result =
      minimum_on_walls(end, end.network, {data, WeightedLoss(loss_of_text("absolute")), {}});
  INFO(result.reason);
  REQUIRE(result.minimum);
  CHECK(result.minimum->ties.empty());
  CHECK(result.minimum->risk == fraction(1, 5));
  CHECK(result.minimum->network.layers[1].biases[0] == fraction(3, 10));
  CHECK(result.minimum->subgradients[0] == Vector{-1});
  CHECK(result.minimum->subgradients[1] == Vector{1});
}

// F = 1 − 2 max(0, x): where the unit is off all outputs are on the kink of the label 1, and so is
// that at x = 0, on the wall. Rounding off the kinks leaves the unit a little above it, and another
// one with a weight that should be 0.
TEST_CASE("what rounding off kinks has moved is put back", "[trained]") {
  const Dataset data = samples({{-3, -1}, {-2, 1}, {-1, 1}, {0, 1}, {1, -1}, {2, -1}});
  WalkEnd end;
  end.network = two_units(1, 3 * tiny * 100, -2, 1 + 5 * tiny * 100);
  end.network.layers[1].weights[0].emplace_back(1, tiny);
  for (const Vector& input : data.inputs)
    end.pieces.push_back({{input[0] >= 0 ? std::size_t{1} : std::size_t{0}, 0}});
  const OnWallsResult result =
      minimum_on_walls(end, end.network, {data, WeightedLoss(loss_of_text("hinge")), {}});
  INFO(result.reason);
  REQUIRE(result.minimum);
  CHECK(result.minimum->risk == fraction(1, 3));
  CHECK(result.minimum->ties == std::vector<WallTie>{{3, 0, 0}});
  CHECK(result.minimum->network.layers[1].weights[0] == SparseRow{{0, -2}});
  CHECK(result.minimum->network.layers[1].biases[0] == 1);
  Rational sum;
  for (const std::optional<Vector>& g : result.minimum->subgradients)
    sum += g->front();
  CHECK(sum == 0);
}

// The same, but the other unit is on at −3, where g = 1: with an output weight of 0 its row may be
// anywhere, also where it is off.
TEST_CASE("a unit whose output weight should be 0 is switched off", "[trained]") {
  const Dataset data = samples({{-3, -1}, {-2, 1}, {-1, 1}, {0, 1}, {1, -1}, {2, -1}});
  WalkEnd end;
  end.network = two_units(1, 0, -2, 1);
  set_parameters(end.network.layers[0], {{{0, 1}}, {{0, -1}}}, {0, fraction(-5, 2)});
  set_parameters(end.network.layers[1], {{{0, -2}, {1, tiny * 1000}}}, {1});
  for (const Vector& input : data.inputs)
    end.pieces.push_back({{input[0] > 0 ? std::size_t{1} : std::size_t{0},
                           input[0] == -3 ? std::size_t{1} : std::size_t{0}}});
  const OnWallsResult result =
      minimum_on_walls(end, end.network, {data, WeightedLoss(loss_of_text("hinge")), {}});
  INFO(result.reason);
  REQUIRE(result.minimum);
  CHECK(result.minimum->risk == fraction(1, 3));
  CHECK(result.minimum->network.layers[0].biases[1] < -3);
  CHECK(result.largest_move > fraction(1, 2));
  CHECK(result.largest_move < 2);
}

TEST_CASE("what is no minimum on walls is told", "[trained]") {
  const auto reason = [](const std::vector<std::pair<int, int>>& points) {
    return solved(two_units(1, 0, 1, 0), {samples(points), WeightedLoss{}, {}}).reason;
  };
  CHECK(reason({{-1, -1}, {0, 2}, {1, -1}, {2, 3}}) ==
        "the risk falls where unit 0 leaves its breakpoint at sample 1");
  CHECK(reason({{-1, 1}, {0, -2}, {1, -1}, {2, -3}}).find("moves unit 0 at sample") !=
        std::string::npos);
  Network deep = two_units(1, 0, 1, 0);
  deep.layers.insert(deep.layers.begin(), DenseLayer{1, {{{0, 1}}}, {9}, relu()});
  const Dataset data = samples({{-1, 1}, {0, -2}});
  CHECK(minimum_on_walls(walk_end(deep, data), deep, {data, WeightedLoss{}, {}}).reason ==
        "walls are solved exactly for one dense hidden layer");
  const Network flat = two_units(1, 0, 1, 0);
  CHECK(minimum_on_walls(walk_end(flat, data), flat, {data, WeightedLoss{}, {{1, 1}, {1, 1}}})
            .reason == "walls are not solved exactly with weight decay");
}
