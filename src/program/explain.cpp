// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command: read, verify, tell.

#include "program/explain.hpp"

#include "certificate/reader.hpp"
#include "program/explanation.hpp"
#include "verifier/verify.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <ostream>
#include <sstream>

namespace thalweg {

namespace {

std::string file_text(const std::filesystem::path& path) {
  const auto unreadable = [&path](int reason) {
    return UsageError(path.string() +
                      ": expected a file that can be read, found: " + std::strerror(reason));
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw unreadable(EISDIR);
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw unreadable(errno);
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad())
    throw unreadable(EIO);
  return text.str();
}

} // namespace

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
  const std::string text = file_text(options.certificate);
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
