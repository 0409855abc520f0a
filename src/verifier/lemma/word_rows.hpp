// SPDX-License-Identifier: Apache-2.0
//
// Rows and inputs rounded to integers of at most 60 bits over powers of two, with bounds of what
// the rounding changes in their products.

#pragma once

#include "lemma/classes.hpp"
#include "number/rounding.hpp"
#include "number/wide.hpp"

#include <map>
#include <optional>

namespace thalweg::verifier {

constexpr std::int64_t screened_bits = 60;           // of inputs and rows
constexpr std::int64_t sum_bits = 122;               // of everything that is added up
constexpr std::size_t widest = std::size_t{1} << 16; // rows for which sums have room

/// x of every sample, then 1: entry k of sample i is within 1 of x_{i,k} 2^{exponents[k]}, and of
/// at most 60 bits.
struct WordInputs {
  std::size_t width = 0; ///< of a sample; 0 if the numbers are too long for this
  List<std::int64_t> entries;
  List<std::int64_t> exponents;
};
WordInputs word_inputs(const Data& data);

#ifdef __SIZEOF_INT128__

/// An upper bound of numerator/denominator · 2^shift, or nothing if it has no place in a sum.
std::optional<Wide> ceiling(const Integer& numerator, const Integer& denominator,
                            std::int64_t shift);
std::optional<Wide> ceiling(const Dyadic& a, std::int64_t shift);

/// A row in words: a product of a sample with one of the rows of a table, over 2^exponent, and how
/// far that may be from the true value there.
struct WordRow {
  std::int64_t exponent = 0;
  Wide error = 0;
  std::size_t product = 0; ///< its place in the table
  bool is_negated = false; ///< of the product
};

/// Different rows up to the sign: units that pass a value on have the row of what they read, but
/// for a scale, and that is most often a power of two.
using RowTable = std::map<List<std::int64_t>, std::size_t>;

struct WordLayer {
  /// First z of all units, then h of the units of which it is neither z nor 0.
  List<WordRow> rows;
  List<std::size_t> outputs; ///< the rows of h that are not 0
};

/// The rows of a layer on a class, new ones added to the table; nothing if the numbers are too
/// long.
std::optional<WordLayer> word_layer(const Network& network, const ClassMap& map, std::size_t l,
                                    const WordInputs& inputs, RowTable& table);

#endif

} // namespace thalweg::verifier
