// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `network_computes_form` as text (specification, section 54), and the certificate that
// has only this claim, with stated forms.

#pragma once

#include "certificate/document.hpp"

namespace thalweg {

/// For a document whose network computes these forms on its domain: those of its functions, or
/// forms that the claim states. InternalError if a tree is over other functions than its form.
enum class FormsAre { of_functions, stated };
FurtherClaim computed_form_claim(const ComputedForms& computed,
                                 const std::vector<MaxMinForm>& forms, FormsAre where);

/// The certificate that the network computes the forms: on the domain, and everywhere if no unit is
/// carried.
CertificateDocument computed_form_document(const Network& network, const RecognisedForms& forms,
                                           const Polytope& domain, Provenance provenance);

} // namespace thalweg
