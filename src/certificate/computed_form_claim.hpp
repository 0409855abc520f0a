// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `network_computes_form` as text (specification, section 56), and the certificate that
// has only this claim.

#pragma once

#include "certificate/document.hpp"
#include "landscape/form_recognition.hpp"

namespace thalweg {

/// For a document with the network whose forms these are and with this domain. A carried node needs
/// lower bounds of functions on the domain, which are proven here.
FurtherClaim computed_form_claim(const RecognisedForms& forms, const Polytope& domain);

/// The certificate that the network computes the forms: on the domain, and everywhere if no unit is
/// carried.
CertificateDocument computed_form_document(const Network& network, const RecognisedForms& forms,
                                           const Polytope& domain, Provenance provenance);

} // namespace thalweg
