// SPDX-License-Identifier: Apache-2.0
//
// Pattern classes: which samples use the same piece in every hidden unit (and the same entry of
// every pooling window, which counts as the piece of its maximum). The witness says which;
// here it is checked. The pattern of a class is that of its first sample; on it every
// pre-activation is one affine function of x, composed once per class. Every other member is then
// compared with each unit's piece: one integer dot product per sample and unit.

#pragma once

#include "loss/problem.hpp"
#include "text/obligation.hpp"

namespace thalweg::verifier {

/// The witness of one network with the names that its rejections use.
struct LabelledNetwork {
  const Network& network;
  const Labels& labels;
  std::string code;  ///< "local_minimum", "refinement", …
  std::string place; ///< JSON pointer of the labels
  const Subgradients& subgradients;

  Words words(const char* obligation, std::size_t sample, std::string expected,
              std::string found) const;
};

struct Grouping {
  List<List<std::size_t>> members; ///< of each class, increasing
  List<std::size_t> unlabelled;    ///< samples without a class
};

/// O3: the classes are 0, 1, … by first appearance.
Grouping check_numbering(const LabelledNetwork& labelled);

/// A class: its pattern and the affine functions of x that the network is on it.
struct ClassMap {
  Pattern pieces;
  List<List<AffineRow>> z; ///< [layer][unit], output layer included
  List<List<AffineRow>> h; ///< x, then σ(z) of each hidden layer
};

/// Pattern and maps at a sample; rejects (O4) if it is on a wall.
ClassMap class_map(const LabelledNetwork& labelled, const Data& data, std::size_t sample);

/// The maps of a network with d inputs on the cell of a pattern.
ClassMap pattern_map(const Network& network, const Pattern& pattern, std::size_t d);

/// What one sample of a class has in the hidden layers, as such numerators.
struct SampleValues {
  List<List<Integer>> z; ///< [hidden layer][unit]
  List<List<Integer>> h; ///< as in ClassMap
};
void evaluate(const Network& network, const ClassMap& map, const Sample& sample,
              SampleValues& values);

/// Calls use(numerator, denominator) with the distance from z = numerator/denominator to each of
/// the breakpoints (at most two) next to a piece. It is positive as long as z stays inside the
/// piece.
template <class Use>
void for_each_distance(const Activation& activation, std::size_t piece, const Integer& numerator,
                       const Integer& denominator, const Use& use) {
  const auto distance = [&](const Fraction& breakpoint, bool is_above) {
    const Integer difference =
        is_zero(breakpoint.numerator)
            ? numerator
            : Integer(numerator * breakpoint.denominator - breakpoint.numerator * denominator);
    use(is_above ? Integer(-difference) : difference, denominator * breakpoint.denominator);
  };
  if (piece > 0)
    distance(activation.breakpoints[piece - 1], false);
  if (piece < activation.breakpoints.size())
    distance(activation.breakpoints[piece], true);
}

/// O6: no two classes have one pattern.
void check_patterns_differ(const LabelledNetwork& labelled, const List<Pattern>& patterns);

} // namespace thalweg::verifier
