// SPDX-License-Identifier: Apache-2.0

#include "slice/held_pass.hpp"

#include "limit/stop.hpp"

#include <map>

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
      const Ball& chosen = values.h[links[rule.selected(unit, values)].entry];
      const std::optional<std::size_t> tied = tied_entry(unit);
      values.z.push_back(tied ? values.h[*tied] - chosen : chosen);
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

std::optional<std::size_t> HeldPoint::tied_entry(std::size_t unit) const {
  const std::size_t tie = pattern_.ties[unit];
  return tie == no_tie || !problem_.graph.layer_of(unit).is_maximum()
             ? std::nullopt
             : std::optional<std::size_t>(
                   problem_.graph.units[unit].links[problem_.ties[tie].breakpoint].entry);
}

/// h in the piece of the pattern.
Ball HeldPoint::activated(std::size_t unit, const Values& values) const {
  const std::size_t piece = pattern_.pieces[unit];
  const Layer& layer = problem_.graph.layer_of(unit);
  const Ball& z = values.z[unit];
  if (layer.is_maximum())
    return values.h[chosen_entry(unit)];
  if (layer.is_identity(piece))
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

/// Is this the output of a unit with a tie that has slope 0 below and rises above?
bool HeldPoint::rises_from_flat(std::size_t entry) const {
  const UnitGraph& graph = problem_.graph;
  if (entry < graph.entry_of(0) || pattern_.ties[entry - graph.entry_of(0)] == no_tie)
    return false;
  const HeldTie& tie = problem_.ties[pattern_.ties[entry - graph.entry_of(0)]];
  const Layer& layer = graph.network.layers[tie.layer];
  return !layer.is_maximum() && sign(layer.slope(tie.breakpoint)) == 0 &&
         sign(layer.slope(tie.breakpoint + 1)) > 0;
}

/// The first largest entry that the tie does not hold, those that rise from a flat piece before
/// others.
std::size_t HeldPoint::largest_link(std::size_t unit, const Values& values) const {
  const List<Link>& links = problem_.graph.units[unit].links;
  const std::optional<std::size_t> tied = tied_entry(unit);
  const auto rank = [&](std::size_t k) {
    return std::pair(values.h[links[k].entry].centre, rises_from_flat(links[k].entry));
  };
  std::size_t first = links.front().entry == tied ? 1 : 0;
  for (std::size_t k = first + 1; k < links.size(); ++k)
    if (links[k].entry != tied && rank(first) < rank(k))
      first = k;
  return first;
}

/// Finds pieces and names.
struct HeldPoint::Choose {
  HeldPoint& self;
  std::map<List<std::size_t>, std::size_t> known = {};

  std::size_t selected(std::size_t unit, const Values& values) const {
    self.pattern_.pieces.push_back(self.largest_link(unit, values));
    return self.pattern_.pieces.back();
  }

  Ball output(std::size_t unit, const Values& values) {
    HeldPattern& pattern = self.pattern_;
    const UnitGraph& graph = self.problem_.graph;
    const Layer& layer = graph.layer_of(unit);
    const std::size_t tie = pattern.ties[unit];
    if (!layer.is_maximum())
      pattern.pieces.push_back(tie == no_tie ? self.piece_at(unit, values.z[unit])
                                             : self.problem_.ties[tie].breakpoint);
    const List<Link>& links = graph.units[unit].links;
    const bool is_still = self.problem_.sleeps[unit] != 0 ||
                          std::all_of(links.begin(), links.end(), [&](const Link& link) {
                            return pattern.is_constant[link.entry] != 0 &&
                                   (!graph.is_parameter(link) || values.h[link.entry].is_zero());
                          });
    const bool is_flat = tie == no_tie && sign(layer.slope(pattern.pieces[unit])) == 0;
    pattern.is_still.push_back(is_still ? 1 : 0);
    if (!pattern.names.empty())
      pattern.names.push_back(name(unit, values));
    pattern.is_constant.push_back(is_flat || (is_still && tie == no_tie) ? 1 : 0);
    return self.activated(unit, values);
  }

  /// The same parameters with inputs of the same names; zeros that stay count like padding.
  std::size_t name(std::size_t unit, const Values& values) {
    const HeldPattern& pattern = self.pattern_;
    const UnitGraph& graph = self.problem_.graph;
    if (pattern.ties[unit] == no_tie && graph.layer_of(unit).is_maximum())
      return pattern.names[self.chosen_entry(unit)];
    List<std::size_t> key{graph.units[unit].layer, pattern.pieces[unit]};
    if (pattern.ties[unit] != no_tie || !graph.layer_of(unit).is_parametrised())
      key.push_back(unit);
    for (const Link& link : graph.units[unit].links)
      if (pattern.is_constant[link.entry] == 0 || !values.h[link.entry].is_zero()) {
        key.push_back(link.coefficient);
        key.push_back(pattern.names[link.entry]);
      }
    return known.emplace(std::move(key), pattern.names.size()).first->second;
  }
};

HeldPoint::HeldPoint(const HeldProblem& problem, std::size_t index)
    : problem_(problem), index_(index) {
  const UnitGraph& graph = problem.graph;
  pattern_.ties.assign(graph.units.size(), no_tie);
  for (const std::size_t t : ties())
    pattern_.ties[problem.unit_of(problem.ties[t])] = t;
  pattern_.is_constant.assign(1 + graph.input_count, 1);
  if (std::any_of(graph.network.layers.begin(), graph.network.layers.end(),
                  [](const Layer& layer) { return layer.is_maximum(); })) {
    pattern_.names.push_back(0);
    std::map<Integer, std::size_t> first;
    for (const Integer& x : problem.data.samples[samples().front()].x)
      pattern_.names.push_back(first.emplace(x, pattern_.names.size()).first->second);
  }
  base_ = propagated(problem.coefficients, Choose{*this});
}

Ball HeldPoint::residual(const HeldTie& tie, const Values& values) const {
  const Ball& z = values.z[problem_.unit_of(tie)];
  return problem_.is_of_maximum(tie) ? z
                                     : z - problem_.pieces[tie.layer].breakpoints[tie.breakpoint];
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
    if (is_box && !problem.graph.layer_of(unit).is_maximum())
      self.require_piece(unit, values.z[unit]);
    const std::size_t tie = self.pattern_.ties[unit];
    if (tie == no_tie)
      return self.activated(unit, values);
    const Ball q = self.residual(problem.ties[tie], values);
    const Ball v = BallRules::between(std::max(is_box ? Integer(0) : q.lower(), Integer(0)),
                                      std::max(q.upper(), Integer(0)));
    return self.activated(unit, values) + problem.rules.product(problem.jump(problem.ties[tie]), v);
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
  const std::size_t chosen = chosen_entry(unit);
  const std::optional<std::size_t> tied = tied_entry(unit);
  for (const Link& link : problem_.graph.units[unit].links) {
    if (pattern_.names[link.entry] == pattern_.names[chosen] || link.entry == tied)
      continue;
    const bool rises = rises_from_flat(chosen); // never below what it is at v = 0
    const bool may_touch =
        (pattern_.is_constant[chosen] != 0 || rises) && pattern_.is_constant[link.entry] != 0;
    const List<Ball>& h = may_touch ? base_.h : values.h;
    const Ball difference = h[chosen] - h[link.entry];
    if (sign(difference.lower()) < (may_touch ? 0 : 1))
      reject_piece(unit, "another entry that may be the largest");
  }
}

// ---- Backwards

Adjoints HeldPoint::adjoints(const List<Ball>& coefficients, const Seeds& seeds,
                             const List<unsigned char>* followed) const {
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
    Ball& h = result.h[graph.entry_of(unit)];
    if (!sums[graph.entry_of(unit)].is_zero() && (followed == nullptr || (*followed)[unit] != 0))
      h = sums[graph.entry_of(unit)].take_rounded(bits);
    if (layer.is_maximum()) { // h is that of the chosen entry, z that of the tied one less it
      sums[chosen_entry(unit)].add(h - z, bits);
      if (const std::optional<std::size_t> tied = tied_entry(unit))
        sums[*tied].add(z, bits);
      continue;
    }
    if (layer.slope(piece) == Fraction{1, 1})
      z = z + h;
    else if (sign(layer.slope(piece)) != 0)
      z = z + problem_.rules.product(problem_.pieces_of(unit).slopes[piece], h);
    if (z.is_zero())
      continue;
    for (const Link& link : graph.units[unit].links)
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

List<Ball> HeldPoint::gradient(const List<Ball>& coefficients, const Seeds& seeds,
                               const Values& values) const {
  List<BallSum> sums(problem_.graph.parameter_count);
  add_gradient(problem_, adjoints(coefficients, seeds), values, sums);
  return rounded_sums(problem_.rules, sums);
}

List<Ball> rounded_sums(const BallRules& rules, List<BallSum>& sums) {
  List<Ball> result;
  for (BallSum& sum : sums)
    result.push_back(sum.take_rounded(rules.bits()));
  return result;
}

} // namespace thalweg::verifier
