// SPDX-License-Identifier: GPL-3.0-or-later
//
// The verdict on a document of a test. Where the environment variable THALWEG_KEPT_DOCUMENTS names
// a folder, the document is written there too, named by its digest, so that other builds of the
// verifier can be asked for their verdict on it (tests/web/agree.mjs).

#pragma once

#include "verifier/text/sha256.hpp"
#include "verifier/verify.hpp"

#include <cstdlib>
#include <fstream>
#include <string>

namespace thalweg::tests {

/// Longer ones take long with sanitizers.
constexpr std::size_t longest_kept_document = 10000;

inline void keep_document(const std::string& text) {
  const char* const folder = std::getenv("THALWEG_KEPT_DOCUMENTS");
  if (folder == nullptr || text.size() > longest_kept_document)
    return;
  std::ofstream(std::string(folder) + "/" + verifier::sha256(text) + ".json", std::ios::binary)
      << text;
}

inline verifier::Outcome verified_text(const std::string& text) {
  keep_document(text);
  return verifier::verify(text, {});
}

} // namespace thalweg::tests
