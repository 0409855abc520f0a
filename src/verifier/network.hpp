// SPDX-License-Identifier: Apache-2.0
//
// Networks as exact integers, and affine functions of x as rows of integers over one denominator.
//
// Layer l computes z = W h + b and h' = σ(z); piece q of σ is z ↦ slope_q z + intercept_q between
// breakpoints q−1 and q. As long as every unit uses a known piece, z is an affine function of x;
// `pre_activations` composes these layer by layer. A point is the special case of constant
// functions, so this is the forward pass as well.

#pragma once

#include "numbers.hpp"

#include <optional>

namespace thalweg::verifier {

struct Activation {
  std::string name; ///< "relu", "identity" or "table"
  List<Fraction> breakpoints;
  List<Fraction> slopes;     ///< one more than breakpoints
  List<Fraction> intercepts; ///< one more than breakpoints
};

struct Term {
  std::size_t input;
  Integer weight; ///< over the denominator of the unit; not 0
};

/// Weights and bias of one unit as integers over one denominator > 0.
struct Unit {
  List<Term> terms; ///< inputs strictly increasing
  Integer bias;
  Integer denominator;
};

/// A fully connected layer. Zero weights are not stored, but are parameters like any other.
struct Layer {
  std::size_t input_count;
  List<Unit> units;
  Activation activation;
};

struct Network {
  List<Layer> layers; ///< the last one is affine
};

/// (coefficients · (x, 1)) / denominator; no coefficients at all stand for the function 0.
struct AffineRow {
  List<Integer> coefficients;
  Integer denominator = 1;
};

/// Where a number lies: the piece, or (if `is_breakpoint`) the piece below the breakpoint it is.
struct PieceOf {
  std::size_t piece;
  bool is_breakpoint;
};
PieceOf piece_of(const Activation& activation, const Fraction& z);

/// Is the piece z ↦ z?
bool is_identity_piece(const Activation& activation, std::size_t piece);

/// The functions x_1, …, x_d.
List<AffineRow> coordinates(std::size_t input_dimension);

/// z_j = W_j h + b_j for all units; every row of `inputs` has `width` coefficients, the last one
/// constant, or none.
List<AffineRow> pre_activations(const Layer& layer, const List<AffineRow>& inputs,
                                std::size_t width);

/// The same without biases: W_j h.
List<AffineRow> weighted_sums(const Layer& layer, const List<AffineRow>& inputs, std::size_t width);

/// σ(z) where the piece is in use: slope · z + intercept.
AffineRow activated(const AffineRow& z, const Activation& activation, std::size_t piece,
                    std::size_t width);

/// The value of a constant function (one coefficient or none).
Fraction constant_value(const AffineRow& row);

/// All pre-activations at a point, layer by layer, and whether some hidden one is a breakpoint.
struct ForwardPass {
  List<List<Fraction>> z;                                  ///< [layer][unit], output layer included
  List<List<Fraction>> h;                                  ///< σ(z)
  std::optional<std::pair<std::size_t, std::size_t>> wall; ///< first (layer, unit) on a breakpoint
};
ForwardPass forward_pass(const Network& network, const List<Fraction>& x);

/// Weights and bias of one unit, put over their least common denominator.
Unit unit_of(const List<std::pair<std::size_t, Fraction>>& weights, const Fraction& bias);

/// Equal kinds, sizes and activations; nothing if equal, else the first differing layer.
std::optional<std::size_t> architecture_difference(const Network& a, const Network& b);

} // namespace thalweg::verifier
