// SPDX-License-Identifier: Apache-2.0
//
// What came out of a verification, for machines: as `thalweg-verify --json` and the WebAssembly
// module say it.

#pragma once

#include "verify.hpp"

namespace thalweg::verifier {

/// The members of a JSON object with all of it but the words: `"verdict":"rejected","code":…`; what
/// is empty is left out.
std::string outcome_members(const Outcome& outcome);

} // namespace thalweg::verifier
