// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/growth.hpp"

#include "constructions/network_builder.hpp"
#include "exact/error.hpp"
#include "landscape/radius.hpp"
#include "landscape/stationarity.hpp"
#include "risk/affine_fit.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace thalweg {

namespace {

using Begins = std::vector<std::size_t>;

std::vector<AffineFunction> interval_fits(const Dataset& data, const Begins& begins) {
  std::vector<AffineFunction> fits;
  for (std::size_t k = 0; k < begins.size(); ++k) {
    SampleSet members;
    const std::size_t end = k + 1 < begins.size() ? begins[k + 1] : data.sample_count();
    for (std::size_t i = begins[k]; i < end; ++i)
      members.push_back(i);
    fits.push_back(affine_fit(data, members).front());
  }
  return fits;
}

/// Calls use(begins) for all partitions into at most `most_groups` intervals, by number of
/// intervals, then in lexicographic order.
void for_each_partition(std::size_t sample_count, std::size_t most_groups,
                        const std::function<void(const Begins&)>& use) {
  for (std::size_t groups = 1; groups <= std::min(most_groups, sample_count); ++groups) {
    Begins begins(groups);
    const std::function<void(std::size_t)> choose = [&](std::size_t k) {
      if (k == groups) {
        use(begins);
        return;
      }
      for (begins[k] = begins[k - 1] + 1; begins[k] + groups - k <= sample_count; ++begins[k])
        choose(k + 1);
    };
    choose(1);
  }
}

} // namespace

Network interval_network(const Dataset& data, const Begins& begins, std::size_t most_groups) {
  require(data.input_dimension() == 1 && data.target_dimension() == 1 && !begins.empty() &&
              begins.size() <= most_groups,
          "growth: expected one input, one target, and few enough intervals");
  const std::vector<AffineFunction> fits = interval_fits(data, begins);
  const auto x = [&](std::size_t i) -> const Rational& { return data.inputs[i].front(); };
  NetworkBuilder builder(1);
  const Rational shift = 1 - x(0); // x + shift ≥ 1
  const UnitForm input = builder.carried(NetworkBuilder::over_inputs({{1}, 0}), shift);
  UnitForm output = fits[0].linear[0] * input + fits[0].constant;
  for (std::size_t k = 1; k < begins.size(); ++k) {
    const Rational& a = x(begins[k] - 1);
    const Rational scale = 3 / Rational(x(begins[k]) - a);
    const AffineFunction change = fits[k] - fits[k - 1];
    // α (u − 1) + γ (u − 2) = slope·u + value at a, u = scale (x − a)
    const Rational slope = change.linear[0] / scale;
    const Rational gamma = -change({a}) - slope;
    const Rational alpha = slope - gamma;
    for (const auto& [factor, offset] : {std::pair(alpha, 1), std::pair(gamma, 2)})
      output = output + factor * builder.relu(NetworkBuilder::over_inputs(
                                     {{scale}, Rational(-scale * a - offset)}));
  }
  for (std::size_t unit = 2 * begins.size() - 1; unit < 2 * most_groups - 1; ++unit)
    builder.relu(NetworkBuilder::over_inputs({{0}, -1}));
  builder.finish_layer();
  return std::move(builder).network({output});
}

CensusMinimum certified_minimum(const Dataset& data, Network network) {
  CensusMinimum minimum{std::move(network), {}};
  const PatternClasses classes = pattern_classes(minimum.network, data);
  require(classes.on_wall.empty() && !lifted_stationarity_failure(minimum.network, data, classes),
          "growth: a partition that makes no minimum");
  minimum.claim = {certified_radius(minimum.network, data, classes),
                   empirical_risk(minimum.network, data, classes),
                   RadiusMethod::first_order,
                   classes.class_of_sample(data.sample_count()),
                   {}};
  return minimum;
}

GrowthCensus growth_census(const Dataset& data, std::size_t most_groups) {
  GrowthCensus census;
  std::map<Rational, CensusMinimum> by_risk;
  for_each_partition(data.sample_count(), most_groups, [&](const Begins& begins) {
    ++census.partitions;
    CensusMinimum minimum = certified_minimum(data, interval_network(data, begins, most_groups));
    Rational risk = minimum.claim.risk;
    by_risk.try_emplace(std::move(risk), std::move(minimum));
  });
  for (auto one = by_risk.rbegin(); one != by_risk.rend(); ++one)
    census.minima.push_back(std::move(one->second));
  return census;
}

} // namespace thalweg
