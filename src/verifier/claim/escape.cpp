// SPDX-License-Identifier: Apache-2.0

#include "claim/escape.hpp"

#include "claim/lower_risk.hpp"
#include "lemma/examined.hpp"
#include "lemma/subgradient.hpp"
#include "loss/risk.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

/// A network at all samples: R, and which entries of x and of the outputs of layers are 0 at every
/// sample.
struct Seen {
  Fraction risk;
  List<List<bool>> is_silent; ///< [source][entry]
};

Seen seen(const Subject& subject, const Network& network) {
  const Data& data = subject.data;
  Seen result;
  result.is_silent.emplace_back(data.inputs.size(), true);
  for (const Layer& layer : network.layers)
    result.is_silent.emplace_back(layer.units.size(), true);
  List<Fraction> losses;
  for (std::size_t i = 0; i < data.samples.size(); ++i) {
    Meter::tick();
    const ForwardPass pass = forward_pass(network, point(data.samples[i]));
    losses.push_back(loss_of_sample(subject.loss, data, i, pass.z.back()));
    for (std::size_t source = 0; source < pass.h.size(); ++source)
      for (std::size_t k = 0; k < pass.h[source].size(); ++k)
        if (sign(pass.h[source][k]) != 0)
          result.is_silent[source][k] = false;
  }
  result.risk = sum(losses) * Fraction{1, Integer(data.samples.size())};
  return result;
}

/// All weights of a unit, zeros included, then its bias.
List<Fraction> parameters_of(const Unit& unit, std::size_t input_count) {
  List<Fraction> row(input_count + 1);
  for (const Term& term : unit.terms)
    row[term.input] = fraction(term.weight, unit.denominator);
  row.back() = fraction(unit.bias, unit.denominator);
  return row;
}

/// 2b − a
Unit beyond(const List<Fraction>& a, const List<Fraction>& b) {
  SparseRow weights;
  for (std::size_t k = 0; k + 1 < a.size(); ++k)
    if (const Fraction weight = b[k] + b[k] - a[k]; sign(weight) != 0)
      weights.emplace_back(k, weight);
  return unit_of(weights, b.back() + b.back() - a.back());
}

/// Is every layer that takes the output of this one dense, without a weight at this unit?
bool is_unread(const Network& network, std::size_t layer, std::size_t unit) {
  return std::all_of(network.layers.begin(), network.layers.end(), [&](const Layer& reader) {
    return std::find(reader.sources.begin(), reader.sources.end(), layer + 1) ==
               reader.sources.end() ||
           (reader.kind == LayerKind::dense &&
            std::all_of(reader.units.begin(), reader.units.end(), [&](const Unit& row) {
              return std::all_of(row.terms.begin(), row.terms.end(),
                                 [&](const Term& term) { return term.input != unit; });
            }));
  });
}

/// One straight piece of the path, from a to b.
struct Piece {
  const Network& a;
  const Network& b;
  const Seen& at_a;
  std::string place; ///< of b

  /// O239, O240: the parameters of one layer change, and outputs are affine on the piece. Returns
  /// the network 2b − a.
  Network check() const {
    Network far = b;
    std::optional<std::size_t> changed;
    for (std::size_t l = 0; l < a.layers.size(); ++l)
      for (std::size_t j = 0; j < a.layers[l].parameters().size(); ++j) {
        Meter::tick();
        const Layer& layer = a.layers[l];
        const List<Fraction> before = parameters_of(layer.parameters()[j], layer.row_length());
        const List<Fraction> after = parameters_of(b.layers[l].parameters()[j], layer.row_length());
        if (before == after)
          continue;
        const bool is_dense = layer.kind == LayerKind::dense;
        if (const Check check{is_dense && changed.value_or(l) == l})
          check.say({"escape.layers", place,
                     "moves in one dense layer, here " + std::to_string(changed.value_or(l)),
                     "in layer " + std::to_string(l) + (is_dense ? "" : ", which is not dense")});
        changed = l;
        check_affine(l, j, before, after);
        far.layers[l].units[j] = beyond(before, after);
      }
    return far;
  }

