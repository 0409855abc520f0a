// SPDX-License-Identifier: Apache-2.0
//
// What a witness says about all choices of signs of the units of one cell (specification, section
// 21): solutions, each with the choice that it has, and relations that exclude all others.

#pragma once

#include "lemma/unit_signs.hpp"

namespace thalweg::verifier {

struct SignRecord {
  List<List<Fraction>> solutions = {}; ///< coefficients of the dependent columns
  List<Relation> relations = {};
};

/// The codes of what can be wrong with a record.
struct SignCodes {
  const char* solution; ///< not as many values as dependent columns, or a unit without a sign
  const char* relation; ///< not the same value at all solutions
  const char* open;     ///< a choice that is neither had nor excluded
};

/// `{"solutions": …, "relations": …}`
SignRecord read_sign_record(const Node& node, std::size_t units, std::size_t samples);

/// The table of all choices, none of which is open (O247 to O249); place is that of the record.
SignTable decided_signs(const SignRecord& record, const SolvedUnits& units, const SignCodes& codes,
                        const std::string& place);

} // namespace thalweg::verifier
