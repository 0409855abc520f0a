// SPDX-License-Identifier: GPL-3.0-or-later
//
// Do the samples of each group share one activation pattern? If they do, no sample is on a wall and
// the network equals the optimal fit on each group, it is a local minimum (liu2021 step 4). Equal
// values do not make equal patterns (a tie is a wall): here is which units differ on which
// samples.

#pragma once

#include "landscape/pattern_classes.hpp"

namespace thalweg {

/// A unit that uses several pieces of its activation on one group.
struct MixedUnit {
  std::size_t layer;
  std::size_t unit;
  std::vector<SampleSet> samples_of_piece; ///< by piece; at least two are not empty
  bool operator==(const MixedUnit&) const = default;
};

/// A unit whose pre-activation is a breakpoint at a sample.
struct WallUnit {
  std::size_t sample;
  std::size_t layer;
  std::size_t unit;
  bool operator==(const WallUnit&) const = default;
};

struct UniformityReport {
  /// By group, in the order of layers and units; samples on walls are left out. Empty: one pattern.
  std::vector<std::vector<MixedUnit>> mixed_units;
  std::vector<WallUnit> wall_units; ///< by sample, layer, unit

  /// One pattern per group and no sample on a wall.
  bool is_uniform() const;
};

/// One group per sample (InternalError otherwise); `classes` are those of the network on the data.
UniformityReport uniformity_report(const Network& network, const Dataset& data,
                                   const PatternClasses& classes, const Grouping& groups);

/// One line per group and mixed unit, then one per unit with samples on its wall: "group 0: layer 2
/// unit 3: piece 0 on samples 1, 2; piece 1 on sample 5", "layer 1 unit 0: on a wall at sample 4".
/// Empty if uniform.
std::string text_of(const UniformityReport& report);

} // namespace thalweg
