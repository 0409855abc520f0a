// SPDX-License-Identifier: Apache-2.0

#include "claim/lower_risk.hpp"

#include "lemma/examined.hpp"
#include "lemma/screen.hpp"
#include "loss/cross_entropy.hpp"
#include "loss/risk.hpp"
#include "loss/weight_decay.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg::verifier {

namespace {

constexpr std::size_t bits = 128; ///< of the enclosures of what is not rational

constexpr std::size_t most_classes = 64; ///< that are looked at

/// The loss of each sample. Samples that are shown by short numbers to be far from every wall have
/// the affine functions of one before them with these pieces; a forward pass serves the others.
List<Fraction> losses_of(const Subject& subject, const Network& network) {
  const Data& data = subject.data;
  const WordInputs inputs = word_inputs(data);
  const LabelledNetwork unlabelled{network, {}, "lower_risk", "", {}};
  List<Fraction> losses(data.samples.size());
  List<std::size_t> rest(data.samples.size());
  std::iota(rest.begin(), rest.end(), std::size_t{0});
  const auto take = [&](std::size_t i, const List<Fraction>& outputs) {
    losses[i] = loss_of_sample(subject.loss, data, i, outputs);
  };
  const bool is_chain = // others are not screened: their maps would cost more than they save
      std::all_of(network.layers.begin(), network.layers.end(),
                  [](const Layer& layer) { return layer.kind == LayerKind::dense; });
  for (std::size_t k = 0; is_chain && k < most_classes && !rest.empty(); ++k) {
    const std::size_t first = rest.front();
    const ForwardPass pass = forward_pass(network, point(data.samples[first]));
    if (pass.is_on_wall)
      break;
    const ClassMap map = pattern_map(network, pass.pieces, data.inputs.size());
    const List<std::size_t> others = unscreened(network, map, inputs, rest, nullptr);
    if (!others.empty() && others.front() == first)
      break;
    for (const std::size_t i : rest)
      if (!std::binary_search(others.begin(), others.end(), i))
        take(i, values_at(map.z.back(), data.samples[i]));
    rest = others;
  }
  for (const std::size_t i : rest) {
    Meter::tick();
    take(i, forward_pass(network, point(data.samples[i])).z.back());
  }
  return losses;
}

/// R of a network, decay included: exactly, or enclosed if the loss is not rational.
Bounds bounds_of_risk(const Subject& subject, const Network& network) {
  const Fraction decay = decay_of(subject.loss, network);
  if (subject.loss.cross_entropy) {
    const Bounds mean = risk_bounds(subject, network, bits);
    return {mean.lower + decay, mean.upper + decay};
  }
  const Integer count(subject.data.samples.size());
  const Fraction risk = sum(losses_of(subject, network)) * Fraction{1, count} + decay;
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

/// Are both networks inside the same pieces at every sample?
bool has_same_patterns(const Subject& subject, const Network& network) {
  return std::all_of(subject.data.samples.begin(), subject.data.samples.end(),
                     [&](const Sample& sample) {
                       const ForwardPass here = forward_pass(subject.network, point(sample));
                       const ForwardPass there = forward_pass(network, point(sample));
                       return !here.is_on_wall && !there.is_on_wall && here.pieces == there.pieces;
                     });
}

/// Whose risk is compared, and how it is called.
struct Compared {
  const MinimumClaim* minimum; ///< the last one before, if there is one
  const Fraction& risk;        ///< R(W), or a number that R(W) or R(W*) is not below
  bool is_here;                ///< is a minimum claimed, and is it W?
  bool is_spurious;            ///< is it one among all parameters?
  bool is_exact;
  std::string name; ///< "R(W)", "R(W*)"
};

Compared compared(const LowerRisk& claim, const Subject& subject) {
  const auto* const minimum = subject.find<MinimumClaim>();
  if (minimum == nullptr)
    return {nullptr, *claim.risk, false, false, !subject.loss.cross_entropy, "R(W)"};
  const auto [risk, is_here, is_local] = minimum->known();
  return {minimum, risk, is_here, is_local, is_here, is_here ? "R(W)" : "R(W*)"};
}

/// ": the local minimum W is spurious"
std::string consequence(const Compared& with, const Subject& subject) {
  if (with.minimum == nullptr)
    return ": W is not a global minimum";
  const std::string which = with.is_here ? "W"
                            : subject.before.back().get() == with.minimum
                                ? "W*"
                                : "W* of " + printable(with.minimum->name);
  return with.is_spurious ? ": the local minimum " + which + " is spurious"
                          : ": " + which + " is not a global minimum";
}

Told told(const LowerRisk& claim, const Subject& subject, const Compared& with) {
  const Fraction drop = with.risk - claim.better_risk;
  std::string share; // of a risk that is not positive there is none
  if (sign(with.risk) > 0)
    share =
        ", " +
        decimal(drop * Fraction{100, 1} * fraction(with.risk.denominator, with.risk.numerator), 4) +
        " % of " + (with.is_exact ? "R(W)" : "that bound");
  const Fraction farthest = distance(subject.network, subject.better->network);
  const std::string digest = canonical_digest(*subject.better->json);
  const bool is_of_cell = !with.is_here && has_same_patterns(subject, subject.better->network);
  const std::string bound = with.is_exact
                                ? with.name + (claim.risk ? " = " + number(with.risk) : "")
                                : number(with.risk) + " ≤ " + with.name;
  return {(with.is_spurious ? "Spurious. A network " : "Lower risk. A network ") +
              in_words(*subject.better) + " of the same architecture (digest " + digest +
              ")\n  has R(W2) " + (subject.loss.cross_entropy ? "≤ " : "= ") +
              number(claim.better_risk) + " < " + bound + consequence(with, subject) +
              ".\n  The drop is " + (with.is_exact ? "" : "at least ") + number(drop) + share +
              ".\n  No parameter of W2 differs from that of W by more than " + number(farthest) +
              ".\n" +
              (is_of_cell ? "  At every sample W2 has the activation pattern of W: " + with.name +
                                " is not the least risk of the cell of W.\n"
                          : ""),
          "{" + (claim.risk ? key("risk") + exact(*claim.risk) + "," : "") + key("better_risk") +
              exact(claim.better_risk) + "," + key("drop") + exact(drop) + "," +
              key("spurious_minimum") +
              (with.is_spurious ? json_literal(with.minimum->name) : "null") + "," +
              key("distance") + exact(farthest) +
              (with.is_here ? "" : "," + key("same_patterns") + (is_of_cell ? "true" : "false")) +
              "," + key("network_digest") + json_literal(digest) + "}"};
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

bool is_better_shown(const Subject& subject, const Fraction& risk) {
  const auto* const shown_lower = subject.find<LowerRisk>();
  return shown_lower != nullptr && shown_lower->better_risk < risk;
}

std::unique_ptr<Claim> read_lower_risk(const Node& node, const Subject& subject) {
  const bool is_after_minimum = subject.find<MinimumClaim>() != nullptr;
  List<std::string_view> keys{"better_risk"};
  if (!is_after_minimum)
    keys.emplace_back("risk");
  require_own_keys(node, subject, keys);
  auto claim = std::make_unique<LowerRisk>(node.place());
  claim->better_risk = node["better_risk"].rational();
  if (!is_after_minimum)
    claim->risk = node["risk"].rational();
  claim->better = subject.better;
  return claim;
}

Told LowerRisk::check(const Subject& subject) const {
  const Network& network = subject.better->network;
  check_same_architecture(subject.network, network, "lower_risk.architecture"); // O90
  const bool is_rational = !subject.loss.cross_entropy;
  if (risk) // O141
    check_risk_bound(*risk, bounds_of_risk(subject, subject.network).lower, false, is_rational,
                     "lower_risk.risk", place + "/risk");
  check_risk_bound(better_risk, bounds_of_risk(subject, network).upper, true, is_rational,
                   "lower_risk.better_risk", place + "/better_risk"); // O142
  const Compared with = compared(*this, subject);
  if (const Check check{better_risk < with.risk}) // O143
    check.say({"lower_risk.not_lower", place + "/better_risk", "a risk below " + shown(with.risk),
               shown(better_risk)});
  return told(*this, subject, with);
}

} // namespace thalweg::verifier
