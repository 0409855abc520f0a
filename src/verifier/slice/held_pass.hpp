// SPDX-License-Identifier: Apache-2.0
//
// One point, forwards and backwards, in the pieces that it has at W: values and derivatives of the
// base functions (specification, 25.1), at W or on a box around it.

#pragma once

#include "slice/held_problem.hpp"

namespace thalweg::verifier {

struct Values {
  List<Ball> h; ///< by entry of the graph
  List<Ball> z; ///< by unit; of a maximum with a tie that of the tie
};

/// Which piece every unit uses; of a maximum which link.
struct HeldPattern {
  List<std::size_t> pieces;     ///< by unit; of a tie the piece below its breakpoint,
                                ///< of a maximum the largest of the other entries
  List<std::size_t> ties;       ///< by unit: index of its tie, or no_tie
  List<unsigned char> is_still; ///< by unit: does no parameter move its z?
  List<unsigned char>
      is_constant;         ///< by entry: does no parameter and no v move it, in these pieces?
  List<std::size_t> names; ///< by entry, if there are maxima: entries of one name are equal,
                           ///< whatever the parameters, in these pieces
};

/// Derivatives of a sum of outputs and pre-activations.
struct Adjoints {
  List<Ball> h; ///< by entry
  List<Ball> z; ///< by unit; of a maximum of no meaning
};

/// A unit and what is added to the derivative by its pre-activation.
using Seeds = List<std::pair<std::size_t, Ball>>;

class HeldPoint {
public:
  /// Finds the pieces at W.
  HeldPoint(const HeldProblem& problem, std::size_t index);

  std::size_t index() const { return index_; }
  const List<std::size_t>& samples() const { return problem_.points[index_]; }
  const List<std::size_t>& ties() const { return problem_.ties_of_point[index_]; }
  const HeldPattern& pattern() const { return pattern_; }
  const Values& base() const { return base_; }
  /// z − β of a tie, from values of this point.
  Ball residual(const HeldTie& tie, const Values& values) const;
  List<Ball> outputs(const Values& values) const;
  /// The entry that a maximum passes on, and the one that its tie holds level with it.
  std::size_t chosen_entry(std::size_t unit) const {
    return problem_.graph.units[unit].links[pattern_.pieces[unit]].entry;
  }
  std::optional<std::size_t> tied_entry(std::size_t unit) const;

  /// At W with the values that the network really has there.
  Values true_values() const;
  /// With v between 0 and V; rejects pieces that may be left (O183).
  Values values_on(const List<Ball>& coefficients) const;

  /// Of Σ seed · z, over these coefficients; through `followed` units alone, if they are given.
  Adjoints adjoints(const List<Ball>& coefficients, const Seeds& seeds,
                    const List<unsigned char>* followed = nullptr) const;
  /// And its derivatives by free parameters.
  List<Ball> gradient(const List<Ball>& coefficients, const Seeds& seeds,
                      const Values& values) const;

private:
  struct Choose;
  struct Follow;

  template <class Rule> Values propagated(const List<Ball>& coefficients, Rule&& rule) const;
  Ball activated(std::size_t unit, const Values& values) const;
  std::size_t largest_link(std::size_t unit, const Values& values) const;
  std::size_t piece_at(std::size_t unit, const Ball& z) const;
  void require_piece(std::size_t unit, const Ball& z) const;
  void require_selected(std::size_t unit, const Values& values) const;
  bool rises_from_flat(std::size_t entry) const;
  [[noreturn]] void reject_piece(std::size_t unit, const std::string& found) const;

  const HeldProblem& problem_;
  std::size_t index_;
  HeldPattern pattern_;
  Values base_;
};

/// Seeds at the outputs.
Seeds seeds_at_outputs(const HeldProblem& problem, const List<Ball>& by_output);

/// Adds to `sums`, by parameter, what adjoints and values give to the derivatives by free
/// parameters.
void add_gradient(const HeldProblem& problem, const Adjoints& adjoints, const Values& values,
                  List<BallSum>& sums);
List<Ball> rounded_sums(const BallRules& rules, List<BallSum>& sums);

} // namespace thalweg::verifier
