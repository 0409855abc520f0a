// SPDX-License-Identifier: Apache-2.0

#include "claim/nearby_minimum.hpp"

#include "layer/network_document.hpp"
#include "lemma/ellipsoid.hpp"
#include "lemma/examined.hpp"
#include "lemma/reachable_maps.hpp"
#include "lemma/score_response.hpp"
#include "shape/geometry_nodes.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

NearbyClass read_class(const Node& node, std::size_t width) {
  node.require_keys({"basis", "reach"});
  node["basis"].size_not_zero("function");
  return {node["basis"].increasing_indices(width, "inputs of the layer and 1"),
          node["reach"].rational()};
}

const std::string witness_place = "/witness/nearby_minimum";
constexpr std::size_t least_bits = 64;
constexpr std::size_t most_bits = 4096;

/// β
std::size_t read_bits(const Node& node) {
  const std::size_t bits = node.count();
  node.require(least_bits <= bits && bits <= most_bits, "shape.bits", "a number from 64 to 4096");
  return bits;
}

void require_positive(const Fraction& value, const char* code, const std::string& place) {
  if (const Check check{sign(value) > 0})
    check.say({code, place, "a positive number", shown(value)});
}

/// O290
void check_moved_layer(const Network& network, std::size_t layer) {
  for (std::size_t l = layer; l < network.layers.size(); ++l)
    if (network.layers[l].kind != LayerKind::dense || (l == layer && !network.layers[l].has_biases))
      reject("nearby_minimum.layer", witness_place + "/layer",
             "a dense layer with biases, and dense layers behind it",
             l == layer ? "another layer" : "another one behind it");
}

/// O291
Examined check_patterns(const Subject& subject, const NearbyMinimum& claim) {
  const std::string place = witness_place + "/pattern_classes";
  const LabelledNetwork labelled{subject.network, claim.labels, "nearby_minimum", place, {}};
  const Invariance invariance{claim.place, claim.radius + claim.distance, claim.method};
  Examined examined = examine(labelled, subject.data, subject.loss, &invariance);
  if (const List<std::size_t>& without = examined.grouping.unlabelled; !without.empty())
    reject("nearby_minimum.null_class", place + "/" + std::to_string(without.front()), "a class",
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

/// The samples of a class with its basis functions.
ScoredClass scored_class(const Subject& subject, const NearbyMinimum& claim, std::size_t c,
                         const List<std::size_t>& members, const List<List<Fraction>>& inputs,
                         const List<List<Fraction>>& outputs) {
  ScoredClass result{subject, members, outputs, {}, 1};
  const List<std::size_t>& basis = claim.classes[c].basis;
  const std::size_t width = inputs.front().size();
  for (const std::size_t i : members)
    for (const std::size_t entry : basis)
      if (entry < width)
        result.denominator = lcm(result.denominator, inputs[i][entry].denominator);
  for (const std::size_t i : members) {
    List<Integer>& row = result.functions.emplace_back();
    for (const std::size_t entry : basis) {
      const Fraction b = entry < width ? inputs[i][entry] : Fraction{1, 1};
      row.push_back(b.numerator * (result.denominator / b.denominator));
    }
  }
  return result;
}

/// O293: each reachable map is on the class a combination of the basis functions.
void check_maps(const List<PointColumn>& maps, const ScoredClass& scored,
                const std::string& place) {
  EchelonColumns span;
  for (std::size_t j = 0; j < scored.functions.front().size(); ++j) {
    PointColumn column;
    for (const List<Integer>& row : scored.functions)
      column.push_back(row[j]);
    span.add(std::move(column));
  }
  for (const PointColumn& map : maps) {
    PointColumn column;
    for (const std::size_t i : scored.members)
      column.push_back(map[i]);
    if (const Check check{!span.add(std::move(column))})
      check.say({"nearby_minimum.basis", place + "/basis",
                 "functions that span all maps that the layers below can reach",
                 "a map that is not in their span, or one that is"});
  }
}

/// O297: no parameter moves by more than the distance.
void check_moves(const ScoreResponse& all, const NearbyMinimum& claim,
                 const List<Ellipsoid>& ellipsoids) {
  for (const SparseRow& row : all.response) {
    List<Fraction> moves(all.problem.network.layers[claim.layer].input_count + 1);
    for (const auto& [column, value] : row) {
      const std::size_t c = column / all.scores_of_class();
      const List<std::size_t>& basis = claim.classes[c].basis;
      for (std::size_t j = 0; j < basis.size(); ++j)
        moves[basis[j]] =
            moves[basis[j]] + (sign(value) < 0 ? -value : value) * ellipsoids[c].moves[j];
    }
    for (const Fraction& move : moves)
      if (const Check check{!(claim.distance < move)})
        check.say({"nearby_minimum.distance", claim.place + "/distance",
                   "at least " + shown(move) + ", as far as a parameter may move",
                   shown(claim.distance)});
  }
}

/// O298, O299
void check_risk(const NearbyMinimum& claim, const Bounds& found) {
  if (const Check check{!(found.lower < claim.risk_lower)})
    check.say({"nearby_minimum.risk_lower", claim.place + "/risk_lower",
               "at most " + shown(found.lower), shown(claim.risk_lower)});
  if (const Check check{!(claim.risk_upper < found.upper)})
    check.say({"nearby_minimum.risk_upper", claim.place + "/risk_upper",
               "at least " + shown(found.upper), shown(claim.risk_upper)});
}

/// Of hidden layers; nothing if the output layer moves.
std::string told_patterns(const NearbyMinimum& claim, const Network& network) {
  if (claim.layer == network.hidden_count())
    return "";
  return "From layer " + std::to_string(claim.layer) + " on the samples have " +
         counted(claim.classes.size(), "activation pattern", "activation patterns") + "; ";
}

Told told(const NearbyMinimum& claim, const Network& network) {
  const std::string digest = canonical_digest(*claim.witness_json);
  return {
      "Nearby minimum. There is a W* that differs from W in layer " + std::to_string(claim.layer) +
          " alone,\n  in no parameter by more than δ = " + number(claim.distance) +
          ",\n  such that for every W' whose parameters all differ from those of W* by at "
          "most\n  r = " +
          number(claim.radius) +
          "\n  (zero weights included), every activation pattern is the one at W, and R(W') ≥ "
          "R(W*):\n  W* is a local minimum. Indeed R(W') ≥ R(W*) for every W' at which the "
          "samples have these\n  patterns. Nothing is claimed of W itself.\n  " +
          number(claim.risk_lower) + " ≤ R(W*) ≤ " + number(claim.risk_upper) + ".\n  " +
          told_patterns(claim, network) + "r is shown by the " +
          (claim.method == RadiusMethod::interval ? "interval" : "first-order") +
          " bound\n  (witness digest " + digest + ").\n",
      "{" + key("layer") + std::to_string(claim.layer) + "," + key("distance") +
          exact(claim.distance) + "," + key("radius") + exact(claim.radius) + "," +
          key("risk_lower") + exact(claim.risk_lower) + "," + key("risk_upper") +
          exact(claim.risk_upper) + "," + key("classes") + std::to_string(claim.classes.size()) +
          "," + key("witness_digest") + json_literal(digest) + "}"};
}

} // namespace

NearbyMinimum::NearbyMinimum(std::string pointer, const Node& node)
    : MinimumClaim(std::move(pointer)), distance(node["distance"].rational()),
      radius(node["radius"].rational()), risk_lower(node["risk_lower"].rational()),
      risk_upper(node["risk_upper"].rational()) {}

std::unique_ptr<Claim> read_nearby_minimum(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"distance", "radius", "risk_lower", "risk_upper"});
  return std::make_unique<NearbyMinimum>(node.place(), node);
}

