// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/slab_growth.hpp"

#include "constructions/construction.hpp"
#include "exact/error.hpp"
#include "theorems/liu2021/images.hpp"

#include <functional>
#include <map>
#include <set>

namespace thalweg {

namespace {

/// Thresholds half way between neighbouring coordinates.
std::vector<Rational> places_between(const Dataset& data, std::size_t axis) {
  std::set<Rational> coordinates;
  for (const Vector& x : data.inputs)
    coordinates.insert(x[axis]);
  std::vector<Rational> result;
  for (auto next = coordinates.begin(); std::next(next) != coordinates.end(); ++next)
    result.push_back((*next + *std::next(next)) / 2);
  return result;
}

/// Calls use(slabs) for all slabs across an axis with `cuts` thresholds among these; further ones,
/// up to `thresholds`, are beyond all samples.
void for_each_slabs(const Dataset& data, std::size_t axis, std::size_t cuts, std::size_t thresholds,
                    const std::function<void(const Slabs&)>& use) {
  const std::vector<Rational> places = places_between(data, axis);
  Rational last = places.empty() ? Rational(0) : places.back();
  for (const Vector& x : data.inputs)
    last = std::max(last, x[axis]);
  Slabs slabs{Vector(data.input_dimension()), {}};
  slabs.direction[axis] = 1;
  const std::function<void(std::size_t)> choose = [&](std::size_t first) {
    if (slabs.thresholds.size() == cuts) {
      Slabs whole = slabs;
      for (std::size_t k = cuts; k < thresholds; ++k)
        whole.thresholds.push_back(last + static_cast<long>(k - cuts + 1));
      use(whole);
      return;
    }
    for (std::size_t place = first; place < places.size(); ++place) {
      slabs.thresholds.push_back(places[place]);
      choose(place + 1);
      slabs.thresholds.pop_back();
    }
  };
  choose(0);
}

std::vector<AffineMap> slab_fits(const Dataset& data, const Slabs& slabs) {
  std::vector<AffineMap> fits;
  for (const SampleSet& members : sample_groups(slabs, data).members())
    fits.push_back(members.empty()
                       ? AffineMap(data.target_dimension(), zero_function(data.input_dimension()))
                       : affine_fit(data, members));
  return fits;
}

} // namespace

GrowthCensus slab_census(const Dataset& data, std::size_t most_groups, const Network* body) {
  const Dataset inputs = body != nullptr ? feature_data(*body, data) : data;
  GrowthCensus census;
  std::map<Rational, CensusMinimum> by_risk;
  const auto take = [&](const Slabs& slabs) {
    ++census.partitions;
    Network network =
        constructed_network(ConstructionKind::lattice, inputs, slabs, slab_fits(inputs, slabs));
    if (body != nullptr)
      network = stacked(*body, network);
    CensusMinimum minimum = certified_minimum(data, std::move(network));
    Rational risk = minimum.claim.risk;
    by_risk.try_emplace(std::move(risk), std::move(minimum));
  };
  for (std::size_t cuts = 0; cuts < most_groups; ++cuts)
    for (std::size_t axis = 0; axis < inputs.input_dimension(); ++axis)
      if (cuts > 0 || axis == 0) // without cuts all axes are alike
        for_each_slabs(inputs, axis, cuts, most_groups - 1, take);
  for (auto one = by_risk.rbegin(); one != by_risk.rend(); ++one)
    census.minima.push_back(std::move(one->second));
  return census;
}

} // namespace thalweg
