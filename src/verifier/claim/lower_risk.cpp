// SPDX-License-Identifier: Apache-2.0

#include "claim/lower_risk.hpp"

#include "claim/bottleneck_minimum.hpp"
#include "claim/local_minimum.hpp"
#include "claim/minimum_in_pieces.hpp"
#include "claim/minimum_on_walls.hpp"
#include "claim/nearby_minimum.hpp"
#include "lemma/examined.hpp"
#include "lemma/subgradient.hpp"
#include "loss/risk.hpp"
#include "loss/weight_decay.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

/// R of a network, decay included: exactly, or enclosed if the loss is not rational.
Bounds bounds_of_risk(const Subject& subject, const Network& network, std::size_t bits) {
  const Loss& loss = subject.loss;
  const Fraction decay = decay_of(loss, network);
  if (loss.cross_entropy) {
    const Bounds mean = risk_bounds(subject, network, bits);
    return {mean.lower + decay, mean.upper + decay};
  }
  const Data& data = subject.data;
  List<Fraction> losses;
  for (std::size_t i = 0; i < data.samples.size(); ++i) {
    Meter::tick();
    losses.push_back(
        loss_of_sample(loss, data, i, forward_pass(network, point(data.samples[i])).z.back()));
  }
  const Fraction risk = sum(losses) * Fraction{1, Integer(data.samples.size())} + decay;
  return {risk, risk};
}

Fraction absolute_difference(const Fraction& a, const Fraction& b) {
  return a < b ? b - a : a - b;
}

/// The largest absolute difference of an entry of two rows, the bias included.
Fraction distance(const Unit& a, const Unit& b) {
  Fraction largest =
      absolute_difference(fraction(a.bias, a.denominator), fraction(b.bias, b.denominator));
  const auto weight = [](const Unit& unit, std::size_t at, std::size_t input) {
    return at < unit.terms.size() && unit.terms[at].input == input
               ? fraction(unit.terms[at].weight, unit.denominator)
               : Fraction{};
  };
  for (std::size_t p = 0, q = 0; p < a.terms.size() || q < b.terms.size();) {
    const std::size_t input =
        q == b.terms.size() || (p < a.terms.size() && a.terms[p].input < b.terms[q].input)
            ? a.terms[p].input
            : b.terms[q].input;
    const Fraction change = absolute_difference(weight(a, p, input), weight(b, q, input));
    largest = largest < change ? change : largest;
    p += p < a.terms.size() && a.terms[p].input == input ? 1 : 0;
    q += q < b.terms.size() && b.terms[q].input == input ? 1 : 0;
  }
  return largest;
}

/// O141, O142: the stated number bounds the risk on its side; it is the risk if that is rational.
void check_risk_bound(const Fraction& stated, const Fraction& found, bool is_upper,
                      bool is_rational, const char* code, const std::string& place) {
  const char* const wanted = is_rational ? "the risk " : is_upper ? "at least " : "at most ";
  const bool is_within = is_upper ? !(stated < found) : !(found < stated);
  if (const Check check{is_rational ? stated == found : is_within})
    check.say({code, place, wanted + shown(found), shown(stated)});
}

Told told_beside_minimum(const LowerRisk& claim, const Subject& subject,
                         const MinimumNearby& minimum) {
  const Fraction drop = minimum.risk_lower - claim.better_risk;
  const bool is_last = subject.before.back().get() == &minimum;
  const std::string digest = canonical_digest(*subject.better->json);
  return {"Lower risk. A network " + in_words(*subject.better) +
              " of the same architecture (digest " + digest + ")\n  has R(W2) ≤ " +
              number(claim.better_risk) + " < R(W*)" +
              (is_last ? "" : ", W* being that of " + printable(minimum.name)) +
              ": W* is spurious. The drop is at least " + number(drop) + ".\n",
          "{" + key("better_risk") + exact(claim.better_risk) + "," + key("drop") + exact(drop) +
              "," + key("network_digest") + json_literal(digest) + "}"};
}

/// Is W shown to be a local minimum by another claim?
bool is_shown_minimum(const Subject& subject) {
  return subject.find<LocalMinimumClaim>() != nullptr ||
         subject.find<MinimumOnWalls>() != nullptr || subject.find<MinimumInPieces>() != nullptr ||
         subject.find<BottleneckMinimum>() != nullptr;
}

/// Are both networks inside the same pieces at every sample?
bool has_same_patterns(const Subject& subject, const Network& network) {
  return std::all_of(subject.data.samples.begin(), subject.data.samples.end(),
                     [&](const Sample& sample) {
                       const ForwardPass here = forward_pass(subject.network, point(sample));
                       const ForwardPass there = forward_pass(network, point(sample));
                       return !here.is_on_wall && !there.is_on_wall && here.pieces == there.pieces;
                     });
}

