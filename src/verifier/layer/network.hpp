// SPDX-License-Identifier: Apache-2.0
//
// Affine functions of x as rows of integers over one denominator, and what networks make of them:
// as long as all pieces are known, z is an affine function of x; `affine_images` composes these
// layer by layer. A point is the special case of constant functions, so this is the forward pass as
// well.

#pragma once

#include "layer/layer.hpp"

namespace thalweg::verifier {

/// (coefficients · (x, 1)) / denominator; no coefficients at all stand for the function 0.
struct AffineRow {
  List<Integer> coefficients;
  Integer denominator = 1;
};

/// The functions x_1, …, x_d as rows with `width` ≥ d coefficients.
List<AffineRow> coordinates(std::size_t d, std::size_t width);

/// W h of a layer, or W h + b; every row of `inputs` has `width` coefficients, the last one
/// constant, or none. `pieces` are needed for maxima alone.
enum class Biases { left_out, added };
List<AffineRow> affine_images(const Layer& layer, const InputVector<AffineRow>& inputs,
                              std::size_t width, Biases biases,
                              const List<std::size_t>& pieces = {});

/// a + b
AffineRow sum_of(const AffineRow& a, const AffineRow& b);

/// Divides out what all numbers of the row have in common; 0 becomes the row without coefficients.
void reduce(AffineRow& row);

/// slope · row + intercept
AffineRow activated(const AffineRow& row, const Fraction& slope, const Fraction& intercept,
                    std::size_t width);

/// The piece in which z lies (not necessarily in lowest terms), and whether z is the breakpoint at
/// the upper end of it.
std::pair<std::size_t, bool> piece_of(const Activation& activation, const Fraction& z);

/// All values at a point, layer by layer.
struct ForwardPass {
  List<List<Fraction>> z;  ///< [layer][unit], output layer included
  List<List<Fraction>> h;  ///< x, then σ(z) of each layer
  Pattern pieces;          ///< in use
  bool is_on_wall = false; ///< is some z a breakpoint, or does some window select no entry?
};
ForwardPass forward_pass(const Network& network, const List<Fraction>& x);

/// "layer 0, unit 2"
std::string unit_in_words(std::size_t layer, std::size_t unit);

} // namespace thalweg::verifier
