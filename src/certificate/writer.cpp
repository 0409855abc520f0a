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

/// Claims, one after the other, each an object that names its kind.
class ClaimsText {
public:
  explicit ClaimsText(JsonText& text) : text_(text) {}

  template <class Claim, class PutMembers>
  void add(std::string_view kind, const std::optional<Claim>& claim, PutMembers put_members) {
    if (!claim)
      return;
    begin(kind);
    put_members(*claim);
    text_.put("}");
  }
  /// The same for a claim about the network of the document.
  template <class Claim, class PutMembers>
  void add_about_network(std::string_view kind, const std::optional<Claim>& claim,
                         PutMembers put_members) {
    add(kind, claim, [&](const Claim& value) {
      name("network", name_of_network);
      put_members(value);
    });
  }
  template <class Claim>
  void add_about_network(std::string_view kind, const std::optional<Claim>& claim) {
    add_about_network(kind, claim, [](const Claim&) {});
  }
  void add(const FurtherClaim& claim) {
    begin(claim.kind);
    if (!claim.name.empty())
      name("name", claim.name);
    if (claim.needs_network)
      name("network", claim.network);
    text_.put(claim.members);
    text_.put("}");
  }

  void name(std::string_view key, std::string_view value) {
    key_of(key).put(json_string(value, "name"));
  }

  template <class Value> void member(std::string_view key, const Value& value) {
    key_of(key).put(value);
  }
  /// For a value that is put by other means.
  JsonText& key_of(std::string_view key) {
    text_.put(",\"");
    text_.put(key);
    text_.put("\":");
    return text_;
  }

private:
  void begin(std::string_view kind) {
    text_.put(separator_);
    text_.put("{\"claim\":\"");
    text_.put(kind);
    text_.put("\"");
    separator_ = ",\n";
  }

  JsonText& text_;
  std::string_view separator_;
};

/// Behind the minimum that it is below, if there is one; else it states the risk of W.
void put_lower_risk(ClaimsText& claims, const CertificateDocument& document) {
  claims.add_about_network("lower_risk", document.lower_risk, [&](const LowerRiskClaim& claim) {
    claims.name("better", name_of_better);
    claims.member("better_risk", claim.better_risk);
    if (!is_spurious(document))
      claims.member("risk", claim.risk);
  });
}

void put_claims_about_minimum(ClaimsText& claims, const CertificateDocument& document) {
  claims.add_about_network("local_minimum", document.local_minimum,
                           [&](const LocalMinimumClaim& claim) {
                             claims.member("radius", claim.radius);
                             claims.member("risk", claim.risk);
                           });
  claims.add_about_network("pattern_flip", document.pattern_flip, [&](const PatternFlip& claim) {
    claims.member("sample", claim.sample);
    claims.member("layer", claim.layer);
    claims.member("unit", claim.unit);
    claims.member("distance", claim.distance);
  });
  if (document.local_minimum || !is_spurious(document))
    put_lower_risk(claims, document);
  claims.add_about_network("refinement", document.refinement, [&](const RefinementClaim& claim) {
    claims.member("finer_groups", claim.finer_groups);
  });
}

void put_claims_about_functions(ClaimsText& claims, const CertificateDocument& document) {
  claims.add("convex_partition", document.convex_partition, [&](const auto&) {
    JsonText& text = claims.key_of("cells");
    text.list(document.partitions, ",", [&](const Cells& cells) { text.put(cells.size()); });
  });
  claims.add("groups", document.groups, [&](const auto& claim) {
    claims.member("partition", claim.partition);
    claims.member("count", claim.count);
    claims.member("risk", claim.risk);
  });
  claims.add("lattice_identity", document.lattice_identity, [](const auto&) {});
  claims.add("lattice_failure", document.lattice_failure, [&](const auto& claim) {
    claims.member("output", claim.output);
    put_rows(claims.key_of("rows"), claim.rows);
    claims.member("cell", claim.cell);
    claims.key_of("point").rationals(claim.point);
  });
  claims.add("refinement_of_partitions", document.partition_refinement, [&](const auto& claim) {
    claims.member("coarse", claim.coarse);
    claims.member("fine", claim.fine);
    claims.member("risk", claim.risk);
    claims.member("fine_risk", claim.fine_risk);
  });
  claims.add_about_network(
      "linear_regions", document.linear_regions,
      [&](const LinearRegionsClaim& claim) { claims.member("count", claim.count()); });
  claims.add_about_network("network_computes_function", document.network_computes_function);
}

