// SPDX-License-Identifier: GPL-3.0-or-later
//
// A page about a certificate as one HTML text without references to other files: readable on
// paper, on a telephone and aloud, light and dark. The sentences are those of `thalweg explain`.

#pragma once

#include "program/accepted_certificate.hpp"

#include <string>

namespace thalweg {

/// Same certificate, same bytes, which are offered for download. Texts of strangers stay texts.
std::string report_page(const AcceptedCertificate& certificate);

} // namespace thalweg
