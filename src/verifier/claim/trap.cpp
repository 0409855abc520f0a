// SPDX-License-Identifier: Apache-2.0

#include "claim/trap.hpp"

#include "lemma/classes.hpp"
#include "number/decimal.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

/// By layer and row: something for the rows of hidden layers with parameters, nothing for others.
using RowMarks = List<List<bool>>;

RowMarks hidden_rows(const Network& network) {
  RowMarks result(network.layers.size());
  for (std::size_t l = 0; l < network.hidden_count(); ++l)
    if (network.layers[l].is_parametrised())
      result[l].resize(network.layers[l].parameters().size());
  return result;
}

std::string layer_place(std::size_t l) {
  return "/statement/network/layers/" + std::to_string(l);
}

/// O260: R stays the same where a row is scaled and what reads it is scaled back.
void check_scaling(const Subject& subject) {
  const auto& decay = subject.loss.decay;
  if (const Check check{decay.empty()})
    check.say({"trap.scaling", "/statement/loss", "no weight decay, as parameters are fixed",
               decay.empty() ? "none" : "decay"});
  const Network& network = subject.network;
  for (std::size_t l = 0; l < network.hidden_count(); ++l) {
    const Layer& layer = network.layers[l];
    const List<Fraction>& intercepts = layer.activation.intercepts;
    const bool is_homogeneous =
        layer.kind != LayerKind::addition &&
        std::all_of(intercepts.begin(), intercepts.end(),
                    [](const Fraction& intercept) { return sign(intercept) == 0; });
    if (const Check check{is_homogeneous})
      check.say({"trap.scaling", layer_place(l),
                 "a layer without addition, its activation without intercepts",
                 is_homogeneous ? "such a layer" : "another one"});
  }
}

/// O261: one parameter of each hidden row is fixed, and it is not 0; no others are.
void check_fixed(const TrainedMinimum& minimum, const UnitGraph& graph) {
  RowMarks rows = hidden_rows(graph.network);
  std::size_t missing = 0;
  for (const List<bool>& layer : rows)
    missing += layer.size();
  for (std::size_t k = 0; k < minimum.fixed.size(); ++k) {
    const std::size_t j = minimum.fixed[k];
    const ParameterPlace place = graph.parameter_place(j);
    const bool is_first = place.row < rows[place.layer].size() && !rows[place.layer][place.row];
    const bool holds = is_first && sign(graph.coefficients[j]) != 0;
    if (const Check check{holds})
      check.say({"trap.fixed", minimum.place + "/fixed/" + std::to_string(k),
                 "the only fixed parameter of a hidden row, not 0",
                 !is_first ? "another one" : shown(graph.coefficients[j])});
    rows[place.layer][place.row] = true;
    --missing;
  }
  if (const Check check{missing == 0})
    check.say({"trap.fixed", minimum.place + "/fixed", "a parameter of every hidden row",
               counted(missing, "row", "rows") + " without one"});
}

/// The layer and row with parameters that an entry is the output of, through poolings; nothing for
/// inputs and the constant 1.
std::optional<std::pair<std::size_t, std::size_t>> row_of(const UnitGraph& graph,
                                                          std::size_t entry) {
  if (entry == 0)
    return std::nullopt;
  EntryPlace place = graph.place(entry);
  while (place.source > 0 && !graph.network.layers[place.source - 1].is_parametrised())
    place.source = graph.network.layers[place.source - 1].sources.front();
  if (place.source == 0)
    return std::nullopt;
  return std::pair(place.source - 1, place.channel);
}

/// O262: on the box every hidden row keeps a parameter that reads it away from 0.
void check_outgoing(const TrainedMinimum& minimum, const UnitGraph& graph) {
  RowMarks rows = hidden_rows(graph.network);
  const auto stays_away = [&](std::size_t j) {
    const Fraction reach = minimum.box * minimum.steps[j];
    return reach < graph.coefficients[j] || reach < -graph.coefficients[j];
  };
  for (const GraphUnit& unit : graph.units) {
    Meter::tick();
    for (const Link& link : unit.links)
      if (graph.is_parameter(link))
        if (const auto row = row_of(graph, link.entry); row && !rows[row->first][row->second])
          rows[row->first][row->second] = stays_away(link.coefficient);
  }
  for (std::size_t l = 0; l < rows.size(); ++l) {
    const auto unread = std::find(rows[l].begin(), rows[l].end(), false);
    if (const Check check{unread == rows[l].end()})
      check.say({"trap.outgoing", layer_place(l),
                 "units that are read with a parameter which is not 0 on the box",
                 unread == rows[l].end()
                     ? "such units"
                     : unit_in_words(l, static_cast<std::size_t>(unread - rows[l].begin()))});
  }
}

} // namespace

std::unique_ptr<Claim> read_trap(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"barrier"});
  return std::make_unique<Trap>(node.place(), node["barrier"].rational());
}

Told Trap::check(const Subject& subject) const {
  const TrainedMinimum& minimum = subject.standing_on<TrainedMinimum>();
  if (!minimum.fixed.empty()) {
    const UnitGraph graph(subject.network);
    check_scaling(subject);
    check_fixed(minimum, graph);
    check_outgoing(minimum, graph);
  }
  const bool holds = sign(barrier) > 0 && !(minimum.rise < barrier); // O263
  if (const Check check{holds})
    check.say({"trap.barrier", place + "/barrier",
               "a positive number, at most " + decimal_apart(minimum.rise, barrier),
               shown(barrier)});
  return {
      "Trap. On every continuous path of networks that begins in W, all parameters free, a risk "
      "below\n  " +
          number(minimum.risk_lower) +
          " is reached only behind a point with the risk R(W) + h, h = " + number(barrier) +
          ".\n  So W cannot be left for such a risk without climbing by h. (A step of a training "
          "method may jump over that.)\n",
      "{" + key("barrier") + exact(barrier) + "," + key("risk_lower") + exact(minimum.risk_lower) +
          "}"};
}

} // namespace thalweg::verifier
