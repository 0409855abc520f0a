// SPDX-License-Identifier: Apache-2.0
//
// The samples of a table, as integers, and affine functions at them. The section `data` of a
// statement, and the pattern classes that a witness names for its samples.

#pragma once

#include "layer/network.hpp"
#include "text/node.hpp"

namespace thalweg::verifier {

/// One sample as integers over one denominator: x_k = x[k]/denominator, y_o = y[o]/denominator.
struct Sample {
  List<Integer> x;
  List<Integer> y;
  Integer denominator;
};

struct Data {
  List<std::string_view> columns;
  List<std::size_t> targets; ///< indices of columns, in the user's order
  List<std::size_t> inputs;  ///< the other columns, ascending
  List<Sample> samples;
};

/// One entry per sample: its pattern class, or nothing.
using Labels = List<std::optional<std::size_t>>;

/// The coordinates of a sample as fractions.
List<Fraction> point(const Sample& sample);

/// For each sample the number of its inputs among all different ones, by first appearance.
List<std::size_t> input_numbers(const Data& data);

/// A row at a sample, as a numerator over (row denominator · sample denominator). The sum is 0
/// before and after: it is handed from one row to the next so that nothing is allocated.
Integer evaluate(const AffineRow& row, const Sample& sample, Sum& sum);

/// The values of some outputs at a sample.
List<Fraction> values_at(const List<AffineRow>& rows, const Sample& sample);

/// The section of the statement.
Data read_data(const Node& node);

/// An entry for each sample, below the number of samples; or null.
Labels read_labels(const Node& node, const Data& data);

} // namespace thalweg::verifier
