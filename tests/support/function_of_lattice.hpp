// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a max-min form to its CPWL function by cells: the domain is split along hyperplanes p_i =
// p_j until one p_j is the value on each part, and parts of one function with a convex union are
// merged. The converse of cpwl/lattice_construction.hpp.
//
// A part has the value p, p being the value at an inner point where no two functions are tied, if
// some row is ≥ p and every row has a literal ≤ p on it. Otherwise a literal that is on the right
// side at this point, but not on the whole part, names the next hyperplane. There are finitely many
// of them.

#pragma once

#include "cpwl/function_values.hpp"
#include "cpwl/max_min_form.hpp"
#include "exact/error.hpp"
#include "geometry/faces.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace thalweg::tests {

namespace detail {

class Regions {
public:
  explicit Regions(const MaxMinForm& form)
      : functions_(distinct_functions(form)), values_(functions_), rows_(distinct_rows(form)) {}

  CpwlFunction result(const Polytope& domain) {
    split(domain);
    return with_merged_cells(function_of_pieces(domain, std::move(cells_), pieces_));
  }

private:
  static std::vector<AffineFunction> distinct_functions(const MaxMinForm& form) {
    std::vector<AffineFunction> result;
    for (const AffineFunction& f : form.functions)
      if (std::find(result.begin(), result.end(), f) == result.end())
        result.push_back(f);
    return result;
  }

  std::vector<FunctionSet> distinct_rows(const MaxMinForm& form) const {
    std::vector<FunctionSet> result;
    for (const std::vector<std::size_t>& row : form.rows) {
      FunctionSet& set = result.emplace_back(functions_.size());
      for (std::size_t j : row)
        set.set(static_cast<std::size_t>(
            std::find(functions_.begin(), functions_.end(), form.functions[j]) -
            functions_.begin()));
    }
    return result;
  }

  void split(const Polytope& part) {
    const std::vector<Vector> corners = vertices(part);
    const Vector point = untied_point(values_, part, corners);
    const std::size_t value = value_at(point);
    const FunctionOrder order = values_.order_on(corners, value);
    const FunctionOrder order_inside = values_.order_at(point, value);
    const std::optional<std::size_t> literal = changing_literal(order, order_inside);
    if (!literal) {
      cells_.push_back(irredundant(part));
      pieces_.push_back(functions_[value]);
      return;
    }
    const AffineFunction difference = functions_[*literal] - functions_[value];
    split(intersection(part, where_not_positive(difference)));
    split(intersection(part, where_not_negative(difference)));
  }

  std::size_t value_at(const Vector& point) const {
    std::optional<std::size_t> best;
    for (const FunctionSet& row : rows_) {
      std::size_t least = row.find_first();
      for (std::size_t j : elements(row))
        if (functions_[j](point) < functions_[least](point))
          least = j;
      if (!best || functions_[least](point) > functions_[*best](point))
        best = least;
    }
    return *best;
  }

  std::optional<std::size_t> changing_literal(const FunctionOrder& order,
                                              const FunctionOrder& inside) const {
    for (const FunctionSet& row : rows_)
      if (!row.intersects(order.below))
        return (row & inside.below).find_first();
    std::optional<FunctionSet> fewest;
    for (const FunctionSet& row : rows_)
      if (row.is_subset_of(inside.above)) {
        const FunctionSet changing = row - order.above;
        if (!fewest || changing.count() < fewest->count())
          fewest = changing;
      }
    if (fewest->none())
      return std::nullopt;
    return fewest->find_first();
  }

  std::vector<AffineFunction> functions_;
  FunctionValues values_;
  std::vector<FunctionSet> rows_;
  std::vector<Polytope> cells_;
  std::vector<AffineFunction> pieces_;
};

} // namespace detail

/// The function max_r min_{j∈S_r} p_j on `domain` (bounded, with interior points, of the dimension
/// of the functions; InputError otherwise). Functions that are the value nowhere on a cell, and
/// repeated ones, do not occur in the result.
inline CpwlFunction function_of_lattice(const MaxMinForm& form, const Polytope& domain) {
  require_well_formed(form, "max-min form");
  require_dimension(domain, "domain");
  if (form.functions.front().linear.size() != domain.dimension)
    throw InputError(fmt::format("domain: expected dimension {} (as the functions), found {}",
                                 form.functions.front().linear.size(), domain.dimension));
  if (!is_bounded(domain) || !interior_point(domain))
    throw InputError("domain: expected a bounded polytope with interior points, found none");
  return detail::Regions(form).result(domain);
}

} // namespace thalweg::tests
