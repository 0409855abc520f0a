// SPDX-License-Identifier: Apache-2.0

#include "claim/reachable_minimum.hpp"

#include "layer/network_document.hpp"
#include "lemma/examined.hpp"
#include "lemma/reachable_maps.hpp"
#include "lemma/score_response.hpp"
#include "number/semidefinite.hpp"
#include "shape/geometry_nodes.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

ReachableClass read_reachable_class(const Node& node, std::size_t width) {
  node.require_keys({"basis", "strength", "size", "reach"});
  node["basis"].size_not_zero("function");
  return {node["basis"].increasing_indices(width, "inputs of the layer and 1"),
          node["strength"].rational(), node["size"].rational(), node["reach"].rational()};
}

const std::string reachable_witness = "/witness/reachable_minimum";

Fraction square(const Fraction& a) {
  return a * a;
}

void require_positive(const Fraction& value, const char* code, const std::string& place) {
  if (const Check check{sign(value) > 0})
    check.say({code, place, "a positive number", shown(value)});
}

/// O290
void check_moved_layer(const Network& network, std::size_t layer) {
  for (std::size_t l = layer; l < network.layers.size(); ++l)
    if (network.layers[l].kind != LayerKind::dense || (l == layer && !network.layers[l].has_biases))
      reject("reachable_minimum.layer", reachable_witness + "/layer",
             "a dense layer with biases, and dense layers behind it",
             l == layer ? "another layer" : "another one behind it");
}

/// O291
Examined check_patterns(const Subject& subject, const ReachableMinimum& claim) {
  const std::string place = reachable_witness + "/pattern_classes";
  const LabelledNetwork labelled{subject.network, claim.labels, "reachable_minimum", place, {}};
  const Invariance invariance{claim.place, claim.radius + claim.distance, claim.method};
  Examined examined = examine(labelled, subject.data, subject.loss, &invariance);
  if (const List<std::size_t>& without = examined.grouping.unlabelled; !without.empty())
    reject("reachable_minimum.null_class", place + "/" + std::to_string(without.front()), "a class",
           "null");
  return examined;
}

/// Samples with the same pieces from a layer on, and these pieces.
struct UpperClass {
  List<std::size_t> members; ///< increasing
  const Pattern* pieces;
};

/// In the order of their first samples.
List<UpperClass> upper_classes(const Examined& examined, std::size_t layer) {
  List<UpperClass> result;
  for (std::size_t c = 0; c < examined.classes.size(); ++c) {
    const Pattern& pieces = examined.classes[c].pieces;
    const auto first = static_cast<std::ptrdiff_t>(layer);
    auto found = std::find_if(result.begin(), result.end(), [&](const UpperClass& known) {
      return std::equal(pieces.begin() + first, pieces.end(), known.pieces->begin() + first);
    });
    if (found == result.end())
      found = result.insert(found, UpperClass{{}, &pieces});
    const List<std::size_t>& members = examined.grouping.members[c];
    found->members.insert(found->members.end(), members.begin(), members.end());
  }
  for (UpperClass& upper : result)
    std::sort(upper.members.begin(), upper.members.end());
  return result;
}

/// The basis functions of a class at its samples.
List<List<Fraction>> basis_functions(const List<ForwardPass>& passes, const ReachableMinimum& claim,
                                     std::size_t c, const List<std::size_t>& members) {
  List<List<Fraction>> result;
  for (const std::size_t i : members) {
    const List<Fraction>& h = passes[i].h[claim.layer];
    List<Fraction>& row = result.emplace_back();
    for (const std::size_t entry : claim.classes[c].basis)
      row.push_back(entry < h.size() ? h[entry] : Fraction{1, 1});
  }
  return result;
}

