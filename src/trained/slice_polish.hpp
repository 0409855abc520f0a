// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a guess of a minimum on walls to many digits of it. On the slice of the free coordinates E,
// the others fixed, (W, λ) solves ∂_E Λ(W, λ) = 0, Q(W) = 0, Λ = R − Σ λ_t Q_t with the base
// functions of a cell. Chord iteration: the matrix of the system at the guess is factorised once in
// floating point, residuals are taken in fixed point; every step gains some digits. What comes out
// is still a guess: its residuals are judged by the box (slice_box.hpp).

#pragma once

#include "trained/guess/floating_derivatives.hpp"
#include "trained/point_losses.hpp"

namespace thalweg {

/// What stays the same for all points of a slice.
struct SliceProblem {
  const HeldCell& cell;
  const PointLosses& losses;
  Vector decay; ///< κ of every parameter
};

/// κ of every parameter of the network.
Vector decay_of_parameters(const Network& network, const WeightDecay& decay);

/// A point of a slice, and the multipliers of the ties there.
struct SlicePoint {
  Vector parameters, multipliers;
};

/// ∂Λ and Q at a point; to 2^-256 or so if the loss is logistic or softmax or `Number` is rounded.
template <class Number> struct SliceResidual {
  std::vector<Number> gradient;   ///< by every parameter, the fixed ones too
  std::vector<Number> tie_values; ///< Q
  std::vector<Number> tie_jumps;  ///< d_t = c_t ∂Λ/∂h of the pair
};
template <class Number>
SliceResidual<Number> slice_residual(const SliceProblem& problem, const SlicePoint& at);

/// The derivatives of the outputs' losses at these outputs, [output][point].
template <class Number>
std::vector<std::vector<Number>> loss_gradients(const PointLosses& losses,
                                                const std::vector<std::vector<Number>>& outputs);

/// The point near `guess` with short dyadic entries (multiples of 2^-bits) whose residual is about
/// 2^-bits; nothing if the iteration does not get there. `hessian` and `normals` are those of Λ and
/// Q at the guess, all parameters; `free` are the coordinates of E, increasing.
std::optional<SlicePoint> guessed_polished_point(const SliceProblem& problem,
                                                 const SlicePoint& guess,
                                                 const std::vector<std::size_t>& free,
                                                 const FloatingMatrix& hessian,
                                                 const FloatingMatrix& normals, unsigned bits);

} // namespace thalweg
