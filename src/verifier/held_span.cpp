// SPDX-License-Identifier: Apache-2.0

#include "held_span.hpp"

#include "ball_matrix.hpp"
#include "echelon.hpp"
#include "stop.hpp"

namespace thalweg::verifier {

namespace {

const std::string span_witness = "/witness/trained_minimum/span";

/// Softmax loss sees differences of outputs only.
bool has_scores(const HeldProblem& problem) {
  return problem.loss.name == "softmax";
}

/// Maps of paths, each over one denominator: the value at every point, behind them for every tie
/// the value that is carried along its path.
class PathMaps {
public:
  PathMaps(const HeldProblem& problem, const List<HeldPoint>& points, const OutputSpan& span)
      : problem_(problem), points_(points), span_(span) {}

  /// The dimension of ⊕ Ŝ_o, with softmax loss of what remains of it in the scores.
  std::size_t dimension() const {
    const List<Layer>& layers = problem_.graph.network.layers;
    List<List<PointColumn>> entering = data_maps();
    for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
      List<List<PointColumn>> leaving;
      for (std::size_t unit = 0; unit < layers[l].units.size(); ++unit)
        leaving.push_back(activated(l, unit, independent(maps_at(l, unit, entering))));
      entering = std::move(leaving);
    }
    std::size_t sum = 0;
    EchelonColumns scores;
    for (std::size_t output = 0; output < layers.back().units.size(); ++output) {
      const List<PointColumn> maps = independent(maps_at(layers.size() - 1, output, entering));
      sum += maps.size();
      if (has_scores(problem_))
        for (const PointColumn& map : maps)
          scores.add(in_scores(output, map));
    }
    return has_scores(problem_) ? scores.size() : sum;
  }

private:
  /// What a map to one output is in the scores F_a − F_last, a < last, one behind the other.
  PointColumn in_scores(std::size_t output, const PointColumn& map) const {
    const std::size_t last = problem_.graph.network.layers.back().units.size() - 1;
    const std::size_t n = points_.size();
    PointColumn result(last * n);
    for (std::size_t a = 0; a < last; ++a)
      for (std::size_t i = 0; i < n && (output == last || output == a); ++i)
        result[a * n + i] = output == last ? -map[i] : map[i];
    result.insert(result.end(), map.begin() + static_cast<std::ptrdiff_t>(n), map.end());
    return result;
  }

  std::size_t place_of_tie(std::size_t t) const { return points_.size() + t; }

  const Sample& sample_of(const HeldPoint& point) const {
    return problem_.data.samples[point.samples().front()];
  }

  PointColumn constant() const {
    PointColumn column(points_.size() + problem_.ties.size());
    std::fill_n(column.begin(), points_.size(), Integer(1));
    return column;
  }

  List<List<PointColumn>> data_maps() const {
    Integer common = 1;
    for (const HeldPoint& point : points_)
      common = lcm(common, sample_of(point).denominator);
    List<List<PointColumn>> result;
    for (std::size_t k = 0; k < problem_.graph.input_count; ++k) {
      PointColumn column = constant();
      for (std::size_t i = 0; i < points_.size(); ++i) {
        const Sample& sample = sample_of(points_[i]);
        column[i] = sample.x[k] * (common / sample.denominator);
      }
      result.push_back({std::move(column)});
    }
    return result;
  }

  /// Does the path of a tie go from unit `from` of the layer before to `unit` of this one?
  bool is_on_path(std::size_t t, std::size_t layer, std::size_t from, std::size_t unit) const {
    const HeldTie& tie = problem_.ties[t];
    if (layer <= tie.layer)
      return false;
    const List<std::size_t>& path = span_.paths[t];
    const std::size_t step = layer - tie.layer - 1;
    return path[step] == unit && (step == 0 ? tie.unit : path[step - 1]) == from;
  }

  /// Of the paths to z of a unit, whose own ties are carried from here on.
  List<PointColumn> maps_at(std::size_t layer, std::size_t unit,
                            const List<List<PointColumn>>& entering) const {
    List<PointColumn> result;
    for (std::size_t from = 0; from < entering.size(); ++from)
      for (PointColumn column : entering[from]) {
        for (std::size_t t = 0; t < problem_.ties.size(); ++t)
          if (!is_on_path(t, layer, from, unit))
            column[place_of_tie(t)] = 0;
        result.push_back(std::move(column));
      }
    if (problem_.graph.network.layers[layer].has_biases)
      result.push_back(constant());
    for (std::size_t t = 0; t < problem_.ties.size(); ++t) {
      const HeldTie& tie = problem_.ties[t];
      if (tie.layer != layer || tie.unit != unit)
        continue;
      for (PointColumn& column : result)
        column[place_of_tie(t)] = column[problem_.point_of[tie.sample]];
      if (sign(problem_.graph.network.layers[layer].activation.breakpoints[tie.breakpoint]) != 0) {
        PointColumn& breakpoint = result.emplace_back(constant().size());
        breakpoint[place_of_tie(t)] = 1;
      }
    }
    return result;
  }