/// O293: each reachable map is on the class a combination of the basis functions.
void check_maps(const List<PointColumn>& maps, const List<List<Fraction>>& functions,
                const List<std::size_t>& members, const std::string& place) {
  EchelonColumns span;
  for (std::size_t j = 0; j < functions.front().size(); ++j) {
    Integer common = 1;
    for (const List<Fraction>& row : functions)
      common = lcm(common, row[j].denominator);
    PointColumn column;
    for (const List<Fraction>& row : functions)
      column.push_back(row[j].numerator * (common / row[j].denominator));
    span.add(std::move(column));
  }
  for (const PointColumn& map : maps) {
    PointColumn column;
    for (const std::size_t i : members)
      column.push_back(map[i]);
    if (const Check check{!span.add(std::move(column))})
      check.say({"reachable_minimum.basis", place + "/basis",
                 "functions that span all maps that the layers below can reach",
                 "a map that is not in their span, or one that is"});
  }
}

/// What one class has at W.
struct ClassSlope {
  List<List<Fraction>> gradients; ///< by block: upper bounds of |G_J|
  List<Fraction> weights;         ///< w_i by sample: below p_a p_{C−1} of every block and score
};

constexpr std::size_t weight_bits = 32;

/// Adds the terms of one block; `weights` are over 2^(2·bits) and only fall.
List<Fraction> block_gradient(const Subject& subject, const List<ForwardPass>& passes,
                              std::size_t bits, const List<std::size_t>& members,
                              const List<List<Fraction>>& functions, std::size_t block,
                              List<Integer>& weights) {
  const Loss& loss = subject.loss;
  const Integer one = Integer(1) << bits;
  const std::size_t size = functions.front().size();
  const std::size_t score_count = loss.cross_entropy->classes - 1;
  List<List<Fraction>> lower(score_count * size);
  List<List<Fraction>> upper(score_count * size);
  for (std::size_t k = 0; k < members.size(); ++k) {
    Meter::tick();
    const List<Range> p =
        block_at(scores(loss, block, passes[members[k]].z.back()), bits).probabilities;
    const std::size_t y = class_of(loss, subject.data.samples[members[k]], block);
    for (std::size_t a = 0; a < score_count; ++a) {
      weights[k] = std::min(weights[k], Integer(p[a].lower * p.back().lower));
      const Integer known = a == y ? one : Integer(0);
      for (std::size_t j = 0; j < size; ++j) {
        const Fraction& b = functions[k][j];
        const bool is_negative = sign(b) < 0;
        const auto times_b = [&](const Integer& g) {
          return fraction(b.numerator * g, b.denominator);
        };
        lower[a * size + j].push_back(times_b((is_negative ? p[a].upper : p[a].lower) - known));
        upper[a * size + j].push_back(times_b((is_negative ? p[a].lower : p[a].upper) - known));
      }
    }
  }
  List<Fraction> gradient;
  for (std::size_t coordinate = 0; coordinate < lower.size(); ++coordinate)
    gradient.push_back(std::max(-sum(lower[coordinate]), sum(upper[coordinate])) *
                       Fraction{1, one});
  return gradient;
}

ClassSlope class_slope(const Subject& subject, const List<ForwardPass>& passes, std::size_t bits,
                       const List<std::size_t>& members, const List<List<Fraction>>& functions) {
  List<Integer> weights(members.size(), Integer(1) << (2 * bits));
  ClassSlope slope;
  for (std::size_t o = 0; o < block_count(subject.loss, subject.data); ++o)
    slope.gradients.push_back(
        block_gradient(subject, passes, bits, members, functions, o, weights));
  for (const Integer& weight : weights)
    slope.weights.push_back(
        fraction(weight >> (2 * bits - weight_bits), Integer(1) << weight_bits));
  return slope;
}

