// SPDX-License-Identifier: GPL-3.0-or-later
//
// The basis of a linear program, guessed by the simplex method in floating point. It is a name: its
// user checks it.

#pragma once

#include "geometry/halfspace.hpp"
#include "geometry/simplex_dictionary.hpp"

namespace thalweg {

/// Halfspaces divided by the largest |normal entry|.
class GuessedRows {
public:
  explicit GuessedRows(std::size_t dimension) : dimension_(dimension) {}

  void reserve(std::size_t count) { rows_.reserve(count * (dimension_ + 1)); }
  void append(const IntegerHalfspace& halfspace);

  /// For the maximum of the objective over the chosen halfspaces.
  SimplexBasis basis(const std::vector<std::size_t>& chosen,
                     const std::vector<Integer>& objective) const;

private:
  std::size_t dimension_;
  std::vector<double> rows_; ///< normal, offset
};

} // namespace thalweg
