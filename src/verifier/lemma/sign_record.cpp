// SPDX-License-Identifier: Apache-2.0

#include "lemma/sign_record.hpp"

#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

/// "(1, −1, 0)"
std::string signs_in_words(const List<int>& signs) {
  std::string result;
  for (const int sign : signs)
    result += (result.empty() ? "" : ", ") + std::to_string(sign);
  return "(" + result + ")";
}

void take_solutions(const List<List<Fraction>>& solutions, const SolvedUnits& units,
                    const char* code, const std::string& place, SignTable& table) {
  for (std::size_t k = 0; k < solutions.size(); ++k) {
    const std::string at = place + "/solutions/" + std::to_string(k);
    if (solutions[k].size() != units.direction_count())
      reject(code, at,
             counted(units.direction_count(), "value: one for the dependent column",
                     "values: one for each dependent column"),
             std::to_string(solutions[k].size()));
    const std::optional<List<int>> signs = units.signs(solutions[k]);
    if (const Check check{signs.has_value()})
      check.say({code, at, "a sign for every unit",
                 signs ? signs_in_words(*signs) : "a unit with different ones"});
    table[*signs] = SignTable::State::had;
  }
}

void take_relations(const List<Relation>& relations, const SolvedUnits& units, const char* code,
                    const std::string& place, SignTable& table) {
  for (std::size_t k = 0; k < relations.size(); ++k) {
    const bool is_inside =
        std::all_of(relations[k].begin(), relations[k].end(),
                    [&](const RelationTerm& term) { return term.unit < units.size(); });
    const std::optional<int> value = is_inside ? units.sign_of(relations[k]) : std::nullopt;
    if (const Check check{value.has_value()})
      check.say({code, place + "/relations/" + std::to_string(k),
                 "one value of units of the cell at all solutions",
                 value ? "one" : "different ones"});
    table.exclude(units, relations[k], value.value_or(0));
  }
}

} // namespace

SignRecord read_sign_record(const Node& node, std::size_t units, std::size_t samples) {
  node.require_keys({"solutions", "relations"});
  SignRecord record;
  for (std::size_t k = 0; k < node["solutions"].size(); ++k)
    record.solutions.push_back(node["solutions"][k].rationals());
  record.relations = read_relations(node["relations"], units, samples);
  return record;
}

SignTable decided_signs(const SignRecord& record, const SolvedUnits& units, const SignCodes& codes,
                        const std::string& place) {
  SignTable table(units.size());
  take_solutions(record.solutions, units, codes.solution, place, table);
  take_relations(record.relations, units, codes.relation, place, table);
  const std::optional<List<int>> open = table.first_open();
  if (const Check check{!open})
    check.say({codes.open, place, "a solution or a relation for every choice of signs",
               open ? "none for " + signs_in_words(*open) : "all"});
  return table;
}

} // namespace thalweg::verifier