  /// O240 for one unit: it is of the last layer, nobody reads it, or its inputs are 0.
  void check_affine(std::size_t l, std::size_t j, const List<Fraction>& before,
                    const List<Fraction>& after) const {
    const bool is_free = l + 1 == a.layers.size() || is_unread(a, l, j);
    const List<bool>& is_silent = at_a.is_silent[a.layers[l].sources.front()];
    for (std::size_t k = 0; k < before.size(); ++k)
      if (before[k] != after[k])
        if (const Check check{is_free || (k + 1 < before.size() && is_silent[k])})
          check.say({"escape.not_affine", place + "/layers/" + std::to_string(l),
                     "moves of the last layer, of units that nobody reads, or at inputs that are 0",
                     unit_in_words(l, j) + (k + 1 < before.size()
                                                ? ", weight at input " + std::to_string(k)
                                                : std::string(", bias"))});
  }
};

void check_stated(const Fraction& stated, const Fraction& found, const char* code,
                  const std::string& place) {
  if (const Check check{stated == found})
    check.say({code, place, "the risk " + shown(found), shown(stated)});
}

} // namespace

std::unique_ptr<Claim> read_escape(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"risk", "better_risk"});
  return std::make_unique<Escape>(node.place(), node["risk"].rational(),
                                  node["better_risk"].rational());
}

void read_escape_witness(const Node& node, Claim& made, const Subject& subject) {
  Escape& claim = dynamic_cast<Escape&>(made);
  node.require_keys({"waypoints"});
  const Node waypoints = node["waypoints"];
  const std::size_t count = waypoints.size_not_zero("waypoint");
  for (std::size_t k = 0; k < count; ++k)
    claim.waypoints.push_back(read_network(waypoints[k], subject));
  claim.last_network = &waypoints[count - 1].json();
}

Told Escape::check(const Subject& subject) const {
  const Network* here = &subject.network;
  Seen at_here = seen(subject, *here);
  check_stated(risk, at_here.risk, "escape.risk", place + "/risk"); // O241
  for (std::size_t k = 0; k < waypoints.size(); ++k) {
    const std::string at = "/witness/escape/waypoints/" + std::to_string(k);
    check_same_architecture(subject.network, waypoints[k], "escape.architecture"); // O238
    const Network far = Piece{*here, waypoints[k], at_here, at}.check();           // O239, O240
    Seen next = seen(subject, waypoints[k]);
    const Fraction beyond_end = seen(subject, far).risk;
    if (const Check check{!(next.risk < beyond_end)})
      check.say({"escape.rises", at, "a risk that is still not higher as far again behind the end",
                 shown(next.risk) + ", there " + shown(beyond_end)});
    here = &waypoints[k];
    at_here = std::move(next);
  }
  check_stated(better_risk, at_here.risk, "escape.better_risk", place + "/better_risk"); // O242
  if (const Check check{better_risk < risk})                                             // O243
    check.say({"escape.not_lower", place + "/better_risk", "a risk below " + shown(risk),
               shown(better_risk)});
  const std::string digest = canonical_digest(*last_network);
  const Fraction farthest = distance(subject.network, waypoints.back());
  return {"Escape. W can be left: on a path of " +
              counted(waypoints.size(), "straight piece", "straight pieces") +
              ", along which the risk never rises,\n  a network W3 (digest " + digest +
              ")\n  is reached with R(W3) = " + number(better_risk) + " < R(W) = " + number(risk) +
              ".\n  No parameter of W3 differs from that of W by more than " + number(farthest) +
              ".\n",
          "{" + key("risk") + exact(risk) + "," + key("better_risk") + exact(better_risk) + "," +
              key("pieces") + std::to_string(waypoints.size()) + "," + key("distance") +
              exact(farthest) + "," + key("network_digest") + json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
