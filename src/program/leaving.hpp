// SPDX-License-Identifier: GPL-3.0-or-later
//
// Can the network of a certificate be left without climbing? A path on which the risk never rises
// (search/escape.hpp), or else a barrier around it (trained/trap.hpp), or neither is found. What is
// told has been accepted by the verifier.

#pragma once

#include "certificate/document.hpp"
#include "search/escape.hpp"
#include "trained/trap.hpp"

#include <nlohmann/json_fwd.hpp>

namespace thalweg {

struct Leaving {
  std::optional<Escape> escape;
  std::optional<Trap> trap;
  std::vector<std::string> missing; ///< if neither is found: why
};

/// Of a document about a network on data. Looks for a path first.
Leaving leaving(const CertificateDocument& document);

/// The same for commands that tell it by the way: nothing where it may take long.
std::optional<Leaving> quick_leaving(const CertificateDocument& document);

/// Adds the claims of what was found; those of a trap take the place of a claim `trained_minimum`.
void add_leaving(CertificateDocument& document, const Leaving& found);

/// The certificate of what was found, with what the document claims of W as a minimum; beside a
/// trap also what it claims of a lower risk.
CertificateDocument leaving_document(const CertificateDocument& given, const Leaving& found);

/// "can be left: …", "trapped: …" or "undecided: …"
std::string leaving_in_words(const Leaving& found);

/// An object with `verdict`, "escape", "trap" or "undecided", and its figures.
nlohmann::ordered_json leaving_json(const Leaving& found);

} // namespace thalweg
