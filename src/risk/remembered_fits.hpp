// SPDX-License-Identifier: GPL-3.0-or-later
//
// Optimal fits of sample sets, each computed once: the search for a partition, its refinement and
// the network ask for the same groups again and again, and exact fits are dear.

#pragma once

#include "risk/convex_fit.hpp"

#include <map>

namespace thalweg {

/// Of one problem, whose data and loss must outlive it.
class RememberedFits {
public:
  explicit RememberedFits(const Problem& problem) : problem_(problem) {}

  const Problem& problem() const { return problem_; }

  /// `convex_fit` of the samples; the reference stays valid.
  const ConvexFit& fit(const SampleSet& group);

  /// Σ_{i∈group} of the losses under the optimal fit (not divided by n).
  const Rational& least_sum(const SampleSet& group);

  /// Σ of `least_sum` over all groups, divided by n: the empirical risk of the fits.
  Rational risk(const Grouping& groups);

private:
  struct Known {
    ConvexFit fit;
    Rational least_sum;
  };
  const Known& known(const SampleSet& group);

  Problem problem_;
  std::map<SampleSet, Known> known_;
};

} // namespace thalweg
