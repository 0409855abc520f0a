// SPDX-License-Identifier: Apache-2.0
//
// A point near W at which the gradient of a block vanishes (specification, section 20). G(t) is the
// gradient of Σ_{i∈class} ℓ by the coefficients t of what is added to the scores, H its derivative;
// if t ↦ t − Y G(t) maps the box |t_J| ≤ ρ_J into its interior, it has a fixed point there, and Y
// is regular, so that G vanishes at it.

#pragma once

#include "lemma/classes.hpp"
#include "loss/cross_entropy.hpp"

namespace thalweg::verifier {

/// The witness for one pattern class. The functions that a class may add to a score are Σ_j t_j
/// b_j, b_j the entries of (x, 1) at `basis`; coordinate a·|basis| + j of a block is t_j of score
/// a.
struct ClassWitness {
  List<std::size_t> basis;             ///< entries of (x, 1), increasing
  List<List<Fraction>> dependencies;   ///< of every other entry, on the samples of the class
  List<List<List<Fraction>>> inverses; ///< of each block, Y
  List<List<Fraction>> boxes;          ///< of each block, ρ
};

/// One block of a class: the sums G and H at W over 2^bits, and how far H may change.
struct BlockSums {
  std::size_t functions;    ///< of the basis
  std::size_t size;         ///< coordinates a·functions + j
  List<Range> gradient;     ///< G, over D·2^bits
  List<Range> hessian;      ///< H row by row, over D²·2^(2·bits)
  List<Fraction> variation; ///< Λ_{jk}, by functions j and k
  Integer denominator;      ///< D, common to the samples of the class
};

/// The values of the basis functions at a sample, times `denominator`.
List<Integer> basis_values(const List<std::size_t>& basis, const Sample& sample,
                           const Integer& denominator);

/// Of a block of the class with these members.
BlockSums block_sums(const Problem& problem, const ClassWitness& witness,
                     const List<std::size_t>& members, const ClassMap& map, std::size_t block,
                     std::size_t bits);

/// The values as integers over one denominator.
AffineRow over_common_denominator(const List<Fraction>& values);

/// O85: |Y G|_J + Σ_K ( |I − Y H|_JK + Σ_L |Y_JL| Λ_LK ) ρ_K < ρ_J for every coordinate J.
void check_contraction(const BlockSums& sums, const List<List<Fraction>>& inverse,
                       const List<Fraction>& box, std::size_t bits, const std::string& place);

} // namespace thalweg::verifier
