// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command: read, verify, tell.

#include "program/explain.hpp"

#include "certificate/reader.hpp"
#include "exact/input_file.hpp"
#include "program/explanation.hpp"
#include "verifier/verify.hpp"

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
  const std::string text = text_of_file(options.certificate);
  const verifier::Outcome outcome = verifier::verify(text, {});
  if (outcome.verdict != verifier::Verdict::accepted) {
    err << "thalweg: " << options.certificate.string() << ": " << verifier::verdict_line(outcome)
        << '\n';
    return static_cast<ExitCode>(outcome.verdict);
  }
  const std::string name = options.certificate.filename().string();
  out << explanation(certificate_from_text(text, name), stated_functions_from_text(text, name),
                     name);
  return ExitCode::done;
}

} // namespace thalweg
