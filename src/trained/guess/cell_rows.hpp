// SPDX-License-Identifier: GPL-3.0-or-later
//
// A cell seen by rows of parameters: what a change of some rows does to the units behind them, and
// which parameters that read them make up for it (certificates/SPECIFICATION.md, section 26.1).
// Layers without parameters pass changes of channels on. An *observation* of a layer is a point and
// a position, numbered point · positions + position; a row acts on one channel, at all of them.

#pragma once

#include "trained/cell_passes.hpp"

#include <algorithm>
#include <map>

namespace thalweg {

/// One input of a unit; entries are the inputs of the network, then all units.
struct RowLink {
  std::size_t entry;
  std::optional<std::size_t> parameter;
  Rational constant; ///< where there is no parameter
};
/// The one to this entry, or null.
const RowLink* link_to(const std::vector<RowLink>& links, std::size_t entry);

/// A parameter that reads a channel.
struct RowReader {
  std::size_t parameter, layer, row;
};

/// By bias: the parameters of its row that read constants, and these.
using ConstantReaders = std::map<std::size_t, std::vector<std::pair<std::size_t, Rational>>>;

/// Rows of one layer, each by itself fit for a fold: additions of which some terms move get back an
/// entry that these rows read (certificates/SPECIFICATION.md, section 26.1).
struct FoldCandidates {
  bool is_taken_off = false;      ///< are the terms that do not move to be put back?
  std::vector<std::size_t> units; ///< rows, increasing
  std::vector<std::size_t> moved; ///< the parameter of each
  std::vector<double> slopes;
  /// Parameters that read the row that moves, and behind it each of these: the sum of slope ·
  /// parameter · change is to be the first one, up to a factor.
  std::vector<std::vector<std::size_t>> readers;
};

struct TransferReaders {
  std::map<std::size_t, std::size_t> pairs; ///< a parameter, and what makes up for what it reads
  ConstantReaders centres; ///< what the pairs take off too much if a unit is scaled about a centre
  double ratio;            ///< of slopes: the pairs read so many times what was added
  FoldCandidates fold;
};

class CellRows {
public:
  /// `cell` must outlive this.
  explicit CellRows(const HeldCell& cell);

  const HeldCell& cell() const { return cell_; }
  std::size_t position_count(std::size_t layer) const;
  std::size_t input_positions() const;
  std::size_t channel_count(std::size_t layer) const;
  std::size_t observation_count(std::size_t layer) const {
    return cell_.points.count() * position_count(layer);
  }
  /// The group of channels that a row reads; rows of one group have the same inputs.
  std::size_t group_of(std::size_t layer, std::size_t row) const;
  std::size_t unit_at(std::size_t layer, std::size_t channel, std::size_t position) const {
    return first_unit_[layer] + channel * position_count(layer) + position;
  }
  const std::vector<RowLink>& links(std::size_t unit) const { return links_[unit]; }
  /// Source, channel and position of an entry; source 0 is the input.
  struct Place {
    std::size_t source, channel, position;
  };
  Place place(std::size_t entry) const;
  bool is_parametrised(std::size_t layer) const {
    return has_parameters(cell_.network.layers[layer]);
  }

  /// By point, among values of this cell.
  const std::vector<double>& values_of(std::size_t entry, const CellValues<double>& values) const;
  /// Of the unit of an entry; 1 for inputs.
  double slope_of(std::size_t entry, std::size_t point) const {
    return entry < input_count_ ? 1 : slope(entry - input_count_, point).get_d();
  }
  /// Slopes of a channel, intercepts of its pieces, by observation.
  std::vector<double> slopes(std::size_t layer, std::size_t channel) const;
  std::vector<double> intercepts(std::size_t layer, std::size_t channel) const;
  /// Does a layer read this link at the point? A maximum only its chosen entry, and the held one.
  bool is_in_use(std::size_t unit, std::size_t link, std::size_t point) const;

