// SPDX-License-Identifier: GPL-3.0-or-later
//
// If a certificate says R(W') ≥ R(W) whenever no parameter moves by more than r, and rounding moves
// none by more than δ < r, then the ball of radius r − δ around the rounded network V is a part of
// that of W: the certified patterns hold there, and no risk there is below R(W). So V is a
// local minimum up to R(V) − R(W), which is told exactly. If δ = 0, V is W.

#include "program/export.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/reader.hpp"
#include "certificate/writer.hpp"
#include "exact/input_file.hpp"
#include "landscape/subgradients.hpp"
#include "onnx/onnx_export.hpp"
#include "program/accepted_certificate.hpp"
#include "program/latex_snippet.hpp"
#include "program/list_text.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace thalweg {

namespace {

constexpr const char* export_footer =
    "NETWORK is a certificate, or any network that the other commands take; then DATA says\n"
    "how many inputs there are. Parameters are rounded to the nearest float32, or float64\n"
    "with --double; the largest change is told exactly, and, for a certificate of a local\n"
    "minimum, whether the rounded network is within its radius. The certificate is not\n"
    "verified here. Without -o the file goes to NETWORK.onnx in the current folder.\n"
    "With --latex the certificate is verified, and its theorem, numbers and the sketch of\n"
    "its proof are written for a paper, to NETWORK.tex.\n\n"
    "Examples:\n"
    "  thalweg export parabola.json -o parabola.onnx\n"
    "  thalweg export parabola.json --latex\n"
    "  thalweg export examples/snap/trained.json examples/snap/sine.csv --double\n";

/// What is exported: from a certificate with its claims, or a bare network.
struct Exported {
  Network network;
  std::optional<CertificateDocument> document;
};

bool is_certificate(std::string_view bytes) {
  return bytes.find("\"thalweg-certificate\"") < std::size_t(4096);
}

Exported exported(const ExportOptions& options) {
  const std::string bytes = text_of_file(options.network);
  if (is_certificate(bytes)) {
    CertificateDocument document = certificate_from_text(bytes, options.network.string());
    if (document.network.layers.empty())
      throw InputError(options.network.string() +
                       ": expected a certificate about a network, found one about none");
    if (options.wants_better && !document.lower_risk)
      throw UsageError("--better: expected a certificate with a better network, found none");
    Network network = options.wants_better ? document.lower_risk->better_network : document.network;
    return {std::move(network), std::move(document)};
  }
  if (options.wants_better)
    throw UsageError("--better: expected a certificate, found a network");
  if (options.data.empty())
    throw UsageError("export: expected DATA behind a network that is no certificate, found none");
  return {network_with_inputs(options.network, table_of(options)), std::nullopt};
}

/// What becomes of the claim of a local minimum.
struct Survival {
  bool survives = false;
  Rational radius;        ///< of the certificate
  Rational left;          ///< r − δ, if it survives
  Rational risk_increase; ///< R(V) − R(W), if it survives
  std::string reason;     ///< if not
};

std::optional<Survival> survival(const Exported& from, const OnnxExport& written,
                                 bool is_better_network) {
  if (!from.document || is_better_network || !from.document->local_minimum)
    return std::nullopt;
  Survival result;
  result.radius = from.document->local_minimum->radius;
  if (!written.keeps_activations) {
    result.reason = "a constant of an activation was rounded, which makes another architecture";
    return result;
  }
  result.left = result.radius - written.largest_change;
  result.survives = result.left > 0;
  if (result.survives)
    result.risk_increase = empirical_risk(written.rounded, from.document->problem()) -
                           empirical_risk(from.network, from.document->problem());
  else
    result.reason = fmt::format("the change is not below the radius {}", decimal(result.radius));
  return result;
}

std::string survival_text(const Survival& survival) {
  if (!survival.survives)
    return "does not survive: " + survival.reason;
  if (survival.left == survival.radius)
    return "survives: nothing was rounded";
  return fmt::format(
      "survives: within {} of the rounded network the certified patterns hold and no risk is "
      "below that of the exact one, which its own exceeds by {}",
      decimal(survival.left), decimal(survival.risk_increase, 3));
}

std::filesystem::path export_path(const ExportOptions& options) {
  const char* ending = options.wants_latex ? ".tex" : ".onnx";
  return options.output.empty() ? options.network.stem().string() + ending : options.output;
}

/// The certificate as LaTeX instead of its network.
ExitCode export_latex(const ExportOptions& options, std::ostream& out, std::ostream& err) {
  for (const auto& [name, is_given] :
       {std::pair("DATA", !options.data.empty()), std::pair("--inputs", !options.inputs.empty()),
        std::pair("--target", !options.targets.empty()),
        std::pair("--double", options.wants_double), std::pair("--better", options.wants_better),
        std::pair("--json", options.wants_json)})
    if (is_given)
      throw UsageError(fmt::format("--latex: expected a certificate and -o only, found {}", name));
  const std::filesystem::path output = export_path(options);
  require_not_an_input(output, {options.network});
  const auto certificate = accepted_certificate(options.network, err);
  if (const ExitCode* refused = std::get_if<ExitCode>(&certificate))
    return *refused;
  const std::string text = latex_snippet(std::get<AcceptedCertificate>(certificate));
  write_file_atomically(output, text);
  out << summary_line("file", fmt::format("{}: {}", output.string(), counted(text.size(), "byte")));
  return ExitCode::done;
}

} // namespace

