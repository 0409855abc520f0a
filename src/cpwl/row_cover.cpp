// SPDX-License-Identifier: GPL-3.0-or-later
//
// One step: take a point of the part where no function is tied with p_m, and among the rows that
// serve it the one with the fewest literals that change sides on the part; split along the first of
// these. The side of the point has one crossing literal fewer.

#include "cpwl/row_cover.hpp"

#include "exact/error.hpp"
#include "geometry/faces.hpp"

namespace thalweg {
namespace {

class Covering {
public:
  Covering(const OrderedFunction& f, std::size_t cell, const std::vector<FunctionSet>& rows,
           const std::vector<bool>& usable)
      : f_(f), cell_(cell), rows_(rows), usable_(usable) {}

  std::variant<RowCover, Vector> result() {
    cover(f_.function.cells[cell_], f_.cells[cell_].vertices, f_.cells[cell_].order.above);
    if (uncovered_)
      return *uncovered_;
    return nodes_;
  }

private:
  /// Appends the tree of a part; stops as soon as an uncovered point is known.
  void cover(const Polytope& part, const std::vector<Vector>& corners, const FunctionSet& above) {
    const std::size_t node = nodes_.size();
    for (std::size_t r = 0; r < rows_.size(); ++r)
      if (usable_[r] && rows_[r].is_subset_of(above)) {
        nodes_.emplace_back(CoverLeaf{r});
        return;
      }
    const std::size_t function = splitting_function(part, corners, above);
    if (uncovered_)
      return;
    CoverSplit split{function, node + 1, 0};
    nodes_.emplace_back(split);
    cover_side(intersection(part, below_piece(f_.function, cell_, function)));
    split.above = nodes_.size();
    if (!uncovered_)
      cover_side(intersection(part, above_piece(f_.function, cell_, function)));
    nodes_[node] = split;
  }

  void cover_side(const Polytope& side) {
    const std::vector<Vector> corners = vertices(side);
    cover(side, corners, f_.values.order_on(corners, f_.function.function_of_cell[cell_]).above);
  }

  std::size_t splitting_function(const Polytope& part, const std::vector<Vector>& corners,
                                 const FunctionSet& above) {
    const std::size_t reference = f_.function.function_of_cell[cell_];
    const Vector point = untied_point(f_.values, part, corners, reference);
    const FunctionSet above_point = f_.values.order_at(point, reference).above;
    FunctionSet fewest;
    for (std::size_t r = 0; r < rows_.size(); ++r)
      if (usable_[r] && rows_[r].is_subset_of(above_point)) {
        FunctionSet crossing = rows_[r] - above;
        if (fewest.empty() || crossing.count() < fewest.count())
          fewest = std::move(crossing);
      }
    if (fewest.empty()) {
      uncovered_ = point;
      return 0;
    }
    return fewest.find_first();
  }

  const OrderedFunction& f_;
  std::size_t cell_;
  const std::vector<FunctionSet>& rows_;
  const std::vector<bool>& usable_;
  RowCover nodes_;
  std::optional<Vector> uncovered_;
};

void collect_parts(const CpwlFunction& f, std::size_t cell, const RowCover& cover, std::size_t node,
                   const Polytope& part, std::vector<CoverPart>& parts) {
  if (const CoverSplit* split = std::get_if<CoverSplit>(&cover[node])) {
    collect_parts(f, cell, cover, split->below,
                  intersection(part, below_piece(f, cell, split->function)), parts);
    collect_parts(f, cell, cover, split->above,
                  intersection(part, above_piece(f, cell, split->function)), parts);
  } else {
    parts.push_back({part, node});
  }
}

} // namespace

Halfspace below_piece(const CpwlFunction& f, std::size_t cell, std::size_t function) {
  return where_not_positive(f.functions[function] - f.piece(cell));
}

Halfspace above_piece(const CpwlFunction& f, std::size_t cell, std::size_t function) {
  return where_not_negative(f.functions[function] - f.piece(cell));
}

std::variant<RowCover, Vector> row_cover(const OrderedFunction& f, std::size_t cell,
                                         const std::vector<FunctionSet>& rows,
                                         const std::vector<bool>& usable) {
  require(rows.size() == usable.size(), "row_cover: one mark per row");
  return Covering(f, cell, rows, usable).result();
}

std::vector<bool> used_rows(const RowCover& cover, std::size_t row_count) {
  std::vector<bool> used(row_count, false);
  for (const auto& node : cover)
    if (const CoverLeaf* leaf = std::get_if<CoverLeaf>(&node))
      used[leaf->row] = true;
  return used;
}

std::vector<CoverPart> cover_parts(const CpwlFunction& f, std::size_t cell, const RowCover& cover) {
  std::vector<CoverPart> parts;
  collect_parts(f, cell, cover, 0, f.cells[cell], parts);
  return parts;
}

} // namespace thalweg
