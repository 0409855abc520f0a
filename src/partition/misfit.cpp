// SPDX-License-Identifier: GPL-3.0-or-later
//
// Residual sums of the exact fits, and the exact criterion for a strict drop. The plain squared
// loss has its own, shorter way.

#include "partition/misfit.hpp"

#include "partition/guess/line.hpp"
#include "risk/affine_fit.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg {

namespace {

bool is_zero(const Vector& vector) {
  return std::all_of(vector.begin(), vector.end(), [](const Rational& v) { return v == 0; });
}

/// Adds g(x)·(x, 1), all targets one after the other.
void add_moment(Vector& sum, const Vector& residual_sum, const Vector& x) {
  std::size_t entry = 0;
  for (const Rational& residual : residual_sum) {
    sum[entry++] += residual;
    for (const Rational& coordinate : x)
      sum[entry++] += residual * coordinate;
  }
}

Misfit squared_misfit(const Dataset& data, const DistinctPoints& points, const Grouping& groups) {
  const GroupFits fits = group_fits(data, groups);
  Misfit result;
  result.groups.resize(groups.count);
  result.fits_exactly = fits.risk == 0;
  for (std::size_t point = 0; point < points.count(); ++point) {
    const SampleSet& copies = points.samples[point];
    const std::size_t group = groups.group_of_sample[copies.front()];
    result.groups[group].push_back(point);
    Vector sum;
    for (std::size_t o = 0; o < data.target_dimension(); ++o) {
      sum.push_back(fits.pieces[group][o](input_of(data, points, point)) *
                    static_cast<unsigned long>(copies.size()));
      for (std::size_t sample : copies)
        sum.back() -= data.targets[sample][o];
    }
    result.gains.push_back(dot(sum, sum));
    result.residual_sums.push_back(std::move(sum));
  }
  return result;
}

/// What the samples at one point gain when they stand alone and the rest keeps its fit p.
Rational gain_alone(RememberedFits& fits, const SampleSet& copies, const AffineMap& p) {
  Rational gain = sum_of_losses(fits.problem(), copies, p);
  if (copies.size() > 1) // a single sample can be settled
    gain -= fits.least_sum(copies);
  return gain;
}

} // namespace

bool Misfit::is_improvable(std::size_t group) const {
  return std::any_of(groups[group].begin(), groups[group].end(),
                     [this](std::size_t point) { return gains[point] > 0; });
}

Misfit misfit(RememberedFits& fits, const DistinctPoints& points, const Grouping& groups) {
  const Dataset& data = fits.problem().data;
  if (is_plain_squared(fits.problem().loss))
    return squared_misfit(data, points, groups);
  Misfit result;
  result.groups.resize(groups.count);
  result.fits_exactly = fits.risk(groups) == 0;
  const std::vector<Vector> minus_subgradients = surrogate(fits, groups).targets;
  const std::vector<SampleSet> members = groups.members();
  for (std::size_t point = 0; point < points.count(); ++point) {
    const SampleSet& copies = points.samples[point];
    const std::size_t group = groups.group_of_sample[copies.front()];
    result.groups[group].push_back(point);
    Vector sum(data.target_dimension());
    for (const std::size_t sample : copies)
      for (std::size_t o = 0; o < sum.size(); ++o)
        sum[o] -= minus_subgradients[sample][o];
    result.gains.push_back(gain_alone(fits, copies, fits.fit(members[group]).p));
    result.residual_sums.push_back(std::move(sum));
  }
  return result;
}

Dataset surrogate(RememberedFits& fits, const Grouping& groups) {
  Dataset result = fits.problem().data;
  for (const SampleSet& members : groups.members()) {
    const std::vector<Vector>& subgradients = fits.fit(members).subgradients;
    for (std::size_t k = 0; k < members.size(); ++k)
      for (std::size_t o = 0; o < subgradients[k].size(); ++o)
        result.targets[members[k]][o] = -subgradients[k][o];
  }
  return result;
}

PointSet worst_points(const Misfit& misfit) {
  PointSet order;
  for (std::size_t point = 0; point < misfit.gains.size(); ++point)
    if (misfit.gains[point] > 0)
      order.push_back(point);
  std::stable_sort(order.begin(), order.end(), [&misfit](std::size_t a, std::size_t b) {
    return misfit.gains[a] > misfit.gains[b];
  });
  return order;
}

Rational exact_drop(RememberedFits& fits, const DistinctPoints& points, const PointSet& group,
                    const std::vector<PointSet>& parts) {
  const Dataset& data = fits.problem().data;
  const auto least_sum = [&](const PointSet& subset) -> Rational {
    const SampleSet samples = samples_of(points, subset);
    if (is_plain_squared(fits.problem().loss))
      return sum_of_squares(data, samples, affine_fit(data, samples));
    return fits.least_sum(samples);
  };
  Rational drop = least_sum(group);
  for (const PointSet& part : parts)
    drop -= least_sum(part);
  return drop;
}

std::optional<std::size_t> strict_cut(RememberedFits& fits, const DistinctPoints& points,
                                      const Misfit& misfit, const PointSet& group,
                                      const Vector& normal) {
  const Dataset& data = fits.problem().data;
  const ExactLine line = exact_line(data, points, group, normal);
  Vector below(data.target_dimension() * (1 + data.input_dimension()));
  PointSet lower, upper;
  for (const std::size_t place : line.order)
    upper.push_back(group[place]);
  for (std::size_t rank = 1; rank < group.size(); ++rank) {
    const std::size_t point = upper.front();
    lower.push_back(point);
    upper.erase(upper.begin());
    add_moment(below, misfit.residual_sums[point], input_of(data, points, point));
    if (!line.can_cut(rank))
      continue;
    if (is_plain_squared(fits.problem().loss) ? !is_zero(below)
                                              : exact_drop(fits, points, group, {lower, upper}) > 0)
      return rank;
  }
  return std::nullopt;
}

} // namespace thalweg
