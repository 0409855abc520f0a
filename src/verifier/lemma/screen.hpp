// SPDX-License-Identifier: Apache-2.0
//
// Most samples are farther from every wall than rounding to machine words can hide. Here the
// members of a class are screened: rows and inputs are rounded to integers of at most 60 bits over
// powers of two, and z is their product up to a bound of what the rounding changes. A member that
// passes keeps the pattern of the class (O5) and, if there are bounds, stays in it within the
// radius (O9): the inequalities hold with the errors taken against it. Nothing is rejected here; a
// member that does not pass is looked at exactly.

#pragma once

#include "lemma/radius.hpp"
#include "lemma/word_rows.hpp"

namespace thalweg::verifier {

/// The members, in their order, that do not pass; all of them if the network is not a chain of
/// dense layers or the machine has no words of 128 bits. `bounds` are the sensitivities of the
/// class.
List<std::size_t> unscreened(const Network& network, const ClassMap& map, const WordInputs& inputs,
                             const List<std::size_t>& members, const Sensitivity* bounds);

} // namespace thalweg::verifier
