// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/gauge_spaces.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_joined_groups = 7; ///< up to here all unions of groups are tried

FloatingMatrix rows_of(const FloatingMatrix& matrix, const std::vector<std::size_t>& rows) {
  return matrix(rows, Eigen::all);
}

std::vector<std::size_t> joined(std::vector<std::size_t> a, const std::vector<std::size_t>& b) {
  a.insert(a.end(), b.begin(), b.end());
  std::sort(a.begin(), a.end());
  return a;
}

/// The groups, their unions (all if there are few, else pairs), and everything.
std::vector<std::vector<std::size_t>> unions(const std::vector<std::vector<std::size_t>>& groups) {
  std::vector<std::vector<std::size_t>> result = groups;
  if (groups.size() <= most_joined_groups) {
    for (std::size_t mask = 1; mask < (std::size_t(1) << groups.size()); ++mask) {
      std::vector<std::size_t> all;
      std::size_t count = 0;
      for (std::size_t g = 0; g < groups.size(); ++g)
        if (mask >> g & 1) {
          all = joined(all, groups[g]);
          ++count;
        }
      if (count > 1)
        result.push_back(all);
    }
    return result;
  }
  std::vector<std::size_t> all;
  for (std::size_t a = 0; a < groups.size(); ++a) {
    all = joined(all, groups[a]);
    for (std::size_t b = a + 1; b < groups.size(); ++b)
      result.push_back(joined(groups[a], groups[b]));
  }
  result.push_back(all);
  return result;
}

} // namespace

GaugeSpaces::GaugeSpaces(const HeldCell& cell, const FloatingSlicePoint& at)
    : cell_(cell), passes_(cell, at.parameters) {
  const std::size_t n = cell.points.count();
  FloatingMatrix reach; // P of the layer before
  for (std::size_t l = 0; l < cell.layers.size(); ++l) {
    const std::size_t inputs = at.values.h[l].size(), width = inputs + (has_bias(l) ? 1 : 0);
    FloatingMatrix& h = inputs_.emplace_back(FloatingMatrix::Ones(n, width));
    std::vector<FloatingMatrix>& spaces = spaces_.emplace_back();
    for (std::size_t k = 0; k < inputs; ++k) {
      for (std::size_t i = 0; i < n; ++i)
        h(i, k) = at.values.h[l][k][i];
      if (l == 0) {
        spaces.push_back(h.col(k));
        continue;
      }
      FloatingMatrix space = slopes(l - 1, k).asDiagonal() * reach;
      if (has_intercepts(l - 1, k)) {
        FloatingMatrix intercepts(n, 1);
        for (std::size_t i = 0; i < n; ++i)
          intercepts(i, 0) =
              cell.network.layers[l - 1].activation.intercepts[cell.pieces[l - 1][k][i]].get_d();
        space = side_by_side({space, intercepts}, n);
      }
      spaces.push_back(guessed_range(space));
    }
    if (has_bias(l))
      spaces.push_back(FloatingMatrix::Ones(n, 1));
    reach = guessed_range(side_by_side(spaces, n));
    auto& of_layer = seeing_.emplace_back();
    for (std::size_t unit = 0; unit < unit_count(l); ++unit) {
      std::vector<std::size_t>& points = of_layer.emplace_back();
      for (std::size_t i = 0; i < n; ++i)
        if (l + 1 == cell.layers.size() || passes_.slope(l, unit, i) != 0 ||
            cell.tie_at(l, unit, i))
          points.push_back(i);
    }
  }
}

FloatingVector GaugeSpaces::slopes(std::size_t layer, std::size_t unit) const {
  FloatingVector result(cell_.points.count());
  for (std::size_t i = 0; i < cell_.points.count(); ++i)
    result[Eigen::Index(i)] = passes_.slope(layer, unit, i);
  return result;
}

bool GaugeSpaces::has_tie(std::size_t layer, std::size_t unit) const {
  return !ties_of(layer, unit).empty();
}

