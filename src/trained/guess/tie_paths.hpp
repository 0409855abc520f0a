// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a tie to an output (certificates/SPECIFICATION.md, section 26.2): along one path of
// parameters, and along all others that let the same of the unit through, point by point. The
// output gets the unit times the sum of their products: where it shows the unit on enough points,
// it shows how far the tie is off its breakpoint, too.

#pragma once

#include "trained/guess/cell_rows.hpp"

#include <set>

namespace thalweg {

/// The parameters of all ways that end in a row; `incoming`: by row what it reads, each a
/// `parameter` and the row `from` which.
template <typename Incoming>
std::vector<std::size_t> parameters_leading_to(
    const std::pair<std::size_t, std::size_t>& end,
    const std::map<std::pair<std::size_t, std::size_t>, std::vector<Incoming>>& incoming) {
  std::set<std::pair<std::size_t, std::size_t>> leading{end};
  std::set<std::size_t> parameters;
  for (auto row = incoming.rbegin(); row != incoming.rend(); ++row)
    if (leading.contains(row->first))
      for (const Incoming& part : row->second) {
        leading.insert(part.from);
        parameters.insert(part.parameter);
      }
  return {parameters.begin(), parameters.end()};
}

/// What a row reads: a parameter, and the row from which.
struct RowIncoming {
  std::size_t parameter;
  std::pair<std::size_t, std::size_t> from;
};

class TiePaths {
public:
  /// Arguments must outlive this.
  TiePaths(const CellRows& rows, const std::vector<double>& parameters);

  /// The parameters of these paths, increasing; of all paths to their output; and of those that
  /// begin in other ways. Empty if there are none.
  std::vector<std::vector<std::size_t>> all_from(const CellTie& tie) const;

private:
  using Channel = std::pair<std::size_t, std::size_t>; ///< layer and channel
  /// By point: the slopes along a path, multiplied. Not known of layers with several positions.
  using Mask = std::vector<double>;
  struct Step {
    RowReader reader;
    Mask mask; ///< up to the row that reads, its own slopes not among them
  };
  struct Incoming {
    std::size_t parameter;
    Channel from;
    Mask mask;
  };

  bool has_masks(std::size_t layer) const;
  Mask behind(const Mask& mask, std::size_t layer, std::size_t channel) const;
  std::vector<Step> reference(const Channel& start,
                              std::optional<std::size_t> first = std::nullopt) const;
  std::vector<std::size_t> with_alike(const Channel& start, const std::vector<Step>& path) const;
  std::vector<std::size_t> all_to(const Channel& start, const Channel& output) const;
  std::optional<std::vector<std::size_t>> alike(const Channel& start,
                                                const std::vector<Step>& reference,
                                                std::set<Channel>& excluded) const;
  std::vector<Incoming> chosen(const std::vector<Incoming>& incoming, const Channel& row,
                               const Step* reference, std::set<Channel>& excluded) const;

  const CellRows& rows_;
  const HeldCell& cell_;
  const std::vector<double>& parameters_;
};

} // namespace thalweg
