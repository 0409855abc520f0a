// SPDX-License-Identifier: GPL-3.0-or-later
//
// Splitting the samples layer by layer. All samples start in one part; in a part the activations of
// the previous layer are affine in x, hence so are the pre-activations of the next, and the part is
// split by the pieces that its members use. Everything is decided on the sign of integers:
// N/(D q) against a breakpoint p/s is N s against p D q.

#include "landscape/pattern_classes.hpp"

#include "exact/error.hpp"
#include "landscape/affine_composition.hpp"

#include <algorithm>
#include <map>

namespace thalweg {

namespace {

using PieceVector = std::vector<std::size_t>;

/// Samples that agree on the layers so far, with the activations of the last of these layers.
struct Part {
  PatternClass samples;
  std::vector<IntegerAffineFunction> activations;
};

/// The breakpoints of a unit scaled to the denominator D of its pre-activation.
struct ScaledBreakpoint {
  Integer denominator; ///< s
  Integer numerator;   ///< p D
};

std::vector<std::vector<ScaledBreakpoint>>
scaled_breakpoints(const Activation& activation, const std::vector<IntegerAffineFunction>& z) {
  std::vector<std::vector<ScaledBreakpoint>> result(z.size());
  for (std::size_t unit = 0; unit < z.size(); ++unit)
    for (const Rational& breakpoint : activation.breakpoints)
      result[unit].push_back({breakpoint.get_den(), breakpoint.get_num() * z[unit].denominator});
  return result;
}

/// The piece of numerator/(D q); nothing on a breakpoint.
std::optional<std::size_t> piece_of(const Integer& numerator, const Integer& q,
                                    const std::vector<ScaledBreakpoint>& breakpoints) {
  for (std::size_t piece = 0; piece < breakpoints.size(); ++piece) {
    const auto& [s, p] = breakpoints[piece];
    const int order = p == 0 ? sgn(numerator) : cmp(Integer(numerator * s), Integer(p * q));
    if (order == 0)
      return std::nullopt;
    if (order < 0)
      return piece;
  }
  return breakpoints.size();
}

/// The pieces of all units of one layer at one sample; nothing on a wall.
std::optional<PieceVector>
layer_pieces(const std::vector<IntegerAffineFunction>& z, const HomogeneousPoint& x,
             const std::vector<std::vector<ScaledBreakpoint>>& breakpoints) {
  PieceVector pieces(z.size());
  Integer numerator;
  for (std::size_t unit = 0; unit < z.size(); ++unit) {
    if (breakpoints[unit].empty())
      continue;
    value_numerator(numerator, z[unit], x);
    const std::optional<std::size_t> piece =
        piece_of(numerator, x.denominator(), breakpoints[unit]);
    if (!piece)
      return std::nullopt;
    pieces[unit] = *piece;
  }
  return pieces;
}

/// The same part one layer further, with members that all use `pieces`.
Part extended_part(const Part& part, const Activation& activation,
                   const std::vector<IntegerAffineFunction>& z, const AffineMap& z_rational,
                   const PieceVector& pieces, SampleSet members) {
  Part result;
  result.samples.members = std::move(members);
  result.samples.pieces = part.samples.pieces;
  result.samples.pieces.push_back(pieces);
  result.samples.pre_activations = part.samples.pre_activations;
  result.samples.pre_activations.push_back(z_rational);
  for (std::size_t unit = 0; unit < z.size(); ++unit)
    result.activations.push_back(
        scaled(z[unit], activation.slopes[pieces[unit]], activation.intercepts[pieces[unit]]));
  return result;
}

/// Appends to `parts` what `part` splits into at `layer`, and to `on_wall` the samples on a wall.
void split_part(const Part& part, const DenseLayer& layer,
                const std::vector<HomogeneousPoint>& points, std::size_t input_dimension,
                std::vector<Part>& parts, SampleSet& on_wall) {
  const std::vector<IntegerAffineFunction> z = composed(layer, part.activations, input_dimension);
  const auto breakpoints = scaled_breakpoints(layer.activation, z);
  std::map<PieceVector, SampleSet> members;
  for (const std::size_t sample : part.samples.members) {
    if (std::optional<PieceVector> pieces = layer_pieces(z, points[sample], breakpoints))
      members[std::move(*pieces)].push_back(sample);
    else
      on_wall.push_back(sample);
  }
  const AffineMap z_rational = rational_map(z);
  for (auto& [pieces, samples] : members)
    parts.push_back(
        extended_part(part, layer.activation, z, z_rational, pieces, std::move(samples)));
}

} // namespace

std::vector<std::optional<std::size_t>>
PatternClasses::class_of_sample(std::size_t sample_count) const {
  std::vector<std::optional<std::size_t>> result(sample_count);
  for (std::size_t c = 0; c < classes.size(); ++c)
    for (const std::size_t sample : classes[c].members)
      result[sample] = c;
  return result;
}

PatternClasses pattern_classes(const Network& network, const Dataset& data) {
  require(network.input_dimension() == data.input_dimension(),
          "pattern classes: expected the input dimension of the data, found another");
  PatternClasses result;
  if (data.sample_count() == 0)
    return result;
  const std::vector<HomogeneousPoint> points = homogeneous_points(data.inputs);
  std::vector<Part> parts(1);
  for (std::size_t sample = 0; sample < data.sample_count(); ++sample)
    parts[0].samples.members.push_back(sample);
  parts[0].activations = coordinate_functions(data.input_dimension());

  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    std::vector<Part> finer;
    for (const Part& part : parts)
      split_part(part, network.layers[l], points, data.input_dimension(), finer, result.on_wall);
    parts = std::move(finer);
  }
  for (Part& part : parts) {
    part.samples.pre_activations.push_back(
        rational_map(composed(network.layers.back(), part.activations, data.input_dimension())));
    result.classes.push_back(std::move(part.samples));
  }
  std::sort(result.classes.begin(), result.classes.end(),
            [](const PatternClass& a, const PatternClass& b) {
              return a.members.front() < b.members.front();
            });
  std::sort(result.on_wall.begin(), result.on_wall.end());
  return result;
}

} // namespace thalweg
