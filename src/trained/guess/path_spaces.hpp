// SPDX-License-Identifier: GPL-3.0-or-later
//
// Spaces that contain what a channel can be at all points, whatever the parameters near W: spans of
// one map for every path of parameters (certificates/SPECIFICATION.md, sections 26.1 and 26.2).
// They depend on patterns and data only. The same of how a channel changes with some parameters.
// Ranks in floating point: guesses.

#pragma once

#include "trained/guess/cell_rows.hpp"
#include "trained/guess/independent_part.hpp"

#include <array>

namespace thalweg {

/// Which parameters change, and through which units that is followed.
struct FollowedMoves {
  std::vector<bool> parameters; ///< by parameter
  std::vector<bool> units;      ///< by unit, numbered as CellRows does; those of a row are alike
};

/// Maps are columns over the observations (cell_rows.hpp) of a layer. If paths of parameters are
/// given for ties, the values at these follow behind, and are carried along them.
class PathSpaces {
public:
  /// Arguments must outlive this.
  explicit PathSpaces(const CellRows& rows,
                      const std::vector<std::vector<std::size_t>>* paths = nullptr,
                      const FollowedMoves* moves = nullptr);

  /// Of z of a channel; nothing where that is too much work to tell.
  std::optional<FloatingMatrix> of_channel(std::size_t layer, std::size_t channel) {
    return of_channel(layer, channel, Of::values);
  }
  /// Of how it changes with the moves; what is not followed does not.
  std::optional<FloatingMatrix> of_changes(std::size_t layer, std::size_t channel) {
    return of_channel(layer, channel, Of::changes);
  }
  /// Of what these columns of a row are multiplied with (the last one the bias, if there is one).
  std::optional<FloatingMatrix> of_columns(std::size_t layer, std::size_t row,
                                           const std::vector<std::size_t>& columns);

private:
  struct Term {
    std::size_t position, link, from;
    double weight; ///< 1 for parameters
  };
  /// What a channel gets through one parameter, or from one source without parameters.
  struct Feed {
    std::size_t source, channel;
    std::vector<Term> terms;
  };
  /// By the number of the parameter; behind all parameters by the source.
  using Feeds = std::map<std::size_t, Feed>;

  enum class Of : std::size_t { values, changes };

  bool changes(std::size_t parameter, Of of) const {
    return of == Of::values || moves_->parameters[parameter];
  }
  std::optional<FloatingMatrix> of_channel(std::size_t layer, std::size_t channel, Of of);
  Feeds feeds(std::size_t layer, std::size_t channel) const;
  Eigen::Index size_of(std::size_t source) const;
  FloatingMatrix constant(std::size_t layer) const;
  FloatingMatrix data(std::size_t channel) const;
  FloatingMatrix image(const FloatingMatrix& maps, std::size_t layer, std::size_t channel,
                       std::size_t key, const Feed& feed) const;
  std::optional<FloatingMatrix> joined(const std::vector<FloatingMatrix>& parts,
                                       std::size_t layer) const;
  FloatingMatrix with_ties(FloatingMatrix maps, std::size_t layer, std::size_t channel,
                           Of of) const;
  FloatingMatrix activated(std::size_t layer, std::size_t channel, FloatingMatrix maps,
                           Of of) const;
  std::optional<FloatingMatrix> output(std::size_t source, std::size_t channel, Of of);
  bool find_outputs(std::size_t source, Of of);
  bool is_carried(std::size_t tie, std::size_t key) const;

  const CellRows& rows_;
  const HeldCell& cell_;
  const std::vector<std::vector<std::size_t>>* paths_;
  const FollowedMoves* moves_;
  std::size_t carried_count_;
  bool is_too_large_ = false;
  std::array<std::vector<std::vector<FloatingMatrix>>, 2> outputs_; ///< by source and channel
};

} // namespace thalweg
