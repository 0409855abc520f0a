// SPDX-License-Identifier: Apache-2.0

#include "slice/held_problem.hpp"

namespace thalweg::verifier {

namespace {

List<Ball> balls_of(const BallRules& rules, const List<Fraction>& numbers) {
  List<Ball> result;
  for (const Fraction& number : numbers)
    result.push_back(rules.ball(number));
  return result;
}

/// κ of each parameter: weights of a layer, then its biases.
List<Fraction> decay_by_parameter(const UnitGraph& graph, const Loss& loss) {
  List<Fraction> result(graph.parameter_count);
  for (std::size_t l = 0; l < loss.decay.size(); ++l) {
    const Layer& layer = graph.network.layers[l];
    const std::size_t weights =
        layer.is_parametrised() ? layer.parameters().size() * layer.row_length() : 0;
    for (std::size_t j = graph.first_parameter[l]; j < graph.first_parameter[l + 1]; ++j)
      result[j] =
          j < graph.first_parameter[l] + weights ? loss.decay[l].weights : loss.decay[l].biases;
  }
  return result;
}

} // namespace

HeldProblem::HeldProblem(const Problem& problem, const List<HeldTie>& held, std::size_t bits,
                         const List<Fraction>& steps_of_parameters, const List<std::size_t>& asleep)
    : data(problem.data), loss(problem.loss), ties(held), graph(problem.network), rules(bits),
      coefficients(balls_of(rules, graph.coefficients)),
      steps(balls_of(rules, steps_of_parameters)),
      decay(balls_of(rules, decay_by_parameter(graph, loss))), point_of(input_numbers(data)),
      sleeps(graph.units.size(), 0) {
  for (const std::size_t unit : asleep)
    sleeps[unit] = 1;
  for (std::size_t i = 0; i < point_of.size(); ++i) {
    if (point_of[i] == points.size())
      points.emplace_back();
    points[point_of[i]].push_back(i);
  }
  ties_of_point.resize(points.size());
  steps.resize(coefficients.size());
  for (const Layer& layer : graph.network.layers)
    pieces.push_back({balls_of(rules, layer.activation.breakpoints),
                      balls_of(rules, layer.activation.slopes),
                      balls_of(rules, layer.activation.intercepts)});
  for (std::size_t t = 0; t < ties.size(); ++t) {
    multipliers.push_back(rules.ball(ties[t].multiplier));
    penalties.push_back(rules.ball(ties[t].penalty));
    ties_of_point[point_of[ties[t].sample]].push_back(t);
  }
}

bool HeldProblem::sleeps_with(std::size_t parameter) const {
  const ParameterPlace place = graph.parameter_place(parameter);
  const std::size_t unit = place.layer == 0 ? place.row : place.column;
  return place.layer < 2 && unit < graph.first_unit[1] && sleeps[unit] != 0;
}

List<Ball> HeldProblem::box(const Fraction& size) const {
  List<Ball> result = coefficients;
  const Ball scale = rules.ball(size);
  for (std::size_t j = 0; j < graph.parameter_count; ++j)
    if (is_free(j))
      result[j].radius += magnitude(rules.product(scale, steps[j]));
  return result;
}

} // namespace thalweg::verifier
