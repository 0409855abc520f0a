// SPDX-License-Identifier: Apache-2.0

#include "lemma/screen.hpp"

#include <algorithm>

namespace thalweg::verifier {

#ifndef __SIZEOF_INT128__

List<std::size_t> unscreened(const Network&, const ClassMap&, const WordInputs&,
                             const List<std::size_t>& members, const Sensitivity*) {
  return members;
}

#else

namespace {

constexpr std::size_t fewest = 6; // members that are worth the rounding of a class

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
  List<Wide> changes = {}; ///< by layer m: 2^exponent C_m max N_m
  Wide change = 0;         ///< their sum
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
  void multiply(const std::int64_t* x);
  Wide magnitude(const WordRow& row) const;
  bool bound_changes();
  std::int64_t exponent_of_sizes(std::size_t l) const;
  Wide size_of_inputs(const std::int64_t* x) const;
  List<Wide> ratios(std::size_t member) const;
  Wide nearest(const Side& side) const;
  bool passes(const Side& side, const std::int64_t* x, const List<Wide>& ratios) const;

  const WordRow& row_of(const Side& side) const { return layers_[side.layer].rows[side.unit]; }

  const std::int64_t* at(std::size_t sample) const {
    return &inputs_.entries[sample * inputs_.width];
  }

  const Network& network_;
  const ClassMap& map_;
  const WordInputs& inputs_;
  const Sensitivity* bounds_; ///< if there are none, there are no sizes and changes
  List<WordLayer> layers_;
  List<std::int64_t> entries_;        ///< of the table, one row after the other
  List<List<Side>> sides_;            ///< by layer
  List<std::int64_t> size_exponents_; ///< by layer m
  List<Wide> ones_;                   ///< the 1 of N_m over them; 0 without biases
  List<List<Wide>> sizes_;            ///< N_m over them, from above, [member][m]
  List<Wide> largest_;                ///< of all members
  List<Wide> products_;               ///< of the rows of the table with one member
  List<Wide> least_;                  ///< of the products of all members
  List<Wide> greatest_;
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
  RowTable table;
  for (std::size_t l = 0; l < map_.pieces.size(); ++l) {
    const Layer& layer = network_.layers[l];
    if (layer.kind != LayerKind::dense || layer.sources != List<std::size_t>{l} ||
        map_.z[l].size() > widest / 2)
      return false;
    std::optional<WordLayer> words = word_layer(network_, map_, l, inputs_, table);
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
  entries_.resize(table.size() * inputs_.width);
  for (const auto& [entries, row] : table)
    std::copy(entries.begin(), entries.end(), &entries_[row * inputs_.width]);
  products_.resize(table.size());
  least_.assign(table.size(), Wide{1} << largest_shift);
  greatest_.assign(table.size(), -(Wide{1} << largest_shift));
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

void Screen::multiply(const std::int64_t* x) {
  for (std::size_t row = 0; row < products_.size(); ++row) {
    products_[row] = product(&entries_[row * inputs_.width], x, inputs_.width);
    least_[row] = std::min(least_[row], products_[row]);
    greatest_[row] = std::max(greatest_[row], products_[row]);
  }
}

/// |h| 2^(exponent of the row) at the member whose products these are, from above.
Wide Screen::magnitude(const WordRow& row) const {
  const Wide& z = products_[row.product];
  return (z < 0 ? -z : z) + row.error;
}

void Screen::measure(const List<std::size_t>& members) {
  for (const std::size_t i : members) {
    Meter::tick();
    List<Wide> sizes = bounds_ == nullptr ? List<Wide>{} : ones_;
    if (bounds_ != nullptr)
      sizes.front() += size_of_inputs(at(i));
    multiply(at(i));
    for (std::size_t l = 0; bounds_ != nullptr && l + 1 < layers_.size(); ++l)
      for (const std::size_t j : layers_[l].outputs) {
        const WordRow& row = layers_[l].rows[j];
        const std::int64_t shift = row.exponent - size_exponents_[l + 1];
        sizes[l + 1] += (magnitude(row) >> std::min(shift, largest_shift)) + 1;
      }
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
        const std::optional<Wide> change =
            ceiling((*bounds_)[side.layer][side.unit][m] * size, row_of(side).exponent);
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

/// The least product of a member, with the sign of the side.
Wide Screen::nearest(const Side& side) const {
  const WordRow& row = row_of(side);
  return side.is_below == row.is_negated ? least_[row.product] : -greatest_[row.product];
}

bool Screen::passes(const Side& side, const std::int64_t* x, const List<Wide>& ratios) const {
  Wide change = 0;
  for (std::size_t m = 0; m < side.changes.size(); ++m)
    change += ((side.changes[m] >> ratio_shift) + 1) * ratios[m];
  const WordRow& row = row_of(side);
  const Wide z = product(&entries_[row.product * inputs_.width], x, inputs_.width);
  return (side.is_below == row.is_negated ? z : -z) >= side.wall + change;
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
      if (nearest(side) < side.wall + side.change)
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
