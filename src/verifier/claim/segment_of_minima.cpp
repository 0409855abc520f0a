// SPDX-License-Identifier: Apache-2.0

#include "claim/segment_of_minima.hpp"

#include "claim/local_minimum.hpp"
#include "claim/lower_risk.hpp"
#include "lemma/classes.hpp"
#include "lemma/roots.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

const std::string segment_place = "/witness/segment_of_minima";

Fraction value_at_zero(const AffineRow& p) {
  return p.coefficients.empty() ? Fraction{} : fraction(p.coefficients.back(), p.denominator);
}

/// How large the polynomial is at 0.
Fraction size_at_zero(const AffineRow& p) {
  const Fraction value = value_at_zero(p);
  return sign(value) < 0 ? -value : value;
}

/// O122: σ(z) with the piece in use at W, which stays in use.
AffineRow activated_along(const Line& line, const Activation& activation, const AffineRow& z,
                          std::size_t sample, const std::string& unit) {
  const std::size_t piece = piece_of(activation, value_at_zero(z)).first;
  for (const std::size_t q : {piece - 1, piece}) { // piece − 1 wraps if piece is 0
    if (q >= activation.breakpoints.size())
      continue;
    const AffineRow distance = line.minus(z, activation.breakpoints[q]);
    if (const Check check{is_zero_polynomial(distance) || !has_root_in_unit_interval(distance)})
      check.say(
          {"segment_of_minima.pattern", segment_place,
           "no breakpoint met for 0 ≤ t ≤ 1 (sample " + std::to_string(sample) + ", " + unit + ")",
           "a distance " + shown(size_at_zero(distance)) + " from " +
               shown(activation.breakpoints[q]) + " at t = 0"},
          size_at_zero(distance));
  }
  return activated(z, activation.slopes[piece], activation.intercepts[piece], line.width());
}

void check_sample(const Line& line, const List<Fraction>& x, std::size_t sample) {
  const Network& network = line.network();
  List<List<AffineRow>> h;
  h.push_back(line.constants(x));
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    Meter::tick();
    List<AffineRow> z = line.pre_activations(l, h, {});
    for (std::size_t j = 0; j < z.size(); ++j)
      if (l < network.hidden_count())
        z[j] =
            activated_along(line, network.layers[l].activation, z[j], sample, unit_in_words(l, j));
      else if (const Check check{is_zero_polynomial(line.minus(z[j], value_at_zero(z[j])))}) // O121
        check.say({"segment_of_minima.output", segment_place,
                   "one value of output " + std::to_string(j) + " of sample " +
                       std::to_string(sample) + " for all t",
                   "the value " + shown(value_at_zero(z[j])) + " at t = 0"});
    h.push_back(std::move(z));
  }
}

} // namespace

std::unique_ptr<Claim> read_segment(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {});
  return std::make_unique<SegmentOfMinima>(node.place());
}

void read_segment_witness(const Node& node, Claim& made, const Subject& subject) {
  SegmentOfMinima& claim = dynamic_cast<SegmentOfMinima&>(made);
  claim.moves = read_direction(node, subject.network);
  claim.direction_json = &node.json();
}

Told SegmentOfMinima::check(const Subject& subject) const {
  const std::size_t count = move_count(moves);
  if (count == 0) // O120
    reject("segment_of_minima.no_move", segment_place, "a parameter that moves", "none");
  const Line line(subject.network, moves);
  for (std::size_t i = 0; i < subject.data.samples.size(); ++i)
    check_sample(line, point(subject.data.samples[i]), i);
  const Labels& labels = claimed_minimum(subject).labels;
  const bool has_exempt = std::find(labels.begin(), labels.end(), std::nullopt) != labels.end();
  const std::string digest = canonical_digest(*direction_json);
  return {"Segment of minima. For every t with 0 ≤ t ≤ 1, W + tD is a local minimum, and R(W + tD) "
          "= " +
              number(claimed_minimum(subject).risk) +
              ".\n  Patterns and outputs are those at W, and R(W') ≥ R(W + tD) for every W' at "
              "which the samples " +
              (has_exempt ? "that are not exempt " : "") + "have these patterns.\n  D (digest " +
              digest + ")\n  moves " + counted(count, "parameter", "parameters") +
              ": infinitely many minima, connected" +
              (is_better_shown(subject, claimed_minimum(subject).risk) ? ", all of them spurious"
                                                                       : "") +
              ".\n",
          "{" + key("direction_digest") + json_literal(digest) + "," + key("moves") +
              std::to_string(count) + "}"};
}

} // namespace thalweg::verifier
