// SPDX-License-Identifier: GPL-3.0-or-later
//
// Max-min (lattice) forms g(x) = max_r min_{j∈S_r} p_j(x) (liu2021 eq. 13).
//
// With one row S_k = { j : p_j ≥ p_k on cell k } per cell of a CPWL function f (eq. 14) g ≥ f
// always. g = f holds in dimension 1 but can fail from dimension 2 on (`lattice_failure`):
// cpwl/lattice_identity.hpp decides it, cpwl/lattice_construction.hpp repairs it.

#pragma once

#include "cpwl/cpwl_function.hpp"

namespace thalweg {

/// Invariant: at least one row; every row is a non-empty, strictly increasing list of indices into
/// `functions`. Its entries are called literals. Functions without a row may occur.
struct MaxMinForm {
  std::vector<AffineFunction> functions;
  std::vector<std::vector<std::size_t>> rows;

  Rational operator()(const Vector& x) const;
  bool operator==(const MaxMinForm&) const = default;
};

/// min_{j∈row} functions[j](x); the row is not empty.
Rational row_value(const std::vector<AffineFunction>& functions,
                   const std::vector<std::size_t>& row, const Vector& x);

/// The smallest row of largest value at x: where the maximum is attained.
std::size_t active_row(const MaxMinForm& form, const Vector& x);

/// Throws InputError "<place>: …" unless the invariant holds and the functions have one dimension.
void require_well_formed(const MaxMinForm& form, const std::string& place);

} // namespace thalweg
