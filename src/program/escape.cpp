// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command: read, verify, look for a path or a barrier, write.

#include "program/escape.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/writer.hpp"
#include "exact/error.hpp"
#include "exact/parallel.hpp"
#include "program/accepted_certificate.hpp"
#include "program/leaving.hpp"
#include "program/list_text.hpp"
#include "program/network_input.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"
#include "program/whole_number.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace thalweg {

namespace {

constexpr const char* escape_footer =
    "The certificate is verified first. Its network is W; a unit of the last hidden layer that is\n"
    "not read, or has one value at all samples, is switched off, turned and switched on. If there\n"
    "is no such path, a barrier is looked for that every path to a lower risk must climb. What "
    "the\n"
    "certificate claims of W as a minimum is kept. Without -o it goes to CERT.escape.json in the\n"
    "current folder.\n\n"
    "Exit codes: 0 a path or a barrier was found, 6 undecided: there may be other paths.\n\n"
    "Example:\n  thalweg escape parabola.json -o way_out.json\n";

void require_supported(const AcceptedCertificate& accepted) {
  const CertificateDocument& document = accepted.document;
  if (document.network.layers.empty() || document.data.inputs.empty())
    throw Unsupported(fmt::format(
        "{}: expected a certificate about a network on data, found none of either", accepted.name));
  if (document.loss_table())
    throw Unsupported(accepted.name + ": expected a convex loss, found a table of pieces");
}

std::string told(const Leaving& found) {
  if (found.escape)
    return summary_line("risk", exact_and_decimal(found.escape->risk)) +
           summary_line("way out",
                        fmt::format("{}, along which the risk never rises",
                                    counted(found.escape->waypoints.size(), "straight piece"))) +
           summary_line("its end", "risk " + exact_and_decimal(found.escape->better_risk));
  if (found.trap)
    return summary_line("trapped", fmt::format("every path to a risk below {} climbs first",
                                               decimal(found.trap->minimum.risk_lower))) +
           summary_line("barrier", exact_and_decimal(found.trap->barrier) + " or more");
  std::string text;
  for (const std::string& missing : found.missing)
    text += summary_line("undecided", missing);
  return text;
}

} // namespace

Command escape_command(EscapeOptions& options) {
  return {"escape",
          "Can a minimum be left without climbing? Look for a path, or for a barrier",
          escape_footer,
          {{"CERT.json", &options.certificate, "Certificate about a network on data"}},
          {output_option(options.output), max_seconds_option(options.max_seconds),
           json_option(options.wants_json), threads_option(options.threads)},
          [&options](std::ostream& out, std::ostream& err) { return escape(options, out, err); }};
}

ExitCode escape(const EscapeOptions& options, std::ostream& out, std::ostream& err) {
  TimeLimit limit(options.max_seconds, err);
  set_thread_count(thread_count_from(options.threads));
  const std::filesystem::path output = options.output.empty()
                                           ? options.certificate.stem().string() + ".escape.json"
                                           : options.output;
  require_not_an_input(output, {options.certificate});
  const auto certificate = accepted_certificate(options.certificate, err);
  if (const ExitCode* refused = std::get_if<ExitCode>(&certificate))
    return *refused;
  const auto& accepted = std::get<AcceptedCertificate>(certificate);
  require_supported(accepted);
  CertificateDocument given = accepted.document;
  given.provenance = {tool_name_and_version(),
                      "thalweg escape " + shell_word(options.certificate.filename().string())};
  const Leaving found = leaving(given);
  nlohmann::ordered_json json = leaving_json(found);
  std::string text = told(found);
  const bool is_found = found.escape || found.trap;
  const std::string certificate_of_it =
      is_found ? certificate_text(leaving_document(given, found)) : std::string();
  limit.finish();
  if (is_found) {
    write_file_atomically(output, certificate_of_it);
    json["certificate"] = output.string();
    text += certificate_line(output.string(), certificate_of_it.size());
  }
  out << (options.wants_json ? json.dump(2) + "\n" : text);
  return is_found ? ExitCode::done : ExitCode::undecided;
}

} // namespace thalweg
