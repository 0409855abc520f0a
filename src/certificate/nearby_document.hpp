// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims `nearby_minimum` and `no_minimiser` as texts (specification, sections 39 and 42), and
// the certificates that hold them.

#pragma once

#include "certificate/document.hpp"
#include "constructions/nearby_minimum.hpp"

namespace thalweg {

FurtherClaim nearby_minimum_claim(const NearbyMinimum& minimum, std::size_t sample_count);
FurtherClaim no_minimiser_claim(const NoMinimiser& group);

/// A minimum near a network, and a pattern flip if there is one.
CertificateDocument certificate_document(const Dataset& data, const NearbyMinimum& minimum,
                                         Provenance provenance);

/// What was found of a pattern flip, a minimum with a better network, and a group without one.
CertificateDocument certificate_document(const Dataset& data, const CrossEntropyLoss& loss,
                                         const NearbySearch& search, Provenance provenance);

/// That a group has no minimiser, and nothing else.
CertificateDocument certificate_document(const Dataset& data, const CrossEntropyLoss& loss,
                                         const NoMinimiser& group, Provenance provenance);

} // namespace thalweg
