// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/sampled_data.hpp"

#include "exact/error.hpp"
#include "risk/affine_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace thalweg {

namespace {

void add_columns(Dataset& data, const std::string& letter, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k)
    data.columns.push_back(count == 1 ? letter : letter + std::to_string(k + 1));
}

void require_sizes(const InstanceParameters& parameters) {
  if (*parameters.dimension == 0)
    throw UsageError("--dimension: expected at least 1, found 0");
  if (*parameters.outputs == 0)
    throw UsageError("--outputs: expected at least 1, found 0");
  if (*parameters.samples < *parameters.dimension + 2)
    throw UsageError(fmt::format("--samples: expected at least {} (fewer samples in dimension {} "
                                 "are fitted exactly), found {}",
                                 *parameters.dimension + 2, *parameters.dimension,
                                 *parameters.samples));
}

Vector random_vector(SeededSource& source, std::size_t size, long range) {
  Vector vector;
  for (std::size_t k = 0; k < size; ++k)
    vector.push_back(fraction(source.integer(-range, range), 4));
  return vector;
}

} // namespace

long SeededSource::integer(long low, long high) {
  const auto width = static_cast<std::uint64_t>(high - low) + 1;
  return low + static_cast<long>(source_() % width);
}

Dataset dataset_of(std::vector<Vector> inputs, std::vector<Vector> targets) {
  require(!inputs.empty() && inputs.size() == targets.size(), "dataset: one target per input");
  Dataset data;
  add_columns(data, "x", inputs.front().size());
  add_columns(data, "y", targets.front().size());
  for (std::size_t k = 0; k < targets.front().size(); ++k)
    data.target_columns.push_back(inputs.front().size() + k);
  data.inputs = std::move(inputs);
  data.targets = std::move(targets);
  return data;
}

Dataset pseudo_random_data(const InstanceParameters& parameters) {
  require_sizes(parameters);
  const std::size_t samples = *parameters.samples;
  const long range = std::max(16L, static_cast<long>(samples));
  SeededSource source(parameters.seed.value_or(1));
  std::vector<Vector> inputs, targets;
  std::set<Vector> seen;
  while (inputs.size() < samples)
    if (Vector x = random_vector(source, *parameters.dimension, range); seen.insert(x).second)
      inputs.push_back(std::move(x));
  for (;;) { // almost always once: an exact affine fit is a coincidence
    targets.clear();
    for (std::size_t i = 0; i < samples; ++i)
      targets.push_back(random_vector(source, *parameters.outputs, 16));
    Dataset data = dataset_of(inputs, targets);
    if (group_fits(data, one_group(data)).risk != 0)
      return data;
  }
}

SparseRow ordering_row(const Dataset& data, const Activation& activation) {
  const std::size_t largest = std::max<std::size_t>(16, data.sample_count());
  SparseRow row;
  Rational weight = activation.breakpoints.size() > 1 ? Rational(15, 16) : Rational(1);
  for (std::size_t k = 0; k < data.inputs.front().size(); ++k, weight /= 8 * largest)
    row.emplace_back(k, weight);
  return row;
}

void require_depth(std::size_t depth) {
  if (depth < 2)
    throw UsageError(fmt::format("--depth: expected at least 2 (layers), found {}", depth));
}

InstanceParameters with_data_sizes(const InstanceParameters& given, std::size_t samples,
                                   std::size_t dimension) {
  InstanceParameters p = given;
  p.seed = given.seed.value_or(1);
  p.samples = given.samples.value_or(samples);
  p.dimension = given.dimension.value_or(dimension);
  return p;
}

Vector residuals_of(const AffineFunction& p, const Dataset& data, std::size_t output) {
  Vector residuals;
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    residuals.push_back(p(data.inputs[i]) - data.targets[i][output]);
  return residuals;
}

} // namespace thalweg
