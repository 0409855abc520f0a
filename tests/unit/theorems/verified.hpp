// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the verifier says of an outcome.

#pragma once

#include "certificate/writer.hpp"
#include "theorems/instance.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

namespace thalweg::samples {

/// The outcome has a document.
inline verifier::Outcome verified(const Outcome& outcome) {
  REQUIRE(outcome.document);
  CertificateDocument document = *outcome.document;
  document.provenance = {"test", "none"};
  return verifier::verify(certificate_text(document), {});
}

} // namespace thalweg::samples
