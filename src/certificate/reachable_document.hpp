// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `reachable_minimum` as texts (specification, section 40), and the certificates that
// hold it.

#pragma once

#include "certificate/document.hpp"
#include "landscape/reachable_minimum.hpp"

namespace thalweg {

FurtherClaim reachable_minimum_claim(const ReachableMinimum& minimum, std::size_t sample_count);

/// A minimum near a network, a pattern flip if there is one, and a better network.
CertificateDocument certificate_document(const Dataset& data, const ReachableMinimum& minimum,
                                         const Network& better, const Rational& better_risk,
                                         Provenance provenance);

} // namespace thalweg
