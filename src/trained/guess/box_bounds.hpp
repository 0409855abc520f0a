// SPDX-License-Identifier: GPL-3.0-or-later
//
// How far the base functions of a cell move on a box |D_j| ≤ Δ ω_j around a point, ω_j = 0 for
// fixed coordinates. In floating point, without directed rounding: for guesses of boxes.
//
// Majorants: |order k of z(W_c + D)| ≤ ẑ_k max_j(|D_j|/ω_j)^k, with ẑ_0 = |z|, ĥ_0 = |h| and
//   ẑ_{l,k} = |W_l| ĥ_{l−1,k} + Ω_l ĥ_{l−1,k−1},  ĥ_{l,k} = |slope| ẑ_{l,k}.
// Radii: rz_l = ΔΩ_l |h_{l−1}| + (|W_l| + ΔΩ_l) rh_{l−1}, rh = |slope| rz, and at a tie
// rh = |slope below| rz + |c| (|q| + rz), as the pair may take either side there.

#pragma once

#include "trained/cell_passes.hpp"

namespace thalweg {

/// A point of the slice in floating point, with everything that the bounds start from.
struct FloatingSlicePoint {
  std::vector<double> parameters, multipliers;
  CellValues<double> values;
  CellAdjoints<double> adjoints; ///< of Λ
  std::vector<double> tie_values, tie_jumps;
};

/// [k] the majorants of order k; of z up to the number of layers with parameters below.
using Majorants = std::vector<UnitTable<double>>;

class BoxBounds {
public:
  /// `omega`: one number ≥ 0 for every parameter. Arguments must outlive this.
  BoxBounds(const HeldCell& cell, const FloatingSlicePoint& at, std::vector<double> omega);

  /// ẑ_k of all layers; k up to the number of layers with parameters.
  const Majorants& majorants() const { return majorants_; }

  /// rz and rh (rh[0] = 0) on the box of size Δ.
  CellValues<double> radii(double delta) const;

  /// How far the adjoints move if those of the outputs move by `outputs`, [output][point].
  CellAdjoints<double> adjoint_radii(const std::vector<std::vector<double>>& outputs,
                                     double delta) const;

  /// Do all pairs keep their pieces and windows their entries on the box of these radii, strictly
  /// but for what does not move? If not, the first that does not, in words.
  std::optional<std::string> broken_piece(const CellValues<double>& radii) const;

  /// For a tie: (another tie of the same point in a lower layer, bound of |∂Q/∂v| on the box).
  std::vector<std::pair<std::size_t, double>> feeding_ties(std::size_t tie, double delta) const;

private:
  double omega_of(const std::optional<std::size_t>& parameter) const {
    return parameter ? omega_[*parameter] : 0;
  }
  void add_majorants(std::size_t layer, Majorants& h);
  /// Is this the output of a held pair with slope 0 below its breakpoint that rises above?
  bool rises_from_flat(std::size_t source, std::size_t entry, std::size_t point) const;

  const HeldCell& cell_;
  const FloatingSlicePoint& at_;
  CellPasses<double> passes_;
  std::vector<double> omega_;
  Majorants majorants_;
};

} // namespace thalweg