  /// The observations at which something depends on z of the row's channel; all for the last layer.
  const std::vector<std::size_t>& seen(std::size_t layer, std::size_t row) const {
    return seen_[layer][row];
  }
  /// What reads a channel, also behind layers that pass it on; in one way each.
  std::vector<RowReader> readers_of(std::size_t layer, std::size_t channel) const;
  /// The slopes of a row over those of another, where the latter is not 0 and matters; 1 if there
  /// is no such point.
  Rational slope_ratio(std::size_t layer, std::size_t row, std::size_t other) const;
  /// The layer with those whose rows have to move with the same row of it: additions join them.
  /// Nothing if the input or an output is among them.
  std::optional<std::vector<std::size_t>> joined(std::size_t layer) const;
  /// What makes up for row_to += row_from in these layers. Nothing if the change is not neutral. A
  /// channel with itself is scaled, z − centre by one factor. With a layer for a fold some
  /// additions must have terms that do not move.
  std::optional<TransferReaders>
  transfer_readers(const std::vector<std::size_t>& layers, std::size_t to, std::size_t from,
                   const Rational& centre = 0,
                   const std::optional<std::size_t>& fold_layer = std::nullopt) const;
  /// What reads the row's bias += 1.
  std::optional<ConstantReaders> raised(std::size_t layer, std::size_t row) const;
  /// Where these rows differ, or units behind them up to the next parameters.
  std::vector<std::size_t> vanishing(std::size_t layer, const std::vector<std::size_t>& rows) const;
  /// What reads them elsewhere; nothing if it does not read all of them.
  std::optional<std::vector<std::vector<std::size_t>>>
  readers(std::size_t layer, const std::vector<std::size_t>& rows) const;

private:
  const Layer& layer_of(std::size_t unit) const { return cell_.network.layers[layers_[unit]]; }
  std::size_t entry_of(std::size_t unit) const { return input_count_ + unit; }
  std::size_t channel_of(std::size_t unit) const {
    return (unit - first_unit_[layers_[unit]]) / position_count(layers_[unit]);
  }
  bool is_passing(std::size_t unit) const { return !is_parametrised(layers_[unit]); }
  bool is_output(std::size_t unit) const { return layers_[unit] + 1 == cell_.layers.size(); }
  std::size_t piece(std::size_t unit, std::size_t point) const;
  const Rational& slope(std::size_t unit, std::size_t point) const;
  std::optional<std::size_t> tie(std::size_t unit, std::size_t point) const;
  std::size_t beside(std::size_t unit, std::size_t channel) const;
  std::size_t entry_beside(std::size_t entry, std::size_t channel) const {
    return entry < input_count_ ? channel * input_positions() + entry % input_positions()
                                : entry_of(beside(entry - input_count_, channel));
  }
  bool is_seen_anywhere(std::size_t unit) const {
    return std::any_of(sees_.begin(), sees_.end(), [&](const auto& sees) { return sees[unit]; });
  }
  void find_seen();
  bool matters(std::size_t unit, std::size_t other, std::size_t point) const;
  bool have_same_pieces(std::size_t unit, std::size_t other, const Rational& ratio,
                        const Rational& centre, const Rational& output) const;
  std::optional<std::size_t>
  folded_entry(std::size_t unit, std::size_t from, bool is_taken_off,
               const std::vector<std::optional<std::size_t>>& partner) const;
  bool is_zero_at(std::size_t entry, std::size_t point) const;
  bool is_zero(std::size_t entry) const;
  bool has_slope_at(std::size_t unit, std::size_t entry, std::optional<Rational>& known) const;
  std::optional<std::pair<std::size_t, Rational>>
  folding_parameter(std::size_t layer, std::size_t row, std::size_t to,
                    const std::map<std::size_t, std::size_t>& folded) const;
  std::optional<FoldCandidates>
  fold_candidates(std::size_t layer, std::size_t to,
                  const std::map<std::size_t, std::size_t>& folded) const;
  /// At all points where something that is seen reads the unit; nothing if it has ties.
  std::optional<Rational> one_slope(std::size_t unit) const;
  bool are_alike(std::size_t unit, const std::vector<std::size_t>& rows, const Vector& ratios,
                 std::size_t point) const;
  Vector slope_ratios(std::size_t layer, const std::vector<std::size_t>& rows) const;
  void find_layers_behind();
  std::vector<bool> units_alike(std::size_t layer, const std::vector<std::size_t>& rows,
                                const Vector& ratios, std::size_t point) const;
  std::vector<bool> changing_entries(std::size_t layer, const std::vector<std::size_t>& rows,
                                     const Vector& ratios, std::size_t point) const;
  std::optional<Rational> passed_on(std::size_t unit, const Vector& constants) const;
  std::optional<ConstantReaders> constant_readers(const Vector& constants) const;

  const HeldCell& cell_;
  std::size_t input_count_;
  std::vector<std::size_t> first_unit_, layers_; ///< by layer; by unit
  std::vector<std::vector<RowLink>> links_;      ///< by unit
  std::vector<std::vector<bool>> is_behind_;     ///< [layer][layer that passes it on]
  std::vector<std::vector<bool>> sees_;          ///< [point][unit]
  std::vector<std::vector<bool>> read_;          ///< [point][entry], by a unit that is seen
  std::vector<std::vector<std::vector<std::size_t>>> seen_;
};

} // namespace thalweg
