// SPDX-License-Identifier: Apache-2.0
//
// Maxima keep the entry that they select (specification, O5 and O76): at every sample of a class
// the entry selected at the first one is strictly the largest of its window, and its lead over
// every other entry exceeds what the two may change by within the radius. Two entries of slope 0,
// as those of a window that is off everywhere, stay what they are: they may be equal.

#pragma once

#include "lemma/radius.hpp"

namespace thalweg::verifier {

/// σ_k Σ_m C_{l,m,k} N_m for every output of a source; 0 for x.
List<Dyadic> change_bounds(const Network& network, const Pattern& pieces, std::size_t source,
                           const Sensitivity& bounds, const List<Dyadic>& input_sizes);

/// O5 and, if the claim is given, O76 for layer l, which takes maxima, at sample i of a class.
void check_maxima(const LabelledNetwork& labelled, const ClassMap& map, const Data& data,
                  std::size_t i, const SampleValues& values, std::size_t l, const Invariance* claim,
                  const Sensitivity& bounds, const List<Dyadic>& input_sizes);

} // namespace thalweg::verifier
