// SPDX-License-Identifier: Apache-2.0

#include "claim/vanishing_risk.hpp"

#include "lemma/classes.hpp"
#include "loss/cross_entropy.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

/// What the last layer adds to its outputs at features h when it moves by D.
List<Fraction> outputs_of_moves(const List<ParameterMove>& moves, const List<Fraction>& features,
                                std::size_t output_count) {
  List<Fraction> outputs(output_count);
  for (const ParameterMove& move : moves)
    outputs[move.unit] =
        outputs[move.unit] + (move.input ? move.change * features[*move.input] : move.change);
  return outputs;
}

/// The least and the largest margin v_y − v_a of D over all samples, blocks and other classes a.
struct Margins {
  std::optional<Fraction> least;
  std::optional<Fraction> largest;

  void add(const Fraction& margin) {
    if (!least || margin < *least)
      least = margin;
    if (!largest || *largest < margin)
      largest = margin;
  }
};

Margins margins_of(const Subject& subject, const std::optional<Direction>& moves) {
  const Loss& loss = subject.loss;
  Margins margins;
  for (const Sample& sample : subject.data.samples) {
    Meter::tick();
    const ForwardPass pass = forward_pass(subject.network, point(sample));
    const List<Fraction> outputs =
        moves ? outputs_of_moves(moves->back(), pass.h[subject.network.hidden_count()],
                                 pass.z.back().size())
              : pass.z.back();
    for (std::size_t o = 0; o < block_count(loss, subject.data); ++o) {
      List<Fraction> v = scores(loss, o, outputs);
      v.emplace_back();
      const std::size_t y = class_of(loss, sample, o);
      for (std::size_t a = 0; a < v.size(); ++a)
        if (a != y)
          margins.add(v[y] - v[a]);
    }
  }
  return margins;
}

std::string margins_in_words(const VanishingRisk& claim) {
  const bool is_strict = sign(claim.margin) > 0;
  if (!claim.moves)
    return (is_strict ? "W classifies every sample rightly, with margins of at least " +
                            number(claim.margin) + ".\n  With"
                      : "No margin of W is negative, and some are positive.\n  With") +
           std::string(" all parameters of the last layer multiplied by t, R falls strictly as "
                       "t > 0 grows") +
           (is_strict ? ", and tends to 0.\n" : ".\n");
  return "Along W + tD, where D (digest " + canonical_digest(*claim.direction_json) +
         ")\n  moves " + counted(move_count(*claim.moves), "parameter", "parameters") +
         " of the last layer, R falls strictly as t ≥ 0 grows" +
         (is_strict ? ", and tends to 0:\n  all margins grow by at least " + number(claim.margin) +
                          " for each unit of t.\n"
                    : ":\n  no margin falls, and some grow.\n");
}

Told told_of_vanishing(const VanishingRisk& claim) {
  const bool is_strict = sign(claim.margin) > 0;
  return {"Vanishing risk. " + margins_in_words(claim) + "  So W is not a local minimum." +
              (is_strict ? " The infimum of R over all networks of this architecture is 0, and\n  "
                           "none of them attains it: there is no global minimum.\n"
                         : " No last layer is optimal for the hidden layers of W.\n"),
          "{" + key("margin") + exact(claim.margin) + "," + key("infimum") +
              (is_strict ? "\"0\"" : "null") + "," + key("direction_digest") +
              (claim.moves ? json_literal(canonical_digest(*claim.direction_json)) : "null") + "}"};
}

} // namespace

std::unique_ptr<Claim> read_vanishing_risk(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"margin"});
  return std::make_unique<VanishingRisk>(node.place(), node["margin"].rational());
}

void read_vanishing_risk_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"direction"});
  const Node direction = node["direction"];
  if (direction.is(JsonKind::null))
    return;
  VanishingRisk& claim = dynamic_cast<VanishingRisk&>(made);
  claim.moves = read_direction(direction, subject.network);
  claim.direction_json = &direction.json();
}

Told VanishingRisk::check(const Subject& subject) const {
  if (moves && move_count(*moves) != moves->back().size()) // O156
    reject("vanishing_risk.layer", "/witness/vanishing_risk/direction",
           "moves of the last layer alone", "others");
  const Margins margins = margins_of(subject, moves);
  if (const Check check{sign(*margins.least) >= 0 && sign(*margins.largest) != 0}) // O157
    check.say({"vanishing_risk.not_separating", "/witness/vanishing_risk/direction",
               "no negative margin, and a positive one",
               "margins from " + shown(*margins.least) + " to " + shown(*margins.largest)});
  if (const Check check{margin == *margins.least}) // O158
    check.say({"vanishing_risk.margin", place + "/margin",
               "the least margin " + shown(*margins.least), shown(margin)});
  return told_of_vanishing(*this);
}

} // namespace thalweg::verifier
