// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `population_minimum` as text (specification, section 60).

#pragma once

#include "certificate/document.hpp"
#include "population/population_minimum.hpp"

namespace thalweg {

/// With the section `population`; for every d ≥ k.
FurtherClaim population_minimum_claim(const PopulationMinimum& minimum);

/// A certificate of this claim alone, without provenance.
CertificateDocument population_document(const PopulationMinimum& minimum);

} // namespace thalweg
