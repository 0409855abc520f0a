// SPDX-License-Identifier: GPL-3.0-or-later
//
// The bounds of a cell are chosen greedily: first single functions p_j ≤ p_m, each for as many rows
// as possible (a hitting set), then weighted ones for the rows that no single function bounds.

#include "cpwl/lattice_identity.hpp"

#include "cpwl/short_multipliers.hpp"
#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {
namespace {

std::vector<FunctionSet> function_sets(const MaxMinForm& form) {
  std::vector<FunctionSet> sets;
  for (const std::vector<std::size_t>& row : form.rows)
    sets.push_back(function_set(form.functions.size(), row));
  return sets;
}

Multipliers proof(const Polytope& polytope, const Halfspace& target) {
  std::optional<Multipliers> multipliers = short_multipliers(polytope, target);
  require(multipliers.has_value(), "lattice identity: an inequality of the witness fails");
  return std::move(*multipliers);
}

std::vector<LeafProofs> leaf_proofs(const CpwlFunction& f, std::size_t cell, const RowCover& cover,
                                    const MaxMinForm& form) {
  std::vector<LeafProofs> result;
  for (const CoverPart& part : cover_parts(f, cell, cover)) {
    LeafProofs& proofs = result.emplace_back();
    for (std::size_t j : form.rows[std::get<CoverLeaf>(cover[part.node]).row])
      proofs.push_back(proof(part.polytope, above_piece(f, cell, j)));
  }
  return result;
}

/// Σ weights_j (p_j − p_m)
AffineFunction weighted_difference(const CpwlFunction& f, std::size_t cell,
                                   const Multipliers& weights) {
  AffineFunction sum = zero_function(f.dimension());
  for (const Multiplier& weight : weights)
    sum = sum + weight.value * (f.functions[weight.index] - f.piece(cell));
  return sum;
}

/// The function p_j ≤ p_m on the cell that lies in most of the unsettled rows (the cell's own one
/// wins ties, then the smallest), or nothing if none lies in any.
std::optional<std::size_t> most_common_bound(const FunctionSet& below, std::size_t own,
                                             const std::vector<FunctionSet>& rows,
                                             const std::vector<bool>& is_settled) {
  std::optional<std::size_t> best;
  std::size_t best_count = 0;
  for (std::size_t j : elements(below)) {
    std::size_t count = 0;
    for (std::size_t r = 0; r < rows.size(); ++r)
      count += !is_settled[r] && rows[r].test(j) ? 1 : 0;
    if (count > best_count || (count > 0 && count == best_count && j == own)) {
      best = j;
      best_count = count;
    }
  }
  return best;
}

void add_bounds(CellWitness& witness, const OrderedFunction& f, std::size_t cell,
                const std::vector<FunctionSet>& rows, RowBounds& row_bounds) {
  std::vector<bool> is_settled(rows.size(), false);
  witness.bound_of_row.assign(rows.size(), 0);
  const auto settle = [&](std::size_t r, const Multipliers& weights) {
    const auto found = std::find_if(witness.bounds.begin(), witness.bounds.end(),
                                    [&](const RowBound& b) { return b.weights == weights; });
    witness.bound_of_row[r] = static_cast<std::size_t>(found - witness.bounds.begin());
    is_settled[r] = true;
    if (found == witness.bounds.end())
      witness.bounds.push_back(
          {weights, proof(f.function.cells[cell],
                          where_not_positive(weighted_difference(f.function, cell, weights)))});
  };
  while (const std::optional<std::size_t> j = most_common_bound(
             f.cells[cell].order.below, f.function.function_of_cell[cell], rows, is_settled))
    for (std::size_t r = 0; r < rows.size(); ++r)
      if (!is_settled[r] && rows[r].test(*j))
        settle(r, {{*j, 1}});
  for (std::size_t r = 0; r < rows.size(); ++r)
    if (!is_settled[r])
      settle(r, row_bounds.weights(cell, rows[r]));
}

Counterexample counterexample(const CpwlFunction& f, const MaxMinForm& form, Vector point) {
  const Rational function_value = f(point);
  const Rational form_value = form(point);
  require(function_value != form_value, "lattice identity: a counterexample is none");
  return {std::move(point), function_value, form_value};
}

// ---- checking a witness ----

bool is_row_bound(const RowBound& bound, const CpwlFunction& f, std::size_t cell,
                  const std::vector<std::size_t>& row) {
  Rational sum = 0;
  for (std::size_t k = 0; k < bound.weights.size(); ++k) {
    const Multiplier& weight = bound.weights[k];
    if (sgn(weight.value) <= 0 || (k > 0 && weight.index <= bound.weights[k - 1].index) ||
        !std::binary_search(row.begin(), row.end(), weight.index))
      return false;
    sum += weight.value;
  }
  return sum == 1 &&
         is_implication(f.cells[cell].halfspaces, bound.halfspaces,
                        where_not_positive(weighted_difference(f, cell, bound.weights)));
}

/// A proper tree: every node but the root is the child of one earlier node.
bool is_tree(const RowCover& cover, std::size_t row_count, std::size_t function_count) {
  std::vector<std::size_t> parents(cover.size(), 0);
  for (std::size_t node = 0; node < cover.size(); ++node) {
    if (const CoverSplit* split = std::get_if<CoverSplit>(&cover[node])) {
      for (std::size_t child : {split->below, split->above}) {
        if (child <= node || child >= cover.size())
          return false;
        ++parents[child];
      }
      if (split->function >= function_count)
        return false;
    } else if (std::get<CoverLeaf>(cover[node]).row >= row_count) {
      return false;
    }
  }
  return !cover.empty() &&
         std::all_of(parents.begin() + 1, parents.end(), [](std::size_t n) { return n == 1; });
}

bool is_cell_proof(const CellWitness& witness, const CpwlFunction& f, std::size_t cell,
                   const MaxMinForm& form) {
  if (!is_tree(witness.cover, form.rows.size(), f.functions.size()) ||
      witness.bound_of_row.size() != form.rows.size())
    return false;
  const std::vector<CoverPart> parts = cover_parts(f, cell, witness.cover);
  if (parts.size() != witness.proofs.size())
    return false;
  for (std::size_t leaf = 0; leaf < parts.size(); ++leaf) {
    const std::vector<std::size_t>& row =
        form.rows[std::get<CoverLeaf>(witness.cover[parts[leaf].node]).row];
    if (row.size() != witness.proofs[leaf].size())
      return false;
    for (std::size_t k = 0; k < row.size(); ++k)
      if (!is_implication(parts[leaf].polytope.halfspaces, witness.proofs[leaf][k],
                          above_piece(f, cell, row[k])))
        return false;
  }
  for (std::size_t r = 0; r < form.rows.size(); ++r)
    if (witness.bound_of_row[r] >= witness.bounds.size() ||
        !is_row_bound(witness.bounds[witness.bound_of_row[r]], f, cell, form.rows[r]))
      return false;
  return true;
}

} // namespace

