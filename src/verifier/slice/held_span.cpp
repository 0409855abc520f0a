// SPDX-License-Identifier: Apache-2.0

#include "slice/held_span.hpp"

#include "limit/stop.hpp"
#include "number/ball_matrix.hpp"
#include "slice/path_maps.hpp"

#include <map>

namespace thalweg::verifier {

namespace {

const std::string span_witness = "/witness/trained_minimum/span";

/// Softmax loss sees differences of outputs only.
bool has_scores(const HeldProblem& problem) {
  return problem.loss.name == "softmax";
}

/// What a map to one output is in the scores F_a − F_last, a < last, one behind the other.
PointColumn in_scores(const HeldProblem& problem, std::size_t output, const PointColumn& map) {
  const std::size_t last = problem.graph.network.layers.back().units.size() - 1;
  const std::size_t n = problem.points.size();
  PointColumn result(last * n);
  for (std::size_t a = 0; a < last; ++a)
    for (std::size_t i = 0; i < n && (output == last || output == a); ++i)
      result[a * n + i] = output == last ? -map[i] : map[i];
  result.insert(result.end(), map.begin() + static_cast<std::ptrdiff_t>(n), map.end());
  return result;
}

/// The dimension of ⊕ Ŝ_o, with softmax loss of what remains of it in the scores.
std::size_t dimension_of_outputs(const HeldProblem& problem, PathMaps& maps) {
  const std::size_t last = problem.graph.network.hidden_count();
  std::size_t sum = 0;
  EchelonColumns scores;
  for (std::size_t output = 0; output < problem.graph.network.layers[last].units.size(); ++output) {
    EchelonColumns of_output;
    for (PointColumn& map : maps.of_channel(last, output))
      if (has_scores(problem))
        scores.add(in_scores(problem, output, map));
      else
        of_output.add(std::move(map));
    sum += of_output.size();
  }
  return has_scores(problem) ? scores.size() : sum;
}

/// How much of a tie each channel of a layer has got along the parameters of its paths.
using CarriedTie = std::map<std::pair<std::size_t, std::size_t>, Ball>;

/// What a parameter reads of it, if it reads some, each part in one way.
std::optional<Ball> read_of(const CarriedTie& carried, const UnitGraph& graph,
                            const std::pair<std::size_t, std::size_t>& origin) {
  std::optional<Ball> sum;
  for (const auto& [from, amount] : carried) {
    const std::size_t ways = origin.first > from.first && origin.second == from.second
                                 ? graph.routes(from.first)[origin.first - 1]
                                 : 0;
    if (ways > 1)
      return std::nullopt;
    if (ways == 1)
      sum = sum ? *sum + amount : amount;
  }
  return sum;
}

/// O204: the parameters lead from the channel of the tie to one output, and the sum over their
/// paths of products is not 0 within δ.
void check_paths(const HeldProblem& problem, const PathMaps& maps, const HeldTie& tie,
                 const List<std::size_t>& parameters, const List<Ball>& box,
                 const std::string& place) {
  const UnitGraph& graph = problem.graph;
  const auto require_path = [&](bool holds, const char* expected, const char* found) {
    if (!holds)
      reject("trained_minimum.path", place, expected, found);
  };
  require_path(!problem.is_of_maximum(tie), "ties at breakpoints", "one of a maximum");
  CarriedTie carried{
      {{tie.layer, tie.unit / graph.network.layers[tie.layer].positions()}, problem.one()}};
  std::optional<std::size_t> output;
  for (const std::size_t parameter : parameters) {
    const auto [layer, row, column] = graph.parameter_place(parameter);
    const auto origin = maps.origin(layer, row, column);
    const auto read = origin ? read_of(carried, graph, *origin) : std::nullopt;
    require_path(read.has_value(), "parameters that read one another's units in one way",
                 "another one");
    Ball& here = carried[{layer, row}];
    here = here + problem.rules.product(*read, box[parameter]);
    if (layer != graph.network.hidden_count())
      continue;
    require_path(output.value_or(row) == row, "paths to one output", "several ones");
    output = row;
  }
  require_path(output.has_value(), "a path to an output", "its end before");
  const Ball& factor = carried[{graph.network.hidden_count(), *output}];
  require_path(sign(factor.lower()) > 0 || sign(factor.upper()) < 0,
               "a sum of products that is not 0", "one that may be");
}

/// The derivatives of the rows, then of the ties, by the free parameters, within δ.
BallMatrix span_derivatives(const HeldProblem& problem, const List<HeldPoint>& points,
                            const OutputSpan& span, const List<Ball>& box) {
  BallMatrix result;
  const auto add = [&](std::size_t sample, const Seeds& seeds) {
    const HeldPoint& here = points[problem.point_of[sample]];
    const List<Ball> gradient = here.gradient(box, seeds, here.values_on(box));
    List<Ball>& row = result.emplace_back();
    for (std::size_t j = 0; j < gradient.size(); ++j)
      if (problem.is_free(j))
        row.push_back(gradient[j]);
  };
  const std::size_t outputs = problem.graph.network.layers.back().units.size();
  for (const auto& [output, sample] : span.rows) {
    List<Ball> seeds(outputs);
    seeds[output] = problem.one();
    if (has_scores(problem))
      seeds.back() = seeds.back() - problem.one();
    add(sample, seeds_at_outputs(problem, seeds));
  }
  for (const HeldTie& tie : problem.ties)
    add(tie.sample, {{problem.unit_of(tie), problem.one()}});
  return result;
}

} // namespace

void check_span(const HeldProblem& problem, const List<HeldPoint>& points, const OutputSpan& span,
                const Fraction& near) {
  for (std::size_t j = 0; j < problem.graph.parameter_count; ++j)
    if (!problem.decay[j].is_zero())
      reject("trained_minimum.decay", span_witness, "a risk of the outputs alone",
             "decay of parameter " + std::to_string(j));
  const List<Ball> box = problem.box(near);
  PathMaps maps(problem, points, &span.paths);
  for (std::size_t t = 0; t < span.paths.size(); ++t)
    check_paths(problem, maps, problem.ties[t], span.paths[t], box,
                span_witness + "/paths/" + std::to_string(t));
  BallMatrix matrix = span_derivatives(problem, points, span, box);
  const std::size_t count = matrix.size();
  if (matrix.empty() || count != matrix.front().size() ||
      !solution(std::move(matrix), BallMatrix(count), problem.rules)) // O205
    reject("trained_minimum.reached", span_witness + "/rows",
           "as many rows and ties as free parameters, with derivatives shown to be independent",
           "that they may not be");
  const std::size_t dimension = dimension_of_outputs(problem, maps);
  if (dimension > count) // O206
    reject("trained_minimum.span", span_witness,
           "a space of outputs of dimension " + std::to_string(count), std::to_string(dimension));
}

} // namespace thalweg::verifier
