// SPDX-License-Identifier: Apache-2.0
//
// Networks as exact integers, and affine functions of x as rows of integers over one denominator.
//
// Layer l computes z = W h + b and h' = σ(z); piece q of σ is z ↦ slope_q z + intercept_q between
// breakpoints q−1 and q. As long as every unit uses a known piece, z is an affine function of x;
// `affine_images` composes these layer by layer. A point is the special case of constant functions,
// so this is the forward pass as well.

#pragma once

#include "numbers.hpp"

namespace thalweg::verifier {

struct Activation {
  List<Fraction> breakpoints;
  List<Fraction> slopes;     ///< one more than breakpoints
  List<Fraction> intercepts; ///< one more than breakpoints

  bool operator==(const Activation&) const = default;
  /// Is the piece z ↦ z?
  bool is_identity(std::size_t piece) const;
};

Activation relu();
Activation identity();

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

using SparseRow = List<std::pair<std::size_t, Fraction>>;
/// Puts weights and bias over their least common denominator.
Unit unit_of(const SparseRow& weights, const Fraction& bias);

/// A fully connected layer. Zero weights are not stored, but are parameters like any other.
struct Layer {
  std::size_t input_count;
  List<Unit> units;
  Activation activation;
};

struct Network {
  List<Layer> layers; ///< the last one is affine

  std::size_t hidden_count() const { return layers.size() - 1; }
};

/// (coefficients · (x, 1)) / denominator; no coefficients at all stand for the function 0.
struct AffineRow {
  List<Integer> coefficients;
  Integer denominator = 1;
};

/// The functions x_1, …, x_d as rows with `width` ≥ d coefficients.
List<AffineRow> coordinates(std::size_t d, std::size_t width);

/// W h of a layer, or W h + b; every row of `inputs` has `width` coefficients, the last one
/// constant, or none.
enum class Biases { left_out, added };
List<AffineRow> affine_images(const Layer& layer, const List<AffineRow>& inputs, std::size_t width,
                              Biases biases);

/// slope · row + intercept
AffineRow activated(const AffineRow& row, const Fraction& slope, const Fraction& intercept,
                    std::size_t width);

/// The piece in which z lies, and whether z is the breakpoint at the upper end of it.
std::pair<std::size_t, bool> piece_of(const Activation& activation, const Fraction& z);

/// All values at a point, layer by layer.
struct ForwardPass {
  List<List<Fraction>> z;         ///< [layer][unit], output layer included
  List<List<Fraction>> h;         ///< σ(z)
  List<List<std::size_t>> pieces; ///< in use
  bool is_on_wall = false;        ///< is some z a breakpoint?
};
ForwardPass forward_pass(const Network& network, const List<Fraction>& x);

} // namespace thalweg::verifier
