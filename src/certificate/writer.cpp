// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/writer.hpp"

#include "certificate/consistency.hpp"
#include "certificate/json_text.hpp"
#include "certificate/lattice_writer.hpp"
#include "certificate/linear_regions_writer.hpp"
#include "certificate/loss_writer.hpp"
#include "certificate/minimum_writer.hpp"
#include "certificate/network_writer.hpp"
#include "certificate/partition_writer.hpp"
#include "certificate/ray_writer.hpp"
#include "exact/error.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

/// Row i of the user's table: inputs and targets back in their columns.
Vector table_row(const Dataset& data, std::size_t sample) {
  Vector row(data.columns.size());
  std::vector<bool> is_target(data.columns.size(), false);
  for (std::size_t k = 0; k < data.target_columns.size(); ++k) {
    row.at(data.target_columns[k]) = data.targets[sample].at(k);
    is_target.at(data.target_columns[k]) = true;
  }
  std::size_t coordinate = 0;
  for (std::size_t column = 0; column < row.size(); ++column)
    if (!is_target[column])
      row[column] = data.inputs[sample].at(coordinate++);
  return row;
}

void put_data(JsonText& text, const Dataset& data) {
  text.put("{\"columns\":");
  text.list(data.columns, ",",
            [&](const std::string& name) { text.put(json_string(name, "column name")); });
  text.put(",\"targets\":");
  text.indices(data.target_columns);
  text.put(",\"rows\":[\n");
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    text.rationals(table_row(data, i));
    text.put(i + 1 < data.sample_count() ? ",\n" : "\n");
  }
  text.put("]}");
}

void put_claims(JsonText& text, const CertificateDocument& document) {
  std::string_view separator = "";
  const auto begin_claim = [&](std::string_view kind) {
    text.put(separator);
    text.put("{\"claim\":\"");
    text.put(kind);
    text.put("\"");
    separator = ",\n";
  };
  const auto member = [&](std::string_view key, const auto& value) {
    text.put(",\"");
    text.put(key);
    text.put("\":");
    text.put(value);
  };
  text.put("[\n");
  if (const auto& claim = document.local_minimum) {
    begin_claim("local_minimum");
    member("radius", claim->radius);
    member("risk", claim->risk);
    text.put("}");
  }
  if (const auto& claim = document.pattern_flip) {
    begin_claim("pattern_flip");
    member("sample", claim->sample);
    member("layer", claim->layer);
    member("unit", claim->unit);
    member("distance", claim->distance);
    text.put("}");
  }
  if (const auto& claim = document.spurious) {
    begin_claim("spurious");
    member("better_risk", claim->better_risk);
    text.put("}");
  }
  if (const auto& claim = document.refinement) {
    begin_claim("refinement");
    member("groups", claim->groups);
    member("finer_groups", claim->finer_groups);
    text.put("}");
  }
  if (document.convex_partition) {
    begin_claim("convex_partition");
    text.put(",\"cells\":");
    text.list(document.partitions, ",", [&](const Cells& cells) { text.put(cells.size()); });
    text.put("}");
  }
  if (const auto& claim = document.groups) {
    begin_claim("groups");
    member("partition", claim->partition);
    member("count", claim->count);
    member("risk", claim->risk);
    text.put("}");
  }
  if (document.lattice_identity) {
    begin_claim("lattice_identity");
    text.put("}");
  }
  if (const auto& claim = document.lattice_failure) {
    begin_claim("lattice_failure");
    member("output", claim->output);
    text.put(",\"rows\":");
    put_rows(text, claim->rows);
    member("cell", claim->cell);
    text.put(",\"point\":");
    text.rationals(claim->point);
    text.put("}");
  }
  if (document.network_computes_lattice) {
    begin_claim("network_computes_lattice");
    text.put("}");
  }
  if (const auto& claim = document.partition_refinement) {
    begin_claim("refinement_of_partitions");
    member("coarse", claim->coarse);
    member("fine", claim->fine);
    member("risk", claim->risk);
    member("fine_risk", claim->fine_risk);
    text.put("}");
  }
  if (const auto& claim = document.linear_regions) {
    begin_claim("linear_regions");
    member("count", claim->count());
    text.put("}");
  }
  if (document.network_computes_function) {
    begin_claim("network_computes_function");
    text.put("}");
  }
  if (document.global_minimum) {
    begin_claim("global_minimum");
    text.put("}");
  }
  if (const auto& claim = document.not_local_minimum) {
    begin_claim("not_local_minimum");
    member("epsilon", claim->epsilon);
    member("risk", claim->risk);
    text.put("}");
  }
  for (const FurtherClaim& claim : document.further) {
    begin_claim(claim.kind);
    text.put(claim.members);
    text.put("}");
  }
  text.put("\n]");
}

