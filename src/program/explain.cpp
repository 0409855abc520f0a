// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command: read, verify, tell.

#include "program/explain.hpp"

#include "program/accepted_certificate.hpp"

#include <ostream>

namespace thalweg {

Command explain_command(ExplainOptions& options) {
  return {"explain",
          "Tell the argument of a certificate in prose",
          "The certificate is verified first; one that is not accepted is not explained.\n\n"
          "Example:\n  thalweg explain parabola.json\n",
          {{"CERT.json", &options.certificate, "Certificate to explain"}},
          {},
          [&options](std::ostream& out, std::ostream& err) { return explain(options, out, err); }};
}

ExitCode explain(const ExplainOptions& options, std::ostream& out, std::ostream& err) {
  const auto certificate = accepted_certificate(options.certificate, err);
  if (const ExitCode* refused = std::get_if<ExitCode>(&certificate))
    return *refused;
  out << std::get<AcceptedCertificate>(certificate).explanation;
  return ExitCode::done;
}

} // namespace thalweg
