// SPDX-License-Identifier: Apache-2.0
//
// Max-min forms as linear expressions over symbols: the nodes of a form, and what is known of them.

#pragma once

#include "shape/halfspace.hpp"
#include "text/node.hpp"

#include <map>

namespace thalweg::verifier {

/// A node of a max-min expression; operands are earlier nodes.
struct LatticeNode {
  enum class Kind { function, min, max } kind;
  std::size_t first; ///< of a function node: the function
  std::size_t second;
};

struct LowerBound {
  Fraction bound;
  Multipliers multipliers;
};

struct LatticeOutput {
  List<LatticeNode> nodes;               ///< the root is the last one
  List<std::optional<LowerBound>> lower; ///< per function
};

/// Coefficients of symbols; no zeros. Symbol k < d is x_k, symbol d is 1; the others are those of
/// the claim.
using Expression = std::map<std::size_t, Fraction>;

/// expression += factor · term
void add(Expression& expression, const Fraction& factor, const Expression& term);

/// The affine function over the symbols x and 1.
Expression expression_of(const AffineFunction& f);

/// Σ weights · outputs below + bias
Expression composed(const Unit& unit, const List<Expression>& below, const Expression& one);

/// The nodes are maxima of minima of functions, and the sets of functions are the rows; the place
/// of the nodes is `place`.
struct FamilyCodes {
  const char* min_operand;
  const char* family;
};
void check_family(const LatticeOutput& output, List<List<std::size_t>> rows,
                  const FamilyCodes& codes, const std::string& place);

/// The proofs of `output.lower` hold on the domain; `place` is that of the output. Returns lower
/// bounds of the nodes, where there are any.
List<std::optional<Fraction>> lower_bounds(const LatticeOutput& output,
                                           const List<AffineFunction>& functions,
                                           const List<Halfspace>& domain, const char* code,
                                           const std::string& place);

/// The nodes of a max-min form with lower bounds of its functions.
LatticeOutput read_lattice_output(const Node& node, std::size_t function_count);

} // namespace thalweg::verifier
