// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small datasets for the tests of this folder: by hand, or random with ties on purpose.

#pragma once

#include "data/dataset.hpp"
#include "partition/partition.hpp"
#include "risk/affine_fit.hpp"

#include <random>
#include <set>
#include <string>

namespace thalweg::small_data {

/// Samples with the given inputs and one target each.
inline Dataset dataset_of(const std::vector<Vector>& inputs, const Vector& targets) {
  Dataset data;
  const std::size_t dimension = inputs.empty() ? 0 : inputs.front().size();
  for (std::size_t j = 0; j < dimension; ++j)
    data.columns.push_back("x" + std::to_string(j + 1));
  data.columns.push_back("y");
  data.target_columns = {dimension};
  data.inputs = inputs;
  for (const Rational& target : targets)
    data.targets.push_back({target});
  return data;
}

/// One input column.
inline Dataset dataset_on_line(const Vector& inputs, const Vector& targets) {
  std::vector<Vector> vectors;
  for (const Rational& x : inputs)
    vectors.push_back({x});
  return dataset_of(vectors, targets);
}

/// Coordinates from −range..range (a small range gives repeated inputs and equal projections),
/// targets from −6..6 quarters. `target_dimension` targets.
inline Dataset random_dataset(std::mt19937& random, std::size_t samples, std::size_t dimension,
                              long range, std::size_t target_dimension = 1) {
  const auto integer = [&random](long bound) {
    return static_cast<long>(random() % static_cast<unsigned long>(2 * bound + 1)) - bound;
  };
  Dataset data;
  for (std::size_t j = 0; j < dimension + target_dimension; ++j)
    data.columns.push_back("c" + std::to_string(j + 1));
  for (std::size_t o = 0; o < target_dimension; ++o)
    data.target_columns.push_back(dimension + o);
  for (std::size_t i = 0; i < samples; ++i) {
    data.inputs.emplace_back();
    for (std::size_t j = 0; j < dimension; ++j)
      data.inputs.back().emplace_back(integer(range));
    data.targets.emplace_back();
    for (std::size_t o = 0; o < target_dimension; ++o)
      data.targets.back().push_back(fraction(integer(24), 4));
  }
  return data;
}

inline std::size_t distinct_input_count(const Dataset& data) {
  return std::set<Vector>(data.inputs.begin(), data.inputs.end()).size();
}

inline Rational risk_of(const Dataset& data, const Partition& partition) {
  return group_fits(data, sample_groups(partition, data)).risk;
}

/// Are equal inputs in equal groups? (They must be for any partition; a check of sample_groups.)
inline bool keeps_copies_together(const Dataset& data, const Grouping& groups) {
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (data.inputs[i] == data.inputs[j] &&
          groups.group_of_sample[i] != groups.group_of_sample[j])
        return false;
  return true;
}

inline bool has_empty_group(const Grouping& groups) {
  for (const SampleSet& members : groups.members())
    if (members.empty())
      return true;
  return false;
}

} // namespace thalweg::small_data
