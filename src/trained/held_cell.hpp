// SPDX-License-Identifier: GPL-3.0-or-later
//
// The polynomials that stand for a network near a minimum on walls. Samples with equal inputs are
// one *point*. A finite set T of pairs t = (unit, point) is held on breakpoints β_t where the slope
// changes by c_t ≠ 0; every other pair has one piece, every max pooling window one entry. The *base
// functions* z(W), F(W), Q_t(W) = z_t − β_t use the piece below β_t at the pairs of T: they are
// polynomials in the parameters, whatever happens across walls. Of a window in T one entry is held
// level with the chosen one: z_t is how much it is above that, β_t = 0, c_t = 1.

#pragma once

#include "landscape/parameter_order.hpp"
#include "trained/checkpoint.hpp"

namespace thalweg {

/// Samples with equal inputs, joined: points are numbered by their first sample.
struct SamplePoints {
  std::vector<SampleSet> members;     ///< of every point
  std::vector<std::size_t> of_sample; ///< the point of every sample
  std::size_t count() const { return members.size(); }
};

SamplePoints sample_points(const Dataset& data);

/// One product of the linear view: z_unit += weight · h_source[index], the weight being a parameter
/// or, where `parameter` is nothing, a constant.
struct CellLink {
  std::size_t unit, source, index;
  std::optional<std::size_t> parameter;
  Rational constant = 1;
};

/// The linear view of one layer; a pooling by maxima has no links.
struct CellLayer {
  std::size_t unit_count = 0;
  std::vector<CellLink> links;
  std::vector<std::optional<std::size_t>> biases; ///< the parameter of every unit
};

/// A pair held on the breakpoint `breakpoint`, between the pieces `piece` and `piece` + 1.
struct CellTie {
  std::size_t layer, unit, point;
  std::size_t piece;         ///< of a window the held entry, an index of `choices`
  Rational breakpoint, jump; ///< β and c = slope above − slope below
};

/// A number for every (layer, unit, point).
template <class Value> using UnitTable = std::vector<std::vector<std::vector<Value>>>;

struct HeldCell {
  Network network; ///< the architecture; its parameters are those near which the pieces were read
  SamplePoints points;
  std::vector<Vector> inputs; ///< of every point
  std::vector<CellLayer> layers;
  std::size_t parameter_count = 0;
  UnitTable<std::size_t> pieces; ///< of hidden layers; at ties the piece below, the chosen entry
  std::vector<CellTie> ties;     ///< increasing by layer, unit, point
  /// [source][entry][point], if there are windows: entries of one name are equal, whatever the
  /// parameters, in these pieces.
  UnitTable<std::size_t> names;

  /// The tie at this pair, if it is held.
  std::optional<std::size_t> tie_at(std::size_t layer, std::size_t unit, std::size_t point) const;
  /// The entry of a window that is held level with the chosen one, an index of the layer's input.
  std::optional<std::size_t> tied_entry(std::size_t layer, std::size_t unit,
                                        std::size_t point) const;
  std::vector<std::vector<std::vector<std::size_t>>>
      tie_index; ///< its number + 1, or 0; see tie_at
};

std::vector<double> floating_parameters(const Network& network);

/// The cell of the pieces in use at the network (computed in floating point: which cell is meant is
/// a guess), with these pairs held at their nearest breakpoints. Pairs of equal inputs are held
/// together. InternalError if a pair has no breakpoint.
HeldCell guessed_held_cell(const Network& network, const Dataset& data,
                           const std::vector<HeldPair>& held);

} // namespace thalweg
