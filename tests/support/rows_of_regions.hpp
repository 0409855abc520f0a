// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rows that the literature reads off from the linear regions of a CPWL function: right in
// dimension 1, wrong from dimension 2 on.

#pragma once

#include "cpwl/function_values.hpp"
#include "cpwl/max_min_form.hpp"
#include "geometry/faces.hpp"

namespace thalweg::tests {

/// One row { j : p_j ≥ p_k on cell k } per cell (liu2021, eq. 14), with the functions of
/// `function`. Cells bounded and not empty.
inline MaxMinForm rows_of_regions(const CpwlFunction& function) {
  const FunctionValues values(function.functions);
  MaxMinForm result{function.functions, {}};
  for (std::size_t cell = 0; cell < function.cells.size(); ++cell)
    result.rows.push_back(elements(
        values.order_on(vertices(function.cells[cell]), function.function_of_cell[cell]).above));
  return result;
}

} // namespace thalweg::tests
