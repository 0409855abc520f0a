// SPDX-License-Identifier: Apache-2.0
//
// The part of a theorem that speaks of domains, convex partitions, CPWL functions, max-min forms
// and linear regions. Nothing is decided here.

#pragma once

#include "claims.hpp"

namespace thalweg::verifier {

/// Several lines, or nothing if there are no such sections.
std::string geometry_in_words(const Certificate& certificate, const Findings& findings);

/// Members of a JSON object, each with a comma before it.
std::string geometry_as_json(const Certificate& certificate, const Findings& findings);

} // namespace thalweg::verifier
