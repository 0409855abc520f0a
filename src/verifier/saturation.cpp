// SPDX-License-Identifier: Apache-2.0

#include "saturation.hpp"

#include "echelon.hpp"

namespace thalweg::verifier {

namespace {

/// Columns over all points, as integers over one denominator, without the column 0.
class GeneratingColumns {
public:
  GeneratingColumns(const HeldProblem& problem, const List<HeldPoint>& points)
      : problem_(problem), points_(points) {}

  /// Of the span of all inputs of a layer and 1.
  List<PointColumn> of_layer(std::size_t layer) const {
    List<PointColumn> columns;
    for (std::size_t k = 0; k <= problem_.graph.network.layers[layer].input_count; ++k)
      append(of_input(layer, k), columns);
    return columns;
  }

  /// Of V_k.
  List<PointColumn> of_input(std::size_t layer, std::size_t k) const {
    if (k == problem_.graph.network.layers[layer].input_count)
      return {PointColumn(points_.size(), Integer(1))};
    if (layer == 0)
      return {of_data(k)};
    const std::size_t unit = problem_.graph.first_unit[layer - 1] + k;
    const Activation& activation = problem_.graph.network.layers[layer - 1].activation;
    const List<Integer> slopes = by_sample(unit, activation.slopes);
    List<PointColumn> columns{by_sample(unit, activation.intercepts)};
    for (PointColumn& column : of_layer(layer - 1)) {
      for (std::size_t i = 0; i < column.size(); ++i)
        column[i] *= slopes[i];
      columns.push_back(std::move(column));
    }
    return columns;
  }

private:
  static void append(List<PointColumn> more, List<PointColumn>& columns) {
    for (PointColumn& column : more) {
      Meter::tick();
      if (make_primitive(column) &&
          std::find(columns.begin(), columns.end(), column) == columns.end())
        columns.push_back(std::move(column));
    }
  }

  const Sample& sample_of(const HeldPoint& point) const {
    return problem_.data.samples[point.samples().front()];
  }

  PointColumn of_data(std::size_t k) const {
    Integer common = 1;
    for (const HeldPoint& point : points_)
      common = lcm(common, sample_of(point).denominator);
    PointColumn column;
    for (const HeldPoint& point : points_)
      column.push_back(sample_of(point).x[k] * (common / sample_of(point).denominator));
    return column;
  }

  /// Slopes or intercepts of the pieces that a unit uses, over one denominator.
  List<Integer> by_sample(std::size_t unit, const List<Fraction>& by_piece) const {
    Integer common = 1;
    for (const Fraction& value : by_piece)
      common = lcm(common, value.denominator);
    List<Integer> result;
    for (const HeldPoint& point : points_) {
      const Fraction& value = by_piece[point.pattern().pieces[unit]];
      result.push_back(value.numerator * (common / value.denominator));
    }
    return result;
  }

  const HeldProblem& problem_;
  const List<HeldPoint>& points_;
};

} // namespace

bool spans_at_most(const HeldProblem& problem, const List<HeldPoint>& all, std::size_t layer,
                   const List<std::size_t>& inputs, const List<std::size_t>& points,
                   std::size_t bound) {
  if (points.size() <= bound)
    return true;
  const GeneratingColumns generators(problem, all);
  List<PointColumn> seen; // units of one pattern have the same columns
  EchelonColumns echelon;
  for (const std::size_t k : inputs)
    for (const PointColumn& column : generators.of_input(layer, k)) {
      PointColumn restricted;
      for (const std::size_t i : points)
        restricted.push_back(column[i]);
      if (!make_primitive(restricted) ||
          std::find(seen.begin(), seen.end(), restricted) != seen.end())
        continue;
      seen.push_back(restricted);
      echelon.add(std::move(restricted));
      if (echelon.size() > bound)
        return false;
    }
  return true;
}

} // namespace thalweg::verifier
