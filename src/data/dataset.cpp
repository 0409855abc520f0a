// SPDX-License-Identifier: GPL-3.0-or-later
//
// Members of groups, in the order of the samples.

#include "data/dataset.hpp"

#include "exact/error.hpp"

namespace thalweg {

std::vector<SampleSet> Grouping::members() const {
  std::vector<SampleSet> result(count);
  for (std::size_t sample = 0; sample < group_of_sample.size(); ++sample) {
    require(group_of_sample[sample] < count, "Grouping: expected a group number below the count");
    result[group_of_sample[sample]].push_back(sample);
  }
  return result;
}

Grouping one_group(const Dataset& data) {
  return {1, std::vector<std::size_t>(data.sample_count(), 0)};
}

} // namespace thalweg
