// SPDX-License-Identifier: Apache-2.0
//
// Spaces that contain what a channel can be at all points, whatever the parameters near W
// (specification, 26.1 and 26.2): spans of one map for every path of parameters, which depends on
// patterns and data only. An upper bound of their dimension turns a rank that is seen at one point
// into a rank that stays. The same of how a channel changes with some parameters.

#pragma once

#include "number/echelon.hpp"
#include "slice/held_pass.hpp"

#include <array>
#include <map>

namespace thalweg::verifier {

/// Which parameters change, and through which units that is followed.
struct ParameterMoves {
  List<unsigned char> parameters; ///< by parameter
  List<unsigned char> units;      ///< by unit: those of a row, all alike
};

/// Maps are columns over (point, position), the position fastest, each up to a factor. If paths of
/// parameters are given, one for each tie, the value at the tie follows behind, and is carried
/// along its path; where the path is empty it is 0.
class PathMaps {
public:
  PathMaps(const HeldProblem& problem, const List<HeldPoint>& points,
           const List<List<std::size_t>>* paths = nullptr, const ParameterMoves* moves = nullptr);

  /// Of how z of a channel of a layer changes with the moves; what is not followed does not.
  List<PointColumn> of_changes(std::size_t layer, std::size_t channel) {
    return of_channel(layer, channel, Of::changes);
  }
  /// Of what these columns of a row of parameters are multiplied with; the length of the row is
  /// the column of the bias.
  List<PointColumn> of_columns(std::size_t layer, std::size_t row,
                               const List<std::size_t>& columns);
  /// The source and its channel from which a column of a row takes its inputs, if it meets any.
  std::optional<std::pair<std::size_t, std::size_t>> origin(std::size_t layer, std::size_t row,
                                                            std::size_t column) const;

private:
  struct Term {
    std::size_t position, link, from;
    Fraction weight; ///< 1 for parameters
  };
  /// What a channel gets through one parameter, or from one source without parameters.
  struct Feed {
    std::size_t source, channel;
    List<Term> terms;
  };
  /// By the number of the parameter; behind all parameters by the source.
  using Feeds = std::map<std::size_t, Feed>;

  enum class Of : std::size_t { values, changes };

  bool changes(std::size_t parameter, Of of) const {
    return of == Of::values || (moves_ != nullptr && moves_->parameters[parameter] != 0);
  }
  Feeds feeds(std::size_t layer, std::size_t channel) const;
  PointColumn constant(std::size_t layer) const;
  PointColumn data(std::size_t channel) const;
  PointColumn image(const PointColumn& map, std::size_t layer, std::size_t channel, std::size_t key,
                    const Feed& feed) const;
  void add_images(std::size_t layer, std::size_t channel, std::size_t key, const Feed& feed, Of of,
                  List<PointColumn>& result);
  void begin_ties(std::size_t layer, std::size_t channel, Of of, List<PointColumn>& maps) const;
  List<PointColumn> of_channel(std::size_t layer, std::size_t channel, Of of);
  List<PointColumn> activated(std::size_t layer, std::size_t channel, Of of);
  std::pair<List<Integer>, Integer> by_place(std::size_t layer, std::size_t channel,
                                             const List<Fraction>& by_piece) const;
  const List<List<PointColumn>>& outputs(std::size_t source, Of of);
  bool is_carried(std::size_t tie, std::size_t key) const;

  const HeldProblem& problem_;
  const UnitGraph& graph_;
  const List<HeldPoint>& points_;
  const List<List<std::size_t>>* paths_;
  const ParameterMoves* moves_;
  std::size_t carried_count_;                            ///< ties whose values follow
  std::array<List<List<List<PointColumn>>>, 2> outputs_; ///< of both, by source and channel
};

} // namespace thalweg::verifier
