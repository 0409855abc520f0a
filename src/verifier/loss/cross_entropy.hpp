// SPDX-License-Identifier: Apache-2.0
//
// Logistic and softmax cross-entropy loss (specification, section 6.2). Both are sums over *blocks*
// of
//   ℓ = log Σ_a exp(v_a) − v_y,   a = 0, …, C − 1,   v_{C−1} = 0,
// with scores v and a class y. Logistic: a block for each output, C = 2, v_0 = F_o, label 1 is
// class 0 and label −1 is class 1. Softmax: one block, v_a = F_a − F_{C−1}, y is the target. With
// p_a = exp(v_a)/Σ exp(v_b): ∂ℓ/∂v_a = p_a − [a = y], ∂²ℓ/∂v_a∂v_b = p_a ([a = b] − p_b).
//
// None of these numbers is rational; they are enclosed with integers over 2^b, prescribed by 18.1.

#pragma once

#include "loss/problem.hpp"
#include "number/enclosure.hpp"

namespace thalweg::verifier {

bool is_cross_entropy(std::string_view name);

/// The loss with such a name; the data are read.
Loss read_cross_entropy(const Node& statement, const Data& data);

/// How many outputs a network has for this loss, and how many blocks they make.
std::size_t output_count(const Loss& loss, const Data& data);
std::size_t block_count(const Loss& loss, const Data& data);

/// y of a block.
std::size_t class_of(const Loss& loss, const Sample& sample, std::size_t block);

/// v_0, …, v_{C−2} of a block from the outputs.
List<Fraction> scores(const Loss& loss, std::size_t block, const List<Fraction>& outputs);

/// Enclosures at one sample and block, over 2^bits.
struct BlockAt {
  List<Range> probabilities; ///< p_0, …, p_{C−1}
  Fraction largest;          ///< M = max v, exactly
  Range rest;                ///< log Σ exp(v_a − M)
};
BlockAt block_at(const List<Fraction>& scores, std::size_t bits);

/// Two fractions with a number between them.
struct Bounds {
  Fraction lower;
  Fraction upper;
};

/// R of a network on the data of the problem.
Bounds risk_bounds(const Problem& problem, const Network& network, std::size_t bits);

} // namespace thalweg::verifier
