// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text of a certificate: JSON as in certificates/SPECIFICATION.md. The layout is
// fixed (keys in the order of the specification, one sample or unit per line, no other white space
// than line ends), so that equal documents give equal bytes and two certificates can be compared
// line by line.

#pragma once

#include "certificate/document.hpp"

#include <string>
#include <string_view>

namespace thalweg {

/// The certificate as JSON, ending with a line feed. Throws InputError if a column name is no
/// UTF-8, InternalError if the document is inconsistent (sizes, missing prerequisite claims).
std::string certificate_text(const CertificateDocument& document);

/// A JSON string literal with its quotes. Only `"`, `\` and control characters are escaped. Throws
/// InputError naming `place` if the text is no UTF-8.
std::string json_string(std::string_view text, const std::string& place);

/// Is the text well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF)?
bool is_utf8(std::string_view text);

} // namespace thalweg