Told told(const LowerRisk& claim, const Subject& subject) {
  const bool is_rational = !subject.loss.cross_entropy;
  const Fraction drop = *claim.risk - claim.better_risk;
  std::string share; // of a risk that is not positive there is none
  if (sign(*claim.risk) > 0)
    share =
        ", " +
        decimal(drop * Fraction{100, 1} * fraction(claim.risk->denominator, claim.risk->numerator),
                4) +
        " % of " + (is_rational ? "R(W)" : "that bound");
  const Fraction farthest = distance(subject.network, subject.better->network);
  const std::string digest = canonical_digest(*subject.better->json);
  const bool is_of_cell = has_same_patterns(subject, subject.better->network);
  return {
      "Lower risk. A network " + in_words(*subject.better) + " of the same architecture (digest " +
          digest + ")\n  has R(W2) " + (is_rational ? "= " : "≤ ") + number(claim.better_risk) +
          " < " + (is_rational ? "R(W) = " : "") + number(*claim.risk) +
          (is_rational ? "" : " ≤ R(W)") + ": W is not a global minimum" +
          (is_shown_minimum(subject) ? "; as a local minimum it is spurious" : "") +
          ".\n  The drop is " + (is_rational ? "" : "at least ") + number(drop) + share +
          ".\n  No parameter of W2 differs from that of W by more than " + number(farthest) +
          ".\n" +
          (is_of_cell ? "  At every sample W2 has the activation pattern of W: W has not the least "
                        "risk of its cell.\n"
                      : ""),
      "{" + key("risk") + exact(*claim.risk) + "," + key("better_risk") + exact(claim.better_risk) +
          "," + key("drop") + exact(drop) + "," + key("distance") + exact(farthest) + "," +
          key("same_patterns") + (is_of_cell ? "true" : "false") + "," + key("network_digest") +
          json_literal(digest) + "}"};
}

} // namespace

Fraction distance(const Network& a, const Network& b) {
  Fraction largest;
  for (std::size_t l = 0; l < a.layers.size(); ++l)
    for (std::size_t row = 0; row < a.layers[l].parameters().size(); ++row) {
      Meter::tick();
      const Fraction change =
          distance(a.layers[l].parameters()[row], b.layers[l].parameters()[row]);
      largest = largest < change ? change : largest;
    }
  return largest;
}

std::unique_ptr<Claim> read_lower_risk(const Node& node, const Subject& subject) {
  const bool is_beside_minimum = subject.find<MinimumNearby>() != nullptr;
  List<std::string_view> keys{"better_risk"};
  if (!is_beside_minimum)
    keys.emplace_back("risk");
  require_own_keys(node, subject, keys);
  return std::make_unique<LowerRisk>(node.place(), node["better_risk"].rational(),
                                     is_beside_minimum ? std::nullopt
                                                       : std::optional(node["risk"].rational()));
}

void read_lower_risk_witness(const Node& node, Claim& made, const Subject& subject) {
  LowerRisk& claim = dynamic_cast<LowerRisk&>(made);
  if (claim.risk && subject.loss.cross_entropy) {
    node.require_keys({"bits"});
    claim.bits = read_bits(node["bits"]);
  } else {
    node.require_keys({});
  }
}

Told LowerRisk::check(const Subject& subject) const {
  const Network& network = subject.better->network;
  check_same_architecture(subject.network, network, "lower_risk.architecture"); // O90
  const auto* const minimum = subject.find<MinimumNearby>();
  const bool is_rational = !subject.loss.cross_entropy;
  const std::size_t precision = minimum != nullptr ? minimum->bits : bits;
  if (risk) // O141
    check_risk_bound(*risk, bounds_of_risk(subject, subject.network, precision).lower, false,
                     is_rational, "lower_risk.risk", place + "/risk");
  check_risk_bound(better_risk, bounds_of_risk(subject, network, precision).upper, true,
                   is_rational, "lower_risk.better_risk", place + "/better_risk"); // O91, O142
  const Fraction& limit = risk ? *risk : minimum->risk_lower;
  if (const Check check{better_risk < limit}) // O92, O143
    check.say({"lower_risk.not_lower", place + "/better_risk", "a risk below " + shown(limit),
               shown(better_risk)});
  return risk ? told(*this, subject) : told_beside_minimum(*this, subject, *minimum);
}

} // namespace thalweg::verifier
