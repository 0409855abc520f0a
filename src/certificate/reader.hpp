// SPDX-License-Identifier: GPL-3.0-or-later
//
// From the text of a certificate back to the value. This reader serves explanations and tests; it
// is not the strict reader. Whoever wants a verdict asks the verifier first, which shares no code
// with it.

#pragma once

#include "certificate/document.hpp"

#include <string_view>

namespace thalweg {

/// The document whose text is `text`, without the claims about partitions, functions and linear
/// regions (stated_functions.hpp has their numbers) and what only they speak about; of a further
/// claim the texts of members, witness and section. Throws
/// InputError naming `place` if a key is missing or has the wrong type; unknown keys and numbers
/// not in lowest terms pass (the verifier rejects them).
CertificateDocument certificate_from_text(std::string_view text, const std::string& place);

} // namespace thalweg
