// SPDX-License-Identifier: Apache-2.0
//
// What several claims ask of a network and the classes that a witness names for it: that these are
// the pattern classes and, within a radius, stay so. And what the obligations of `local_minimum`
// and the comparison of architectures give to claims that speak of several networks.

#pragma once

#include "lemma/radius.hpp"
#include "lemma/stationarity.hpp"

namespace thalweg::verifier {

/// A network with checked classes and what is known of each; no sums and losses for cross-entropy.
struct Examined {
  Grouping grouping;
  List<ClassSummary> classes;
  List<Fraction> losses; ///< the terms of n·R that are known
};

/// O3 to O6: the labels are exactly the classes of equal patterns; O9, O76 if the claim is given.
Examined examine(const LabelledNetwork& labelled, const Data& data, const Loss& loss,
                 const Invariance* claim);

/// Rejects with this code unless the claimed risk is the mean of the losses (O10).
void check_risk(const Fraction& claimed, const Examined& examined, const Data& data,
                const std::string& code, const std::string& place);

/// Rejects with this code at the first layer in which b differs from a in more than parameters; at
/// its layers if it has fewer.
void check_same_architecture(const Network& a, const Network& b, const char* code);

} // namespace thalweg::verifier
