// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/gauge_spaces.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_joined_groups = 7; ///< up to here all unions of groups are tried

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

GaugeSpaces::GaugeSpaces(const CellRows& rows, const FloatingSlicePoint& at)
    : rows_(rows), cell_(rows.cell()), at_(at), order_(cell_.network), spaces_(rows) {}

/// H_l, one row per observation.
const FloatingMatrix& GaugeSpaces::inputs(std::size_t layer, std::size_t row) {
  const auto [known, is_new] = inputs_.try_emplace({layer, rows_.group_of(layer, row)});
  if (!is_new)
    return known->second;
  const std::size_t positions = rows_.position_count(layer), points = cell_.points.count();
  FloatingMatrix& h = known->second;
  h = FloatingMatrix::Zero(Eigen::Index(rows_.observation_count(layer)),
                           Eigen::Index(parameter_column_count(cell_.network.layers[layer])));
  for (std::size_t p = 0; p < positions; ++p)
    for (const RowLink& link : rows_.links(rows_.unit_at(layer, row, p))) {
      const std::vector<double>& values = rows_.values_of(link.entry, at_.values);
      const Eigen::Index column = Eigen::Index(order_.place(*link.parameter).column);
      for (std::size_t i = 0; i < points; ++i)
        h(Eigen::Index(i * positions + p), column) = values[i];
    }
  if (cell_.network.layers[layer].has_biases)
    h = side_by_side({h, FloatingMatrix::Ones(h.rows(), 1)}, std::size_t(h.rows()));
  return h;
}

/// The columns by the slopes of what they meet, and unions of those.
std::vector<std::vector<std::size_t>>
GaugeSpaces::column_groups(std::size_t layer, std::size_t row,
                           const std::vector<std::size_t>& observations) const {
  const Layer& of = cell_.network.layers[layer];
  const std::size_t weights = parameter_column_count(of), positions = rows_.position_count(layer);
  std::vector<std::vector<double>> keys(weights, std::vector<double>(observations.size()));
  if (of.has_biases)
    keys.emplace_back(observations.size(), 1);
  for (std::size_t o = 0; o < observations.size(); ++o)
    for (const RowLink& link : rows_.links(rows_.unit_at(layer, row, observations[o] % positions)))
      keys[order_.place(*link.parameter).column][o] =
          rows_.slope_of(link.entry, observations[o] / positions);
  std::map<std::vector<double>, std::vector<std::size_t>> groups;
  std::vector<std::vector<std::size_t>> result(1);
  for (std::size_t k = 0; k < keys.size(); ++k) {
    result.front().push_back(k);
    groups[keys[k]].push_back(k);
  }
  if (layer == 0)
    return result;
  result.clear();
  for (const auto& [key, group] : groups)
    result.push_back(group);
  return unions(result);
}

/// Have the fixed spaces of the columns no larger dimension?
bool GaugeSpaces::is_saturated(std::size_t layer, std::size_t row,
                               const std::vector<std::size_t>& observations,
                               const std::vector<std::size_t>& columns, std::size_t rank) {
  if (layer == 0 || rank == observations.size())
    return true;
  const std::optional<FloatingMatrix> maps = spaces_.of_columns(layer, row, columns);
  return maps && guessed_rank((*maps)(observations, Eigen::all)) == rank;
}

void GaugeSpaces::add_kernels(std::size_t layer, std::size_t row,
                              const std::vector<std::size_t>& observations,
                              const std::vector<std::size_t>& columns,
                              std::vector<GuessedKernel>& kernels) {
  const FloatingMatrix& all = inputs(layer, row);
  const FloatingMatrix h = all(observations, columns);
  const IndependentPart pivots = guessed_independent_part(h);
  if (pivots.rank() == columns.size() ||
      !is_saturated(layer, row, observations, columns, pivots.rank()))
    return;
  const std::size_t positions = rows_.position_count(layer);
  for (std::size_t f = 0; f < columns.size(); ++f) {
    if (std::binary_search(pivots.columns.begin(), pivots.columns.end(), f))
      continue;
    GuessedKernel kernel{{}, FloatingVector::Zero(all.cols())};
    const FloatingVector c = coefficients_of_column(h, pivots, f);
    kernel.change[Eigen::Index(columns[f])] = 1;
    kernel.kernel.free = columns[f];
    for (std::size_t b = 0; b < pivots.rank(); ++b) {
      kernel.change[Eigen::Index(columns[pivots.columns[b]])] = -c[Eigen::Index(b)];
      kernel.kernel.basis.push_back(columns[pivots.columns[b]]);
      const std::size_t at = observations[pivots.rows[b]];
      kernel.kernel.samples.push_back(cell_.points.members[at / positions].front() * positions +
                                      at % positions);
    }
    kernels.push_back(std::move(kernel));
  }
}

const std::vector<GuessedKernel>&
GaugeSpaces::kernels(std::size_t layer, std::size_t row,
                     const std::vector<std::size_t>& observations) {
  const Group group{layer, rows_.group_of(layer, row)};
  const auto [known, is_new] = known_.try_emplace({group, observations});
  if (!is_new)
    return known->second;
  const FloatingMatrix& h = inputs(layer, row);
  const std::size_t width = std::size_t(h.cols());
  if (observations.empty()) {
    for (std::size_t k = 0; k < width; ++k)
      known->second.push_back(
          {{{}, k, {}}, FloatingVector::Unit(Eigen::Index(width), Eigen::Index(k))});
    return known->second;
  }
  if (guessed_rank(h(observations, Eigen::all)) == width)
    return known->second;
  for (const std::vector<std::size_t>& columns : column_groups(layer, row, observations))
    add_kernels(layer, row, observations, columns, known->second);
  return known->second;
}

} // namespace thalweg
