// SPDX-License-Identifier: Apache-2.0
//
// Halfspaces a·x ≤ b, and proofs of one from others: multipliers μ ≥ 0 *prove* (a, b) from a list
// of halfspaces (a_i, b_i) if Σ μ_i a_i = a and Σ μ_i b_i ≤ b. Then every x in all halfspaces of
// the list is in {a·x ≤ b}, whatever the list (it may have no common point at all). Nothing is
// looked for: the multipliers come from the witness and are multiplied out.

#pragma once

#include "layer/network.hpp"
#include "number/decimal.hpp"
#include "text/obligation.hpp"

namespace thalweg::verifier {

/// a·x ≤ b as the row (a, b); always d + 1 coefficients. a may be 0.
using Halfspace = AffineRow;
/// a·x + c as the row (a, c); always d + 1 coefficients.
using AffineFunction = AffineRow;

using Cell = List<Halfspace>; ///< exactly the intersection of its list
using Partition = List<Cell>;

/// x = numerators / denominator
struct Point {
  List<Integer> numerators;
  Integer denominator = 1;
};

/// Strictly increasing indices into a list, each with a positive value.
struct Multiplier {
  std::size_t index;
  Fraction value;
};
using Multipliers = List<Multiplier>;

/// { −a·x ≤ −b }
Halfspace opposite(Halfspace halfspace);

/// { f ≤ g } for affine functions of one dimension.
Halfspace where_at_most(const AffineFunction& f, const AffineFunction& g);

/// b − a·x, times positive denominators: > 0 inside, 0 on the boundary.
Integer slack(const Halfspace& halfspace, const List<Integer>& x, const Integer& denominator);

/// Is the point in all halfspaces?
bool is_inside(const List<Halfspace>& halfspaces, const Point& point);

/// Is the point in all halfspaces, and on no boundary?
bool is_strictly_inside(const List<Halfspace>& halfspaces, const List<Integer>& x,
                        const Integer& denominator);

/// The least b − a·x of some halfspaces at a point.
Fraction least_slack(const List<Halfspace>& halfspaces, const List<Integer>& x,
                     const Integer& denominator);

Fraction value(const AffineFunction& f, const Point& point);

/// The function with d + 1 coefficients, even if it is 0.
AffineFunction with_all_coefficients(AffineRow row, std::size_t width);

/// A list of halfspaces followed by the sides taken on the way down a tree.
class Premises {
public:
  Premises(const List<Halfspace>& list, const List<Halfspace>& path) : list_(list), path_(path) {}
  std::size_t size() const { return list_.size() + path_.size(); }
  const Halfspace& operator[](std::size_t index) const {
    return index < list_.size() ? list_[index] : path_[index - list_.size()];
  }

private:
  const List<Halfspace>& list_;
  const List<Halfspace>& path_;
};

/// Rejects unless the point is in all halfspaces, and on no boundary; `place` is a function, called
/// when it is wanted only.
template <class Place>
void check_inside(const List<Halfspace>& halfspaces, const List<Integer>& x,
                  const Integer& denominator, const char* code, const Place& place,
                  const std::string& expected) {
  if (const Check check{is_strictly_inside(halfspaces, x, denominator)}) {
    const Fraction least = least_slack(halfspaces, x, denominator);
    check.say({code, place(), expected, "one whose least b − a·x is " + shown(least)}, least);
  }
}

/// Nothing if the multipliers prove the target from the premises, else what is wrong, in words.
std::optional<std::string> proof_defect(const Multipliers& multipliers, const Premises& premises,
                                        const Halfspace& target);

/// "a bound 3/2 where 5/2 is the target"
std::string proof_in_words(const Multipliers& multipliers, const Premises& premises,
                           const Halfspace& target);

/// Rejects unless the multipliers prove the target; `place` is a function, called on rejection
/// only.
template <class Place>
void check_proof(const Multipliers& multipliers, const Premises& premises, const Halfspace& target,
                 const char* code, const Place& place) {
  const std::optional<std::string> defect = proof_defect(multipliers, premises, target);
  if (const Check check{!defect})
    check.say({code, place(), "multipliers that prove the halfspace",
               defect ? *defect : proof_in_words(multipliers, premises, target)});
}

/// The same without a path.
template <class Place>
void check_proof(const Multipliers& multipliers, const List<Halfspace>& list,
                 const Halfspace& target, const char* code, const Place& place) {
  check_proof(multipliers, Premises(list, {}), target, code, place);
}

/// The way from the root of a binary tree of halfspaces to the current node, for a walk in
/// preorder.
class SplitPath {
public:
  /// The side taken at every split, from the root.
  const List<Halfspace>& sides() const { return sides_; }
  /// Goes to the part in `first`; the part in its opposite comes later.
  void split(Halfspace first);
  /// A leaf is done: goes to the latest part that is still to come; false if there is none.
  bool next_part();

private:
  List<Halfspace> sides_;
  List<std::size_t> pending_; ///< which of the sides are first ones
};

/// Walks a tree that is a list of nodes in preorder: `side_of(node)` is the first side of an inner
/// node or nothing, `check_leaf(n, sides)` looks at leaf n. Rejects unless the list is one tree.
template <class Node, class Side, class Leaf>
void walk_tree(const List<Node>& nodes, const Side& side_of, const Leaf& check_leaf,
               const char* code, const std::string& place) {
  SplitPath path;
  bool is_open = true;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    Meter::tick();
    if (!is_open)
      reject(code, place + "/" + std::to_string(n), "the end of the tree", "another node");
    if (std::optional<Halfspace> side = side_of(nodes[n])) {
      path.split(std::move(*side));
    } else {
      check_leaf(n, path.sides());
      is_open = path.next_part();
    }
  }
  if (is_open)
    reject(code, place, "a complete tree", "the end of the list");
}

} // namespace thalweg::verifier
