// SPDX-License-Identifier: GPL-3.0-or-later
//
// Splitting the samples layer by layer. All samples start in one part; in a part the activations of
// the previous layer are affine in x, hence so are the pre-activations of the next, and the part is
// split by the pieces that its members use. Everything is decided on the sign of integers:
// N/(D q) against a breakpoint p/s is N s against p D q. At max pooling a part is split by the
// largest entries of its windows.

#include "landscape/pattern_classes.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "landscape/affine_composition.hpp"
#include "landscape/linear_view.hpp"

#include <algorithm>
#include <map>
#include <memory>

namespace thalweg {

namespace {

using PieceVector = std::vector<std::size_t>;

using Functions = std::vector<IntegerAffineFunction>;

/// Samples that agree on the layers so far, with the outputs that later layers read.
struct Part {
  PatternClass samples;
  std::vector<std::shared_ptr<const Functions>> outputs; ///< [source]; null if not read any more
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

/// `selected_entry` for the values numerators[k] / functions[k].denominator.
std::optional<std::size_t> largest_entry(const SparseRow& window, const Functions& functions,
                                         const std::vector<Integer>& numerators,
                                         const std::vector<bool>& is_constant) {
  return selected_entry(
      window,
      [&](std::size_t a, std::size_t b) {
        const Integer &p = functions[a].denominator, &q = functions[b].denominator;
        return p == q ? cmp(numerators[a], numerators[b])
                      : cmp(Integer(numerators[a] * q), Integer(numerators[b] * p));
      },
      is_constant);
}

/// The selected entries of all windows at one sample; nothing on a tie.
std::optional<PieceVector> selections(const Layer& layer, const Functions& h,
                                      const HomogeneousPoint& x,
                                      const std::vector<bool>& is_constant) {
  std::vector<Integer> numerators;
  value_numerators(numerators, h, x);
  PieceVector pieces;
  for (const SparseRow& window : layer.choices) {
    const std::optional<std::size_t> piece = largest_entry(window, h, numerators, is_constant);
    if (!piece)
      return std::nullopt;
    pieces.push_back(*piece);
  }
  return pieces;
}

/// Splits the parts of the samples layer by layer.
class Splitting {
public:
  Splitting(const Network& network, const Dataset& data)
      : network_(network), points_(homogeneous_points(data.inputs)),
        last_readers_(last_readers(network)) {}

  /// Appends to `parts` what `part` splits into at layer l, and to `on_wall` the samples on a wall.
  void split(const Part& part, std::size_t l, std::vector<Part>& parts, SampleSet& on_wall) const {
    const Layer& layer = network_.layers[l];
    const std::shared_ptr<const Functions> h = input(part, l);
    const bool is_pooling = layer.kind == LayerKind::max_pooling;
    Functions z;
    if (!is_pooling)
      z = composed(layer, *h, network_.input_dimension());
    const auto breakpoints = scaled_breakpoints(layer.activation, z);
    const std::vector<bool> is_constant =
        is_pooling ? constant_outputs(network_, l, part.samples.pieces) : std::vector<bool>{};
    std::map<PieceVector, SampleSet> members;
    for (const std::size_t sample : part.samples.members) {
      require_time();
      std::optional<PieceVector> pieces = is_pooling
                                              ? selections(layer, *h, points_[sample], is_constant)
                                              : layer_pieces(z, points_[sample], breakpoints);
      if (pieces)
        members[std::move(*pieces)].push_back(sample);
      else
        on_wall.push_back(sample);
    }
    AffineMap z_rational = rational_map(z);
    for (auto& [pieces, samples] : members) {
      if (is_pooling) {
        z = selected(layer, pieces, *h);
        z_rational = rational_map(z);
      }
      parts.push_back(extended(part, l, z, z_rational, pieces, std::move(samples)));
    }
  }

  /// The output of the network on a part that knows all hidden layers.
  AffineMap output(const Part& part) const {
    const std::size_t last = network_.hidden_layer_count();
    return rational_map(
        composed(network_.layers[last], *input(part, last), network_.input_dimension()));
  }

private:
  std::shared_ptr<const Functions> input(const Part& part, std::size_t l) const {
    if (network_.layers[l].kind != LayerKind::addition)
      return part.outputs[l];
    Functions both = *part.outputs[l];
    const Functions& other = *part.outputs[network_.layers[l].with];
    both.insert(both.end(), other.begin(), other.end());
    return std::make_shared<const Functions>(std::move(both));
  }

  /// The same part one layer further, with members that all use `pieces`.
  Part extended(const Part& part, std::size_t l, const Functions& z, const AffineMap& z_rational,
                const PieceVector& pieces, SampleSet members) const {
    Part result;
    result.samples.members = std::move(members);
    result.samples.pieces = part.samples.pieces;
    result.samples.pieces.push_back(pieces);
    result.samples.pre_activations = part.samples.pre_activations;
    result.samples.pre_activations.push_back(z_rational);
    result.outputs = part.outputs;
    for (std::size_t source = 0; source <= l; ++source)
      if (last_readers_[source] <= l)
        result.outputs[source] = nullptr;
    const Layer& layer = network_.layers[l];
    Functions h;
    for (std::size_t unit = 0; unit < z.size(); ++unit)
      h.push_back(scaled(z[unit], slope_in_use(layer, pieces[unit]),
                         intercept_in_use(layer, pieces[unit])));
    result.outputs.push_back(std::make_shared<const Functions>(std::move(h)));
    return result;
  }

  const Network& network_;
  std::vector<HomogeneousPoint> points_;
  std::vector<std::size_t> last_readers_;
};

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
  const Splitting splitting(network, data);
  std::vector<Part> parts(1);
  for (std::size_t sample = 0; sample < data.sample_count(); ++sample)
    parts[0].samples.members.push_back(sample);
  parts[0].outputs.push_back(
      std::make_shared<const Functions>(coordinate_functions(data.input_dimension())));

  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    std::vector<Part> finer;
    for (const Part& part : parts)
      splitting.split(part, l, finer, result.on_wall);
    parts = std::move(finer);
  }
  for (Part& part : parts) {
    part.samples.pre_activations.push_back(splitting.output(part));
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
