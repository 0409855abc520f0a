// SPDX-License-Identifier: Apache-2.0

#include "claim/two_piece_bound.hpp"

#include "loss/loss_document.hpp"
#include "loss/risk.hpp"
#include "number/decimal.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

constexpr const char* two_piece_place = "/witness/two_piece_bound";

SideFit read_side(const Node& node, bool has_kinks, std::size_t output_count) {
  require_keys_and_subgradients(node, {"functions"}, has_kinks);
  SideFit side;
  const Node functions = node["functions"];
  functions.require_size(output_count, "targets");
  for (std::size_t o = 0; o < output_count; ++o) {
    functions[o].require_size(2, "a slope and a constant");
    const List<Fraction> f = functions[o].rationals();
    side.functions.push_back({f[0], f[1]});
  }
  for (std::size_t k = 0; has_kinks && k < node["subgradients"].size(); ++k) {
    node["subgradients"][k].require_size(output_count, "targets");
    side.subgradients.push_back(node["subgradients"][k].rationals());
  }
  return side;
}

Fraction input(const Data& data, std::size_t i) {
  return fraction(data.samples[i].x[0], data.samples[i].denominator);
}

/// The different inputs, increasing.
List<Fraction> distinct_inputs(const Data& data) {
  List<Fraction> inputs;
  for (std::size_t i = 0; i < data.samples.size(); ++i)
    inputs.push_back(input(data, i));
  std::sort(inputs.begin(), inputs.end());
  inputs.erase(std::unique(inputs.begin(), inputs.end()), inputs.end());
  return inputs;
}

/// O113, O114: the fit of one output is optimal on these samples. Returns its losses.
Fraction check_fit(const Subject& subject, const List<std::size_t>& members, const SideFit& side,
                   std::size_t o, const std::string& place) {
  const Data& data = subject.data;
  List<Fraction> losses, slopes, moments;
  for (std::size_t k = 0; k < members.size(); ++k) {
    Meter::tick();
    const std::size_t i = members[k];
    const Fraction x = input(data, i);
    const LossAt at = loss_at(subject.loss, i, o, side.functions[o][0] * x + side.functions[o][1],
                              fraction(data.samples[i].y[o], data.samples[i].denominator));
    const Fraction& g = side.subgradients.empty() ? at.least : side.subgradients[k][o];
    if (const Check check{!(g < at.least) && !(at.greatest < g)})
      check.say({"two_piece_bound.subgradient",
                 place + "/subgradients/" + std::to_string(k) + "/" + std::to_string(o),
                 "a number from " + shown(at.least) + " to " + shown(at.greatest), shown(g)});
    losses.push_back(at.value);
    slopes.push_back(g);
    moments.push_back(g * x);
  }
  if (const Check check{sign(sum(slopes)) == 0 && sign(sum(moments)) == 0})
    check.say({"two_piece_bound.not_optimal", place, "subgradients orthogonal to (x, 1)",
               "sums " + shown(sum(moments)) + " and " + shown(sum(slopes)) + " for output " +
                   std::to_string(o)});
  return sum(losses);
}

/// The losses of the samples for which is_member(x), all outputs together.
template <class IsMember>
Fraction losses_of_side(const Subject& subject, const SideFit& side, const std::string& place,
                        const IsMember& is_member) {
  const Data& data = subject.data;
  List<std::size_t> members;
  for (std::size_t i = 0; i < data.samples.size(); ++i)
    if (is_member(input(data, i)))
      members.push_back(i);
  if (!subject.loss.is_differentiable() && side.subgradients.size() != members.size())
    reject("two_piece_bound.sides", place + "/subgradients",
           "one row for each of " + std::to_string(members.size()) + " samples",
           std::to_string(side.subgradients.size()));
  Fraction losses;
  for (std::size_t o = 0; o < data.targets.size(); ++o)
    losses = losses + check_fit(subject, members, side, o, place);
  return losses;
}

} // namespace

std::unique_ptr<Claim> read_two_piece_bound(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"bound"});
  node.require(subject.data.inputs.size() == 1, "shape.dimension", "data with one input",
               std::to_string(subject.data.inputs.size()));
  return std::make_unique<TwoPieceBound>(node.place(), node["bound"].rational());
}

void read_two_piece_bound_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"below", "above"});
  TwoPieceBound& claim = dynamic_cast<TwoPieceBound&>(made);
  for (const auto& [key, sides] : {std::pair("below", &claim.below), {"above", &claim.above}})
    for (std::size_t j = 0; j < node[key].size(); ++j)
      sides->push_back(
          read_side(node[key][j], !subject.loss.is_differentiable(), subject.data.targets.size()));
  claim.witness_json = &node.json();
}

Told TwoPieceBound::check(const Subject& subject) const {
  const List<Fraction> inputs = distinct_inputs(subject.data);
  for (const auto& [key, count, wanted] : {std::tuple("/below", below.size(), inputs.size()),
                                           {"/above", above.size(), inputs.size() - 1}})
    if (count != wanted) // O112
      reject("two_piece_bound.sides", std::string(two_piece_place) + key,
             std::to_string(wanted) + " sides for " + std::to_string(inputs.size()) +
                 " different inputs",
             std::to_string(count));
  const Fraction needed = bound * Fraction{Integer(subject.data.samples.size()), 1};
  for (std::size_t j = 0; j < inputs.size(); ++j) {
    const std::string at = "/" + std::to_string(j);
    const Fraction& last = inputs[j];
    Fraction losses = losses_of_side(subject, below[j], two_piece_place + ("/below" + at),
                                     [&](const Fraction& x) { return !(last < x); });
    if (j < above.size())
      losses = losses + losses_of_side(subject, above[j], two_piece_place + ("/above" + at),
                                       [&](const Fraction& x) { return last < x; });
    if (const Check check{!(losses < needed)}) // O115
      check.say({"two_piece_bound.bound", place + "/bound",
                 "at most the risk " +
                     shown(losses * fraction(1, Integer(subject.data.samples.size()))) +
                     " of the fits up to and after " + shown(last),
                 shown(bound)});
  }
  return {
      "Two pieces. Every function that is one affine function on {x ≤ t} and one on {x > t}, for "
      "any t\n  (jumps allowed), has on these data at least the risk " +
          number(bound) + ":\n  for each of the " + std::to_string(inputs.size()) +
          " ways to part the samples the fits of the witness are optimal on both sides\n  "
          "(digest " +
          canonical_digest(*witness_json) + ").\n",
      "{" + key("bound") + exact(bound) + "," + key("splits") + std::to_string(inputs.size()) +
          "," + key("witness_digest") + json_literal(canonical_digest(*witness_json)) + "}"};
}

} // namespace thalweg::verifier