Command export_command(ExportOptions& options) {
  Command command = network_command(
      "export", "Write a network as ONNX, or a certificate for a paper", export_footer, options);
  command.arguments = {
      {"NETWORK", &options.network, "Certificate or network"},
      {"DATA", &options.data, "Table of numbers, for a network without certificate", false}};
  append_options(
      command,
      {NamedOption{"-o,--output", &options.output, "Where to write the file", "NET.onnx"},
       Flag{"--double", &options.wants_double, "Numbers of 64 bits (default: 32)"},
       Flag{"--better", &options.wants_better, "The better network of the certificate instead"},
       Flag{"--latex", &options.wants_latex, "The theorem for a paper, as LaTeX"},
       json_option(options.wants_json)});
  command.run = [&options](std::ostream& out, std::ostream& err) {
    return options.wants_latex ? export_latex(options, out, err) : export_network(options, out);
  };
  return command;
}

ExitCode export_network(const ExportOptions& options, std::ostream& out) {
  const std::filesystem::path output = export_path(options);
  require_not_an_input(output, {options.network, options.data});
  const Exported from = exported(options);
  require_not_read(output); // nor files of weights
  const FloatFormat format = options.wants_double ? FloatFormat::float64 : FloatFormat::float32;
  const OnnxExport written = onnx_export(from.network, format);
  const std::optional<Survival> claim = survival(from, written, options.wants_better);
  write_file_atomically(output, written.bytes);
  const std::string shape = fmt::format("{}, {}", architecture(from.network),
                                        counted(parameter_count(from.network), "parameter"));
  if (options.wants_json) {
    nlohmann::ordered_json json = {{"network", shape},
                                   {"format", format_name(format)},
                                   {"largest_change", json_number(written.largest_change)},
                                   {"keeps_activations", written.keeps_activations}};
    if (claim) {
      json["survives"] = claim->survives;
      json["radius"] = json_number(claim->radius);
      if (claim->survives) {
        json["radius_left"] = json_number(claim->left);
        json["risk_increase"] = json_number(claim->risk_increase);
      }
    }
    json["file"] = is_utf8(output.string()) ? output.string() : "?";
    json["bytes"] = written.bytes.size();
    out << json.dump(2) << '\n';
    return ExitCode::done;
  }
  out << summary_line("network", shape)
      << summary_line("rounding",
                      written.largest_change == 0
                          ? fmt::format("none: all parameters are {}", format_name(format))
                          : fmt::format("to {}: parameters change by at most {} (layer {})",
                                        format_name(format), decimal(written.largest_change),
                                        written.layer));
  if (claim)
    out << summary_line("certificate", survival_text(*claim));
  out << summary_line(
      "file", fmt::format("{}: {}", output.string(), counted(written.bytes.size(), "byte")));
  return ExitCode::done;
}

} // namespace thalweg
