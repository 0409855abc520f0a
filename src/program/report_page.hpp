// SPDX-License-Identifier: GPL-3.0-or-later
//
// A page about a certificate as one HTML text without references to other files: readable on
// paper, on a telephone and aloud, light and dark. The sentences are those of `thalweg explain`.

#pragma once

#include <string>

namespace thalweg {

struct ReportContents {
  std::string name;        ///< of the certificate's file
  std::string theorem;     ///< the words of the verifier
  std::string explanation; ///< as `explanation` tells it: a first line, then titled sections
  std::string certificate; ///< its bytes, offered for download
};

/// Same contents, same bytes. Texts of strangers stay texts.
std::string report_page(const ReportContents& contents);

} // namespace thalweg
