// SPDX-License-Identifier: GPL-3.0-or-later
//
// The literal construction as a certificate: partition, fits, max-min forms and network on the
// whole domain, a finer partition with lower risk, and what is known about the landscape: a local
// minimum with its better point, or a descent ray, or neither.

#pragma once

#include "certificate/document.hpp"
#include "constructions/region_minimum.hpp"

namespace thalweg {

/// All claims of the construction. `place` names the data in errors (see lattice_document.hpp).
CertificateDocument region_document(const Dataset& data, const RegionMinimum& minimum,
                                    const std::string& place, Provenance provenance);

} // namespace thalweg
