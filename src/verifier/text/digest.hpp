// SPDX-License-Identifier: Apache-2.0
//
// The digest of a JSON value: SHA-256 of its canonical text (RFC 8785): keys sorted, no white
// space, shortest escapes. It is recomputed and printed, never read from a certificate.

#pragma once

#include "text/json.hpp"

namespace thalweg::verifier {

/// 64 lower-case hexadecimal digits.
std::string canonical_digest(const Json& value);

} // namespace thalweg::verifier
