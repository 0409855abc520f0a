// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/cell_claims.hpp"

#include "certificate/wall_writer.hpp"
#include "exact/error.hpp"

#include <sstream>

namespace thalweg {

void put_relations(JsonText& text, const std::vector<Relation>& relations) {
  text.list(relations, ",\n", [&](const Relation& relation) {
    text.list(relation, ",", [&](const RelationTerm& term) {
      text.put("[");
      text.put(term.unit);
      text.put(",");
      text.put(term.sample);
      text.put(",");
      text.put(term.value);
      text.put("]");
    });
  });
}

void put_sign_record(JsonText& text, const SignRecord& record) {
  text.put("{\"solutions\":");
  text.list(record.solutions, ",\n", [&](const Vector& solution) { text.rationals(solution); });
  text.put(",\n\"relations\":");
  put_relations(text, record.relations);
  text.put("}");
}

FurtherClaim valleys_of_cells_claim(const CellValleys& valleys) {
  JsonText members;
  members.put(",\"units\":");
  members.list(valleys.counts, ",", [&](const std::vector<std::size_t>& counts) {
    members.list(counts, ",", [&](std::size_t count) { members.put(count); });
  });
  JsonText witness;
  witness.put("{\"cells\":");
  witness.list(valleys.records, ",\n",
               [&](const SignRecord& record) { put_sign_record(witness, record); });
  witness.put("}");
  FurtherClaim claim{"valleys_of_cells", members.take(), witness.take()};
  claim.needs_network = false;
  return claim;
}

FurtherClaim cell_components_claim(const CellComponents& components) {
  JsonText members;
  members.put(",\"risk\":");
  members.put(components.risk);
  members.put(",\"components\":");
  members.put(components.components);
  JsonText witness;
  put_sign_record(witness, components.record);
  return {"cell_components", members.take(), witness.take()};
}

namespace {

void put_record(JsonText& text, const CellRecord& record) {
  if (const Vector* const values = std::get_if<Vector>(&record)) {
    text.put("{\"values\":");
    text.rationals(*values);
  } else {
    text.put("{\"relations\":");
    put_relations(text, std::get<std::vector<Relation>>(record));
  }
  text.put("}");
}

} // namespace

std::string piece_bytes(const CellPiece& piece) {
  JsonText text;
  for (const CellTally& tally : piece.tallies) {
    for (const std::size_t count : {tally.cells, tally.cells_with_minima, tally.risks.size()}) {
      text.put(count);
      text.put(" ");
    }
    for (const Rational& risk : tally.risks) {
      text.put(to_string(risk));
      text.put(" ");
    }
    text.put("\n");
  }
  std::string_view separator = "";
  for (const CellRecord& record : piece.records) {
    text.put(separator);
    put_record(text, record);
    separator = ",\n";
  }
  return text.take();
}

void FinishedPieces::take(const std::string& bytes) {
  std::istringstream text(bytes);
  std::string word;
  for (CellTally& tally : tallies_) { // a line for each number of units
    CellTally found;
    std::size_t count = 0;
    text >> found.cells >> found.cells_with_minima >> count;
    for (std::size_t k = 0; k < count && text >> word; ++k)
      if (const std::optional<Rational> risk = parse_number(word))
        found.risks.insert(*risk);
    if (!text || found.risks.size() != count)
      throw InputError("finished piece of a census: expected counts and risks, found other bytes");
    tally.add(found);
  }
  std::getline(text, word); // the rest of the last line
  const auto begin = static_cast<std::size_t>(text.tellg());
  if (begin == bytes.size())
    return;
  if (!records_.empty())
    records_ += ",\n";
  records_.append(bytes, begin);
}

FurtherClaim FinishedPieces::claim() const {
  const TwoSlopeNetworks& networks = census_.networks();
  JsonText members;
  members.put(",\"slopes\":");
  members.rationals({networks.below, networks.above});
  members.put(",\"hidden_biases\":");
  members.put(networks.has_hidden_biases ? "true" : "false");
  members.put(",\"output_bias\":");
  members.put(networks.has_output_bias ? "true" : "false");
  members.put(",\"units\":");
  members.list(tallies_, ",", [&](const CellTally& tally) {
    members.put("\n{\"cells\":");
    members.put(tally.cells);
    members.put(",\"cells_with_minima\":");
    members.put(tally.cells_with_minima);
    members.put(",\"risks\":");
    members.rationals(Vector(tally.risks.begin(), tally.risks.end()));
    members.put("}");
  });
  JsonText witness;
  witness.put("{\"nodes\":");
  put_wall_nodes(witness, census_.tree());
  witness.put(",\n\"cells\":[");
  witness.put(records_);
  witness.put("]}");
  FurtherClaim claim{"minima_off_walls", members.take(), witness.take()};
  claim.needs_network = false;
  return claim;
}

} // namespace thalweg
