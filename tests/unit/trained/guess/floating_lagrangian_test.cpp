// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random networks with layers of all kinds: values against the exact ones, gradients and second
// derivatives of Λ against differences of Λ with the pieces and the held pairs fixed.

#include "trained/guess/floating_lagrangian.hpp"

#include "landscape/weight_decay.hpp"
#include "unit/landscape/layers.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;
using Eigen::Index;
using Eigen::VectorXd;

namespace {

/// A problem for a random network, with one loss or another.
TrainingProblem problem_for(std::mt19937& random, const Network& network, unsigned kind) {
  Dataset data = layered_data(random, network, 5, true);
  data.inputs[3] = data.inputs[1]; // equal inputs are one point
  TrainingProblem problem{data, WeightedLoss(), {}};
  Vector weights;
  for (std::size_t i = 0; i < 5; ++i)
    weights.push_back(fraction(static_cast<long>(1 + i), 3));
  if (kind == 1)
    problem.loss = WeightedLoss(loss(LossKind::huber, fraction(1, 2)), {}, weights);
  if (kind >= 2)
    for (std::size_t i = 0; i < 5; ++i)
      problem.data.targets[i] = {i % 2 == 0 ? 1 : -1};
  if (kind == 2)
    problem.loss = WeightedLoss(loss(LossKind::squared_hinge));
  if (kind == 3)
    problem.loss = CrossEntropyLoss{};
  if (random() % 2 == 0)
    problem.decay = uniform_decay(network, {fraction(1, 10), fraction(1, 20)});
  return problem;
}

/// Some pairs of different units held, if a unit has breakpoints: at a breakpoint or not, Λ is as
/// smooth.
WalkPlace place_with_held_pairs(FloatingLagrangian& lagrangian, std::mt19937& random) {
  WalkPlace place = lagrangian.start();
  for (std::size_t l = 0; l < lagrangian.network().hidden_layer_count(); ++l) {
    const int top = static_cast<int>(lagrangian.network().breakpoints(l).size());
    if (top == 0)
      continue;
    const HeldPoint pair{l, static_cast<Index>(random() % place.pieces[l].cols()),
                         static_cast<Index>(random() % place.pieces[l].rows())};
    int& piece = place.pieces[l](pair.point, pair.unit);
    piece = std::min(piece, top - 1);
    place.held.push_back(pair);
  }
  return place;
}

double value(FloatingLagrangian& lagrangian, WalkPlace place, const VectorXd& parameters,
             const VectorXd& multipliers) {
  place.parameters = parameters;
  const FloatingPass pass = lagrangian.pass(place);
  return lagrangian.risk(place) - multipliers.dot(lagrangian.offsets(place, pass));
}

} // namespace

TEST_CASE("the risk in floating point is the exact one", "[trained]") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = layered_network(random, true);
    const TrainingProblem problem = problem_for(random, network, seed % 3);
    FloatingLagrangian lagrangian(network, problem);
    const auto& loss = std::get<WeightedLoss>(problem.loss);
    std::vector<Vector> outputs;
    for (const Vector& x : problem.data.inputs)
      outputs.push_back(network(x));
    const Rational exact =
        mean_loss({problem.data, loss}, outputs) + decay_of(problem.decay, network);
    REQUIRE(lagrangian.risk(lagrangian.start()) == Approx(exact.get_d()).margin(1e-12));
  }
}

TEST_CASE("derivatives of the Lagrangian against differences", "[trained]") {
  std::size_t compared = 0;
  for (unsigned seed = 1; seed <= 80; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = layered_network(random, true);
    const TrainingProblem problem = problem_for(random, network, seed % 4);
    FloatingLagrangian lagrangian(network, problem);
    const WalkPlace place = place_with_held_pairs(lagrangian, random);
    VectorXd multipliers(static_cast<Index>(place.held.size()));
    for (Index t = 0; t < multipliers.size(); ++t)
      multipliers[t] = 0.3 - 0.2 * static_cast<double>(t);
    const FirstOrder at = lagrangian.first_order(place, multipliers);
    const Index count = place.parameters.size();
    Eigen::MatrixXd hessian = lagrangian.path_part(place, at);
    const Eigen::MatrixXd rows = lagrangian.loss_rows(place, at);
    hessian += rows.transpose() * rows;
    hessian.diagonal() += lagrangian.decay();
    constexpr double step = 1e-5;
    for (Index j = 0; j < count; ++j) {
      VectorXd right = place.parameters, left = place.parameters;
      right[j] += step;
      left[j] -= step;
      const double slope = (value(lagrangian, place, right, multipliers) -
                            value(lagrangian, place, left, multipliers)) /
                           (2 * step);
      REQUIRE(at.gradient[j] == Approx(slope).margin(1e-6).epsilon(1e-6));
      WalkPlace moved_right = place, moved_left = place;
      moved_right.parameters = right;
      moved_left.parameters = left;
      const VectorXd change = (lagrangian.first_order(moved_right, multipliers).gradient -
                               lagrangian.first_order(moved_left, multipliers).gradient) /
                              (2 * step);
      const double difference = (change - hessian.col(j)).cwiseAbs().maxCoeff();
      REQUIRE(difference <= 1e-5 * (1 + hessian.cwiseAbs().maxCoeff()));
      ++compared;
    }
  }
  CHECK(compared > 400);
}

TEST_CASE("the jump at a held pair is the derivative by what its unit adds", "[trained]") {
  // F = 2 [x − 1] at x = 1 (held) and x = 3, targets 1 and 1: residuals −1 and 3, c = 1
  const Network network{
      {{1, {{{0, 1}}}, {-1}, relu()}, {1, {{{0, 2}}}, {0}, identity_activation()}}};
  const TrainingProblem problem{dataset({{1}, {3}}, {{1}, {1}}), WeightedLoss(), {}};
  FloatingLagrangian lagrangian(network, problem);
  WalkPlace place = lagrangian.start();
  place.held = {{0, 0, 0}};
  const FirstOrder at = lagrangian.first_order(place);
  CHECK(at.offsets[0] == 0);
  CHECK(at.normals.row(0) == Eigen::RowVector4d(1, 1, 0, 0));
  CHECK(at.jumps[0] == Approx(-2)); // (1/2)·2·(−1)·2
}
