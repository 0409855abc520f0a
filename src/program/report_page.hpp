// SPDX-License-Identifier: GPL-3.0-or-later
//
// A page about a certificate as one HTML text without references to other files: readable on
// paper, on a telephone and aloud, light and dark. The sentences are those of `thalweg explain`.

#pragma once

#include "pictures/pictures.hpp"
#include "program/accepted_certificate.hpp"
#include "program/renderer.hpp"

#include <string>

namespace thalweg {

/// Same certificate, same bytes, which are offered for download. Texts of strangers stay texts.
/// Without a renderer the pictures are not drawn, and the page says so.
std::string report_page(const AcceptedCertificate& certificate,
                        const std::vector<Picture>& pictures,
                        const std::optional<PageRenderer>& renderer);

} // namespace thalweg
