// SPDX-License-Identifier: Apache-2.0

#include "claim/minima_off_walls.hpp"

#include "claim/cell_walk.hpp"
#include "shape/geometry_nodes.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

bool read_boolean(const Node& node) {
  node.require_kind(JsonKind::boolean, "true or false");
  return node.json().integer != 0;
}

/// { w : w·x̃_i ≤ 0 } for each sample; O251.
List<Halfspace> input_walls(const Data& data, const MinimaOffWalls& claim) {
  const bool fits = data.targets.size() == 1 && claim.below != claim.above;
  if (const Check check{fits})
    check.say({"minima_off_walls.networks", claim.place, "one target and two different slopes",
               counted(data.targets.size(), "target", "targets") + ", slopes " +
                   shown(claim.below) + " and " + shown(claim.above)});
  List<Halfspace> result;
  for (std::size_t i = 0; i < data.samples.size(); ++i) {
    const Sample& sample = data.samples[i];
    Halfspace below{sample.x, sample.denominator};
    if (claim.has_hidden_biases)
      below.coefficients.push_back(sample.denominator);
    if (const Check check{!std::all_of(below.coefficients.begin(), below.coefficients.end(),
                                       [](const Integer& a) { return is_zero(a); })})
      check.say({"minima_off_walls.input", "/statement/data/rows/" + std::to_string(i),
                 "an input that is not 0, as there are no hidden biases", "0"});
    below.coefficients.push_back(0);
    result.push_back(std::move(below));
  }
  return result;
}

/// The sides of w at the samples; the point is off all walls.
List<bool> sides_at(const Point& w, const List<Halfspace>& walls) {
  List<bool> result;
  for (const Halfspace& wall : walls)
    result.push_back(sign(slack(wall, w.numerators, w.denominator)) < 0);
  return result;
}

/// O259
void check_tally(const MinimaOfUnits& stated, const CellTally& found) {
  const auto check_count = [&](std::size_t here, std::uint64_t right, const char* code,
                               const char* key) {
    if (const Check check{here == right})
      check.say({code, stated.place + key, std::to_string(right), std::to_string(here)});
  };
  check_count(stated.cells, found.cells, "minima_off_walls.cells", "/cells");
  check_count(stated.cells_with_minima, found.cells_with_minima, "minima_off_walls.minima",
              "/cells_with_minima");
  check_count(stated.risks.size(), found.risks.size(), "minima_off_walls.risks", "/risks");
  std::size_t k = 0;
  for (const Fraction& risk : found.risks) {
    if (const Check check{stated.risks[k] == risk})
      check.say({"minima_off_walls.risks", stated.place + "/risks/" + std::to_string(k),
                 shown(risk), shown(stated.risks[k])});
    ++k;
  }
}

std::string activation_in_words(const MinimaOffWalls& claim) {
  return "σ(z) = " + shown(claim.below) + "·z for z ≤ 0, " + shown(claim.above) + "·z for z ≥ 0";
}

std::string tally_in_words(std::size_t units, const CellTally& tally) {
  std::string risks = "no minimum";
  if (!tally.risks.empty())
    risks = counted(tally.risks.size(), "risk", "different risks") +
            (tally.risks.size() == 1 ? ", " + number(*tally.risks.begin())
                                     : ", from " + number(*tally.risks.begin()) + " to " +
                                           number(*tally.risks.rbegin()));
  return "  " + counted(units, "unit", "units") + ": " + std::to_string(tally.cells) + " cells, " +
         std::to_string(tally.cells_with_minima) + " with minima; " + risks + ".\n";
}

std::string tally_as_json(const CellTally& tally) {
  std::string risks;
  for (const Fraction& risk : tally.risks)
    risks += (risks.empty() ? "" : ",") + exact(risk);
  return "{" + key("cells") + std::to_string(tally.cells) + "," + key("cells_with_minima") +
         std::to_string(tally.cells_with_minima) + "," + key("risks") + "[" + risks + "]}";
}

CellRecord read_record(const Node& node, std::size_t units, std::size_t samples) {
  CellRecord record{has_key(node, "values"), {}, {}};
  if (record.has_minimum) {
    node.require_keys({"values"});
    record.values = node["values"].rationals();
  } else {
    node.require_keys({"relations"});
    record.relations = read_relations(node["relations"], units, samples);
  }
  return record;
}

} // namespace

std::unique_ptr<Claim> read_minima_off_walls(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"slopes", "hidden_biases", "output_bias", "units"});
  auto claim = std::make_unique<MinimaOffWalls>(node.place());
  node["slopes"].require_size(2, "slopes");
  claim->below = node["slopes"][std::size_t{0}].rational();
  claim->above = node["slopes"][1].rational();
  claim->has_hidden_biases = read_boolean(node["hidden_biases"]);
  claim->has_output_bias = read_boolean(node["output_bias"]);
  node["units"].size_not_zero("number of units");
  claim->units = list_of(node["units"], [](const Node& entry) {
    entry.require_keys({"cells", "cells_with_minima", "risks"});
    return MinimaOfUnits{entry.place(), entry["cells"].count(), entry["cells_with_minima"].count(),
                         entry["risks"].rationals()};
  });
  return claim;
}

void read_minima_off_walls_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"nodes", "cells"});
  MinimaOffWalls& claim = dynamic_cast<MinimaOffWalls&>(made);
  claim.nodes = read_wall_nodes(node["nodes"],
                                subject.data.inputs.size() + (claim.has_hidden_biases ? 1 : 0));
  claim.records = list_of(node["cells"], [&](const Node& entry) {
    Meter::tick();
    return read_record(entry, claim.units.size(), subject.data.samples.size());
  });
  claim.witness_json = &node.json();
}

List<List<bool>> MinimaOffWalls::sides_of_cells(const Data& data) const {
  const List<Halfspace> walls = input_walls(data, *this);
  List<List<bool>> result;
  for (const WallNode& node : nodes)
    if (node.point)
      result.push_back(sides_at(*node.point, walls));
  return result;
}

Told MinimaOffWalls::check(const Subject& subject) const {
  check_wall_tree(input_walls(subject.data, *this), nodes, "minima_off_walls",
                  "/witness/minima_off_walls/nodes"); // O252 to O255
  const List<List<bool>> sides = sides_of_cells(subject.data);
  const List<CellTally> tallies = CellWalk(*this, subject.data, sides).tallies();
  std::string words, json;
  for (std::size_t m = 0; m < tallies.size(); ++m) {
    check_tally(units[m], tallies[m]);
    words += tally_in_words(m + 1, tallies[m]);
    json += (m == 0 ? "" : ",") + tally_as_json(tallies[m]);
  }
  const std::string digest = canonical_digest(*witness_json);
  return {
      "Minima off the walls. Of the networks F(x) = Σ_u v_u σ(w_u·x" +
          std::string(has_hidden_biases ? " + b_u" : "") + ")" + (has_output_bias ? " + c" : "") +
          ", " + activation_in_words(*this) + ",\n  one hidden unit has " +
          counted(sides.size(), "open cell", "open cells") +
          " of parameters with which no sample is on a wall. The local minima of R\n  at which "
          "no sample is on a wall of any unit lie, up to the order of the units, in these cells "
          "and have exactly so many risks,\n  which the statement lists:\n" +
          words +
          "  Minima at which some sample is on a wall are not counted.\n"
          "  The tree and the records that show this have the digest " +
          digest + ".\n",
      "{" + key("cells_of_unit") + std::to_string(sides.size()) + "," + key("units") + "[" + json +
          "]," + key("witness_digest") + json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
