// SPDX-License-Identifier: Apache-2.0

#include "held_pass.hpp"

#include "stop.hpp"

namespace thalweg::verifier {

// ---- Forwards

template <class Rule>
Values HeldPoint::propagated(const List<Ball>& coefficients, Rule&& rule) const {
  const UnitGraph& graph = problem_.graph;
  const Sample& sample = problem_.data.samples[samples().front()];
  Values values;
  values.h.push_back(problem_.one());
  for (const Integer& x : sample.x)
    values.h.push_back(problem_.rules.ball(fraction(x, sample.denominator)));
  for (std::size_t unit = 0; unit < graph.units.size(); ++unit) {
    Meter::tick();
    const List<Link>& links = graph.units[unit].links;
    if (graph.layer_of(unit).is_maximum()) {
      values.z.push_back(values.h[links[rule.selected(unit, values)].entry]);
    } else {
      BallSum sum;
      for (const Link& link : links)
        sum.add(coefficients[link.coefficient], values.h[link.entry]);
      values.z.push_back(sum.take_rounded(problem_.rules.bits()));
    }
    values.h.push_back(rule.output(unit, values));
  }
  return values;
}

Ball HeldPoint::activated(std::size_t unit, const Ball& z) const {
  const std::size_t piece = pattern_.pieces[unit];
  const Layer& layer = problem_.graph.layer_of(unit);
  if (layer.is_maximum() || layer.is_identity(piece))
    return z;
  const PieceBalls& pieces = problem_.pieces_of(unit);
  return problem_.rules.product(pieces.slopes[piece], z) + pieces.intercepts[piece];
}

std::size_t HeldPoint::piece_at(std::size_t unit, const Ball& z) const {
  std::size_t piece = 0;
  for (const Ball& breakpoint : problem_.pieces_of(unit).breakpoints)
    piece += z.centre > breakpoint.centre ? 1 : 0;
  return piece;
}

HeldPoint::HeldPoint(const HeldProblem& problem, std::size_t index)
    : problem_(problem), index_(index) {
  const UnitGraph& graph = problem.graph;
  pattern_.ties.assign(graph.units.size(), no_tie);
  for (const std::size_t t : ties())
    pattern_.ties[problem.unit_of(problem.ties[t])] = t;
  pattern_.is_constant.assign(1 + graph.input_count, 1);
  struct Choose {
    HeldPoint& self;
    std::size_t selected(std::size_t unit, const Values& values) const {
      const List<Link>& links = self.problem_.graph.units[unit].links;
      std::size_t first = 0;
      for (std::size_t k = 1; k < links.size(); ++k)
        if (values.h[links[k].entry].centre > values.h[links[first].entry].centre)
          first = k;
      self.pattern_.pieces.push_back(first);
      return first;
    }
    Ball output(std::size_t unit, const Values& values) const {
      HeldPattern& pattern = self.pattern_;
      const UnitGraph& of = self.problem_.graph;
      const Layer& layer = of.layer_of(unit);
      const std::size_t tie = pattern.ties[unit];
      if (!layer.is_maximum())
        pattern.pieces.push_back(tie == no_tie ? self.piece_at(unit, values.z[unit])
                                               : self.problem_.ties[tie].breakpoint);
      const List<Link>& links = of.units[unit].links;
      const bool is_still = std::all_of(links.begin(), links.end(), [&](const Link& link) {
        return pattern.is_constant[link.entry] != 0 &&
               (!of.is_parameter(link) || values.h[link.entry].is_zero());
      });
      const bool is_flat = tie == no_tie && sign(layer.slope(pattern.pieces[unit])) == 0;
      pattern.is_still.push_back(is_still ? 1 : 0);
      pattern.is_constant.push_back(is_still || is_flat ? 1 : 0);
      return self.activated(unit, values.z[unit]);
    }
  };
  base_ = propagated(problem.coefficients, Choose{*this});
}

Ball HeldPoint::residual(const HeldTie& tie, const Values& values) const {
  return values.z[problem_.unit_of(tie)] - problem_.pieces[tie.layer].breakpoints[tie.breakpoint];
}

List<Ball> HeldPoint::outputs(const Values& values) const {
  const auto first = static_cast<std::ptrdiff_t>(*(problem_.graph.first_unit.end() - 2));
  return List<Ball>(values.z.begin() + first, values.z.end());
}

// ---- At W and on a box

/// In the pieces of the pattern; ties with v between 0 and V on a box, else with their own v.
struct HeldPoint::Follow {
  const HeldPoint& self;
  bool is_box;

