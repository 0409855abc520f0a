// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in cpwl and landscape, put together
// in certificate/lattice_document.hpp.

#include "program/lattice.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/computed_form_claim.hpp"
#include "certificate/function_file.hpp"
#include "certificate/lattice_document.hpp"
#include "certificate/writer.hpp"
#include "onnx/any_network_file.hpp"
#include "program/list_text.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <ostream>

namespace thalweg {

namespace {

constexpr const char* lattice_footer =
    "FUNCTION.json is {\"domain\":[H,…],\"cells\":[[H,…],…],\"pieces\":[A,…]}: halfspaces\n"
    "H = [a1,…,ad,b] (a·x ≤ b), functions A = [a1,…,ad,c] (a·x + c), one per cell; numbers may be\n"
    "strings (\"-3/7\"); without a domain it is the least box around the cells. NETWORK is ONNX,\n"
    "an NPZ archive, a network file, or a certificate, whose network is taken. Without -o the "
    "certificate goes to\n"
    "NAME.lattice.json in the current folder.\n\n"
    "A network that is a tree of minima below maxima (two-level lattice networks, and those that\n"
    "this command makes) is not cut into regions: its max-min form is read off from its "
    "weights.\n\n"
    "Examples:\n"
    "  thalweg lattice examples/lattice/figure2.json -o figure2.certificate.json\n"
    "  thalweg lattice --from-network examples/lattice/bump.json --box=-1,1,-1,1\n";

/// Beyond this many linear regions a network is not small.
constexpr std::size_t region_limit = 20'000;

const std::filesystem::path& input_path(const LatticeOptions& options) {
  return options.network.empty() ? options.function : options.network;
}

std::filesystem::path output_path(const LatticeOptions& options) {
  return options.output.empty() ? input_path(options).stem().string() + ".lattice.json"
                                : options.output;
}

void require_sensible(const LatticeOptions& options) {
  if (options.function.empty() == options.network.empty())
    throw UsageError("lattice: expected a function file or --from-network, found " +
                     std::string(options.function.empty() ? "neither" : "both"));
  if (options.network.empty() && options.wants_regions)
    throw UsageError("--regions: expected with --from-network only");
  if (options.network.empty() != options.box.empty())
    throw UsageError(options.box.empty()
                         ? "--from-network: expected --box LOW,HIGH for every input, found none"
                         : "--box: expected with --from-network only");
  std::error_code ignored;
  if (std::filesystem::equivalent(output_path(options), input_path(options), ignored))
    throw UsageError("-o: expected a file that is not read, found " +
                     output_path(options).string());
}

/// LOW,HIGH for every input in turn.
Polytope box_from(const std::string& text) {
  Vector bounds;
  for (const std::string& entry : comma_separated(text)) {
    const auto bound = parse_number(entry);
    if (!bound)
      throw UsageError("--box: expected numbers separated by commas, found \"" + entry + "\"");
    bounds.push_back(*bound);
  }
  if (bounds.size() % 2 != 0)
    throw UsageError(fmt::format("--box: expected two numbers for every input, found {}",
                                 counted(bounds.size(), "number")));
  Vector lower, upper;
  for (std::size_t k = 0; k + 1 < bounds.size(); k += 2) {
    if (bounds[k] >= bounds[k + 1])
      throw UsageError(fmt::format("--box: expected LOW < HIGH for input {}, found {} and {}",
                                   k / 2 + 1, to_string(bounds[k]), to_string(bounds[k + 1])));
    lower.push_back(bounds[k]);
    upper.push_back(bounds[k + 1]);
  }
  return box(lower, upper);
}

/// Of a box that has been read.
std::string normalised_command(const LatticeOptions& options) {
  const std::string file = shell_word(input_path(options).filename().string());
  if (options.network.empty())
    return "thalweg lattice " + file;
  std::string bounds;
  for (const std::string& entry : comma_separated(options.box))
    bounds += (bounds.empty() ? "" : ",") + to_string(parse_number(entry).value());
  return "thalweg lattice --from-network " + file + " --box=" + bounds +
         (options.wants_regions ? " --regions" : "");
}

/// The certificate, and what was read off from a network (neither, for a function).
struct LatticeResult {
  CertificateDocument document;
  FormRecognition recognition;
};

LatticeResult result_of_network(const LatticeOptions& options) {
  const Polytope domain = box_from(options.box);
  const Network network = network_from_file(options.network, domain.dimension);
  require_dense_layers(network, options.network.string());
  const Provenance provenance{tool_name_and_version(), normalised_command(options)};
  FormRecognition recognition;
  if (!options.wants_regions)
    recognition = recognised_forms(network, domain);
  if (recognition.forms) {
    CertificateDocument document =
        computed_form_document(network, *recognition.forms, domain, provenance);
    return {std::move(document), std::move(recognition)};
  }
  return {
      network_function_document(network, linear_regions(network, domain, region_limit), provenance),
      std::move(recognition)};
}

LatticeResult result_for(const LatticeOptions& options) {
  if (options.network.empty()) {
    LatticeRequest request;
    request.functions = {cpwl_function_from_file(options.function)};
    request.place = options.function.string();
    return {lattice_document(request, {tool_name_and_version(), normalised_command(options)}), {}};
  }
  return result_of_network(options);
}

std::size_t literal_count(const std::vector<std::vector<std::size_t>>& rows) {
  std::size_t count = 0;
  for (const std::vector<std::size_t>& row : rows)
    count += row.size();
  return count;
}

std::size_t carried_count(const RecognisedForms& forms) {
  std::size_t count = 0;
  for (const std::vector<CarriedNode>& layer : forms.carried)
    count += layer.size();
  return count;
}

/// f and the form of eq. (14) at the point of a failure.
struct FailureValues {
  Rational function;
  Rational form;
};

FailureValues failure_values(const CertificateDocument& document) {
  const LatticeFailureClaim& failure = *document.lattice_failure;
  const StatedFunction& f = document.cpwl[failure.output];
  const MaxMinForm form{f.functions, failure.rows};
  return {f.functions[f.pieces[failure.cell]](failure.point), form(failure.point)};
}

std::string domain_line(const CertificateDocument& document) {
  return summary_line("domain",
                      fmt::format("{}, {}", counted(document.domain->dimension, "dimension"),
                                  counted(document.domain->halfspaces.size(), "halfspace")));
}

std::string form_text(const CertificateDocument& document, const RecognisedForms& forms) {
  const std::size_t carried = carried_count(forms);
  std::string text = domain_line(document);
  text += summary_line("network", architecture(document.network));
  for (std::size_t o = 0; o < forms.outputs.size(); ++o) {
    const MaxMinForm& form = forms.outputs[o].form;
    text += summary_line(fmt::format("output {}", o).c_str(),
                         fmt::format("max-min form: {}, {}, {}",
                                     counted(form.functions.size(), "affine function"),
                                     counted(form.rows.size(), "row"),
                                     counted(literal_count(form.rows), "literal")));
  }
  return text + summary_line("equal", carried == 0
                                          ? "for every input"
                                          : fmt::format("on the domain, where {} stay{} on",
                                                        counted(carried, "carrying unit"),
                                                        carried == 1 ? "s" : ""));
}

std::string summary_text(const CertificateDocument& document) {
  std::string text = domain_line(document);
  if (document.linear_regions)
    text += summary_line("network",
                         fmt::format("{}: {} on the domain", architecture(document.network),
                                     counted(document.linear_regions->count(), "linear region")));
  for (const StatedFunction& f : document.cpwl) {
    const std::size_t o = static_cast<std::size_t>(&f - document.cpwl.data());
    text += summary_line(
        fmt::format("output {}", o).c_str(),
        fmt::format("{}, {}; max-min form: {}, {}, irredundant", counted(f.pieces.size(), "cell"),
                    counted(f.functions.size(), "affine function"), counted(f.rows.size(), "row"),
                    counted(literal_count(f.rows), "literal")));
  }
  if (document.lattice_failure) {
    const FailureValues values = failure_values(document);
    text += summary_line("formula (14)",
                         fmt::format("fails for output {} at {}: {} instead of {}",
                                     document.lattice_failure->output,
                                     point_text(document.lattice_failure->point),
                                     to_string(values.form), to_string(values.function)));
  } else {
    text += summary_line("formula (14)", "holds with these cells");
  }
  if (!document.linear_regions)
    text += summary_line("network",
                         fmt::format("{}: {}, {}", architecture(document.network),
                                     counted(hidden_unit_count(document.network), "hidden unit"),
                                     counted(parameter_count(document.network), "parameter")));
  return text;
}

nlohmann::ordered_json summary_json(const LatticeResult& result) {
  const CertificateDocument& document = result.document;
  nlohmann::ordered_json json;
  json["dimension"] = document.domain->dimension;
  if (const auto& forms = result.recognition.forms) {
    for (const RecognisedForm& output : forms->outputs)
      json["outputs"].push_back({{"functions", output.form.functions.size()},
                                 {"rows", output.form.rows.size()},
                                 {"literals", literal_count(output.form.rows)}});
    json["everywhere"] = carried_count(*forms) == 0;
  }
  for (const StatedFunction& f : document.cpwl)
    json["outputs"].push_back({{"cells", f.pieces.size()},
                               {"functions", f.functions.size()},
                               {"rows", f.rows.size()},
                               {"literals", literal_count(f.rows)}});
  if (!document.cpwl.empty())
    json["regions_formula_holds"] = !document.lattice_failure;
  json["architecture"] = architecture(document.network);
  json["hidden_units"] = hidden_unit_count(document.network);
  json["parameters"] = parameter_count(document.network);
  if (document.linear_regions)
    json["linear_regions"] = document.linear_regions->count();
  return json;
}

} // namespace

Command lattice_command(LatticeOptions& options) {
  return {
      "lattice",
      "Write a CPWL function as a certified max-min form and network",
      lattice_footer,
      {{"FUNCTION.json", &options.function, "Function by cells and affine pieces", false}},
      {NamedOption{"--from-network", &options.network, "Take the function of a ReLU network",
                   "NETWORK"},
       NamedOption{"--box", &options.box, "The domain of the network, two numbers per input",
                   "LOW,HIGH,..."},
       NamedOption{"-o,--output", &options.output, "Where to write the certificate", "CERT.json"},
       NamedOption{"--max-seconds", &options.max_seconds, "Stop after so long (default: never)",
                   "SECONDS"},
       Flag{"--regions", &options.wants_regions,
            "Enumerate linear regions, also where the form can be read off"},
       Flag{"--json", &options.wants_json, "Print the summary as JSON"}},
      [&options](std::ostream& out, std::ostream& err) { return lattice(options, out, err); }};
}

ExitCode lattice(const LatticeOptions& options, std::ostream& out, std::ostream& err) {
  const auto start = std::chrono::steady_clock::now();
  TimeLimit limit(options.max_seconds, err);
  require_sensible(options);
  const std::filesystem::path output = output_path(options);
  const LatticeResult result = result_for(options);
  const std::string text = certificate_text(result.document);
  limit.finish();
  write_file_atomically(output, text);
  const Seconds elapsed = std::chrono::steady_clock::now() - start;
  if (options.wants_json) {
    nlohmann::ordered_json json = summary_json(result);
    json["certificate"] = is_utf8(output.string()) ? output.string() : "?";
    json["bytes"] = text.size();
    json["seconds"] = elapsed.count();
    out << json.dump(2) << '\n';
  } else {
    const auto& forms = result.recognition.forms;
    out << (forms ? form_text(result.document, *forms) : summary_text(result.document))
        << certificate_line(output.string(), text.size(), elapsed);
  }
  return ExitCode::done;
}

} // namespace thalweg