  /// Those that do not depend on the ones before.
  static List<PointColumn> independent(List<PointColumn> columns) {
    EchelonColumns echelon;
    List<PointColumn> result;
    for (PointColumn& column : columns)
      if (make_primitive(column) && echelon.add(column))
        result.push_back(std::move(column));
    return result;
  }

  /// Values times slopes, and the intercepts, from which paths begin.
  List<PointColumn> activated(std::size_t layer, std::size_t unit,
                              List<PointColumn> columns) const {
    const Activation& activation = problem_.graph.network.layers[layer].activation;
    const auto [slopes, common] = by_sample(layer, unit, activation.slopes);
    for (PointColumn& column : columns) {
      for (std::size_t i = 0; i < points_.size(); ++i)
        column[i] *= slopes[i];
      for (std::size_t t = 0; t < problem_.ties.size(); ++t)
        column[place_of_tie(t)] *= common;
    }
    PointColumn intercepts = by_sample(layer, unit, activation.intercepts).first;
    intercepts.resize(constant().size());
    columns.push_back(std::move(intercepts));
    return columns;
  }

  /// Values of the pieces that a unit uses, over one denominator, and that denominator.
  std::pair<List<Integer>, Integer> by_sample(std::size_t layer, std::size_t unit,
                                              const List<Fraction>& by_piece) const {
    Integer common = 1;
    for (const Fraction& value : by_piece)
      common = lcm(common, value.denominator);
    List<Integer> result;
    for (const HeldPoint& point : points_) {
      const Fraction& value =
          by_piece[point.pattern().pieces[problem_.graph.first_unit[layer] + unit]];
      result.push_back(value.numerator * (common / value.denominator));
    }
    return {std::move(result), std::move(common)};
  }

  const HeldProblem& problem_;
  const List<HeldPoint>& points_;
  const OutputSpan& span_;
};

/// O204: no weight of a path is 0 within δ.
void check_paths(const HeldProblem& problem, const OutputSpan& span, const List<Ball>& box) {
  for (std::size_t t = 0; t < span.paths.size(); ++t) {
    std::size_t layer = problem.ties[t].layer;
    std::size_t from = problem.ties[t].unit;
    for (const std::size_t unit : span.paths[t]) {
      const Ball& weight = box[problem.graph.parameter(++layer, unit, from)];
      if (sign(weight.lower()) <= 0 && sign(weight.upper()) >= 0)
        reject("trained_minimum.path", span_witness + "/paths/" + std::to_string(t),
               "weights that are not 0", "one that may be");
      from = unit;
    }
  }
}

/// The derivatives of the rows, then of the ties, by the free parameters, within δ.
BallMatrix span_derivatives(const HeldProblem& problem, const List<HeldPoint>& points,
                            const OutputSpan& span, const List<Ball>& box) {
  BallMatrix result;
  const auto add = [&](std::size_t sample, const Seeds& seeds) {
    const HeldPoint& here = points[problem.point_of[sample]];
    List<BallSum> sums(problem.graph.parameter_count);
    add_gradient(problem, here.adjoints(box, seeds), here.values_on(box), sums);
    List<Ball>& row = result.emplace_back();
    for (std::size_t j = 0; j < sums.size(); ++j)
      if (problem.is_free(j))
        row.push_back(sums[j].rounded(problem.rules.bits()));
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
  check_paths(problem, span, box);
  BallMatrix matrix = span_derivatives(problem, points, span, box);
  const std::size_t count = matrix.size();
  if (matrix.empty() || count != matrix.front().size() ||
      !solution(std::move(matrix), BallMatrix(count), problem.rules)) // O205
    reject("trained_minimum.reached", span_witness + "/rows",
           "as many rows and ties as free parameters, with derivatives shown to be independent",
           "that they may not be");
  const std::size_t dimension = PathMaps(problem, points, span).dimension();
  if (dimension > count) // O206
    reject("trained_minimum.span", span_witness,
           "a space of outputs of dimension " + std::to_string(count), std::to_string(dimension));
}

} // namespace thalweg::verifier
