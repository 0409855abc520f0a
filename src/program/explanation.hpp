// SPDX-License-Identifier: GPL-3.0-or-later
//
// The argument of an accepted certificate as prose with its numbers:
// data → partitions and functions → groups and fits → network → patterns → stationarity → radius →
// better point.

#pragma once

#include "certificate/document.hpp"
#include "certificate/stated_functions.hpp"

namespace thalweg {

/// Explains a document that the verifier has accepted; `name` is shown in the title. Lines of at
/// most 88 characters (a long number may exceed it). Only what was verified is told as true.
std::string explanation(const CertificateDocument& document, const StatedFunctions& functions,
                        const std::string& name);

} // namespace thalweg
