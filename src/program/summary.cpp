// SPDX-License-Identifier: GPL-3.0-or-later
//
// What `thalweg generate` reports, for people and for machines.

#include "program/summary.hpp"

#include "certificate/writer.hpp"
#include "program/list_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg {

namespace {

constexpr std::size_t longest_exact_text = 40;

const char* construction_word(ConstructionKind kind) {
  switch (kind) {
  case ConstructionKind::lattice:
    return "lattice";
  case ConstructionKind::gated:
    return "gated";
  case ConstructionKind::hinged:
    break;
  }
  return "hinged";
}

const char* partition_word(PartitionKind kind) {
  return kind == PartitionKind::intervals ? "intervals"
         : kind == PartitionKind::slabs   ? "slabs"
                                          : "tree";
}

Rational quotient(const Rational& a, const Rational& b) {
  return a / b;
}

std::size_t occupied(const Grouping& groups) {
  std::size_t count = 0;
  for (const SampleSet& group : groups.members())
    count += group.empty() ? 0 : 1;
  return count;
}

std::vector<std::size_t> sizes(const Grouping& groups) {
  std::vector<std::size_t> result;
  for (const SampleSet& group : groups.members())
    if (!group.empty())
      result.push_back(group.size());
  return result;
}

std::string utf8_or_mark(const std::string& text) {
  return is_utf8(text) ? text : "?";
}

} // namespace

std::string summary_line(const std::string& label, const std::string& text) {
  return fmt::format("{:<14} {}\n", label, text);
}

std::string certificate_line(const std::string& path, std::size_t bytes,
                             std::optional<Seconds> time) {
  std::string text = path + ": " + counted(bytes, "byte");
  if (time)
    text += fmt::format(", {:.2f} s", time->count());
  return summary_line("certificate", text);
}

nlohmann::ordered_json json_number(const Rational& value) {
  return {{"exact", to_string(value)}, {"decimal", decimal(value)}};
}

nlohmann::ordered_json json_flip(const PatternFlip& flip) {
  return {{"sample", flip.sample},
          {"layer", flip.layer},
          {"unit", flip.unit},
          {"distance", json_number(flip.distance)}};
}

std::string flip_in_words(const PatternFlip& flip) {
  return fmt::format("{}: a flip at sample {}, layer {}, unit {}", exact_and_decimal(flip.distance),
                     flip.sample, flip.layer, flip.unit);
}

std::string exact_and_decimal(const Rational& value) {
  const std::string exact = to_string(value);
  const std::string short_form = decimal(value);
  if (exact == short_form)
    return exact;
  if (exact.size() <= longest_exact_text)
    return exact + " (" + short_form + ")";
  return short_form + " (exactly a fraction of " +
         counted(exact.size() - 1 - (value < 0 ? 1 : 0), "digit") + ")";
}

std::size_t hidden_unit_count(const Network& network) {
  std::size_t count = 0;
  for (std::size_t l = 0; l + 1 < network.layers.size(); ++l)
    count += network.layers[l].unit_count();
  return count;
}

std::size_t parameter_count(const Network& network) {
  std::size_t count = 0;
  for (const Layer& layer : network.layers)
    count += parameter_count(layer);
  return count;
}

std::string group_sizes(const std::vector<SampleSet>& members) {
  std::vector<std::string> texts;
  for (const SampleSet& group : members)
    if (!group.empty())
      texts.push_back(grouped_digits(group.size()));
  std::string list;
  for (std::size_t k = 0; k < texts.size(); ++k)
    list += (k == 0 ? "" : k + 1 < texts.size() ? ", " : " and ") + texts[k];
  return list;
}

std::string summary_text(const Summary& summary) {
  const Dataset& data = summary.data;
  const SpuriousMinimum& minimum = summary.minimum;
  const Rational drop = minimum.risk - minimum.better_risk;
  std::string targets;
  for (const std::size_t column : data.target_columns)
    targets += (targets.empty() ? "" : ", ") + data.columns[column];
  std::string text;
  text += summary_line("data", fmt::format("{}: {}, {}, {} ({})", summary.data_name,
                                           counted(data.sample_count(), "sample"),
                                           counted(data.input_dimension(), "input"),
                                           counted(data.target_dimension(), "target"), targets));
  text += summary_line("groups", fmt::format("{} ({}) of {} samples", occupied(minimum.groups),
                                             partition_word(summary.request.partition),
                                             group_sizes(minimum.groups.members())));
  text += summary_line("network",
                       fmt::format("{} ({}): {}, {}", architecture(minimum.network),
                                   construction_word(minimum.construction),
                                   counted(hidden_unit_count(minimum.network), "hidden unit"),
                                   counted(parameter_count(minimum.network), "parameter")));
  if (!is_plain_squared(minimum.loss))
    text += summary_line("loss", to_string(minimum.loss.loss));
  text += summary_line("local minimum", "risk " + exact_and_decimal(minimum.risk));
  text += summary_line("radius",
                       fmt::format("{}, {} × the naive choice", exact_and_decimal(minimum.radius),
                                   decimal(quotient(minimum.radius, minimum.naive_radius), 4)));
  text +=
      summary_line("upper bound", flip_in_words(minimum.flip) + "; tightness " +
                                      decimal(quotient(minimum.radius, minimum.flip.distance), 4));
  text += summary_line("better point", fmt::format("risk {}, {} groups, same architecture",
                                                   exact_and_decimal(minimum.better_risk),
                                                   occupied(minimum.finer_groups)));
  text +=
      summary_line("drop", fmt::format("{}, {} % of the risk", exact_and_decimal(drop),
                                       decimal(Rational(100) * quotient(drop, minimum.risk), 4)));
  if (summary.leaving)
    text += summary_line("leaving", leaving_in_words(*summary.leaving));
  text += certificate_line(summary.certificate.string(), summary.bytes, summary.time);
  return text;
}

std::string summary_json(const Summary& summary) {
  const Dataset& data = summary.data;
  const SpuriousMinimum& minimum = summary.minimum;
  nlohmann::ordered_json json;
  json["certificate"] = utf8_or_mark(summary.certificate.string());
  json["bytes"] = summary.bytes;
  json["seconds"] = summary.time.count();
  json["samples"] = data.sample_count();
  json["inputs"] = data.input_dimension();
  for (const std::size_t column : data.target_columns)
    json["targets"].push_back(data.columns[column]);
  json["partition"] = partition_word(summary.request.partition);
  json["groups"] = sizes(minimum.groups);
  json["finer_groups"] = sizes(minimum.finer_groups);
  json["construction"] = construction_word(minimum.construction);
  json["architecture"] = architecture(minimum.network);
  json["hidden_units"] = hidden_unit_count(minimum.network);
  json["parameters"] = parameter_count(minimum.network);
  json["loss"] = to_string(minimum.loss.loss);
  json["risk"] = json_number(minimum.risk);
  json["better_risk"] = json_number(minimum.better_risk);
  json["drop"] = json_number(minimum.risk - minimum.better_risk);
  json["radius"] = json_number(minimum.radius);
  json["naive_radius"] = json_number(minimum.naive_radius);
  json["radius_factor"] = json_number(quotient(minimum.radius, minimum.naive_radius));
  json["flip"] = json_flip(minimum.flip);
  json["tightness"] = json_number(quotient(minimum.radius, minimum.flip.distance));
  if (summary.leaving)
    json["leaving"] = leaving_json(*summary.leaving);
  return json.dump(2) + "\n";
}

} // namespace thalweg
