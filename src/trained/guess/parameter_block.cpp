// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/parameter_block.hpp"

#include "trained/guess/output_maps.hpp"
#include "trained/guess/tie_paths.hpp"

#include <algorithm>
#include <set>

namespace thalweg {

namespace {

/// The rows of some observations, and of what follows behind all of them.
FloatingMatrix restricted(const FloatingMatrix& maps, std::vector<std::size_t> observations,
                          std::size_t ties) {
  for (std::size_t t = ties; t > 0; --t)
    observations.push_back(std::size_t(maps.rows()) - t);
  return maps(observations, Eigen::all);
}

} // namespace

ParameterBlock::ParameterBlock(const SliceProblem& problem, const CellRows& rows,
                               const FloatingSlicePoint& at, const CellPasses<double>& passes,
                               std::vector<Row> inner, std::vector<std::size_t> parameters)
    : problem_(problem), cell_(problem.cell), rows_(rows), at_(at), passes_(passes),
      inner_(std::move(inner)), parameters_(std::move(parameters)) {
  find_units();
  moves_.parameters.assign(cell_.parameter_count, false);
  for (const std::size_t j : parameters_)
    moves_.parameters[j] = true;
}

/// Nothing if the parameters do not reach the whole space, or none of them is left free.
std::vector<GaugeField> ParameterBlock::fields() const {
  const std::vector<Observed> observed = observations();
  const FloatingMatrix map = derivatives(observed);
  const IndependentPart pivots = guessed_independent_part(map, 1e-9);
  if (pivots.rank() == parameters_.size())
    return {};
  const std::optional<Paths> paths = paths_of_ties(pivots.rank());
  if (!paths)
    return {};
  std::vector<GaugeField> result;
  for (std::size_t f = 0; f < parameters_.size(); ++f)
    if (!std::binary_search(pivots.columns.begin(), pivots.columns.end(), f))
      result.push_back(field(f, map, pivots, observed, *paths));
  return result;
}

/// Units of inner rows, and those that pass them on.
void ParameterBlock::find_units() {
  for (std::size_t l = 0; l < cell_.layers.size(); ++l)
    for (std::size_t u = 0; u < cell_.layers[l].unit_count; ++u) {
      bool moves =
          std::binary_search(inner_.begin(), inner_.end(), Row{l, u / rows_.position_count(l)});
      if (!rows_.is_parametrised(l))
        for (const RowLink& link : rows_.links(moves_.units.size()))
          moves = moves || (rows_.place(link.entry).source > 0 &&
                            moves_.units[link.entry - cell_.network.input_dimension()]);
      moves_.units.push_back(moves && l != last());
    }
}

/// What has to stay: z of all rows outside where they are seen, as scores under softmax loss, and
/// the ties inside.
std::vector<ParameterBlock::Observed> ParameterBlock::observations() const {
  std::vector<Observed> result;
  const bool has_scores = problem_.losses.is_softmax();
  for (std::size_t l = 0; l < cell_.layers.size(); ++l)
    for (std::size_t row = 0; row < rows_.channel_count(l); ++row) {
      if (!is_outside(l, row) || (has_scores && l == last() && row + 1 == rows_.channel_count(l)))
        continue;
      for (const std::size_t o : rows_.seen(l, row)) {
        const std::size_t positions = rows_.position_count(l);
        result.push_back(
            {l, row * positions + o % positions, o / positions, has_scores && l == last()});
      }
    }
  for (const CellTie& tie : cell_.ties)
    if (is_inner(tie))
      result.push_back({tie.layer, tie.unit, tie.point, false});
  return result;
}

/// Of z of all units, by one parameter, [layer][unit][point]; nothing goes on from rows outside.
UnitTable<double> ParameterBlock::moved(std::size_t parameter) const {
  UnitTable<double> z;
  const std::size_t points = cell_.points.count();
  for (std::size_t l = 0; l < cell_.layers.size(); ++l) {
    const CellLayer& layer = cell_.layers[l];
    z.emplace_back(layer.unit_count, std::vector<double>(points));
    const auto slope = [&](std::size_t source, std::size_t index, std::size_t i) {
      const bool moves = source > 0 && moves_.units[rows_.unit_at(source - 1, 0, 0) + index];
      return moves ? passes_.slope(source - 1, index, i) * z[source - 1][index][i] : 0;
    };
    for (std::size_t k = 0; k < layer.links.size(); ++k) {
      const CellLink& link = layer.links[k];
      for (std::size_t i = 0; i < points; ++i) {
        z[l][link.unit][i] += passes_.weight(l, k) * slope(link.source, link.index, i);
        if (link.parameter == parameter)
          z[l][link.unit][i] += at_.values.h[link.source][link.index][i];
      }
    }
    for (std::size_t u = 0; u < layer.unit_count; ++u)
      for (std::size_t i = 0; i < points; ++i) {
        if (passes_.is_pooling(l))
          z[l][u][i] = slope(l, passes_.chosen_entry(l, u, i), i);
        if (layer.biases[u] == parameter)
          z[l][u][i] += 1;
      }
  }
  return z;
}

FloatingMatrix ParameterBlock::derivatives(const std::vector<Observed>& observed) const {
  FloatingMatrix result(observed.size(), parameters_.size());
  for (std::size_t c = 0; c < parameters_.size(); ++c) {
    const UnitTable<double> z = moved(parameters_[c]);
    for (std::size_t r = 0; r < observed.size(); ++r) {
      const Observed& at = observed[r];
      result(Eigen::Index(r), Eigen::Index(c)) =
          z[at.layer][at.unit][at.point] - (at.is_score ? z.back().back()[at.point] : 0);
    }
  }
  return result;
}

/// Of the space of what can be seen outside; nothing if it is above `most`.
std::optional<std::size_t> ParameterBlock::dimension(const Paths& paths, std::size_t most) const {
  PathSpaces spaces(rows_, &paths, &moves_);
  std::size_t sum = 0;
  std::vector<FloatingMatrix> scores;
  for (std::size_t l = 0; l < cell_.layers.size() && sum <= most; ++l)
    for (std::size_t row = 0; row < rows_.channel_count(l) && sum <= most; ++row) {
      if (!is_outside(l, row))
        continue;
      const std::optional<FloatingMatrix> maps = spaces.of_changes(l, row);
      if (!maps)
        return std::nullopt;
      if (l == last() && problem_.losses.is_softmax())
        scores.push_back(in_scores(*maps, row, rows_.channel_count(l), cell_.points.count()));
      else if (maps->cols() > 0)
        sum += guessed_rank(restricted(*maps, rows_.seen(l, row), cell_.ties.size()));
    }
  if (!scores.empty())
    sum += guessed_rank(side_by_side(scores, std::size_t(scores.front().rows())));
  return sum <= most ? std::optional(sum) : std::nullopt;
}

/// The ways from a tie to one row outside, through all inner rows between; by these rows.
std::map<ParameterBlock::Row, std::vector<std::size_t>>
ParameterBlock::ways_from(const CellTie& tie) const {
  const Row start{tie.layer, tie.unit / rows_.position_count(tie.layer)};
  std::map<Row, std::vector<RowIncoming>> incoming;
  std::set<Row> reached{start};
  for (auto at = reached.begin(); at != reached.end(); ++at)
    for (const RowReader& reader : rows_.readers_of(at->first, at->second)) {
      incoming[{reader.layer, reader.row}].push_back({reader.parameter, *at});
      if (is_inner(reader.layer, reader.row))
        reached.emplace(reader.layer, reader.row);
    }
  std::map<Row, std::vector<std::size_t>> result;
  for (const auto& [end, read] : incoming)
    if (!is_inner(end.first, end.second) && !rows_.seen(end.first, end.second).empty())
      result[end] = parameters_leading_to(end, incoming);
  return result;
}

/// With which the space has so many dimensions as the parameters reach.
std::optional<ParameterBlock::Paths> ParameterBlock::paths_of_ties(std::size_t reached) const {
  Paths result(cell_.ties.size());
  for (std::size_t t = 0; t < cell_.ties.size(); ++t) {
    const CellTie& tie = cell_.ties[t];
    if (!is_inner(tie))
      continue;
    if (cell_.network.layers[tie.layer].kind == LayerKind::max_pooling)
      return std::nullopt;
    for (const auto& [end, parameters] : ways_from(tie)) {
      Paths alone(cell_.ties.size());
      alone[t] = parameters;
      if (result[t].empty())
        result[t] = parameters;
      if (dimension(alone, reached)) {
        result[t] = parameters;
        break;
      }
    }
    if (result[t].empty())
      return std::nullopt;
  }
  if (!dimension(result, reached))
    return std::nullopt;
  return result;
}

GaugeField ParameterBlock::field(std::size_t f, const FloatingMatrix& map,
                                 const IndependentPart& pivots,
                                 const std::vector<Observed>& observed, const Paths& paths) const {
  BlockField block{inner_, {}, {parameters_[f]}, {}, paths};
  GaugeField result{{}, FloatingVector::Zero(Eigen::Index(cell_.parameter_count))};
  const FloatingVector c = coefficients_of_column(map, pivots, f);
  result.change[Eigen::Index(parameters_[f])] = 1;
  for (std::size_t b = 0; b < pivots.rank(); ++b) {
    block.basis.push_back(parameters_[pivots.columns[b]]);
    result.change[Eigen::Index(block.basis.back())] = -c[Eigen::Index(b)];
  }
  for (const std::size_t r : pivots.rows)
    block.observed.push_back(
        {observed[r].layer, observed[r].unit, cell_.points.members[observed[r].point].front()});
  result.field = std::move(block);
  return result;
}

} // namespace thalweg
