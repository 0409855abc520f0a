// SPDX-License-Identifier: GPL-3.0-or-later
//
// yun2019, Theorem 4 and Corollary 5, decided for any critical point that is given: a deep linear
// network F(x) = W_L … W_1 x (+ biases), a convex loss that is differentiable at the outputs,
// hidden widths ≥ min(d_x, d_y). G = Σ_i g_i x_iᵀ is the gradient in the product, g_i that of the
// loss. If G = 0 (and Σ g_i = 0 where the last layer has biases), W is a global minimum (lifted
// stationarity). Else W is a saddle, with rays that are made here. The printed proof was not at
// hand; this one:
//
// Let d_x be the smaller one (else everything is transposed, from the output to the input), B_l =
// W_l … W_1, A_l = W_L … W_{l+1}, and l the first layer with rank B_l < d_x; there is one with l <
// L, else G B_{L−1}ᵀ = 0 gives G = 0. Take f with G f ≠ 0, and b with B_{l−1}ᵀ b = f. A chain of
// moves D_l = a bᵀ: take an a outside of im B_l, in ker A_l if there is one there; let v = W_j …
// W_{l+1} a be the last of its images that is outside of im B_j, and b ⟂ im B_j with b·v = 1 the
// next one, for the move of layer j + 1; and so on. The move of layer L is s u bᵀ, u = ∓G f. (If
// ker A_l lies in im B_l, v gets to layer L − 1: from W_j … a ∈ im B_j it would follow that A_l a =
// A_l z with z ∈ im B_l, so a − z ∈ ker A_l ⊂ im B_l.) Moves after the first do nothing without
// those before, as b ⟂ im B, nor if one is left out, as then v is in im B. So with k moves F
// changes by ε^k s u fᵀx and by at most ε^{k−1} A a fᵀx of the last a: the risk by ∓s ε^k |G f|² +
// O(s^0 ε^{2(k−1)}), or in the order k − 1 with a sign that is that of ε. Both signs are had; for k
// = 2 by a large s.
//
// Hidden biases: the move D of a layer moves its bias by −D β, β what the layer reads at x = 0;
// then F changes as without biases. Where the layer has no biases and D β ≠ 0 nothing is made.

#pragma once

#include "landscape/saddle.hpp"

namespace thalweg {

/// Only dense layers with the identity.
bool is_linear(const Network& network);

/// Why Theorem 4 says nothing about the linear network: a hidden layer that is narrower than
/// min(d_x, d_y); nothing if there is none.
std::optional<std::string> narrow_layer_in_words(const Network& network);

/// The rays, proven. Nothing if W is not critical, G = 0, a hidden layer is too narrow or a bias is
/// missing, or the network is not linear.
std::optional<Saddle> linear_saddle(const Network& network, const Problem& problem);

} // namespace thalweg
