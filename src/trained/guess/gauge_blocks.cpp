// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/gauge_blocks.hpp"

#include "exact/watched_work.hpp"
#include "trained/guess/parameter_block.hpp"

#include <algorithm>
#include <bit>
#include <set>

namespace thalweg {

namespace {

constexpr std::size_t most_block_parameters = 400, most_joined_kinds = 5;

using Row = ParameterBlock::Row;

/// Lists blocks.
class BlockList {
public:
  BlockList(const SliceProblem& problem, const FloatingSlicePoint& at)
      : problem_(problem), cell_(problem.cell), rows_(problem.cell), at_(at),
        passes_(problem.cell, at.parameters), order_(problem.cell.network) {
    for (std::size_t l = 0; l < cell_.layers.size(); ++l)
      if (rows_.is_parametrised(l))
        layers_.push_back(l);
  }

  std::vector<GaugeField> result() {
    for (std::size_t a = 0; a + 1 < layers_.size(); ++a)
      for (const std::vector<std::size_t>& rows : row_sets(layers_[a]))
        for (const bool with_biases : {false, true})
          add_rows(layers_[a], rows, with_biases);
    for (std::size_t a = 0; a + 1 < layers_.size(); ++a)
      for (std::size_t b = a + 1; b < layers_.size(); ++b)
        add_layers(a, b);
    return std::move(fields_);
  }

private:
  /// Rows of one kind (slopes and ties), and unions of kinds.
  std::vector<std::vector<std::size_t>> row_sets(std::size_t l) const {
    std::map<std::pair<std::vector<double>, std::vector<std::size_t>>, std::vector<std::size_t>>
        kinds;
    for (std::size_t row = 0; row < rows_.channel_count(l); ++row) {
      std::vector<std::size_t> ties;
      for (const CellTie& tie : cell_.ties)
        if (tie.layer == l && tie.unit / rows_.position_count(l) == row)
          ties.push_back(tie.point);
      if (!rows_.seen(l, row).empty())
        kinds[{rows_.slopes(l, row), ties}].push_back(row);
    }
    std::vector<std::vector<std::size_t>> groups;
    for (const auto& [kind, rows] : kinds)
      groups.push_back(rows);
    return unions(groups);
  }

  /// All unions if there are few, else single ones, pairs, and everything.
  static std::vector<std::vector<std::size_t>>
  unions(const std::vector<std::vector<std::size_t>>& groups) {
    std::vector<std::vector<std::size_t>> result;
    const std::size_t count = groups.size();
    for (std::size_t mask = 1; mask < (std::size_t(1) << std::min<std::size_t>(count, 12));
         ++mask) {
      const auto size = std::size_t(std::popcount(mask));
      if (count > most_joined_kinds && size > 2 && size < count)
        continue;
      std::vector<std::size_t>& all = result.emplace_back();
      for (std::size_t g = 0; g < count; ++g)
        if (mask >> g & 1)
          all.insert(all.end(), groups[g].begin(), groups[g].end());
      std::sort(all.begin(), all.end());
    }
    return result;
  }

  std::size_t row_size(std::size_t l) const {
    return parameter_column_count(cell_.network.layers[l]) +
           (cell_.network.layers[l].has_biases ? 1 : 0);
  }

  /// Rows of one layer, what reads them, and the biases there.
  void add_rows(std::size_t l, const std::vector<std::size_t>& rows, bool with_biases) {
    std::set<std::size_t> parameters;
    std::vector<Row> inner;
    bool has_biases = false;
    for (const std::size_t row : rows) {
      inner.emplace_back(l, row);
      for (std::size_t k = 0; k < row_size(l); ++k)
        parameters.insert(order_.index({l, row, k}));
      for (const RowReader& reader : rows_.readers_of(l, row)) {
        parameters.insert(reader.parameter);
        const Layer& behind = cell_.network.layers[reader.layer];
        has_biases = has_biases || behind.has_biases;
        if (with_biases && behind.has_biases)
          parameters.insert(
              order_.index({reader.layer, reader.row, parameter_column_count(behind)}));
      }
    }
    if (!with_biases || has_biases)
      add(std::move(inner), {parameters.begin(), parameters.end()});
  }

  /// All parameters of some layers.
  void add_layers(std::size_t a, std::size_t b) {
    std::vector<Row> inner;
    for (std::size_t k = a; k < b; ++k)
      for (std::size_t row = 0; row < rows_.channel_count(layers_[k]); ++row)
        inner.emplace_back(layers_[k], row);
    std::vector<std::size_t> parameters;
    for (std::size_t j = 0; j < cell_.parameter_count; ++j)
      if (const std::size_t l = order_.place(j).layer; layers_[a] <= l && l <= layers_[b])
        parameters.push_back(j);
    add(std::move(inner), std::move(parameters));
  }

  void add(std::vector<Row> inner, std::vector<std::size_t> parameters) {
    tell_progress(0.57, "blocks");
    const bool decays = std::any_of(parameters.begin(), parameters.end(),
                                    [&](std::size_t j) { return problem_.decay[j] != 0; });
    if (decays || parameters.size() > most_block_parameters)
      return;
    const ParameterBlock block(problem_, rows_, at_, passes_, std::move(inner),
                               std::move(parameters));
    for (GaugeField& field : block.fields())
      fields_.push_back(std::move(field));
  }

  const SliceProblem& problem_;
  const HeldCell& cell_;
  CellRows rows_;
  const FloatingSlicePoint& at_;
  CellPasses<double> passes_;
  ParameterOrder order_;
  std::vector<std::size_t> layers_; ///< with parameters
  std::vector<GaugeField> fields_;
};

} // namespace

std::vector<GaugeField> guessed_block_fields(const SliceProblem& problem,
                                             const FloatingSlicePoint& at) {
  return BlockList(problem, at).result();
}

std::vector<NeutralField> joined_blocks(const std::vector<GaugeField>& fields) {
  std::vector<NeutralField> result;
  for (const GaugeField& each : fields) {
    const auto* block = std::get_if<BlockField>(&each.field);
    const auto same = std::find_if(result.begin(), result.end(), [&](const NeutralField& other) {
      const auto* known = std::get_if<BlockField>(&other);
      return block && known && known->inner == block->inner && known->basis == block->basis &&
             known->observed == block->observed && known->paths == block->paths;
    });
    if (same == result.end()) {
      result.push_back(each.field);
      continue;
    }
    std::vector<std::size_t>& free = std::get<BlockField>(*same).free;
    free.insert(std::upper_bound(free.begin(), free.end(), block->free.front()),
                block->free.front());
  }
  return result;
}

} // namespace thalweg
