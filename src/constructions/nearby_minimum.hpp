// SPDX-License-Identifier: GPL-3.0-or-later
//
// The main job for logistic and softmax loss (certificates/SPECIFICATION.md, section 39). The
// optimal fits of the groups are not rational: W is built from affine maps near them, and it is
// proved that some W* near W, with the patterns of W, has the optimal fits themselves: a local
// minimum, as these patterns do not change within a radius. Its risk is enclosed; another network
// of the architecture has a lower one. Where some group has no optimal fit, this is the result,
// with its proof.

#pragma once

#include "constructions/spurious_minimum.hpp"
#include "constructions/tuning.hpp"
#include "landscape/nearby_minimum.hpp"

namespace thalweg {

/// A group on which no affine map minimises Σ ℓ.
struct NoMinimiser {
  SampleSet samples;
  AffineMap direction; ///< f + direction has a smaller sum than f, for every f
};

/// W, what is near it, and a better network.
struct SpuriousNearbyMinimum : NearbyMinimum {
  Grouping groups;        ///< of W; cells without samples occur
  Network better_network; ///< W2
  Rational better_risk;   ///< ≥ that of W2, < risk.lower
};

/// What was found, and which groups were looked at: `groups` without an optimal fit are listed.
struct NearbySearch {
  std::vector<SampleSet> groups;    ///< of the partition that was asked for, with samples
  std::vector<std::size_t> without; ///< those of them that have no optimal fit
  std::optional<SpuriousNearbyMinimum> minimum; ///< of these or, if `is_other`, of other groups
  std::optional<NoMinimiser> no_minimiser; ///< of the first of `without`, if there is no minimum
  bool is_other = false; ///< slabs were taken because some group had no optimal fit
};

/// Throws UsageError if the request does not fit the data, InputError if the loss does not,
/// ClaimError if no proof is found although every group seems to have an optimal fit, or if no
/// better network is found.
NearbySearch nearby_minimum(const Dataset& data, const CrossEntropyLoss& loss,
                            const MinimumRequest& request, const Progress& progress = {});

/// For given affine maps on given cells: the partition is that of W, of the architecture of `fine`.
/// Nothing if some group has no proof; ClaimError as above.
std::optional<SpuriousNearbyMinimum> nearby_minimum_of(const LabelledData& labelled,
                                                       const Refinement& refinement,
                                                       const TuningChoice& choice,
                                                       const Progress& progress = {});

} // namespace thalweg
