// SPDX-License-Identifier: Apache-2.0

#include "slice/asleep_units.hpp"

#include "limit/stop.hpp"
#include "number/decimal.hpp"
#include "slice/held_loss.hpp"

namespace thalweg::verifier {

namespace {

const std::string asleep_witness = "/witness/trained_minimum/asleep";

const Fraction& lesser(const Fraction& a, const Fraction& b) {
  return b < a ? b : a;
}

/// 4 κ_w κ_a: what the square of the derivative by a column must stay below, for rows of length 1.
Fraction most_pull(const Loss& loss, const Layer& hidden) {
  const Fraction row = hidden.has_biases ? lesser(loss.decay[0].weights, loss.decay[0].biases)
                                         : loss.decay[0].weights;
  return Fraction{4, 1} * row * loss.decay[1].weights;
}

/// One cell of rows after the other.
class SleepChecker {
public:
  SleepChecker(const HeldProblem& problem, const List<HeldPoint>& points, const Fraction& near)
      : problem_(problem), hidden_(problem.graph.network.layers.front()) {
    const List<Ball> box = problem.box(near);
    for (const HeldPoint& point : points) {
      const Sample& sample = problem.data.samples[point.samples().front()];
      AffineRow row{sample.x, sample.denominator};
      if (hidden_.has_biases)
        row.coefficients.push_back(sample.denominator);
      else if (std::all_of(sample.x.begin(), sample.x.end(),
                           [](const Integer& x) { return is_zero(x); }))
        continue; // no row sees it
      inputs_.push_back(row.coefficients);
      denominators_.push_back(sample.denominator);
      slopes_.push_back(loss_slopes_on(problem, point, point.outputs(point.base()),
                                       point.outputs(point.values_on(box))));
      row.coefficients.push_back(0);
      walls_.push_back(std::move(row));
    }
  }

  /// x̃·w ≤ 0, by point that a row can see.
  const List<Halfspace>& walls() const { return walls_; }

  /// Σ_o max over both signs of |u|², u = ±V_o + Σ μ n, from above; nothing if there is no such n.
  std::optional<Fraction> pull(const Point& inside, const List<Multipliers>& bounds) const {
    Integer sum = 0;
    for (const Multipliers& each : bounds)
      if (!each.empty() && each.back().index >= walls_.size())
        return std::nullopt;
    for (std::size_t o = 0; 2 * o < bounds.size(); ++o)
      sum +=
          std::max(square(o, 1, inside, bounds[2 * o]), square(o, -1, inside, bounds[2 * o + 1]));
    return fraction(sum, Integer(1) << (2 * problem_.rules.bits()));
  }

private:
  bool is_above(std::size_t i, const Point& inside) const {
    return sign(slack(walls_[i], inside.numerators, inside.denominator)) < 0;
  }
  Integer square(std::size_t output, int sign, const Point& inside,
                 const Multipliers& multipliers) const;

  const HeldProblem& problem_;
  const Layer& hidden_;
  List<Halfspace> walls_;
  List<List<Integer>> inputs_; ///< by point: x̃ times the denominator
  List<Integer> denominators_; ///< by point
  List<List<Ball>> slopes_;    ///< by point and output: of the loss
};

/// |u|², over 4^bits.
Integer SleepChecker::square(std::size_t output, int sign, const Point& inside,
                             const Multipliers& multipliers) const {
  const BallRules& rules = problem_.rules;
  const List<Fraction>& by_piece = hidden_.activation.slopes;
  List<BallSum> sums(hidden_.row_length() + (hidden_.has_biases ? 1 : 0));
  const auto add = [&](std::size_t i, const Ball& factor) {
    for (std::size_t k = 0; k < sums.size(); ++k)
      sums[k].add(factor, rules.ball(fraction(inputs_[i][k], denominators_[i])));
  };
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    Meter::tick();
    const Ball slope = rules.ball(by_piece[is_above(i, inside) ? 1 : 0]);
    const Ball part = rules.product(slopes_[i][output], slope);
    add(i, sign < 0 ? -part : part);
  }
  for (const Multiplier& each : multipliers) {
    const Ball part = rules.ball(each.value);
    add(each.index, is_above(each.index, inside) ? part : -part);
  }
  Integer result = 0;
  for (BallSum& sum : sums) {
    const Integer size = magnitude(sum.take_rounded(rules.bits()));
    result += size * size;
  }
  return result;
}

} // namespace

void check_asleep_units(const HeldProblem& problem, const List<std::size_t>& units) {
  const UnitGraph& graph = problem.graph;
  const auto require_asleep = [&](bool holds, const std::string& place, const char* expected) {
    if (!holds)
      reject("trained_minimum.asleep", place, expected, "another one");
  };
  const List<Layer>& layers = graph.network.layers;
  require_asleep(layers.size() == 2 && layers[0].kind == LayerKind::dense &&
                     layers[1].kind == LayerKind::dense,
                 asleep_witness, "a network with one hidden layer, dense");
  const Activation& activation = layers[0].activation;
  require_asleep(activation.breakpoints.size() == 1 && sign(activation.breakpoints[0]) == 0 &&
                     sign(activation.intercepts[0]) == 0 && sign(activation.intercepts[1]) == 0,
                 asleep_witness, "an activation with two slopes, 0 at 0");
  require_asleep(problem.loss.decay.size() == 2 && sign(most_pull(problem.loss, layers[0])) > 0,
                 asleep_witness, "decay of both layers");
  for (std::size_t j = 0; j < graph.parameter_count; ++j)
    require_asleep(!problem.sleeps_with(j) ||
                       (!problem.is_free(j) && sign(graph.coefficients[j]) == 0),
                   asleep_witness + "/units", "units whose parameters are fixed and 0");
  for (const HeldTie& tie : problem.ties)
    require_asleep(!std::binary_search(units.begin(), units.end(), tie.unit),
                   asleep_witness + "/units", "units without ties");
}

void check_sleep(const HeldProblem& problem, const List<HeldPoint>& points,
                 const AsleepUnits& asleep, const Fraction& near) {
  const SleepChecker checker(problem, points, near);
  const List<Point> inside =
      check_wall_tree(checker.walls(), asleep.nodes, "trained_minimum", asleep_witness + "/nodes");
  const Fraction most = most_pull(problem.loss, problem.graph.network.layers.front());
  const std::string place = asleep_witness + "/bounds";
  if (asleep.bounds.size() != inside.size())
    reject("trained_minimum.sleep", place, std::to_string(inside.size()) + " cells",
           std::to_string(asleep.bounds.size()));
  for (std::size_t k = 0; k < inside.size(); ++k) {
    const std::optional<Fraction> found = checker.pull(inside[k], asleep.bounds[k]);
    if (!found || !(*found < most))
      reject("trained_minimum.sleep", place + "/" + std::to_string(k),
             "a square of the pull below " + decimal(most, 3),
             found ? decimal(*found, 3) : "a multiplier of no wall");
  }
}

} // namespace thalweg::verifier