void read_nearby_minimum_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"method", "bits", "layer", "pattern_classes", "classes", "response"});
  NearbyMinimum& claim = dynamic_cast<NearbyMinimum&>(made);
  const Network& network = subject.network;
  claim.witness_json = &node.json();
  claim.method = read_method(node["method"]);
  claim.bits = read_bits(node["bits"]);
  claim.layer = node["layer"].index(network.layers.size(), "layers");
  claim.labels = read_labels(node["pattern_classes"], subject.data);
  const Layer& moved = network.layers[claim.layer];
  claim.classes = list_of(node["classes"], [&](const Node& of_class) {
    return read_class(of_class, moved.input_count + 1);
  });
  node["response"].require_size(moved.units.size(), "units of the layer");
  claim.response = read_weights(node["response"], claim.classes.size() *
                                                      block_count(subject.loss, subject.data) *
                                                      (subject.loss.cross_entropy->classes - 1));
}

Told NearbyMinimum::check(const Subject& subject) const {
  require_positive(radius, "nearby_minimum.radius_not_positive", place + "/radius");
  require_positive(distance, "nearby_minimum.distance_not_positive", place + "/distance");
  check_moved_layer(subject.network, layer);
  const Examined examined = check_patterns(subject, *this);
  const List<UpperClass> uppers = upper_classes(examined, layer);
  if (const Check check{uppers.size() == classes.size()})
    check.say({"nearby_minimum.count", witness_place + "/classes",
               std::to_string(uppers.size()) + " classes", std::to_string(classes.size())});
  List<List<Fraction>> inputs; // of the layer that moves
  List<List<Fraction>> outputs;
  for (const Sample& sample : subject.data.samples) {
    Meter::tick();
    ForwardPass pass = forward_pass(subject.network, point(sample));
    inputs.push_back(std::move(pass.h[layer]));
    outputs.push_back(std::move(pass.z.back()));
  }
  const List<PointColumn> maps = reachable_maps(subject, examined, layer);
  const ScoreResponse all{subject, layer, classes.size(), response};
  List<Ellipsoid> ellipsoids;
  Fraction slack;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const std::string of_class = witness_place + "/classes/" + std::to_string(c);
    const ScoredClass scored = scored_class(subject, *this, c, uppers[c].members, inputs, outputs);
    check_maps(maps, scored, of_class);
    require_positive(classes[c].reach, "nearby_minimum.not_positive", of_class + "/reach"); // O292
    ellipsoids.push_back(check_ellipsoid(scored, classes[c].reach, bits, of_class));
    slack = slack + classes[c].reach * classes[c].reach;
    check_response(all, *uppers[c].pieces, c); // O296
  }
  check_moves(all, *this, ellipsoids);
  Bounds risk = risk_bounds(subject, subject.network, bits);
  risk.lower = risk.lower - slack * fraction(block_count(subject.loss, subject.data),
                                             subject.data.samples.size());
  check_risk(*this, risk);
  return told(*this, subject.network);
}

} // namespace thalweg::verifier
