// SPDX-License-Identifier: GPL-3.0-or-later
//
// Blocks: (changes of the rows of some units V, changes of their columns in the next layer, and of
// its biases) ↦ (δz_u on the points that see u, for all units u of the next layer; δz of the ties
// of V). The image lies in ⊕_u (Σ_{v∈V} V_v + 1) ⊕ R^{ties} for every W; where it is all of that,
// the kernel moves smoothly.

#include "trained/gauge_fields.hpp"

#include <algorithm>
#include <map>

namespace thalweg {

namespace {

constexpr std::size_t most_block_columns = 700, most_joined_kinds = 6;

class BlockList {
public:
  BlockList(const SliceProblem& problem, GaugeSpaces& spaces, const FloatingSlicePoint& at)
      : problem_(problem), spaces_(spaces), at_(at), places_(problem.cell.network) {}

  std::vector<GaugeField> result() {
    for (std::size_t l = 0; l + 1 < problem_.cell.layers.size(); ++l)
      for (const std::vector<std::size_t>& units : unit_sets(l))
        for (const bool with_biases : {false, true})
          if (!with_biases || spaces_.has_bias(l + 1))
            add_block(l, units, with_biases);
    return std::move(fields_);
  }

private:
  /// Units of one kind (slopes and ties), and unions of kinds.
  std::vector<std::vector<std::size_t>> unit_sets(std::size_t l) const {
    std::map<std::pair<std::vector<double>, std::vector<std::size_t>>, std::vector<std::size_t>>
        kinds;
    for (std::size_t unit = 0; unit < spaces_.unit_count(l); ++unit) {
      if (spaces_.seeing(l, unit).empty())
        continue;
      const FloatingVector slopes = spaces_.slopes(l, unit);
      std::vector<std::size_t> points;
      for (const std::size_t t : spaces_.ties_of(l, unit))
        points.push_back(problem_.cell.ties[t].point);
      kinds[{std::vector<double>(slopes.begin(), slopes.end()), points}].push_back(unit);
    }
    std::vector<std::vector<std::size_t>> groups, result;
    for (const auto& [kind, units] : kinds)
      groups.push_back(units);
    const auto add_union = [&](const std::vector<std::size_t>& chosen) {
      std::vector<std::size_t>& all = result.emplace_back();
      for (const std::size_t g : chosen)
        all.insert(all.end(), groups[g].begin(), groups[g].end());
      std::sort(all.begin(), all.end());
    };
    if (groups.size() <= most_joined_kinds) {
      for (std::size_t mask = 1; mask < (std::size_t(1) << groups.size()); ++mask) {
        std::vector<std::size_t> chosen;
        for (std::size_t g = 0; g < groups.size(); ++g)
          if (mask >> g & 1)
            chosen.push_back(g);
        add_union(chosen);
      }
      return result;
    }
    std::vector<std::size_t> everything;
    for (std::size_t a = 0; a < groups.size(); ++a) {
      add_union({a});
      for (std::size_t b = a + 1; b < groups.size(); ++b)
        add_union({a, b});
      everything.push_back(a);
    }
    add_union(everything);
    return result;
  }

  /// The parameters of the block in the order of their numbers, and the matrix of its map.
  struct Block {
    std::vector<std::size_t> parameters;
    std::vector<std::pair<std::size_t, std::size_t>> rows; ///< (unit of the next layer, point)
    std::vector<std::size_t> ties;
    FloatingMatrix map;        ///< rows, then ties
    std::size_t dimension = 0; ///< of the fixed space that holds the image
  };

  void add_parameters(Block& block, std::size_t l, const std::vector<std::size_t>& units,
                      bool with_biases) const {
    for (const std::size_t unit : units)
      for (Eigen::Index k = 0; k < spaces_.inputs(l).cols(); ++k)
        block.parameters.push_back(places_.index({l, unit, std::size_t(k)}));
    for (std::size_t row = 0; row < spaces_.unit_count(l + 1); ++row) {
      for (const std::size_t unit : units)
        block.parameters.push_back(places_.index({l + 1, row, unit}));
      if (with_biases)
        block.parameters.push_back(places_.index({l + 1, row, spaces_.unit_count(l)}));
    }
    std::sort(block.parameters.begin(), block.parameters.end());
  }

