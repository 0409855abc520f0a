// SPDX-License-Identifier: GPL-3.0-or-later
//
// From the answer about given parameters (landscape/decision.hpp) to the claims of a document.

#pragma once

#include "certificate/document.hpp"
#include "landscape/decision.hpp"

namespace thalweg {

/// local_minimum by the given bound, with its subgradients, and pattern_flip if there is a flip.
void add_claims(CertificateDocument& document, const CertifiedMinimum& minimum,
                RadiusMethod method = RadiusMethod::first_order);

/// The other network with its risk by the data and the loss of the document, beside the risk of its
/// minimum; whether it is lower is not looked at.
LowerRiskClaim lower_risk_claim(const CertificateDocument& document, Network better,
                                const Rational& risk);

} // namespace thalweg
