// SPDX-License-Identifier: GPL-3.0-or-later
//
// That a certificate document says neither less nor more than its claims need: the writer asks this
// before the first byte. Whether the claims hold is for the verifier.

#pragma once

#include "certificate/document.hpp"

namespace thalweg {

/// Throws InternalError unless some claim is made, every claim has what it speaks about and the
/// claims it needs, nothing else is there, and sizes fit (see CertificateDocument).
void require_consistent(const CertificateDocument& document);

} // namespace thalweg
