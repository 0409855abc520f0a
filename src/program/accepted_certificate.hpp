// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is told about a certificate is told only after the verifier has accepted it.

#pragma once

#include "certificate/document.hpp"
#include "certificate/stated_geometry.hpp"
#include "program/command.hpp"

#include <filesystem>
#include <iosfwd>
#include <string>
#include <variant>

namespace thalweg {

struct AcceptedCertificate {
  std::string name;        ///< of its file
  std::string text;        ///< its bytes
  std::string theorem;     ///< the words of the verifier
  std::string explanation; ///< as `explanation` tells it: a first line, then titled sections
  CertificateDocument document;
  StatedGeometry geometry;
};

/// Reads a certificate and verifies it. If it is not accepted, prints the verdict on `err`; then
/// the verdict's exit code. Throws UsageError if the file cannot be read.
std::variant<AcceptedCertificate, ExitCode> accepted_certificate(const std::filesystem::path& path,
                                                                 std::ostream& err);

} // namespace thalweg
