// SPDX-License-Identifier: Apache-2.0
//
// Pattern classes: which samples use the same piece in every hidden unit. The witness says which;
// here it is checked. The pattern of a class is that of its first sample; on it every
// pre-activation is one affine function of x, composed once per class. Every other member is then
// compared with each unit's piece: one integer dot product per sample and unit.

#pragma once

#include "document.hpp"

namespace thalweg::verifier {

using Pattern = List<List<std::size_t>>; ///< [hidden layer][unit]

struct Grouping {
  List<List<std::size_t>> members; ///< of each class, increasing
  List<std::size_t> unlabelled;    ///< samples without a class
};

/// O-numbering: the classes are 0, 1, … by first appearance.
Grouping check_numbering(const Labels& labels, const std::string& code, const std::string& place);

/// A class: its pattern and its pre-activations as affine functions of x.
struct ClassMap {
  Pattern pieces;
  List<List<AffineRow>> z; ///< [layer][unit], output layer included
  List<List<AffineRow>> h; ///< [hidden layer][unit]: σ(z) on the class
};

/// Pattern and maps at a sample; rejects with `code`.on_wall if it is on a breakpoint.
ClassMap class_map(const Network& network, const Data& data, std::size_t sample,
                   const std::string& code, const std::string& place);

/// The row at a sample, as a numerator over (row denominator · sample denominator).
Integer value_at(const AffineRow& row, const Sample& sample);
void value_at(const AffineRow& row, const Sample& sample, Integer& value, Integer& scratch);

/// All hidden pre-activations of one sample in a class: z[l][j] / (row denominator · q).
using SampleValues = List<List<Integer>>;
void evaluate(const ClassMap& map, const Sample& sample, SampleValues& values);

/// The distances from z to the breakpoints below and above its piece, as numerators over
/// (row denominator · q · breakpoint denominator); calls `use(numerator, denominator)` for each.
/// Both are positive iff z lies inside the piece.
template <class Use>
void for_each_distance(const Activation& activation, std::size_t piece, const Integer& z,
                       const Integer& denominator, const Use& use) {
  const auto distance = [&](const Fraction& breakpoint, bool is_above) {
    if (is_zero(breakpoint.numerator)) {
      use(is_above ? Integer(-z) : z, denominator);
      return;
    }
    const Integer difference = z * breakpoint.denominator - breakpoint.numerator * denominator;
    use(is_above ? Integer(-difference) : difference, denominator * breakpoint.denominator);
  };
  if (piece > 0)
    distance(activation.breakpoints[piece - 1], false);
  if (piece < activation.breakpoints.size())
    distance(activation.breakpoints[piece], true);
}

/// Rejects with `code`.pattern unless the sample uses the pieces of the class.
void check_same_pattern(const Network& network, const ClassMap& map, const Sample& sample,
                        const SampleValues& values, const std::string& code,
                        const std::string& place, std::size_t index);

/// Rejects with `code`.equal_patterns if two classes have one pattern.
void check_patterns_differ(const List<Pattern>& patterns, const std::string& code,
                           const std::string& place);

/// The coordinates of a sample as fractions.
List<Fraction> point(const Sample& sample);

} // namespace thalweg::verifier
