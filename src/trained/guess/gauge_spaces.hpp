// SPDX-License-Identifier: GPL-3.0-or-later
//
// Kernels of rows of parameters that fixed spaces justify. H_l are the inputs of layer l (bias
// included, as the last column) at its observations; whatever W is, column k lies in a space V_k
// (path_spaces.hpp). If on some observations the columns K have the rank dim Σ_{k∈K} V_k, the same
// columns depend on each other in the same way near W, with coefficients that move smoothly. Ranks
// in floating point: guesses.

#pragma once

#include "landscape/trained_minimum.hpp"
#include "trained/guess/box_bounds.hpp"
#include "trained/guess/path_spaces.hpp"

namespace thalweg {

/// A kernel vector of H_l on some observations, and where it comes from.
struct GuessedKernel {
  RowKernel kernel;      ///< samples by their number in the data, with positions
  FloatingVector change; ///< x, one entry for every parameter of a row
};

class GaugeSpaces {
public:
  /// Arguments must outlive this.
  GaugeSpaces(const CellRows& rows, const FloatingSlicePoint& at);

  /// The kernels of H_l, as a row sees it, on these observations.
  const std::vector<GuessedKernel>& kernels(std::size_t layer, std::size_t row,
                                            const std::vector<std::size_t>& observations);

private:
  /// Rows of one group of a layer have the same inputs.
  using Group = std::pair<std::size_t, std::size_t>;

  const FloatingMatrix& inputs(std::size_t layer, std::size_t row);
  std::vector<std::vector<std::size_t>>
  column_groups(std::size_t layer, std::size_t row,
                const std::vector<std::size_t>& observations) const;
  void add_kernels(std::size_t layer, std::size_t row, const std::vector<std::size_t>& observations,
                   const std::vector<std::size_t>& columns, std::vector<GuessedKernel>& kernels);
  bool is_saturated(std::size_t layer, std::size_t row,
                    const std::vector<std::size_t>& observations,
                    const std::vector<std::size_t>& columns, std::size_t rank);

  const CellRows& rows_;
  const HeldCell& cell_;
  const FloatingSlicePoint& at_;
  ParameterOrder order_;
  PathSpaces spaces_;
  std::map<Group, FloatingMatrix> inputs_;
  std::map<std::pair<Group, std::vector<std::size_t>>, std::vector<GuessedKernel>> known_;
};

} // namespace thalweg
