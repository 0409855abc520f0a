// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in search/snap.hpp.

#include "program/snap.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/decision_claims.hpp"
#include "certificate/json_text.hpp"
#include "certificate/writer.hpp"
#include "data/selected_inputs.hpp"
#include "data/table_file.hpp"
#include "program/list_text.hpp"
#include "program/loss_option.hpp"
#include "program/network_input.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"
#include "program/whole_number.hpp"
#include "search/lifted_cell.hpp"
#include "search/snap.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <ostream>

namespace thalweg {

namespace {

constexpr const char* snap_footer =
    "NETWORK is ONNX, an NPZ archive, a network file in JSON, or a certificate, whose network is\n"
    "taken: one hidden layer, one output. Its parameters are moved downhill to the exact minimum "
    "of\n"
    "a cell, a set of parameters with the same activation patterns. Without -o the certificate "
    "goes\n"
    "to NETWORK.snap.json in the current folder.\n\n"
    "Exit codes: 0 certified minimum, 6 none found (no certificate is written).\n\n"
    "Examples:\n"
    "  thalweg snap examples/snap/trained.json examples/snap/sine.csv -o minimum.json\n"
    "  thalweg snap trained.json iris.csv --inputs petal_length --target petal_width\n";

std::filesystem::path output_path(const SnapOptions& options) {
  return options.output.empty() ? options.network.stem().string() + ".snap.json" : options.output;
}

Network checked_network(const SnapOptions& options, const Dataset& data) {
  Network network = network_for(options.network, data);
  require_one_hidden_layer(network, options.network.string());
  return network;
}

std::string normalised_command(const SnapOptions& options, const Dataset& data) {
  return fmt::format("thalweg snap {} {}{} --target {} --steps {}",
                     shell_word(options.network.filename().string()),
                     shell_word(options.data.filename().string()),
                     options.inputs.empty() ? "" : " --inputs " + shell_word(options.inputs),
                     shell_word(data.columns[data.target_columns.front()]),
                     whole_number("--steps", options.steps, "a number of steps"));
}

CertificateDocument document_of(const SnapOptions& options, const Dataset& data,
                                const SnapResult& result) {
  CertificateDocument document;
  document.provenance = {tool_name_and_version(), normalised_command(options, data)};
  document.data = data;
  document.network = result.network;
  if (const auto* minimum = std::get_if<CertifiedMinimum>(&result.minimum))
    add_claims(document, *minimum);
  else
    document.global_minimum.emplace();
  return document;
}

Rational tightness(const CertifiedMinimum& minimum) {
  return minimum.radius / minimum.flip->distance;
}

std::string verdict_in_words(const SnapResult& result) {
  if (std::holds_alternative<GlobalMinimum>(result.minimum))
    return "global minimum: every sample is fitted exactly, the risk is 0";
  if (result.is_certified())
    return "local minimum, and no lower risk with the same patterns";
  return "no minimum found: " + result.reason;
}

std::string summary_text(const SnapResult& result) {
  std::string text =
      summary_line("network", fmt::format("{}, {}", architecture(result.network),
                                          counted(parameter_count(result.network), "parameter")));
  text += summary_line("verdict", verdict_in_words(result));
  text += summary_line("start", "risk " + decimal(result.start_risk));
  text += summary_line(result.is_certified() ? "minimum" : "end",
                       fmt::format("risk {}, after {} and {}", exact_and_decimal(result.risk),
                                   counted(result.steps, "step"), counted(result.hops, "hop")));
  if (const auto* minimum = std::get_if<CertifiedMinimum>(&result.minimum)) {
    text += summary_line("radius", exact_and_decimal(minimum->radius));
    if (minimum->flip)
      text += summary_line("upper bound", flip_in_words(*minimum->flip) + "; tightness " +
                                              decimal(tightness(*minimum), 4));
  }
  return text;
}

nlohmann::ordered_json summary_json(const SnapResult& result) {
  nlohmann::ordered_json json;
  json["architecture"] = architecture(result.network);
  json["parameters"] = parameter_count(result.network);
  json["certified"] = result.is_certified();
  if (!result.is_certified())
    json["reason"] = result.reason;
  json["steps"] = result.steps;
  json["hops"] = result.hops;
  json["start_risk"] = json_number(result.start_risk);
  json["risk"] = json_number(result.risk);
  if (const auto* minimum = std::get_if<CertifiedMinimum>(&result.minimum)) {
    json["radius"] = json_number(minimum->radius);
    if (minimum->flip) {
      json["flip"] = {{"sample", minimum->flip->sample},
                      {"layer", minimum->flip->layer},
                      {"unit", minimum->flip->unit},
                      {"distance", json_number(minimum->flip->distance)}};
      json["tightness"] = json_number(tightness(*minimum));
    }
  }
  return json;
}

} // namespace

Command snap_command(SnapOptions& options) {
  return {
      "snap",
      "Move a trained network downhill to an exact local minimum and certify it",
      snap_footer,
      {{"NETWORK", &options.network, "Network with its parameters (certificates/NETWORKS.md)"},
       {"DATA", &options.data, "Table of numbers, one sample per line, or NPY or NPZ"}},
      {NamedOption{"--inputs", &options.inputs, "Input columns (default: all but the target)",
                   "COL[,COL...]"},
       NamedOption{"--target", &options.targets,
                   "Target column, by name or number from 1 (default: the last)", "COL"},
       NamedOption{"-o,--output", &options.output, "Where to write the certificate", "CERT.json"},
       NamedOption{"--steps", &options.steps, "Steps of the walk at most (default: 1000)", "N"},
       NamedOption{"--max-seconds", &options.max_seconds, "Stop after so long (default: never)",
                   "SECONDS"},
       NamedOption{"--loss", &options.loss, "Loss: squared", "LOSS"},
       Flag{"--json", &options.wants_json, "Print the summary as JSON"}},
      [&options](std::ostream& out, std::ostream& err) { return snap(options, out, err); }};
}

ExitCode snap(const SnapOptions& options, std::ostream& out, std::ostream& err) {
  const auto start = std::chrono::steady_clock::now();
  TimeLimit limit(options.max_seconds, err);
  const std::filesystem::path output = output_path(options);
  require_not_an_input(output, {options.network, options.data});
  const SnapRequest request{whole_number("--steps", options.steps, "a number of steps")};
  if (options.loss != "squared")
    throw Unsupported("--loss: expected squared, found " + options.loss +
                      " → thalweg decide knows other losses");
  const Dataset data =
      with_selected_inputs(dataset_from_file(options.data, comma_separated(options.targets)),
                           comma_separated(options.inputs));
  Network network = checked_network(options, data);
  require_not_read(output); // nor files of weights
  const SnapResult result = snap(std::move(network), data, request);
  std::size_t bytes = 0;
  if (result.is_certified()) {
    const std::string text = certificate_text(document_of(options, data, result));
    limit.finish();
    write_file_atomically(output, text);
    bytes = text.size();
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  if (options.wants_json) {
    nlohmann::ordered_json json = summary_json(result);
    if (result.is_certified()) {
      json["certificate"] = is_utf8(output.string()) ? output.string() : "?";
      json["bytes"] = bytes;
    }
    json["seconds"] = elapsed.count();
    out << json.dump(2) << '\n';
  } else {
    out << summary_text(result);
    if (result.is_certified())
      out << summary_line("certificate", fmt::format("{}: {}, {:.2f} s", output.string(),
                                                     counted(bytes, "byte"), elapsed.count()));
  }
  return result.is_certified() ? ExitCode::done : ExitCode::undecided;
}

} // namespace thalweg
