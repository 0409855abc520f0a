// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/piecewise_optimum.hpp"

#include "risk/active_set.hpp"
#include "risk/edge_descent.hpp"
#include "risk/guess/edge_basis.hpp"
#include "risk/guess/minimiser.hpp"

namespace thalweg {

namespace {

/// The floating problems move columns by multiples of the first one, which must be all ones.
bool can_be_guessed(const Design& design) {
  if (design.rank() == 0)
    return false;
  for (std::size_t i = 0; i < design.sample_count(); ++i)
    if (design.rows(i, 0) != 1)
      return false;
  return true;
}

} // namespace

PiecewiseOptimum piecewise_optimum(const Loss& loss, const Design& design,
                                   const PiecewiseFunctions& functions) {
  const bool is_guessed = can_be_guessed(design);
  if (is_piecewise_linear(loss))
    return edge_descent(design, functions,
                        is_guessed ? guessed_basis(design, functions) : EdgeBasis{});
  std::optional<IntegerVector> start;
  if (is_guessed && loss.kind != LossKind::squared) // one cell: every start is as good
    start = guessed_minimiser(design, functions);
  if (!start)
    start = IntegerVector{std::vector<Integer>(design.rank()), 1};
  return active_set_optimum(design, functions, std::move(*start));
}

} // namespace thalweg
