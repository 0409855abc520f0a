// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command: read, verify, write.

#include "program/report.hpp"

#include "certificate/atomic_file.hpp"
#include "program/accepted_certificate.hpp"
#include "program/list_text.hpp"
#include "program/network_input.hpp"
#include "program/report_page.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>

#include <ostream>

namespace thalweg {

Command report_command(ReportOptions& options) {
  return {"report",
          "Write a page about a certificate: theorem, argument, how to check it",
          "The certificate is verified first; there is no page about one that is not accepted.\n"
          "The page is one HTML file that needs no network: the theorem, pictures, the argument\n"
          "step by step, what is not said, how to verify it, and the certificate itself. Exact\n"
          "numbers are behind the decimals. Pictures need what src/pictures/renderer/build.sh\n"
          "installs. Without -o it goes to CERT.html in the current folder.\n\n"
          "Example:\n  thalweg report parabola.json -o parabola.html\n",
          {{"CERT.json", &options.certificate, "Certificate to report on"}},
          {NamedOption{"-o,--output", &options.output, "Where to write the page", "PAGE.html"}},
          [&options](std::ostream& out, std::ostream& err) { return report(options, out, err); }};
}

ExitCode report(const ReportOptions& options, std::ostream& out, std::ostream& err) {
  std::filesystem::path output = options.output;
  if (output.empty())
    output = options.certificate.stem().string() + ".html";
  require_not_an_input(output, {options.certificate});
  const auto certificate = accepted_certificate(options.certificate, err);
  if (const ExitCode* refused = std::get_if<ExitCode>(&certificate))
    return *refused;
  const auto& accepted = std::get<AcceptedCertificate>(certificate);
  const std::vector<Picture> shown = pictures(accepted.document, {}, accepted.geometry);
  const auto renderer = page_renderer();
  const std::string page = report_page(accepted, shown, renderer);
  write_file_atomically(output, page);
  if (!renderer && !shown.empty())
    err << "thalweg: the page has no pictures → " << renderer_advice() << '\n';
  out << summary_line("report",
                      fmt::format("{}: {}", output.string(), counted(page.size(), "byte")));
  return ExitCode::done;
}

} // namespace thalweg
