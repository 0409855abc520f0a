// SPDX-License-Identifier: GPL-3.0-or-later
//
// Evaluation row by row.

#include "cpwl/max_min_form.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

Rational MaxMinForm::operator()(const Vector& x) const {
  return row_value(functions, rows[active_row(*this, x)], x);
}

Rational row_value(const std::vector<AffineFunction>& functions,
                   const std::vector<std::size_t>& row, const Vector& x) {
  require(!row.empty(), "max-min form: a row without literals has no value");
  Rational result = functions[row.front()](x);
  for (std::size_t j : row)
    result = std::min(result, functions[j](x));
  return result;
}

std::size_t active_row(const MaxMinForm& form, const Vector& x) {
  require(!form.rows.empty(), "max-min form: without rows there is no value");
  std::size_t best = 0;
  Rational best_value = row_value(form.functions, form.rows[0], x);
  for (std::size_t r = 1; r < form.rows.size(); ++r) {
    const Rational value = row_value(form.functions, form.rows[r], x);
    if (value > best_value) {
      best = r;
      best_value = value;
    }
  }
  return best;
}

void require_well_formed(const MaxMinForm& form, const std::string& place) {
  if (form.rows.empty())
    throw InputError(fmt::format("{}: expected at least one row, found none", place));
  for (std::size_t j = 0; j < form.functions.size(); ++j)
    if (form.functions[j].linear.size() != form.functions[0].linear.size())
      throw InputError(fmt::format("{}: function {}: expected {} coefficients, found {}", place, j,
                                   form.functions[0].linear.size(),
                                   form.functions[j].linear.size()));
  for (std::size_t r = 0; r < form.rows.size(); ++r) {
    const std::vector<std::size_t>& row = form.rows[r];
    if (row.empty())
      throw InputError(fmt::format("{}: row {}: expected a literal, found none", place, r));
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i] >= form.functions.size())
        throw InputError(fmt::format("{}: row {}: expected function indices below {}, found {}",
                                     place, r, form.functions.size(), row[i]));
      if (i > 0 && row[i] <= row[i - 1])
        throw InputError(fmt::format(
            "{}: row {}: expected strictly increasing function indices, found {} after {}", place,
            r, row[i], row[i - 1]));
    }
  }
}

} // namespace thalweg
