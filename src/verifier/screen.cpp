// SPDX-License-Identifier: Apache-2.0

#include "screen.hpp"

#include "wide.hpp"

#include <algorithm>
#include <optional>

namespace thalweg::verifier {

namespace {

constexpr std::int64_t screened_bits = 60;            // of inputs and rows
constexpr std::int64_t sum_bits = 122;                // of everything that is added up
constexpr std::size_t longest = std::size_t{1} << 16; // bits of numbers that are worth rounding
constexpr std::size_t widest = std::size_t{1} << 16;  // rows for which sums have room
constexpr std::size_t fewest = 6; // members that are worth the rounding of a class

/// |numerator/denominator| < 2^this
std::int64_t size_in_bits(const Integer& numerator, const Integer& denominator) {
  return static_cast<std::int64_t>(bit_length(numerator)) -
         static_cast<std::int64_t>(bit_length(denominator)) + 1;
}

/// numerator/denominator · 2^shift, towards 0.
Integer shifted_quotient(const Integer& numerator, const Integer& denominator, std::int64_t shift) {
  return shift >= 0 ? (numerator << static_cast<std::size_t>(shift)) / denominator
                    : numerator / (denominator << static_cast<std::size_t>(-shift));
}

bool is_short(const Integer& a) {
  return bit_length(a) <= longest;
}

} // namespace

WordInputs word_inputs(const Data& data) {
  const std::size_t d = data.inputs.size();
  List<std::int64_t> sizes(d + 1, std::int64_t{0});
  List<bool> is_used(d);
  for (const Sample& sample : data.samples)
    for (std::size_t k = 0; k < d; ++k) {
      if (!is_short(sample.x[k]) || !is_short(sample.denominator))
        return {};
      if (is_zero(sample.x[k]))
        continue;
      const std::int64_t size = size_in_bits(sample.x[k], sample.denominator);
      sizes[k] = is_used[k] ? std::max(sizes[k], size) : size;
      is_used[k] = true;
    }
  sizes[d] = 1;
  WordInputs inputs{d + 1, {}, {}};
  for (const std::int64_t size : sizes)
    inputs.exponents.push_back(screened_bits - size);
  inputs.entries.reserve(data.samples.size() * inputs.width);
  for (const Sample& sample : data.samples) {
    Meter::tick();
    for (std::size_t k = 0; k < d; ++k)
      inputs.entries.push_back(static_cast<std::int64_t>(
          shifted_quotient(sample.x[k], sample.denominator, inputs.exponents[k])));
    inputs.entries.push_back(std::int64_t{1} << inputs.exponents[d]);
  }
  return inputs;
}

#ifndef __SIZEOF_INT128__

List<std::size_t> unscreened(const Network&, const ClassMap&, const WordInputs&,
                             const List<std::size_t>& members, const Sensitivity*) {
  return members;
}

#else

namespace {

/// An upper bound of numerator/denominator · 2^shift, or nothing if it has no place in a sum.
std::optional<Wide> ceiling(const Integer& numerator, const Integer& denominator,
                            std::int64_t shift) {
  if (is_zero(numerator))
    return 0;
  if (!is_short(numerator) || !is_short(denominator) ||
      size_in_bits(numerator, denominator) + shift > sum_bits)
    return std::nullopt;
  if (size_in_bits(numerator, denominator) + shift < 0)
    return 1;
  return wide_of(shifted_quotient(numerator, denominator, shift)) + 1;
}

std::optional<Wide> ceiling(const Dyadic& a, std::int64_t shift) {
  return ceiling(a.mantissa, 1, a.exponent + shift);
}

/// A row in words, and how far its product with the entries of a sample, over 2^exponent, may be
/// from the true value there.
struct WordRow {
  std::int64_t exponent = 0;
  Wide error = 0;
};

struct WordLayer {
  /// First z of all units, then h of the units of which it is neither z nor 0.
  List<WordRow> rows;
  List<std::int64_t> entries; ///< one row after the other
  List<std::size_t> outputs;  ///< the rows of h that are not 0
};

/// Appends the row, rounded to words as long as its largest term needs; false if numbers are too
/// long.
bool append_row(WordLayer& layer, const AffineRow& row, const WordInputs& inputs) {
  Meter::tick();
  std::optional<std::int64_t> size; // |a_k| 2^{−exponents[k]} < 2^size
  for (std::size_t k = 0; k < row.coefficients.size(); ++k) {
    if (!is_short(row.coefficients[k]) || !is_short(row.denominator))
      return false;
    if (!is_zero(row.coefficients[k]))
      size = std::max(size.value_or(INT64_MIN),
                      size_in_bits(row.coefficients[k], row.denominator) - inputs.exponents[k]);
  }
  const auto room = static_cast<std::int64_t>(bit_length(Integer(inputs.width)));
  WordRow& words = layer.rows.emplace_back();
  words.exponent = size ? screened_bits - room - *size : screened_bits;
  for (std::size_t k = 0; k < inputs.width; ++k) {
    const bool is_absent = row.coefficients.empty() || is_zero(row.coefficients[k]);
    const std::int64_t entry =
        is_absent
            ? 0
            : static_cast<std::int64_t>(shifted_quotient(row.coefficients[k], row.denominator,
                                                         words.exponent - inputs.exponents[k]));
    layer.entries.push_back(entry);
    // |α ξ − a x| < |a| + |x| + 1 for α = a + θ, ξ = x + φ, |θ|, |φ| < 1
    if (!is_absent)
      words.error += (entry < 0 ? -entry : entry) + (Wide{1} << screened_bits) + 1;
  }
  return true;
}

/// Nothing if the numbers are too long.
std::optional<WordLayer> word_layer(const Network& network, const ClassMap& map, std::size_t l,
                                    const WordInputs& inputs) {
  WordLayer layer;
  for (const AffineRow& row : map.z[l])
    if (!append_row(layer, row, inputs))
      return std::nullopt;
  for (std::size_t j = 0; j < map.z[l].size(); ++j)
    if (network.layers[l].is_identity(map.pieces[l][j])) {
      if (!map.z[l][j].coefficients.empty())
        layer.outputs.push_back(j);
    } else if (!map.h[l + 1][j].coefficients.empty()) {
      layer.outputs.push_back(layer.rows.size());
      if (!append_row(layer, map.h[l + 1][j], inputs))
        return std::nullopt;
    }
  return layer;
}

Wide product(const std::int64_t* row, const std::int64_t* x, std::size_t width) {
  Wide sum = 0;
  for (std::size_t k = 0; k < width; ++k)
    sum += static_cast<Wide>(row[k]) * x[k];
  return sum;
}

/// One unit and one of the breakpoints next to its piece. With the sign, z is large on the side of
/// the piece: sign · z 2^(exponent of the row) has to be at least `wall`, and more by what a move
/// can change.
struct Side {
  std::size_t layer;
  std::size_t unit;
  bool is_below; ///< is the piece below the breakpoint?
  Wide wall;
  Wide nearest = Wide{1} << 126; ///< the least product of a member, with the sign
  List<Wide> changes = {};       ///< by layer m: 2^exponent C_m max N_m
  Wide change = 0;               ///< their sum
};

/// What is added up for N may have as many terms as there are rows.
constexpr std::int64_t size_shift = 16;
constexpr std::int64_t largest_shift = 126;
/// Ratios of sizes are integers over 2^this.
constexpr int ratio_shift = 30;

class Screen {
public:
  Screen(const Network& network, const ClassMap& map, const WordInputs& inputs,
         const Sensitivity* bounds)
      : network_(network), map_(map), inputs_(inputs), bounds_(bounds) {}

