// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in constructions/region_minimum.hpp
// and certificate/region_document.hpp.

#include "program/generate_regions.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/partition_file.hpp"
#include "certificate/region_document.hpp"
#include "certificate/writer.hpp"
#include "program/list_text.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <ostream>
#include <sstream>

namespace thalweg {

namespace {

constexpr std::array words = {std::pair{"intervals", RegionPartitionKind::intervals},
                              std::pair{"slabs", RegionPartitionKind::slabs},
                              std::pair{"power", RegionPartitionKind::power}};

bool is_file(const std::string& partition) {
  return partition.ends_with(".json");
}

/// The word for the kind, or the file's name without folder.
std::string partition_word(const GenerateOptions& options, const RegionRequest& request) {
  for (const auto& [word, kind] : words)
    if (kind == request.partition)
      return word;
  return std::filesystem::path(options.partition).filename().string();
}

void set_partition(RegionRequest& request, const std::string& word, const Dataset& data) {
  if (word.empty()) {
    request.partition =
        data.input_dimension() == 1 ? RegionPartitionKind::intervals : RegionPartitionKind::power;
    return;
  }
  if (is_file(word)) {
    GivenPartition given = given_partition_from_file(word, data.input_dimension());
    request.partition = RegionPartitionKind::given;
    request.given = std::move(given.partition);
    request.domain = std::move(given.domain);
    return;
  }
  const auto found = std::find_if(words.begin(), words.end(),
                                  [&word](const auto& choice) { return word == choice.first; });
  if (found == words.end())
    throw UsageError("--partition: expected intervals, slabs, power or a file .json for "
                     "--construction regions, found " +
                     word);
  request.partition = found->second;
}

RefinementKind refinement_kind(const std::string& word) {
  if (word != "isolate" && word != "split")
    throw UsageError("--refine: expected isolate or split, found " + word);
  return word == "split" ? RefinementKind::split : RefinementKind::isolate;
}

std::string normalised_command(const GenerateOptions& options, const RegionRequest& request,
                               const Dataset& data) {
  std::string command = command_start(options, data);
  if (request.partition != RegionPartitionKind::given)
    command += " --groups " + std::to_string(request.groups);
  command += " --partition " + partition_word(options, request);
  if (request.direction) {
    command += " --direction=";
    for (std::size_t k = 0; k < request.direction->size(); ++k)
      command += (k == 0 ? "" : ",") + to_string((*request.direction)[k]);
  }
  return command + " --construction regions --refine " + options.refinement + " --loss " +
         options.loss.loss;
}

const char* verdict_text(const RegionMinimum& minimum) {
  switch (minimum.report.verdict) {
  case RegionVerdict::certified:
    return "local minimum: one activation pattern for each group";
  case RegionVerdict::stationary_not_uniform:
    return "local minimum, although patterns are not those of the groups:";
  case RegionVerdict::not_stationary:
    return minimum.ray ? "not a local minimum: samples of one group have different patterns:"
                       : "not stationary: samples of one group have different patterns:";
  case RegionVerdict::on_wall:
    break;
  }
  return minimum.ray ? "not a local minimum: a sample with a residual is on a wall:"
                     : "undecided: a sample with a residual is on a wall:";
}

std::string function_lines(const CertificateDocument& document) {
  std::string text;
  for (std::size_t o = 0; o < document.cpwl.size(); ++o) {
    const StatedFunction& f = document.cpwl[o];
    std::size_t literals = 0;
    for (const std::vector<std::size_t>& row : f.rows)
      literals += row.size();
    text +=
        summary_line(fmt::format("output {}", o),
                     fmt::format("{}, {}; max-min form: {}, {}", counted(f.pieces.size(), "cell"),
                                 counted(f.functions.size(), "affine function"),
                                 counted(f.rows.size(), "row"), counted(literals, "literal")));
  }
  return text;
}

std::string summary_text(const CertificateDocument& document, const RegionMinimum& minimum,
                         const std::string& partition, const std::string& data_name) {
  const Dataset& data = document.data;
  std::string text = summary_line("data", fmt::format("{}: {}, {}, {}", data_name,
                                                      counted(data.sample_count(), "sample"),
                                                      counted(data.input_dimension(), "input"),
                                                      counted(data.target_dimension(), "target")));
  text +=
      summary_line("groups", fmt::format("{} ({}) of {} samples", document.groups->count, partition,
                                         group_sizes(minimum.construction.groups.members())));
  text += function_lines(document);
  text +=
      summary_line("formula (14)", document.lattice_failure
                                       ? fmt::format("fails at {}, refined",
                                                     point_text(document.lattice_failure->point))
                                       : "holds");
  text += summary_line("network",
                       fmt::format("{}: {}, {}", architecture(document.network),
                                   counted(hidden_unit_count(document.network), "hidden unit"),
                                   counted(parameter_count(document.network), "parameter")));
  text += summary_line("risk", exact_and_decimal(minimum.risk));
  text += summary_line("verdict", verdict_text(minimum)) + text_of(minimum.report.uniformity);
  if (minimum.ray)
    text += summary_line("descent",
                         fmt::format("{} moved by up to {}: the risk falls all the way",
                                     counted(minimum.ray->direction.entry_count(), "parameter"),
                                     exact_and_decimal(minimum.ray->epsilon)));
  if (minimum.radius)
    text += summary_line("radius", exact_and_decimal(*minimum.radius));
  if (minimum.better)
    text += summary_line("better point", fmt::format("risk {}, {} groups, same architecture",
                                                     exact_and_decimal(minimum.better->risk),
                                                     minimum.better->construction.groups.count));
  if (const auto& refinement = document.partition_refinement)
    text +=
        summary_line("finer cells", fmt::format("{} instead of {}: the optimal fits have risk {}",
                                                document.partitions[refinement->fine].size(),
                                                document.partitions[refinement->coarse].size(),
                                                exact_and_decimal(refinement->fine_risk)));
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string one; std::getline(stream, one);)
    result.push_back(one);
  return result;
}

nlohmann::ordered_json summary_json(const CertificateDocument& document,
                                    const RegionMinimum& minimum, const std::string& partition) {
  nlohmann::ordered_json json;
  json["samples"] = document.data.sample_count();
  json["partition"] = partition;
  json["groups"] = document.groups->count;
  for (const StatedFunction& f : document.cpwl)
    json["outputs"].push_back(
        {{"cells", f.pieces.size()}, {"functions", f.functions.size()}, {"rows", f.rows.size()}});
  json["architecture"] = architecture(document.network);
  json["risk"] = to_string(minimum.risk);
  json["is_local_minimum"] = minimum.radius.has_value();
  json["differing_units"] = lines_of(text_of(minimum.report.uniformity));
  json["is_refuted"] = minimum.ray.has_value();
  if (minimum.radius)
    json["radius"] = to_string(*minimum.radius);
  if (minimum.better)
    json["better_risk"] = to_string(minimum.better->risk);
  return json;
}

/// The file that says what the cells are, for messages.
std::string place_of_cells(const GenerateOptions& options, const RegionRequest& request) {
  return request.partition == RegionPartitionKind::given ? options.partition
                                                         : options.data.string();
}

/// Errors about a given partition begin with its file.
RegionMinimum region_minimum_for(const GenerateOptions& options, const Dataset& data,
                                 const RegionRequest& request, const Progress& progress) {
  if (request.partition != RegionPartitionKind::given)
    return region_minimum(data, request, progress);
  try {
    return region_minimum(data, request, progress);
  } catch (const InputError& error) {
    throw InputError(options.partition + ": " + error.what());
  }
}

ExitCode exit_code(const RegionMinimum& minimum) {
  return minimum.radius ? ExitCode::done
         : minimum.ray  ? ExitCode::claim_does_not_hold
                        : ExitCode::undecided;
}

} // namespace