/// O292, O294
void check_strength(const ReachableClass& witness, const List<List<Fraction>>& functions,
                    const List<Fraction>& weights, const std::string& place) {
  require_positive(witness.strength, "reachable_minimum.not_positive", place + "/strength");
  require_positive(witness.size, "reachable_minimum.not_positive", place + "/size");
  require_positive(witness.reach, "reachable_minimum.not_positive", place + "/reach");
  const std::size_t size = witness.basis.size();
  Meter::require_room(size, size, sizeof(Fraction));
  FractionRows moments(size, List<Fraction>(size));
  for (std::size_t j = 0; j < size; ++j)
    for (std::size_t k = 0; k <= j; ++k) {
      List<Fraction> terms;
      for (std::size_t i = 0; i < functions.size(); ++i)
        terms.push_back(weights[i] * functions[i][j] * functions[i][k]);
      moments[j][k] = moments[k][j] = sum(terms);
    }
  for (std::size_t j = 0; j < size; ++j)
    moments[j][j] = moments[j][j] - witness.strength;
  const bool is_below = semidefinite_rank(std::move(moments)).has_value();
  if (const Check check{is_below})
    check.say({"reachable_minimum.strength", place + "/strength",
               "at most the least eigenvalue of the weighted moments of the basis functions",
               shown(witness.strength)});
  for (const List<Fraction>& row : functions) {
    List<Fraction> squares;
    for (const Fraction& value : row)
      squares.push_back(square(value));
    const Fraction length = sum(squares);
    if (const Check check{!(square(witness.size) < length)})
      check.say({"reachable_minimum.size", place + "/size",
                 "a number whose square is at least " + decimal(length), shown(witness.size)});
  }
}

/// O295 of one block; returns ρ Σ |G_J|.
Fraction check_ball(const ReachableClass& witness, const List<Fraction>& gradient,
                    const std::string& place) {
  const Fraction kept = Fraction{1, 1} - Fraction{3, 1} * witness.reach * witness.size;
  const Fraction inwards = kept * witness.strength * witness.reach;
  List<Fraction> squares;
  for (const Fraction& entry : gradient)
    squares.push_back(square(entry));
  const Fraction outwards = sum(squares);
  if (const Check check{sign(kept) > 0 && outwards < square(inwards)})
    check.say({"reachable_minimum.ball", place + "/reach",
               "a ball at whose boundary the sum of losses rises: 3 ρ B below 1, and |G|² = " +
                   decimal(outwards) + " below the square of " + decimal(inwards),
               shown(witness.reach)});
  return witness.reach * sum(gradient);
}

/// O297: no parameter moves by more than the distance.
void check_moves(const ScoreResponse& all, const ReachableMinimum& claim) {
  for (const SparseRow& row : all.response) {
    List<Fraction> moves(all.problem.network.layers[claim.layer].input_count + 1);
    for (const auto& [column, value] : row) {
      const ReachableClass& witness = claim.classes[column / all.scores_of_class()];
      const Fraction move = (sign(value) < 0 ? -value : value) * witness.reach;
      for (const std::size_t entry : witness.basis)
        moves[entry] = moves[entry] + move;
    }
    for (const Fraction& move : moves)
      if (const Check check{!(claim.distance < move)})
        check.say({"reachable_minimum.distance", claim.place + "/distance",
                   "at least " + shown(move) + ", as far as a parameter may move",
                   shown(claim.distance)});
  }
}

/// O298, O299
void check_risk(const ReachableMinimum& claim, const Bounds& found) {
  if (const Check check{!(found.lower < claim.risk_lower)})
    check.say({"reachable_minimum.risk_lower", claim.place + "/risk_lower",
               "at most " + shown(found.lower), shown(claim.risk_lower)});
  if (const Check check{!(claim.risk_upper < found.upper)})
    check.say({"reachable_minimum.risk_upper", claim.place + "/risk_upper",
               "at least " + shown(found.upper), shown(claim.risk_upper)});
}