void put_claims(JsonText& text, const CertificateDocument& document) {
  ClaimsText claims(text);
  text.put("[\n");
  put_claims_about_minimum(claims, document);
  put_claims_about_functions(claims, document);
  claims.add_about_network("global_minimum", document.global_minimum);
  claims.add_about_network("not_local_minimum", document.not_local_minimum, [&](const auto& claim) {
    claims.member("epsilon", claim.epsilon);
    claims.member("risk", claim.risk);
  });
  const std::optional<ShownMinimum> minimum = shown_minimum(document);
  for (const FurtherClaim& claim : document.further) {
    claims.add(claim);
    if (minimum && minimum->claim == &claim && is_spurious(document))
      put_lower_risk(claims, document);
  }
  text.put("\n]");
}

/// Entries of an object, those that are there.
class EntriesText {
public:
  explicit EntriesText(JsonText& text) : text_(text) {}

  template <class Value, class Put>
  void add(std::string_view key, const std::optional<Value>& value, Put put) {
    if (!value)
      return;
    text_.put(separator_);
    text_.put("\"");
    text_.put(key);
    text_.put("\":");
    put(text_, *value);
    separator_ = ",\n";
  }

private:
  JsonText& text_;
  std::string_view separator_;
};

void put_refinement_witness(JsonText& text, const RefinementClaim& claim) {
  text.put("{\"pattern_classes\":");
  put_classes(text, claim.pattern_classes);
  put_subgradients_if_any(text, claim.subgradients);
  text.put("}");
}

void put_witness(JsonText& text, const CertificateDocument& document) {
  text.put("{");
  EntriesText entries(text);
  entries.add("local_minimum", document.local_minimum, put_minimum_witness);
  entries.add("refinement", document.refinement, put_refinement_witness);
  entries.add("convex_partition", document.convex_partition, put_convex_partition_witness);
  entries.add("groups", document.groups, put_groups_witness);
  entries.add("lattice_identity", document.lattice_identity, put_lattice_identity_witness);
  entries.add("lattice_failure", document.lattice_failure, put_lattice_failure_witness);
  entries.add("refinement_of_partitions", document.partition_refinement,
              put_partition_refinement_witness);
  entries.add("linear_regions", document.linear_regions, put_linear_regions_witness);
  entries.add("network_computes_function", document.network_computes_function,
              put_network_computes_function_witness);
  entries.add("not_local_minimum", document.not_local_minimum,
              [](JsonText& into, const auto& claim) { put_direction(into, claim.direction); });
  for (const FurtherClaim& claim : document.further)
    entries.add(claim.name.empty() ? claim.kind : claim.name, claim.witness,
                [](JsonText& into, const std::string& witness) { into.put(witness); });
  text.put("}");
}

/// The networks that claims name, in the order in which they do so.
std::vector<std::pair<std::string, const Network*>>
networks_of(const CertificateDocument& document) {
  std::vector<std::pair<std::string, const Network*>> networks;
  if (!document.network.layers.empty())
    networks.emplace_back(name_of_network, &document.network);
  if (document.lower_risk)
    networks.emplace_back(name_of_better, &document.lower_risk->better_network);
  for (const FurtherClaim& claim : document.further)
    if (claim.own)
      networks.emplace_back(claim.network, &*claim.own);
  return networks;
}

void put_networks(JsonText& text, const CertificateDocument& document) {
  const auto networks = networks_of(document);
  if (networks.empty())
    return;
  text.put("\"networks\":{");
  std::string_view separator;
  for (const auto& [name, network] : networks) {
    text.put(separator);
    text.put(json_string(name, "name"));
    text.put(":");
    put_network(text, *network);
    separator = ",\n";
  }
  text.put("},\n");
}

/// Those that the claims speak of, each with a comma behind it.
void put_sections(JsonText& text, const CertificateDocument& document) {
  if (document.data.sample_count() > 0) {
    text.put("\"data\":");
    put_data(text, document.data);
    text.put(",\n\"loss\":");
    put_loss(text, document.loss, document.decay);
    text.put(",\n");
  }
  put_networks(text, document);
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
}

} // namespace

std::string certificate_text(const CertificateDocument& document) {
  require_consistent(document);
  JsonText text;
  text.put("{\"format\":\"thalweg-certificate\",\"version\":3,\n\"provenance\":{\"tool\":");
  text.put(json_string(document.provenance.tool, "provenance"));
  text.put(",\"command\":");
  text.put(json_string(document.provenance.command, "provenance"));
  text.put("},\n\"statement\":{");
  put_sections(text, document);
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