std::vector<std::size_t> GaugeSpaces::ties_of(std::size_t layer, std::size_t unit) const {
  std::vector<std::size_t> result;
  for (std::size_t t = 0; t < cell_.ties.size(); ++t)
    if (cell_.ties[t].layer == layer && cell_.ties[t].unit == unit)
      result.push_back(t);
  return result;
}

bool GaugeSpaces::has_intercepts(std::size_t layer, std::size_t unit) const {
  for (const std::size_t piece : cell_.pieces[layer][unit])
    if (cell_.network.layers[layer].activation.intercepts[piece] != 0)
      return true;
  return false;
}

std::vector<std::vector<std::size_t>>
GaugeSpaces::input_groups(std::size_t layer, const std::vector<std::size_t>& points) const {
  std::vector<std::size_t> all(std::size_t(inputs_[layer].cols()));
  for (std::size_t k = 0; k < all.size(); ++k)
    all[k] = k;
  if (layer == 0)
    return {all};
  std::map<std::vector<double>, std::vector<std::size_t>> groups; // by the slopes on the points
  for (const std::size_t k : all) {
    std::vector<double> key;
    for (const std::size_t i : points)
      key.push_back(k == unit_count(layer - 1) ? 1 : passes_.slope(layer - 1, k, i));
    groups[key].push_back(k);
  }
  std::vector<std::vector<std::size_t>> result;
  for (const auto& [key, group] : groups)
    result.push_back(group);
  return unions(result);
}

void GaugeSpaces::add_kernels(std::size_t layer, const std::vector<std::size_t>& points,
                              const std::vector<std::size_t>& group,
                              std::vector<GuessedKernel>& kernels) const {
  const FloatingMatrix h = inputs_[layer](points, group);
  const IndependentPart pivots = guessed_independent_part(h);
  if (pivots.rank() == group.size())
    return;
  if (layer > 0 && pivots.rank() < points.size()) {
    std::vector<FloatingMatrix> spaces;
    for (const std::size_t k : group)
      spaces.push_back(rows_of(space(layer, k), points));
    if (guessed_rank(side_by_side(spaces, points.size())) != pivots.rank())
      return;
  }
  for (std::size_t f = 0; f < group.size(); ++f) {
    if (std::binary_search(pivots.columns.begin(), pivots.columns.end(), f))
      continue;
    GuessedKernel kernel{{}, FloatingVector::Zero(inputs_[layer].cols())};
    const FloatingVector c = coefficients_of_column(h, pivots, f);
    kernel.change[Eigen::Index(group[f])] = 1;
    kernel.kernel.free = group[f];
    for (std::size_t b = 0; b < pivots.rank(); ++b) {
      kernel.change[Eigen::Index(group[pivots.columns[b]])] = -c[Eigen::Index(b)];
      kernel.kernel.basis.push_back(group[pivots.columns[b]]);
      kernel.kernel.samples.push_back(cell_.points.members[points[pivots.rows[b]]].front());
    }
    kernels.push_back(std::move(kernel));
  }
}

const std::vector<GuessedKernel>& GaugeSpaces::kernels(std::size_t layer,
                                                       const std::vector<std::size_t>& points) {
  const auto [known, is_new] = known_.try_emplace({layer, points});
  if (!is_new)
    return known->second;
  const std::size_t width = std::size_t(inputs_[layer].cols());
  if (points.empty()) {
    for (std::size_t k = 0; k < width; ++k)
      known->second.push_back(
          {{{}, k, {}}, FloatingVector::Unit(Eigen::Index(width), Eigen::Index(k))});
    return known->second;
  }
  if (guessed_rank(inputs_[layer](points, Eigen::all)) == width)
    return known->second;
  for (const std::vector<std::size_t>& group : input_groups(layer, points))
    add_kernels(layer, points, group, known->second);
  return known->second;
}

} // namespace thalweg
