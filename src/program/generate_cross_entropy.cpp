// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in constructions/nearby_minimum.hpp
// and certificate/nearby_document.hpp.

#include "program/generate_cross_entropy.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/nearby_document.hpp"
#include "certificate/writer.hpp"
#include "program/list_text.hpp"
#include "program/nearby_summary.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <ostream>

namespace thalweg {

namespace {

void require_no_weights(const GenerateOptions& options) {
  if (!options.loss.output_weights.empty() || !options.loss.sample_weights.empty())
    throw Unsupported("--output-weights, --sample-weights: expected none with --loss " +
                      options.loss.loss + ", found some");
}

/// Whether groups have an optimal fit: "group 0 of 12 samples: none; group 1 of 30 samples: yes".
std::string fits_in_words(const NearbySearch& search) {
  std::string text;
  for (std::size_t k = 0; k < search.groups.size(); ++k) {
    const bool is_without =
        std::find(search.without.begin(), search.without.end(), k) != search.without.end();
    text += fmt::format("{}group {} of {}: {}", k == 0 ? "" : "; ", k,
                        counted(search.groups[k].size(), "sample"), is_without ? "none" : "yes");
  }
  return text;
}

std::string minimum_lines(const SpuriousNearbyMinimum& minimum) {
  std::string text =
      summary_line("groups", fmt::format("{} of {} samples", minimum.classes.classes.size(),
                                         group_sizes(minimum.groups.members())));
  text += summary_line("network",
                       fmt::format("{}: {}, {}", architecture(minimum.network),
                                   counted(hidden_unit_count(minimum.network), "hidden unit"),
                                   counted(parameter_count(minimum.network), "parameter")));
  return text + nearby_minimum_lines(minimum) + lower_risk_lines(minimum.risk, minimum.better_risk);
}

nlohmann::ordered_json json_of(const NearbySearch& search) {
  nlohmann::ordered_json json;
  for (const SampleSet& group : search.groups)
    json["groups"].push_back(group.size());
  json["groups_without_fit"] = search.without;
  json["is_other_partition"] = search.is_other;
  if (const auto& minimum = search.minimum) {
    json["architecture"] = architecture(minimum->network);
    json["hidden_units"] = hidden_unit_count(minimum->network);
    json["parameters"] = parameter_count(minimum->network);
    json["distance"] = json_number(minimum->distance);
    json["radius"] = json_number(minimum->radius);
    json["risk_lower"] = json_number(minimum->risk.lower);
    json["risk_upper"] = json_number(minimum->risk.upper);
    json["better_risk"] = json_number(minimum->better_risk);
  }
  return json;
}

} // namespace

ExitCode generate_cross_entropy(const GenerateOptions& options, const CrossEntropyLoss& loss,
                                const Dataset& data, const std::filesystem::path& output,
                                TimeLimit& limit, std::ostream& out) {
  const auto start = std::chrono::steady_clock::now();
  require_no_weights(options);
  const MinimumRequest request = request_from(options, data);
  const NearbySearch search = nearby_minimum(data, loss, request, tell_progress);

  const Provenance provenance{
      tool_name_and_version(),
      normalised_command(options, request, " --loss " + to_string(loss), data)};
  const std::string text = certificate_text(certificate_document(data, loss, search, provenance));
  limit.finish();
  write_file_atomically(output, text);

  const Seconds elapsed = std::chrono::steady_clock::now() - start;
  const ExitCode code = search.minimum ? ExitCode::done : ExitCode::claim_does_not_hold;
  if (options.wants_json) {
    nlohmann::ordered_json json = json_of(search);
    json["loss"] = to_string(loss);
    json["samples"] = data.sample_count();
    json["bytes"] = text.size();
    json["seconds"] = elapsed.count();
    out << json.dump(2) << "\n";
    return code;
  }
  out << summary_line("data", fmt::format("{}: {}, {}, {}", options.data.filename().string(),
                                          counted(data.sample_count(), "sample"),
                                          counted(data.input_dimension(), "input"),
                                          counted(data.target_dimension(), "target")))
      << summary_line("loss", to_string(loss));
  if (!search.without.empty())
    out << summary_line("optimal fits",
                        fits_in_words(search) + (search.is_other ? "; slabs instead" : ""));
  if (search.minimum)
    out << minimum_lines(*search.minimum);
  else
    out << summary_line("no minimiser",
                        fmt::format("no affine map is optimal on the {} of group {} (certified) → "
                                    "other groups, fewer of them, or fewer inputs",
                                    counted(search.no_minimiser->samples.size(), "sample"),
                                    search.without.front()));
  out << certificate_line(output.string(), text.size(), elapsed);
  return code;
}

} // namespace thalweg