void put_witness(JsonText& text, const CertificateDocument& document) {
  text.put("{");
  std::string_view separator = "";
  if (const auto& claim = document.local_minimum) {
    text.put("\"local_minimum\":");
    put_minimum_witness(text, *claim);
    separator = ",\n";
  }
  if (const auto& claim = document.spurious) {
    text.put(separator);
    text.put("\"spurious\":{\"network\":");
    put_network(text, claim->better_network);
    text.put(",\n\"pattern_classes\":");
    put_classes(text, claim->pattern_classes);
    put_subgradients_if_any(text, claim->subgradients);
    text.put("}");
    separator = ",\n";
  }
  const auto begin_witness = [&](std::string_view key) {
    text.put(separator);
    text.put("\"");
    text.put(key);
    text.put("\":");
    separator = ",\n";
  };
  if (const auto& claim = document.convex_partition) {
    begin_witness("convex_partition");
    put_convex_partition_witness(text, *claim);
  }
  if (const auto& claim = document.groups) {
    begin_witness("groups");
    put_groups_witness(text, *claim);
  }
  if (const auto& claim = document.lattice_identity) {
    begin_witness("lattice_identity");
    put_lattice_identity_witness(text, *claim);
  }
  if (const auto& claim = document.lattice_failure) {
    begin_witness("lattice_failure");
    put_lattice_failure_witness(text, *claim);
  }
  if (const auto& claim = document.network_computes_lattice) {
    begin_witness("network_computes_lattice");
    put_network_computes_lattice_witness(text, *claim, document.cpwl);
  }
  if (const auto& claim = document.partition_refinement) {
    begin_witness("refinement_of_partitions");
    put_partition_refinement_witness(text, *claim);
  }
  if (const auto& claim = document.linear_regions) {
    begin_witness("linear_regions");
    put_linear_regions_witness(text, *claim);
  }
  if (const auto& claim = document.network_computes_function) {
    begin_witness("network_computes_function");
    put_network_computes_function_witness(text, *claim);
  }
  if (const auto& claim = document.not_local_minimum) {
    begin_witness("not_local_minimum");
    put_direction(text, claim->direction);
  }
  for (const FurtherClaim& claim : document.further)
    if (claim.witness) {
      begin_witness(claim.kind);
      text.put(*claim.witness);
    }
  text.put("}");
}

/// What version 1 can say of networks; a network that is absent says nothing.
bool needs_version_2(const Network& network) {
  return !network.layers.empty() && !is_plain(network);
}

/// Version 2 brought domains and all claims about them, global minima, descent rays, losses other
/// than the plain squared one, and networks with other layers than dense ones with biases.
std::size_t format_version(const CertificateDocument& document) {
  return document.domain || document.global_minimum || document.not_local_minimum ||
                 !document.further.empty() || !is_plain_squared(document.loss) ||
                 document.cross_entropy || needs_version_2(document.network) ||
                 (document.spurious && needs_version_2(document.spurious->better_network))
             ? 2
             : 1;
}

} // namespace

std::string certificate_text(const CertificateDocument& document) {
  require_consistent(document);
  JsonText text;
  text.put("{\"format\":\"thalweg-certificate\",\"version\":");
  text.put(format_version(document));
  text.put(",\n\"provenance\":{\"tool\":");
  text.put(json_string(document.provenance.tool, "provenance"));
  text.put(",\"command\":");
  text.put(json_string(document.provenance.command, "provenance"));
  text.put("},\n\"statement\":{");
  if (document.data.sample_count() > 0) {
    text.put("\"data\":");
    put_data(text, document.data);
    text.put(",\n\"loss\":");
    if (document.cross_entropy)
      put_loss(text, *document.cross_entropy, document.decay);
    else if (document.loss_table)
      put_loss(text, *document.loss_table);
    else
      put_loss(text, document.loss, document.decay);
    text.put(",\n");
  }
  if (!document.network.layers.empty()) {
    text.put("\"network\":");
    put_network(text, document.network);
    text.put(",\n");
  }
  if (document.domain) {
    text.put("\"domain\":");
    put_polytope(text, *document.domain);
    text.put(",\n");
  }
  if (document.convex_partition) {
    text.put("\"partitions\":");
    put_partitions(text, document.partitions);
    text.put(",\n");
  }
  if (!document.cpwl.empty()) {
    text.put("\"cpwl\":");
    put_stated_functions(text, document.cpwl);
    text.put(",\n");
  }
  for (const FurtherClaim& claim : document.further)
    for (const auto& [name, value] : claim.sections)
      text.put("\"" + name + "\":" + value + ",\n");
  text.put("\"claims\":");
  put_claims(text, document);
  text.put("},\n\"witness\":");
  put_witness(text, document);
  text.put("}\n");
  return text.take();
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
    const unsigned char lead = byte(i);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || i + length > text.size())
      return false;
    for (std::size_t k = i + 1; k < i + length; ++k)
      if ((byte(k) & 0xC0) != 0x80)
        return false;
    const unsigned char second = length > 1 ? byte(i + 1) : 0;
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F))
      return false;
    i += length;
  }
  return true;
}

std::string json_string(std::string_view text, const std::string& place) {
  if (!is_utf8(text))
    throw InputError(place + ": expected UTF-8, found other bytes");
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      literal += {'\\', c};
    else if (static_cast<unsigned char>(c) < 0x20)
      literal += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      literal += c;
  }
  return literal + "\"";
}

} // namespace thalweg
