// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/accepted_certificate.hpp"

#include "certificate/reader.hpp"
#include "exact/input_file.hpp"
#include "program/explanation.hpp"
#include "verifier/verify.hpp"

#include <ostream>

namespace thalweg {

std::variant<AcceptedCertificate, ExitCode> accepted_certificate(const std::filesystem::path& path,
                                                                 std::ostream& err) {
  std::string text = text_of_file(path);
  verifier::Outcome outcome = verifier::verify(text, {});
  if (outcome.verdict != verifier::Verdict::accepted) {
    err << "thalweg: " << path.string() << ": " << verifier::verdict_line(outcome) << '\n';
    return static_cast<ExitCode>(outcome.verdict);
  }
  std::string name = path.filename().string();
  CertificateDocument document = certificate_from_text(text, name);
  std::string told = explanation(document, stated_functions_from_text(text, name), name);
  StatedGeometry geometry = stated_geometry_from_text(text, name);
  return AcceptedCertificate{std::move(name), std::move(text),     std::move(outcome.theorem),
                             std::move(told), std::move(document), std::move(geometry)};
}

} // namespace thalweg
