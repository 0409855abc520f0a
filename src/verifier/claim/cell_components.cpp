// SPDX-License-Identifier: Apache-2.0

#include "claim/cell_components.hpp"

#include "lemma/classes.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

const std::string components_place = "/witness/cell_components";

/// O244
void require_two_slopes(const Network& network) {
  const Layer& hidden = network.layers.front();
  const Activation& activation = hidden.activation;
  const bool fits = network.layers.size() == 2 && network.layers.back().units.size() == 1 &&
                    activation.breakpoints == List<Fraction>{Fraction{}} &&
                    activation.intercepts == List<Fraction>(2) &&
                    activation.slopes.front() != activation.slopes.back();
  if (const Check check{fits})
    check.say({"cell_components.network", "/statement/network",
               "one hidden layer, one output, and an activation with different slopes that meet "
               "at 0, where it is 0",
               "another network"});
}

/// O245: the sides of every hidden unit at the samples.
List<List<bool>> sides_of_units(const Subject& subject) {
  const Network& network = subject.network;
  List<List<bool>> result(network.layers.front().units.size());
  for (std::size_t i = 0; i < subject.data.samples.size(); ++i) {
    Meter::tick();
    const ForwardPass pass = forward_pass(network, point(subject.data.samples[i]));
    for (std::size_t u = 0; u < result.size(); ++u) {
      const Fraction& z = pass.z.front()[u];
      if (const Check check{sign(z) != 0})
        check.say({"cell_components.wall", "/statement/data/rows/" + std::to_string(i),
                   "a sample that is on no wall", unit_in_words(0, u) + " with z = " + shown(z)});
      result[u].push_back(sign(z) > 0);
    }
  }
  return result;
}

std::string minima_in_words(const Fraction& risk, std::size_t components, std::size_t choices,
                            std::size_t of_choices) {
  if (components == 0)
    return "the cell has no local minimum of R: R(W') > " + number(risk) +
           " for every W' in it, and none\n  of the " + counted(of_choices, "choice", "choices") +
           " of signs (1, 0, −1) of the output weights admits that risk.\n";
  return "the local minima of R in the cell are exactly its points with R = " + number(risk) +
         ",\n  the least value of R on it: each of them is global in the cell. They make exactly " +
         counted(components, "path component", "path components") + ".\n  " +
         std::to_string(choices) + " of the " + counted(of_choices, "choice", "choices") +
         " of signs (1, 0, −1) of the output weights occur among them.\n";
}

} // namespace

std::unique_ptr<Claim> read_components(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"risk", "components"});
  return std::make_unique<CellComponents>(node.place(), node["risk"].rational(),
                                          node["components"].count());
}

void read_components_witness(const Node& node, Claim& made, const Subject& subject) {
  CellComponents& claim = dynamic_cast<CellComponents&>(made);
  claim.record = read_sign_record(node, subject.network.layers.front().units.size(),
                                  subject.data.samples.size());
  claim.witness_json = &node.json();
}

Told CellComponents::check(const Subject& subject) const {
  const Network& network = subject.network;
  require_two_slopes(network);
  const List<List<bool>> sides = sides_of_units(subject);
  const Layer& hidden = network.layers.front();
  const CellUnits inputs(subject.data, hidden.activation.slopes.front(),
                         hidden.activation.slopes.back(), hidden.has_biases);
  CellFit fit(subject.data);
  if (network.layers.back().has_biases)
    fit.add(PointColumn(subject.data.samples.size(), 1));
  List<CellUnit> units;
  for (const List<bool>& is_above : sides) {
    units.push_back({&is_above, fit.size()});
    inputs.add_columns(fit, is_above);
  }
  const Fraction of_cell = fit.risk();
  if (const Check check{risk == of_cell}) // O246
    check.say({"cell_components.risk", place + "/risk", "the risk " + shown(of_cell), shown(risk)});
  const SolvedUnits solved(inputs, fit.solutions(), units);
  const SignTable table = decided_signs(
      record, solved,
      {"cell_components.solution", "cell_components.relation", "cell_components.open"},
      components_place); // O247 to O249
  const std::size_t count = table.component_count();
  if (const Check check{components == count}) // O250
    check.say({"cell_components.count", place + "/components", std::to_string(count),
               std::to_string(components)});
  const std::string digest = canonical_digest(*witness_json);
  return {"Minima of the cell. Among the parameters W' with which no sample is on a wall and all "
          "have the patterns of W,\n  " +
              minima_in_words(risk, count, table.count_had(), table.size()) +
              "  The solutions and relations that show this have the digest " + digest + ".\n",
          "{" + key("risk") + exact(risk) + "," + key("components") + std::to_string(count) + "," +
              key("sign_choices") + std::to_string(table.count_had()) + "," +
              key("witness_digest") + json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
