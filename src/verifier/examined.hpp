// SPDX-License-Identifier: Apache-2.0
//
// What several claims ask of a network and the classes that a witness names for it: that these are
// the pattern classes and, within a radius, stay so. And what the obligations of `local_minimum`
// and the comparison of architectures give to claims that speak of several networks.

#pragma once

#include "stationarity.hpp"

namespace thalweg::verifier {

/// A network with checked classes and what is known of each; no sums and losses for cross-entropy.
struct Examined {
  Grouping grouping;
  List<ClassSummary> classes;
  List<Fraction> losses; ///< the terms of n·R that are known
};

/// O3 to O6: the labels are exactly the classes of equal patterns; O9, O76 if the claim is given,
/// of which radius, method and place matter.
Examined examine(const LabelledNetwork& labelled, const Data& data, const Loss& loss,
                 const LocalMinimum* claim);

/// O3 to O11, O76, O77 for the network, data, loss and `local_minimum` of the certificate.
Examined check_local_minimum(const Certificate& certificate);

/// Rejects with this code at the first layer in which b differs from a in more than parameters;
/// `place` is that of b.
void check_same_architecture(const Network& a, const Network& b, const char* code,
                             const std::string& place);

} // namespace thalweg::verifier