bool is_region_request(const GenerateOptions& options) {
  return options.construction == "regions" ||
         (options.construction.empty() &&
          (options.partition == "power" || is_file(options.partition)));
}

RegionRequest region_request_from(const GenerateOptions& options, const Dataset& data) {
  if (options.loss.loss != "squared" || !options.loss.output_weights.empty() ||
      !options.loss.sample_weights.empty())
    throw Unsupported("--loss: expected squared without weights with --construction regions, found "
                      "another → use --construction lattice or gated");
  RegionRequest request;
  request.groups = group_count_from(options.groups);
  set_partition(request, options.partition, data);
  if (!options.direction.empty())
    request.direction = direction_from(options.direction);
  request.refinement = refinement_kind(options.refinement);
  return request;
}

ExitCode generate_regions(const GenerateOptions& options, const Dataset& data,
                          const std::filesystem::path& output, TimeLimit& limit,
                          std::ostream& out) {
  const auto start = std::chrono::steady_clock::now();
  const RegionRequest request = region_request_from(options, data);
  require_not_read(output); // nor the file of the partition
  const RegionMinimum minimum = region_minimum_for(options, data, request, tell_progress);
  const CertificateDocument document =
      region_document(data, minimum, place_of_cells(options, request),
                      {tool_name_and_version(), normalised_command(options, request, data)});
  const std::string text = certificate_text(document);
  limit.finish();
  write_file_atomically(output, text);
  const Seconds elapsed = std::chrono::steady_clock::now() - start;
  if (options.wants_json) {
    nlohmann::ordered_json json = summary_json(document, minimum, partition_word(options, request));
    json["certificate"] = is_utf8(output.string()) ? output.string() : "?";
    json["bytes"] = text.size();
    json["seconds"] = elapsed.count();
    out << json.dump(2) << '\n';
  } else {
    out << summary_text(document, minimum, partition_word(options, request),
                        options.data.filename().string())
        << certificate_line(output.string(), text.size(), elapsed);
  }
  return exit_code(minimum);
}

} // namespace thalweg
