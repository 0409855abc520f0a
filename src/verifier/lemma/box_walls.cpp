// SPDX-License-Identifier: Apache-2.0

#include "lemma/box_walls.hpp"

#include "number/interval.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

using Intervals = List<Interval>;

/// BoxBounds over the box, of the outputs of a layer or of w·h of its units: [input][unit], and
/// those of the differences between inputs i > j, [i (i − 1)/2 + j][unit].
struct BoxBounds {
  List<Intervals> values;
  List<Intervals> differences;
};

std::size_t pair_index(std::size_t i, std::size_t j) {
  return i * (i - 1) / 2 + j;
}

BoxBounds at_inputs(const List<List<Fraction>>& inputs) {
  BoxBounds x;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Intervals& values = x.values.emplace_back();
    for (const Fraction& value : inputs[i])
      values.push_back(exactly(value));
    for (std::size_t j = 0; j < i; ++j) {
      Intervals& differences = x.differences.emplace_back();
      for (std::size_t k = 0; k < inputs[i].size(); ++k)
        differences.push_back(exactly(inputs[i][k] - inputs[j][k]));
    }
  }
  return x;
}

/// w·h for each row of h, with the weights of every unit within `radius`.
List<Intervals> weighted(const Layer& layer, const Fraction& radius, const List<Intervals>& rows) {
  Meter::require_room(rows.size(), layer.units.size(), sizeof(Interval));
  List<Intervals> result(rows.size());
  for (const Unit& unit : layer.units) {
    Intervals weights(layer.input_count, around({}, radius));
    for (const Term& term : unit.terms)
      weights[term.input] = around(fraction(term.weight, unit.denominator), radius);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      Meter::tick();
      Interval sum;
      for (std::size_t k = 0; k < weights.size(); ++k)
        sum = sum + weights[k] * rows[r][k];
      result[r].push_back(std::move(sum));
    }
  }
  return result;
}

/// The hull of the slopes of all closed pieces that meet z.
Interval slopes_on(const Activation& activation, const Interval& z) {
  std::optional<Interval> result;
  for (std::size_t q = 0; q < activation.slopes.size(); ++q) {
    const bool is_below = q < activation.breakpoints.size() && activation.breakpoints[q] < z.low;
    const bool is_above = q > 0 && z.high < activation.breakpoints[q - 1];
    if (!is_below && !is_above) {
      const Interval slope = exactly(activation.slopes[q]);
      result = result ? hull(*result, slope) : slope;
    }
  }
  return *result;
}

Fraction value_at(const Activation& activation, const Fraction& z) {
  const std::size_t q = piece_of(activation, z).first;
  return activation.slopes[q] * z + activation.intercepts[q];
}

/// All values of σ on z.
Interval image(const Activation& activation, const Interval& z) {
  Interval result =
      hull(exactly(value_at(activation, z.low)), exactly(value_at(activation, z.high)));
  for (const Fraction& beta : activation.breakpoints)
    if (z.low < beta && beta < z.high)
      result = hull(result, exactly(value_at(activation, beta)));
  return result;
}

/// Outputs of a layer from w·h: σ(z) − σ(z') is z − z' times a number between slopes in use, and
/// in the difference of the bounds of both.
BoxBounds outputs(const Layer& layer, const List<Interval>& biases, const BoxBounds& weighted) {
  BoxBounds result;
  List<Intervals> z;
  for (std::size_t i = 0; i < weighted.values.size(); ++i) {
    Intervals& of_input = z.emplace_back();
    Intervals& values = result.values.emplace_back();
    for (std::size_t u = 0; u < biases.size(); ++u) {
      of_input.push_back(weighted.values[i][u] + biases[u]);
      values.push_back(image(layer.activation, of_input.back()));
    }
    for (std::size_t j = 0; j < i; ++j) {
      Meter::tick();
      Intervals& differences = result.differences.emplace_back();
      for (std::size_t u = 0; u < biases.size(); ++u)
        differences.push_back(common(slopes_on(layer.activation, hull(z[i][u], z[j][u])) *
                                         weighted.differences[pair_index(i, j)][u],
                                     values[u] - result.values[j][u]));
    }
  }
  return result;
}

/// The walls of one unit of `walls.back().layer` and later in one list; O301 and O302.
class WallsOfUnit {
public:
  WallsOfUnit(const Layer& layer, BoxWall first, const BoxBounds& weighted, std::string place)
      : breakpoints_(layer.activation.breakpoints), at_(first), weighted_(weighted),
        place_(std::move(place)) {}

  List<BoxWall> in(const Interval& biases) const {
    List<BoxWall> result;
    for (std::size_t i = 0; i < weighted_.values.size(); ++i)
      for (std::size_t q = 0; q < breakpoints_.size(); ++q) {
        const Interval wall = exactly(breakpoints_[q]) - weighted_.values[i][at_.unit];
        const bool is_in = biases.low < wall.low && wall.high < biases.high;
        const bool is_out = !(biases.low < wall.high) || !(wall.low < biases.high);
        if (const Check check{is_in || is_out}) // O301
          check.say({"parameter_cells.box", place_,
                     "biases from " + shown(wall.low) + " to " + shown(wall.high) + " of " +
                         words(i, q) + " all in the box or all outside",
                     "the box from " + shown(biases.low) + " to " + shown(biases.high)});
        if (!is_in)
          continue;
        for (const BoxWall& other : result)
          require_apart(other, i, q);
        result.push_back({at_.layer, at_.unit, i, q});
      }
    return result;
  }

private:
  std::string words(std::size_t input, std::size_t breakpoint) const {
    return "the wall of unit " + std::to_string(at_.unit) + " for input " + std::to_string(input) +
           " at " + shown(breakpoints_[breakpoint]);
  }

  void require_apart(const BoxWall& other, std::size_t i, std::size_t q) const {
    Interval distance = exactly(breakpoints_[q] - breakpoints_[other.breakpoint]);
    if (i != other.input)
      distance = distance - weighted_.differences[pair_index(i, other.input)][at_.unit];
    const bool is_apart = sign(distance.low) > 0 || sign(distance.high) < 0;
    if (const Check check{is_apart}) // O302
      check.say({"parameter_cells.order", place_,
                 words(other.input, other.breakpoint) + " always on one side of " + words(i, q),
                 "a distance from " + shown(distance.low) + " to " + shown(distance.high)});
  }

  const List<Fraction>& breakpoints_;
  BoxWall at_;
  const BoxBounds& weighted_;
  std::string place_;
};

} // namespace

List<BoxWall> walls_in_box(const Network& network, const List<List<Fraction>>& inputs,
                           const List<LayerRadii>& radii, const std::string& place) {
  List<BoxWall> result;
  BoxBounds h = at_inputs(inputs);
  for (std::size_t l = 0; l < network.hidden_count(); ++l) {
    const Layer& layer = network.layers[l];
    const BoxBounds sums{weighted(layer, radii[l].weights, h.values),
                         weighted(layer, radii[l].weights, h.differences)};
    List<Interval> biases;
    for (std::size_t u = 0; u < layer.units.size(); ++u) {
      const Unit& unit = layer.units[u];
      biases.push_back(around(fraction(unit.bias, unit.denominator), radii[l].biases));
      const WallsOfUnit walls(layer, {l, u, 0, 0}, sums, place + "/" + std::to_string(l));
      const List<BoxWall> in_box = walls.in(biases.back());
      result.insert(result.end(), in_box.begin(), in_box.end());
    }
    h = outputs(layer, biases, sums);
  }
  return result;
}

} // namespace thalweg::verifier
