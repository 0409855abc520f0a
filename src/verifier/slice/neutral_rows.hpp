// SPDX-License-Identifier: Apache-2.0
//
// What a change of rows of parameters does to the units behind them, in the pieces in use
// (specification, 26.1). Layers without parameters pass changes of channels on; the parameters that
// read them can make up for them. Positions count like points: an *observation* of a layer is a
// point and a position, numbered point · positions + position.

#pragma once

#include "slice/held_pass.hpp"

#include <map>

namespace thalweg::verifier {

/// Rows with one slope at all points, which read the terms of additions of which a change does not
/// move all: they put back what the readers of the additions get too much or too little.
struct RowFold {
  std::size_t layer;
  List<std::size_t> units;
};

/// The rows of the channels `to` and `from` in some hidden layers: row_to += row_from, the slopes
/// of `to` are `ratio` times those of `from`. A channel by itself is scaled, z − centre by one
/// factor.
struct RowTransfer {
  List<std::size_t> layers;
  std::size_t to;
  std::size_t from;
  Fraction centre;
  Fraction ratio;
  std::optional<RowFold> fold;

  /// Does the column of `from` take off all that additions pass on? Else it leaves it to the fold.
  bool is_taken_off() const { return fold && fold->layer == layers.front(); }
  /// What moves is then put back even where what is added to it is 0.
  bool has_other_fold() const { return fold && !is_taken_off(); }
};

/// A parameter, and the one that makes up for what it reads.
using PairedParameters = std::map<std::size_t, std::size_t>;

/// By bias: parameters, and how much what they read grows.
using RaisedBiases = std::map<std::size_t, List<std::pair<std::size_t, Fraction>>>;

/// Of a fold: parameters of its rows, their slopes, and lists of parameters that read one channel
/// `to` of an addition and those of the rows: Σ slope · parameter · change = ± ratio · first.
struct FoldReaders {
  List<std::size_t> moved;
  List<Fraction> slopes;
  List<List<std::size_t>> readers;
};

/// What makes up for a transfer.
struct ReadersOfTransfer {
  PairedParameters pairs;
  RaisedBiases centres; ///< what the pairs take off too much, where units are scaled about a centre
  FoldReaders fold;
};

/// What it takes for the same change of some channels, up to factors y, to cancel.
struct Cancellation {
  List<std::size_t> vanishing; ///< observations at which the change has to be 0
  List<Fraction> ratios;       ///< of slopes to those of the first channel
  /// Parameters that read the channels, in their order: Σ y · ratio · parameter = 0 for each list.
  List<List<std::size_t>> readers;
};

/// Of a term that a unit without parameters passes on.
enum class LinkMotion { none, moves, zero };

class NeutralRows {
public:
  NeutralRows(const HeldProblem& problem, const List<HeldPoint>& points);

  /// The slopes of a row over those of another, where the latter is not 0 and matters; 1 if there
  /// is no such point.
  Fraction ratio(std::size_t layer, std::size_t row, std::size_t other) const;
  bool sees(std::size_t unit, std::size_t point) const { return sees_[point][unit] != 0; }
  /// The observations in I_u of a row.
  List<std::size_t> seen(std::size_t layer, std::size_t row) const;
  /// Rejects at `place`, as the others do, what is not base-neutral (O199).
  ReadersOfTransfer readers(const RowTransfer& transfer, const std::string& place) const;
  RaisedBiases raised(std::size_t layer, std::size_t row, const std::string& place) const;
  Cancellation cancelled(std::size_t layer, const List<std::size_t>& rows,
                         const std::string& place) const;

private:
  bool is_tied(std::size_t unit, std::size_t point) const {
    return points_[point].pattern().ties[unit] != no_tie;
  }
  std::size_t piece(std::size_t unit, std::size_t point) const {
    return points_[point].pattern().pieces[unit];
  }
  const Fraction& slope(std::size_t unit, std::size_t point) const {
    return graph_.layer_of(unit).slope(piece(unit, point));
  }
  bool is_seen_anywhere(std::size_t unit) const {
    return std::any_of(sees_.begin(), sees_.end(),
                       [&](const List<unsigned char>& sees) { return sees[unit] != 0; });
  }
  /// Is one of the two read by a unit that is seen, or a tie?
  bool matters(std::size_t unit, std::size_t other, std::size_t point) const {
    const auto one_matters = [&](std::size_t each) {
      return read_[point][graph_.entry_of(each)] != 0 || is_tied(each, point);
    };
    return one_matters(unit) || one_matters(other);
  }
  bool is_passing(std::size_t unit) const { return !graph_.layer_of(unit).is_parametrised(); }
  /// Does a layer read this link at the point? A maximum only its selected one, and that of its
  /// tie.
  bool is_in_use(std::size_t unit, std::size_t link, std::size_t point) const {
    return !graph_.layer_of(unit).is_maximum() || piece(unit, point) == link ||
           points_[point].tied_entry(unit) == graph_.units[unit].links[link].entry;
  }
  /// The entry beside this one in another channel.
  std::size_t beside(std::size_t entry, std::size_t channel) const;
  std::size_t unit_beside(std::size_t unit, std::size_t channel) const;
  void require_same_ties(std::size_t unit, std::size_t other, std::size_t point,
                         const Fraction& centre, const std::string& place) const;
  void require_same_pieces(std::size_t unit, const RowTransfer& transfer, const Fraction& centre,
                           const Fraction& output, const std::string& place) const;
  bool is_zero_at(std::size_t entry, std::size_t point) const;
  List<LinkMotion> motions(std::size_t unit, const RowTransfer& transfer,
                           const List<std::size_t>& partner) const;
  std::size_t folded_entry(std::size_t unit, const RowTransfer& transfer,
                           const List<LinkMotion>& motions, const std::string& place) const;
  void require_slope_at(std::size_t unit, std::size_t entry, std::optional<Fraction>& known,
                        const std::string& place) const;
  FoldReaders folds(const RowTransfer& transfer, const List<std::size_t>& folded,
                    const std::string& place) const;
  void add_folding_row(std::size_t row, const RowTransfer& transfer,
                       const List<std::size_t>& folded, FoldReaders& result,
                       const std::string& place) const;
  /// At all points where something that is seen reads the unit.
  Fraction one_slope(std::size_t unit, const std::string& place) const;
  Fraction passed_on(std::size_t unit, const List<Fraction>& constants,
                     const std::string& place) const;
  RaisedBiases biases_behind(const List<Fraction>& constants, const std::string& place) const;
  bool are_alike(std::size_t unit, const List<std::size_t>& rows, const List<Fraction>& ratios,
                 std::size_t point) const;
  List<unsigned char> units_alike(std::size_t layer, const List<std::size_t>& rows,
                                  const List<Fraction>& ratios, std::size_t point) const;
  List<unsigned char> changing_entries(std::size_t layer, std::size_t row,
                                       const List<unsigned char>& alike, std::size_t point) const;

  const HeldProblem& problem_;
  const UnitGraph& graph_;
  const List<HeldPoint>& points_;
  List<List<unsigned char>> sees_; ///< by point and unit
  List<List<unsigned char>> read_; ///< by point and entry: by a unit that is seen
};

constexpr std::size_t no_entry = 0; ///< the constant 1, which no row changes

/// Rejects at `place` what is not base-neutral (O199).
void require_field(bool holds, const std::string& place, const char* expected);
/// The link of a unit to an entry, if there is one.
const Link* link_to(const GraphUnit& unit, std::size_t entry);

} // namespace thalweg::verifier