  std::size_t selected(std::size_t unit, const Values& values) const {
    if (is_box)
      self.require_selected(unit, values);
    return self.pattern_.pieces[unit];
  }
  Ball output(std::size_t unit, const Values& values) const {
    const HeldProblem& problem = self.problem_;
    const Ball& z = values.z[unit];
    if (is_box && !problem.graph.layer_of(unit).is_maximum())
      self.require_piece(unit, z);
    const std::size_t tie = self.pattern_.ties[unit];
    if (tie == no_tie)
      return self.activated(unit, z);
    const Ball q = self.residual(problem.ties[tie], values);
    const Ball v = BallRules::between(std::max(is_box ? Integer(0) : q.lower(), Integer(0)),
                                      std::max(q.upper(), Integer(0)));
    return self.activated(unit, z) + problem.rules.product(problem.jump(problem.ties[tie]), v);
  }
};

Values HeldPoint::true_values() const {
  return propagated(problem_.coefficients, Follow{*this, false});
}

Values HeldPoint::values_on(const List<Ball>& coefficients) const {
  return propagated(coefficients, Follow{*this, true});
}

void HeldPoint::reject_piece(std::size_t unit, const std::string& found) const {
  const std::size_t layer = problem_.graph.units[unit].layer;
  reject("trained_minimum.piece", "/statement/data/rows/" + std::to_string(samples().front()),
         "one piece on the whole box",
         found + " of layer " + std::to_string(layer) + ", unit " +
             std::to_string(unit - problem_.graph.first_unit[layer]));
}

void HeldPoint::require_piece(std::size_t unit, const Ball& z) const {
  const List<Ball>& breakpoints = problem_.pieces_of(unit).breakpoints;
  const bool is_tie = pattern_.ties[unit] != no_tie;
  const bool may_touch = pattern_.is_still[unit] != 0 && !is_tie;
  const std::size_t piece = pattern_.pieces[unit];
  const std::size_t above = piece + (is_tie ? 1 : 0);
  const auto is_below = [&](const Integer& a, const Integer& b) {
    return may_touch ? a <= b : a < b;
  };
  if (piece > 0 && !is_below(breakpoints[piece - 1].upper(), z.lower()))
    reject_piece(unit, "values down to the breakpoint below");
  if (above < breakpoints.size() && !is_below(z.upper(), breakpoints[above].lower()))
    reject_piece(unit, "values up to the breakpoint above");
}

void HeldPoint::require_selected(std::size_t unit, const Values& values) const {
  const List<Link>& links = problem_.graph.units[unit].links;
  const std::size_t chosen = links[pattern_.pieces[unit]].entry;
  for (const Link& link : links) {
    if (link.entry == chosen)
      continue;
    const Ball difference = values.h[chosen] - values.h[link.entry];
    const bool may_touch =
        pattern_.is_constant[chosen] != 0 && pattern_.is_constant[link.entry] != 0;
    if (sign(difference.lower()) < (may_touch ? 0 : 1))
      reject_piece(unit, "another entry that may be the largest");
  }
}

// ---- Backwards

Adjoints HeldPoint::adjoints(const List<Ball>& coefficients, const Seeds& seeds) const {
  const UnitGraph& graph = problem_.graph;
  const std::size_t bits = problem_.rules.bits();
  List<BallSum> sums(graph.entry_count());
  Adjoints result{List<Ball>(graph.entry_count()), List<Ball>(graph.units.size())};
  for (const auto& [unit, seed] : seeds)
    result.z[unit] = result.z[unit] + seed;
  for (std::size_t unit = graph.units.size(); unit-- > 0;) {
    Meter::tick();
    const Layer& layer = graph.layer_of(unit);
    const std::size_t piece = pattern_.pieces[unit];
    Ball& z = result.z[unit];
    if (!sums[graph.entry_of(unit)].is_zero()) {
      Ball& h = result.h[graph.entry_of(unit)];
      h = sums[graph.entry_of(unit)].take_rounded(bits);
      const bool is_plain = layer.is_maximum() || layer.slope(piece) == Fraction{1, 1};
      if (is_plain)
        z = z + h;
      else if (sign(layer.slope(piece)) != 0)
        z = z + problem_.rules.product(problem_.pieces_of(unit).slopes[piece], h);
    }
    if (z.is_zero())
      continue;
    const List<Link>& links = graph.units[unit].links;
    if (layer.is_maximum()) {
      sums[links[piece].entry].add(z, bits);
      continue;
    }
    for (const Link& link : links)
      if (link.entry > graph.input_count)
        sums[link.entry].add(coefficients[link.coefficient], z);
  }
  return result;
}

Seeds seeds_at_outputs(const HeldProblem& problem, const List<Ball>& by_output) {
  Seeds seeds;
  const std::size_t first = problem.graph.units.size() - by_output.size();
  for (std::size_t o = 0; o < by_output.size(); ++o)
    seeds.emplace_back(first + o, by_output[o]);
  return seeds;
}

void add_gradient(const HeldProblem& problem, const Adjoints& adjoints, const Values& values,
                  List<BallSum>& sums) {
  for (std::size_t unit = 0; unit < problem.graph.units.size(); ++unit) {
    if (adjoints.z[unit].is_zero())
      continue;
    Meter::tick();
    for (const Link& link : problem.graph.units[unit].links)
      if (problem.graph.is_parameter(link) && problem.is_free(link.coefficient))
        sums[link.coefficient].add(adjoints.z[unit], values.h[link.entry]);
  }
}

} // namespace thalweg::verifier
