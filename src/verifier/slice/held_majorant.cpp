// SPDX-License-Identifier: Apache-2.0

#include "slice/held_majorant.hpp"

namespace thalweg::verifier {

List<Majorant> majorants(const HeldProblem& problem, const HeldPoint& point) {
  const UnitGraph& graph = problem.graph;
  const BallRules& rules = problem.rules;
  List<Majorant> h; // by entry
  for (std::size_t entry = 0; entry <= graph.input_count; ++entry)
    h.push_back({magnitude(point.base().h[entry])});
  List<Majorant> z;
  for (std::size_t unit = 0; unit < graph.units.size(); ++unit) {
    Meter::tick();
    const Layer& layer = graph.layer_of(unit);
    const std::size_t piece = point.pattern().pieces[unit];
    const List<Link>& links = graph.units[unit].links;
    if (layer.is_maximum()) {
      z.push_back(h[links[piece].entry]);
      h.push_back(z.back());
      if (const std::optional<std::size_t> tied = point.tied_entry(unit)) // order 0 is not used
        for (std::size_t k = 1; k < h[*tied].size(); ++k) {
          z.back().resize(std::max(z.back().size(), k + 1));
          z.back()[k] += h[*tied][k];
        }
      continue;
    }
    List<Sum> sums; // over 4^bits
    for (const Link& link : links) {
      const Majorant& input = h[link.entry];
      const bool moves = graph.is_parameter(link) && problem.is_free(link.coefficient);
      if (sums.size() < input.size() + (moves ? 1 : 0))
        sums.resize(input.size() + (moves ? 1 : 0));
      const Integer weight = magnitude(problem.coefficients[link.coefficient]);
      for (std::size_t k = 1; k < input.size(); ++k)
        sums[k].add(weight, input[k]);
      if (moves)
        for (std::size_t k = 0; k < input.size(); ++k)
          sums[k + 1].add(problem.steps[link.coefficient].upper(), input[k]);
    }
    Majorant input{magnitude(point.base().z[unit])};
    for (std::size_t k = 1; k < sums.size(); ++k)
      input.push_back(ceiling_shift(sums[k].take(), rules.bits()));
    const Integer slope = magnitude(problem.pieces_of(unit).slopes[piece]);
    Majorant output{magnitude(point.base().h[graph.entry_of(unit)])};
    if (sign(slope) != 0)
      for (std::size_t k = 1; k < input.size(); ++k)
        output.push_back(rules.product_up(slope, input[k]));
    z.push_back(std::move(input));
    h.push_back(std::move(output));
  }
  return z;
}

Fraction moved_by(const HeldProblem& problem, const Majorant& majorant, const Fraction& size) {
  Fraction sum;
  for (std::size_t k = majorant.size(); k-- > 1;)
    sum = (sum + problem.rules.as_fraction(majorant[k])) * size;
  return sum;
}

void GrowthSums::add(const BallRules& rules, const Integer& slope, const Integer& steepness,
                     const Majorant& slope_majorant, const Majorant& majorant) {
  const std::size_t orders = 2 * majorant.size();
  for (Majorant* const sums : {&linear, &squares, &derived_squares, &moving_slopes})
    if (sums->size() < orders)
      sums->resize(orders);
  for (std::size_t a = 1; a < majorant.size(); ++a) {
    linear[a] += rules.product_up(slope, majorant[a]);
    const Integer half = ceiling_shift(rules.product_up(steepness, majorant[a]), 1);
    for (std::size_t b = 2; b < majorant.size(); ++b) {
      moving_slopes[a + b] += rules.product_up(slope_majorant[a], majorant[b]) * (b * (b - 1) / 2);
      if (a == 1)
        continue;
      const Integer square = rules.product_up(half, majorant[b]);
      squares[a + b] += square;
      derived_squares[a + b] += square * (a * b);
    }
  }
}

} // namespace thalweg::verifier
