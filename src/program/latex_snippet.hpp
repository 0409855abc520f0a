// SPDX-License-Identifier: GPL-3.0-or-later
//
// A certificate for a paper: theorem, numbers and the sketch of a proof as LaTeX.

#pragma once

#include "program/accepted_certificate.hpp"

#include <string>

namespace thalweg {

/// A text for \input in a document with amsthm, booktabs and \newtheorem{theorem}{Theorem}. The
/// theorem in the words of the verifier, its numbers as a table, the sentences of `thalweg
/// explain` as the sketch of a proof; what is not said stands behind it. Same certificate, same
/// bytes; plain ASCII.
std::string latex_snippet(const AcceptedCertificate& certificate);

} // namespace thalweg