LatticeWitness lattice_witness(const OrderedFunction& f, const MaxMinForm& form,
                               std::vector<RowCover> covers, RowBounds& bounds) {
  require(covers.size() == f.cells.size(), "lattice witness: one cover per cell");
  const std::vector<FunctionSet> rows = function_sets(form);
  LatticeWitness result(f.cells.size());
  for (std::size_t cell = 0; cell < f.cells.size(); ++cell) {
    result[cell].cover = std::move(covers[cell]);
    result[cell].proofs = leaf_proofs(f.function, cell, result[cell].cover, form);
    add_bounds(result[cell], f, cell, rows, bounds);
  }
  return result;
}

std::variant<LatticeWitness, Counterexample> lattice_identity(const CpwlFunction& f,
                                                              const MaxMinForm& form) {
  require_well_formed(form, "lattice identity: form");
  if (form.functions != f.functions)
    throw InputError("lattice identity: expected a form over the functions of the CPWL function, "
                     "found other functions");
  const OrderedFunction ordered(f);
  const std::vector<FunctionSet> rows = function_sets(form);
  RowBounds bounds(ordered);
  for (const FunctionSet& row : rows)
    if (std::optional<Vector> point = bounds.excess(row))
      return counterexample(f, form, std::move(*point));
  const std::vector<bool> all(rows.size(), true);
  std::vector<RowCover> covers;
  for (std::size_t cell = 0; cell < f.cells.size(); ++cell) {
    std::variant<RowCover, Vector> cover = row_cover(ordered, cell, rows, all);
    if (Vector* point = std::get_if<Vector>(&cover))
      return counterexample(f, form, std::move(*point));
    covers.push_back(std::move(std::get<RowCover>(cover)));
  }
  return lattice_witness(ordered, form, std::move(covers), bounds);
}

bool is_proof(const LatticeWitness& witness, const CpwlFunction& f, const MaxMinForm& form) {
  if (witness.size() != f.cells.size() || form.functions != f.functions)
    return false;
  for (std::size_t cell = 0; cell < f.cells.size(); ++cell)
    if (!is_cell_proof(witness[cell], f, cell, form))
      return false;
  return true;
}

} // namespace thalweg
