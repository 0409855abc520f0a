// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command: read, verify, look for a path, write.

#include "program/escape.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/escape_claim.hpp"
#include "certificate/writer.hpp"
#include "exact/error.hpp"
#include "program/accepted_certificate.hpp"
#include "program/list_text.hpp"
#include "program/network_input.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <ostream>

namespace thalweg {

namespace {

constexpr const char* escape_footer =
    "The certificate is verified first. Its network is W; a unit of the last hidden layer that is\n"
    "not read, or has one value at all samples, is switched off, turned and switched on. What the\n"
    "certificate claims of W as a minimum is kept. Without -o it goes to CERT.escape.json in the\n"
    "current folder.\n\n"
    "Exit codes: 0 a path was found, 6 undecided: there may be others.\n\n"
    "Example:\n  thalweg escape parabola.json -o way_out.json\n";

/// Claims about W as a minimum that stand beside a path.
constexpr std::array<std::string_view, 2> kept_claims = {"minimum_on_walls", "trained_minimum"};

void require_supported(const AcceptedCertificate& accepted) {
  const CertificateDocument& document = accepted.document;
  const auto refuse = [&](const std::string& expected, const std::string& found) {
    throw Unsupported(fmt::format("{}: expected {}, found {}", accepted.name, expected, found));
  };
  if (document.network.layers.empty() || document.data.inputs.empty())
    refuse("a certificate about a network on data", "none of either");
  if (document.cross_entropy)
    refuse("a loss whose risk is rational", "logistic or softmax loss");
  if (!document.decay.empty())
    refuse("a risk without weight decay", "one with it");
}

std::string told(const Escape& escape, const std::string& output, std::size_t bytes) {
  return summary_line("risk", exact_and_decimal(escape.risk)) +
         summary_line("way out", fmt::format("{}, along which the risk never rises",
                                             counted(escape.waypoints.size(), "straight piece"))) +
         summary_line("its end", "risk " + exact_and_decimal(escape.better_risk)) +
         summary_line("certificate", fmt::format("{}: {}", output, counted(bytes, "byte")));
}

} // namespace

Command escape_command(EscapeOptions& options) {
  return {"escape",
          "Look for a path out of a minimum on which the risk never rises",
          escape_footer,
          {{"CERT.json", &options.certificate, "Certificate about a network on data"}},
          {output_option(options.output), max_seconds_option(options.max_seconds),
           json_option(options.wants_json)},
          [&options](std::ostream& out, std::ostream& err) { return escape(options, out, err); }};
}

ExitCode escape(const EscapeOptions& options, std::ostream& out, std::ostream& err) {
  TimeLimit limit(options.max_seconds, err);
  const std::filesystem::path output = options.output.empty()
                                           ? options.certificate.stem().string() + ".escape.json"
                                           : options.output;
  require_not_an_input(output, {options.certificate});
  const auto certificate = accepted_certificate(options.certificate, err);
  if (const ExitCode* refused = std::get_if<ExitCode>(&certificate))
    return *refused;
  const auto& accepted = std::get<AcceptedCertificate>(certificate);
  require_supported(accepted);
  const CertificateDocument& given = accepted.document;
  const std::optional<Escape> found = escape_from(given.network, given.data, given.loss);
  nlohmann::ordered_json json = {{"verdict", found ? "escape" : "undecided"}};
  if (!found) {
    limit.finish();
    out << (options.wants_json
                ? json.dump(2) + "\n"
                : summary_line("undecided",
                               "no unit of the last hidden layer is free to lower the risk"));
    return ExitCode::undecided;
  }
  CertificateDocument document;
  document.provenance = {tool_name_and_version(),
                         "thalweg escape " + shell_word(options.certificate.filename().string())};
  document.data = given.data;
  document.loss = given.loss;
  document.network = given.network;
  document.local_minimum = given.local_minimum;
  for (const FurtherClaim& claim : given.further)
    if (std::find(kept_claims.begin(), kept_claims.end(), claim.kind) != kept_claims.end())
      document.further.push_back(claim);
  document.further.push_back(escape_claim(*found));
  const std::string text = certificate_text(document);
  limit.finish();
  write_file_atomically(output, text);
  json["risk"] = json_number(found->risk);
  json["better_risk"] = json_number(found->better_risk);
  json["pieces"] = found->waypoints.size();
  json["certificate"] = output.string();
  out << (options.wants_json ? json.dump(2) + "\n" : told(*found, output.string(), text.size()));
  return ExitCode::done;
}

} // namespace thalweg