Told told(const ReachableMinimum& claim) {
  const std::string digest = canonical_digest(*claim.witness_json);
  return {"Minimum over the reachable maps. There is a W* that differs from W in layer " +
              std::to_string(claim.layer) +
              " alone,\n  in no parameter by more than δ = " + number(claim.distance) +
              ",\n  such that for every W' whose parameters all differ from those of W* by at "
              "most\n  r = " +
              number(claim.radius) +
              "\n  (zero weights included), every activation pattern is the one at W, and R(W') ≥ "
              "R(W*):\n  W* is a local minimum. Indeed R(W') ≥ R(W*) for every W' at which the "
              "samples have these\n  patterns. Nothing is claimed of W itself.\n  " +
              number(claim.risk_lower) + " ≤ R(W*) ≤ " + number(claim.risk_upper) +
              ".\n  From layer " + std::to_string(claim.layer) + " on the samples have " +
              counted(claim.classes.size(), "activation pattern", "activation patterns") +
              "; r is shown by the " +
              (claim.method == RadiusMethod::interval ? "interval" : "first-order") +
              " bound\n  (witness digest " + digest + ").\n",
          "{" + key("layer") + std::to_string(claim.layer) + "," + key("distance") +
              exact(claim.distance) + "," + key("radius") + exact(claim.radius) + "," +
              key("risk_lower") + exact(claim.risk_lower) + "," + key("risk_upper") +
              exact(claim.risk_upper) + "," + key("classes") +
              std::to_string(claim.classes.size()) + "," + key("witness_digest") +
              json_literal(digest) + "}"};
}

} // namespace

std::unique_ptr<Claim> read_reachable_minimum(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"distance", "radius", "risk_lower", "risk_upper"});
  return std::make_unique<ReachableMinimum>(node.place(), node);
}

void read_reachable_minimum_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"method", "bits", "layer", "pattern_classes", "classes", "response"});
  ReachableMinimum& claim = dynamic_cast<ReachableMinimum&>(made);
  const Network& network = subject.network;
  claim.witness_json = &node.json();
  claim.method = read_method(node["method"]);
  claim.bits = read_bits(node["bits"]);
  claim.layer = node["layer"].index(network.layers.size(), "layers");
  claim.labels = read_labels(node["pattern_classes"], subject.data);
  const Layer& moved = network.layers[claim.layer];
  claim.classes = list_of(node["classes"], [&](const Node& of_class) {
    return read_reachable_class(of_class, moved.input_count + 1);
  });
  node["response"].require_size(moved.units.size(), "units of the layer");
  claim.response = read_weights(node["response"], claim.classes.size() *
                                                      block_count(subject.loss, subject.data) *
                                                      (subject.loss.cross_entropy->classes - 1));
}

Told ReachableMinimum::check(const Subject& subject) const {
  require_positive(radius, "reachable_minimum.radius_not_positive", place + "/radius");
  require_positive(distance, "reachable_minimum.distance_not_positive", place + "/distance");
  check_moved_layer(subject.network, layer);
  const Examined examined = check_patterns(subject, *this);
  const List<UpperClass> uppers = upper_classes(examined, layer);
  if (const Check check{uppers.size() == classes.size()})
    check.say({"reachable_minimum.count", reachable_witness + "/classes",
               std::to_string(uppers.size()) + " classes", std::to_string(classes.size())});
  List<ForwardPass> passes;
  for (const Sample& sample : subject.data.samples) {
    Meter::tick();
    passes.push_back(forward_pass(subject.network, point(sample)));
  }
  const List<PointColumn> maps = reachable_maps(subject, examined, layer);
  const ScoreResponse all{subject,
                          layer,
                          classes.size(),
                          response,
                          "reachable_minimum.response",
                          "/witness/reachable_minimum/response"};
  Fraction slack;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const std::string of_class = reachable_witness + "/classes/" + std::to_string(c);
    const List<std::size_t>& members = uppers[c].members;
    const List<List<Fraction>> functions = basis_functions(passes, *this, c, members);
    check_maps(maps, functions, members, of_class);
    const ClassSlope slope = class_slope(subject, passes, bits, members, functions);
    check_strength(classes[c], functions, slope.weights, of_class);
    for (const List<Fraction>& gradient : slope.gradients)
      slack = slack + check_ball(classes[c], gradient, of_class);
    check_response(all, *uppers[c].pieces, c); // O296
  }
  check_moves(all, *this);
  Bounds risk = risk_bounds(subject, subject.network, bits);
  risk.lower = risk.lower - slack * Fraction{1, Integer(subject.data.samples.size())};
  check_risk(*this, risk);
  return told(*this);
}

} // namespace thalweg::verifier
