// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/remembered_fits.hpp"

#include "exact/error.hpp"

namespace thalweg {

const RememberedFits::Known& RememberedFits::known(const SampleSet& group) {
  const auto found = known_.find(group);
  if (found != known_.end())
    return found->second;
  ConvexFit fit = convex_fit(problem_, group);
  Rational sum = sum_of_losses(problem_, group, fit.p);
  return known_.emplace(group, Known{std::move(fit), std::move(sum)}).first->second;
}

const ConvexFit& RememberedFits::fit(const SampleSet& group) {
  return known(group).fit;
}

const Rational& RememberedFits::least_sum(const SampleSet& group) {
  return known(group).least_sum;
}

Rational RememberedFits::risk(const Grouping& groups) {
  require(problem_.data.sample_count() > 0, "remembered_fits: expected at least one sample");
  Rational total;
  for (const SampleSet& group : groups.members())
    total += least_sum(group);
  return total / Rational(Integer(static_cast<unsigned long>(problem_.data.sample_count())));
}

} // namespace thalweg