  List<std::size_t> unscreened(const List<std::size_t>& members);

private:
  bool prepare();
  bool add_sides(std::size_t l);
  void measure(const List<std::size_t>& members);
  void measure_layer(std::size_t l, const std::int64_t* x, List<Wide>& sizes);
  bool bound_changes();
  std::int64_t exponent_of_sizes(std::size_t l) const;
  Wide size_of_inputs(const std::int64_t* x) const;
  List<Wide> ratios(std::size_t member) const;
  bool passes(const Side& side, const std::int64_t* x, const List<Wide>& ratios) const;

  const std::int64_t* at(std::size_t sample) const {
    return &inputs_.entries[sample * inputs_.width];
  }

  const Network& network_;
  const ClassMap& map_;
  const WordInputs& inputs_;
  const Sensitivity* bounds_; ///< if there are none, there are no sizes and changes
  List<WordLayer> layers_;
  List<List<Side>> sides_;            ///< by layer
  List<std::int64_t> size_exponents_; ///< by layer m
  List<Wide> ones_;                   ///< the 1 of N_m over them; 0 without biases
  List<List<Wide>> sizes_;            ///< N_m over them, from above, [member][m]
  List<Wide> largest_;                ///< of all members
  List<Wide> products_;               ///< of one layer at one member
};

bool Screen::add_sides(std::size_t l) {
  const Activation& activation = network_.layers[l].activation;
  const WordLayer& layer = layers_[l];
  List<Side>& sides = sides_.emplace_back();
  for (std::size_t j = 0; j < map_.pieces[l].size(); ++j)
    for (const bool is_below : {false, true}) {
      const std::size_t piece = map_.pieces[l][j];
      if (is_below ? piece == activation.breakpoints.size() : piece == 0)
        continue;
      const Fraction& breakpoint = activation.breakpoints[is_below ? piece : piece - 1];
      const std::optional<Wide> wall =
          ceiling(is_below ? -breakpoint.numerator : breakpoint.numerator, breakpoint.denominator,
                  layer.rows[j].exponent);
      if (!wall)
        return false;
      sides.push_back({l, j, is_below, *wall + layer.rows[j].error + 1});
    }
  return true;
}

bool Screen::prepare() {
  for (std::size_t l = 0; l < map_.pieces.size(); ++l) {
    const Layer& layer = network_.layers[l];
    if (layer.kind != LayerKind::dense || layer.sources != List<std::size_t>{l} ||
        map_.z[l].size() > widest / 2)
      return false;
    std::optional<WordLayer> words = word_layer(network_, map_, l, inputs_);
    if (!words)
      return false;
    layers_.push_back(std::move(*words));
    if (!add_sides(l))
      return false;
    size_exponents_.push_back(exponent_of_sizes(l));
    const std::optional<Wide> one = ceiling(layer.has_biases ? 1 : 0, 1, size_exponents_[l]);
    if (!one)
      return false;
    ones_.push_back(*one);
  }
  return true;
}

/// That of the coarsest terms of N_l: there is room for the sum.
std::int64_t Screen::exponent_of_sizes(std::size_t l) const {
  if (l == 0)
    return *std::min_element(inputs_.exponents.begin(), inputs_.exponents.end());
  std::optional<std::int64_t> least;
  for (const std::size_t row : layers_[l - 1].outputs)
    least = std::min(least.value_or(INT64_MAX), layers_[l - 1].rows[row].exponent);
  return least.value_or(screened_bits) - size_shift;
}

/// Σ_k |x_k| 2^(exponent of the sizes of the first layer), from above.
Wide Screen::size_of_inputs(const std::int64_t* x) const {
  Wide sum = 0;
  for (std::size_t k = 0; k + 1 < inputs_.width; ++k) {
    const std::int64_t shift = inputs_.exponents[k] - size_exponents_.front();
    const std::int64_t magnitude = (x[k] < 0 ? -x[k] : x[k]) + 1;
    sum += (shift < screened_bits + 2 ? magnitude >> shift : 0) + 1;
  }
  return sum;
}

/// The products of one layer: nearest ones, and Σ_k |h_k| for the next layer.
void Screen::measure_layer(std::size_t l, const std::int64_t* x, List<Wide>& sizes) {
  const WordLayer& layer = layers_[l];
  const bool needs_sizes = bounds_ != nullptr && l + 1 < layers_.size();
  products_.resize(needs_sizes ? layer.rows.size() : map_.z[l].size());
  for (std::size_t row = 0; row < products_.size(); ++row)
    products_[row] = product(&layer.entries[row * inputs_.width], x, inputs_.width);
  for (Side& side : sides_[l])
    side.nearest =
        std::min(side.nearest, side.is_below ? -products_[side.unit] : products_[side.unit]);
  if (!needs_sizes)
    return;
  for (const std::size_t row : layer.outputs) {
    const Wide& z = products_[row];
    const std::int64_t shift = layer.rows[row].exponent - size_exponents_[l + 1];
    sizes[l + 1] +=
        (((z < 0 ? -z : z) + layer.rows[row].error) >> std::min(shift, largest_shift)) + 1;
  }
}

void Screen::measure(const List<std::size_t>& members) {
  for (const std::size_t i : members) {
    Meter::tick();
    List<Wide> sizes = bounds_ == nullptr ? List<Wide>{} : ones_;
    if (bounds_ != nullptr)
      sizes.front() += size_of_inputs(at(i));
    for (std::size_t l = 0; l < layers_.size(); ++l)
      measure_layer(l, at(i), sizes);
    for (Wide& size : sizes) // each of the three roundings adds less than 2^−63 of it
      size += (size >> 60) + 1;
    if (largest_.empty())
      largest_ = sizes;
    for (std::size_t m = 0; m < sizes.size(); ++m)
      largest_[m] = std::max(largest_[m], sizes[m]);
    sizes_.push_back(std::move(sizes));
  }
}

bool Screen::bound_changes() {
  for (List<Side>& sides : sides_)
    for (Side& side : sides)
      for (std::size_t m = 0; bounds_ != nullptr && m <= side.layer; ++m) {
        const Dyadic size{Integer(largest_[m]), -size_exponents_[m]};
        const std::optional<Wide> change = ceiling((*bounds_)[side.layer][side.unit][m] * size,
                                                   layers_[side.layer].rows[side.unit].exponent);
        if (!change || (side.change += *change) >> sum_bits != 0)
          return false;
        side.changes.push_back(*change);
      }
  return true;
}

/// N_m / max N_m of a member over 2^ratio_shift, from above.
List<Wide> Screen::ratios(std::size_t member) const {
  List<Wide> result;
  for (std::size_t m = 0; m < largest_.size(); ++m) {
    int shift = 0;
    while (largest_[m] >> shift >> 90 != 0)
      ++shift;
    result.push_back((((sizes_[member][m] >> shift) + 1) << ratio_shift) / (largest_[m] >> shift) +
                     1);
  }
  return result;
}

bool Screen::passes(const Side& side, const std::int64_t* x, const List<Wide>& ratios) const {
  Wide change = 0;
  for (std::size_t m = 0; m < side.changes.size(); ++m)
    change += ((side.changes[m] >> ratio_shift) + 1) * ratios[m];
  const Wide z = product(&layers_[side.layer].entries[side.unit * inputs_.width], x, inputs_.width);
  return (side.is_below ? -z : z) >= side.wall + change;
}

List<std::size_t> Screen::unscreened(const List<std::size_t>& members) {
  if (map_.pieces.empty() || inputs_.width == 0 || inputs_.width > widest ||
      members.size() < fewest || !prepare())
    return members;
  measure(members);
  if (!bound_changes())
    return members;
  List<const Side*> near;
  for (const List<Side>& sides : sides_)
    for (const Side& side : sides)
      if (side.nearest < side.wall + side.change)
        near.push_back(&side);
  List<std::size_t> rest;
  for (std::size_t member = 0; !near.empty() && member < members.size(); ++member) {
    Meter::tick();
    const List<Wide> of_member = ratios(member);
    if (!std::all_of(near.begin(), near.end(), [&](const Side* side) {
          return passes(*side, at(members[member]), of_member);
        }))
      rest.push_back(members[member]);
  }
  return rest;
}

} // namespace

List<std::size_t> unscreened(const Network& network, const ClassMap& map, const WordInputs& inputs,
                             const List<std::size_t>& members, const Sensitivity* bounds) {
  return Screen(network, map, inputs, bounds).unscreened(members);
}

#endif

} // namespace thalweg::verifier