  void add_rows(Block& block, std::size_t l, const std::vector<std::size_t>& units,
                bool with_biases) const {
    for (std::size_t row = 0; row < spaces_.unit_count(l + 1); ++row) {
      const std::vector<std::size_t>& points = spaces_.seeing(l + 1, row);
      std::vector<FloatingMatrix> spaces;
      for (const std::size_t unit : units)
        spaces.push_back(spaces_.space(l + 1, unit)(points, Eigen::all));
      if (with_biases)
        spaces.push_back(FloatingMatrix::Ones(Eigen::Index(points.size()), 1));
      block.dimension += guessed_rank(side_by_side(spaces, points.size()));
      for (const std::size_t i : points)
        block.rows.emplace_back(row, i);
    }
    for (const std::size_t unit : units)
      for (const std::size_t t : spaces_.ties_of(l, unit))
        block.ties.push_back(t);
    std::sort(block.ties.begin(), block.ties.end());
    block.dimension += block.ties.size();
  }

  void fill_map(Block& block, std::size_t l) const {
    block.map.setZero(Eigen::Index(block.rows.size() + block.ties.size()),
                      Eigen::Index(block.parameters.size()));
    std::vector<FloatingVector> slopes;
    for (std::size_t unit = 0; unit < spaces_.unit_count(l); ++unit)
      slopes.push_back(spaces_.slopes(l, unit));
    for (std::size_t c = 0; c < block.parameters.size(); ++c) {
      const ParameterPlace& place = places_.place(block.parameters[c]);
      for (std::size_t r = 0; r < block.rows.size(); ++r) {
        const auto& [row, i] = block.rows[r];
        double& entry = block.map(Eigen::Index(r), Eigen::Index(c));
        if (place.layer == l)
          entry = at_.parameters[places_.index({l + 1, row, place.row})] *
                  slopes[place.row][Eigen::Index(i)] *
                  spaces_.inputs(l)(Eigen::Index(i), Eigen::Index(place.column));
        else if (place.row == row)
          entry = spaces_.inputs(l + 1)(Eigen::Index(i), Eigen::Index(place.column));
      }
      for (std::size_t t = 0; t < block.ties.size(); ++t) {
        const CellTie& tie = problem_.cell.ties[block.ties[t]];
        if (place.layer == l && place.row == tie.unit)
          block.map(Eigen::Index(block.rows.size() + t), Eigen::Index(c)) =
              spaces_.inputs(l)(Eigen::Index(tie.point), Eigen::Index(place.column));
      }
    }
  }

  void add_block(std::size_t l, const std::vector<std::size_t>& units, bool with_biases) {
    Block block;
    add_parameters(block, l, units, with_biases);
    if (block.parameters.size() > most_block_columns)
      return;
    for (const std::size_t j : block.parameters)
      if (problem_.decay[j] != 0)
        return;
    add_rows(block, l, units, with_biases);
    fill_map(block, l);
    const IndependentPart pivots = guessed_independent_part(block.map, 1e-9);
    if (pivots.rank() != block.dimension || pivots.rank() == block.parameters.size())
      return;
    BlockField field;
    field.layer = l;
    field.units = units;
    field.with_biases = with_biases;
    for (const std::size_t column : pivots.columns)
      field.basis.push_back(block.parameters[column]);
    for (const std::size_t row : pivots.rows)
      if (row < block.rows.size())
        field.rows.emplace_back(block.rows[row].first,
                                problem_.cell.points.members[block.rows[row].second].front());
      else
        field.ties.push_back(block.ties[row - block.rows.size()]);
    for (std::size_t f = 0; f < block.parameters.size(); ++f) {
      if (std::binary_search(pivots.columns.begin(), pivots.columns.end(), f))
        continue;
      FloatingVector change = FloatingVector::Zero(Eigen::Index(places_.count()));
      const FloatingVector c = coefficients_of_column(block.map, pivots, f);
      field.free = block.parameters[f];
      change[Eigen::Index(field.free)] = 1;
      for (std::size_t b = 0; b < field.basis.size(); ++b)
        change[Eigen::Index(field.basis[b])] = -c[Eigen::Index(b)];
      fields_.push_back({field, std::move(change)});
    }
  }

  const SliceProblem& problem_;
  GaugeSpaces& spaces_;
  const FloatingSlicePoint& at_;
  ParameterPlaces places_;
  std::vector<GaugeField> fields_;
};

} // namespace

std::vector<GaugeField> guessed_block_fields(const SliceProblem& problem, GaugeSpaces& spaces,
                                             const FloatingSlicePoint& at) {
  return BlockList(problem, spaces, at).result();
}

} // namespace thalweg
