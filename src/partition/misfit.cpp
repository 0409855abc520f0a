// SPDX-License-Identifier: GPL-3.0-or-later
//
// Residual sums of the exact fits, and the exact criterion for a strict drop.

#include "partition/misfit.hpp"

#include "partition/line.hpp"
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

} // namespace

bool Misfit::is_improvable(std::size_t group) const {
  return std::any_of(groups[group].begin(), groups[group].end(),
                     [this](std::size_t point) { return !is_zero(residual_sums[point]); });
}

Misfit misfit(const Dataset& data, const DistinctPoints& points, const Grouping& groups) {
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
    result.residual_sums.push_back(std::move(sum));
  }
  return result;
}

PointSet worst_points(const Misfit& misfit) {
  Vector sizes;
  PointSet order;
  for (std::size_t point = 0; point < misfit.residual_sums.size(); ++point) {
    sizes.push_back(dot(misfit.residual_sums[point], misfit.residual_sums[point]));
    if (sizes.back() > 0)
      order.push_back(point);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&sizes](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
  return order;
}

Rational exact_drop(const Dataset& data, const DistinctPoints& points, const PointSet& group,
                    const std::vector<PointSet>& parts) {
  const auto squared_error = [&](const PointSet& subset) {
    const SampleSet samples = samples_of(points, subset);
    return sum_of_squares(data, samples, affine_fit(data, samples));
  };
  Rational drop = squared_error(group);
  for (const PointSet& part : parts)
    drop -= squared_error(part);
  return drop;
}

std::optional<std::size_t> strict_cut(const Dataset& data, const DistinctPoints& points,
                                      const Misfit& misfit, const PointSet& group,
                                      const Vector& normal) {
  const ExactLine line = exact_line(data, points, group, normal);
  Vector below(data.target_dimension() * (1 + data.input_dimension()));
  for (std::size_t rank = 1; rank < group.size(); ++rank) {
    const std::size_t point = group[line.order[rank - 1]];
    add_moment(below, misfit.residual_sums[point], input_of(data, points, point));
    if (line.can_cut(rank) && !is_zero(below))
      return rank;
  }
  return std::nullopt;
}

} // namespace thalweg
