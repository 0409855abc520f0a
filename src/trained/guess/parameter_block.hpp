// SPDX-License-Identifier: GPL-3.0-or-later
//
// One block (certificates/SPECIFICATION.md, section 26.2): some rows, inner ones, and parameters of
// theirs and of the rows that read them. What the other rows see of these parameters lies in a
// space that depends on patterns and data only; where they reach all of it, what they do unseen
// moves smoothly. Ranks in floating point: guesses.

#pragma once

#include "trained/guess/gauge_fields.hpp"

namespace thalweg {

class ParameterBlock {
public:
  /// A layer and a row of it.
  using Row = std::pair<std::size_t, std::size_t>;

  /// `inner` and `parameters` increasing; the others must outlive this.
  ParameterBlock(const SliceProblem& problem, const CellRows& rows, const FloatingSlicePoint& at,
                 const CellPasses<double>& passes, std::vector<Row> inner,
                 std::vector<std::size_t> parameters);

  /// One for every parameter that is left free; none if they do not reach the whole space.
  std::vector<GaugeField> fields() const;

private:
  using Paths = std::vector<std::vector<std::size_t>>;
  struct Observed {
    std::size_t layer, unit, point;
    bool is_score; ///< less the last output
  };

  bool is_inner(std::size_t layer, std::size_t row) const {
    return moves_.units[rows_.unit_at(layer, row, 0)];
  }
  bool is_inner(const CellTie& tie) const {
    return moves_.units[rows_.unit_at(tie.layer, 0, 0) + tie.unit];
  }
  std::size_t last() const { return cell_.layers.size() - 1; }
  bool is_outside(std::size_t layer, std::size_t row) const {
    return (rows_.is_parametrised(layer) || layer == last()) && !is_inner(layer, row);
  }
  void find_units();
  std::vector<Observed> observations() const;
  UnitTable<double> moved(std::size_t parameter) const;
  FloatingMatrix derivatives(const std::vector<Observed>& observed) const;
  std::optional<std::size_t> dimension(const Paths& paths, std::size_t most) const;
  std::map<Row, std::vector<std::size_t>> ways_from(const CellTie& tie) const;
  std::optional<Paths> paths_of_ties(std::size_t reached) const;
  GaugeField field(std::size_t f, const FloatingMatrix& map, const IndependentPart& pivots,
                   const std::vector<Observed>& observed, const Paths& paths) const;

  const SliceProblem& problem_;
  const HeldCell& cell_;
  const CellRows& rows_;
  const FloatingSlicePoint& at_;
  const CellPasses<double>& passes_;
  std::vector<Row> inner_;
  std::vector<std::size_t> parameters_;
  FollowedMoves moves_;
};

} // namespace thalweg
