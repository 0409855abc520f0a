// SPDX-License-Identifier: Apache-2.0

#include "claim/nearby_minimum.hpp"

#include "layer/network_document.hpp"
#include "lemma/contraction.hpp"
#include "lemma/examined.hpp"
#include "lemma/score_response.hpp"
#include "number/decimal.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

constexpr std::size_t least_bits = 64;
constexpr std::size_t most_bits = 4096;

ClassWitness read_class(const Node& node, const Subject& subject) {
  node.require_keys({"basis", "dependencies", "inverses", "boxes"});
  const std::size_t width = subject.data.inputs.size() + 1;
  const std::size_t blocks = block_count(subject.loss, subject.data);
  ClassWitness result;
  node["basis"].size_not_zero("function");
  result.basis = node["basis"].increasing_indices(width, "entries of (x, 1)");
  result.dependencies = read_matrix(node["dependencies"], width - result.basis.size(),
                                    result.basis.size(), "entries of (x, 1), functions");
  const std::size_t size =
      result.basis.size() * (subject.loss.cross_entropy->classes - 1); // of a block
  result.boxes = read_matrix(node["boxes"], blocks, size, "blocks, coordinates");
  node["inverses"].require_size(blocks, "blocks");
  for (std::size_t o = 0; o < blocks; ++o)
    result.inverses.push_back(read_matrix(node["inverses"][o], size, size, "coordinates"));
  return result;
}

Fraction absolute(const Fraction& q) {
  return sign(q) < 0 ? -q : q;
}

const std::string nearby_minimum_place = "/witness/nearby_minimum";

/// O83: every entry of (x, 1) outside the basis is the stated combination on the class.
void check_dependencies(const ClassWitness& witness, const List<Sample>& samples,
                        const List<std::size_t>& members, const std::string& place) {
  const std::size_t width = samples.front().x.size() + 1;
  std::size_t next = 0;
  for (std::size_t entry = 0; entry < width; ++entry) {
    if (std::binary_search(witness.basis.begin(), witness.basis.end(), entry))
      continue;
    const AffineRow row = over_common_denominator(witness.dependencies[next]);
    for (const std::size_t i : members) {
      const Sample& sample = samples[i];
      const List<Integer> values = basis_values(witness.basis, sample, sample.denominator);
      Integer rest = -row.denominator * basis_values({entry}, sample, sample.denominator).front();
      for (std::size_t j = 0; j < values.size(); ++j)
        rest += row.coefficients[j] * values[j];
      if (!is_zero(rest))
        reject("nearby_minimum.dependency", place + "/dependencies/" + std::to_string(next),
               "entry " + std::to_string(entry) + " of (x, 1) as a combination of the basis",
               "another value at sample " + std::to_string(i));
    }
    ++next;
  }
}

/// O87: no parameter of the first layer moves by more than the distance.
void check_distance(const ScoreResponse& all, const NearbyMinimum& claim) {
  const std::size_t width = all.problem.data.inputs.size() + 1;
  const std::size_t blocks = block_count(all.problem.loss, all.problem.data);
  for (const SparseRow& row : all.response) {
    List<Fraction> moves(width);
    for (const auto& [column, value] : row) {
      const std::size_t block = column / all.scores_of_block();
      const ClassWitness& witness = claim.classes[block / blocks];
      const List<Fraction>& box = witness.boxes[block % blocks];
      const std::size_t first = column % all.scores_of_block() * witness.basis.size();
      for (std::size_t j = 0; j < witness.basis.size(); ++j)
        moves[witness.basis[j]] = moves[witness.basis[j]] + absolute(value) * box[first + j];
    }
    for (const Fraction& move : moves)
      if (const Check check{!(claim.distance < move)})
        check.say({"nearby_minimum.distance", claim.place + "/distance",
                   "at least " + shown(move) + ", as far as a parameter may move",
                   shown(claim.distance)});
  }
}

/// O80 to O82
Grouping check_classes(const Subject& subject, const NearbyMinimum& claim) {
  const auto check_positive = [&](const Fraction& value, const char* code, const char* key) {
    if (const Check check{sign(value) > 0})
      check.say({code, claim.place + key, "a positive number", shown(value)});
  };
  check_positive(claim.radius, "nearby_minimum.radius_not_positive", "/radius");
  check_positive(claim.distance, "nearby_minimum.distance_not_positive", "/distance");
  const std::string place = nearby_minimum_place + "/pattern_classes";
  const LabelledNetwork labelled{subject.network, claim.labels, "nearby_minimum", place, {}};
  const Invariance invariance{claim.place, claim.radius + claim.distance, claim.method};
  Grouping grouping = examine(labelled, subject.data, subject.loss, &invariance).grouping;
  if (!grouping.unlabelled.empty())
    reject("nearby_minimum.null_class", place + "/" + std::to_string(grouping.unlabelled.front()),
           "a class", "null");
  if (const Check check{grouping.members.size() == claim.classes.size()})
    check.say({"nearby_minimum.count", nearby_minimum_place + "/classes",
               std::to_string(grouping.members.size()) + " classes",
               std::to_string(claim.classes.size())});
  return grouping;
}

/// O84, O85 of one class; returns Σ_J |G_J| ρ_J.
Fraction check_box(const Subject& subject, const NearbyMinimum& claim,
                   const List<std::size_t>& members, const ClassMap& map, std::size_t c) {
  const ClassWitness& witness = claim.classes[c];
  Fraction slack;
  for (std::size_t o = 0; o < witness.boxes.size(); ++o) {
    const List<Fraction>& box = witness.boxes[o];
    const std::string place =
        nearby_minimum_place + "/classes/" + std::to_string(c) + "/boxes/" + std::to_string(o);
    for (std::size_t j = 0; j < box.size(); ++j)
      if (const Check check{sign(box[j]) > 0})
        check.say({"nearby_minimum.box_not_positive", place + "/" + std::to_string(j),
                   "a positive half width", shown(box[j])});
    const BlockSums sums = block_sums(subject, witness, members, map, o, claim.bits);
    check_contraction(sums, witness.inverses[o], box, claim.bits, place);
    for (std::size_t j = 0; j < box.size(); ++j)
      slack =
          slack + fraction(magnitude(sums.gradient[j]), sums.denominator << claim.bits) * box[j];
  }
  return slack;
}

/// O88, O89
void check_risks(const NearbyMinimum& claim, const Bounds& found) {
  if (const Check check{!(found.lower < claim.risk_lower)})
    check.say({"nearby_minimum.risk_lower", claim.place + "/risk_lower",
               "at most " + shown(found.lower), shown(claim.risk_lower)});
  if (const Check check{!(claim.risk_upper < found.upper)})
    check.say({"nearby_minimum.risk_upper", claim.place + "/risk_upper",
               "at least " + shown(found.upper), shown(claim.risk_upper)});
}

std::string in_words(const NearbyMinimum& claim) {
  return "Nearby minimum. There is a W* whose parameters all differ from those of W by at most\n"
         "  δ = " +
         number(claim.distance) +
         ",\n  such that for every W' whose parameters all differ from those of W* by at most\n"
         "  r = " +
         number(claim.radius) +
         "\n  (zero weights included), every activation pattern is the one at W, and R(W') ≥ "
         "R(W*):\n  W* is a local minimum. Indeed R(W') ≥ R(W*) for every W' at which the samples "
         "have these\n  patterns. Nothing is claimed of W itself.\n  " +
         number(claim.risk_lower) + " ≤ R(W*) ≤ " + number(claim.risk_upper) +
         ".\n  The samples have " +
         counted(claim.classes.size(), "activation pattern", "activation patterns") +
         "; r is shown by the " +
         (claim.method == RadiusMethod::interval ? "interval" : "first-order") +
         " bound, W* by a\n  contraction (witness digest " + canonical_digest(*claim.witness_json) +
         ").\n";
}

} // namespace

MinimumNearby::MinimumNearby(std::string pointer, const Node& node)
    : MinimumClaim(std::move(pointer)), distance(node["distance"].rational()),
      radius(node["radius"].rational()), risk_lower(node["risk_lower"].rational()),
      risk_upper(node["risk_upper"].rational()) {}

std::size_t read_bits(const Node& node) {
  const std::size_t bits = node.count();
  node.require(least_bits <= bits && bits <= most_bits, "shape.bits", "a number from 64 to 4096");
  return bits;
}

std::unique_ptr<Claim> read_nearby_minimum(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"distance", "radius", "risk_lower", "risk_upper"});
  return std::make_unique<NearbyMinimum>(node.place(), node);
}

void read_nearby_minimum_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"method", "bits", "pattern_classes", "classes", "response"});
  NearbyMinimum& claim = dynamic_cast<NearbyMinimum&>(made);
  claim.witness_json = &node.json();
  claim.method = read_method(node["method"]);
  claim.bits = read_bits(node["bits"]);
  claim.labels = read_labels(node["pattern_classes"], subject.data);
  const Node classes = node["classes"];
  for (std::size_t c = 0; c < classes.size(); ++c)
    claim.classes.push_back(read_class(classes[c], subject));
  const Loss& loss = subject.loss;
  const Layer& first = subject.network.layers.front();
  node["response"].require_size(first.units.size(), "units of the first layer");
  claim.response = read_weights(node["response"], classes.size() * block_count(loss, subject.data) *
                                                      (loss.cross_entropy->classes - 1));
}

Told NearbyMinimum::check(const Subject& subject) const {
  const Layer& first = subject.network.layers.front();
  if (!first.has_biases)
    reject("nearby_minimum.no_biases", "/statement/network/layers/0/biases",
           "biases in the first layer", "none");
  const Grouping grouping = check_classes(subject, *this);
  const ScoreResponse all{subject,
                          0,
                          classes.size(),
                          response,
                          "nearby_minimum.response",
                          "/witness/nearby_minimum/response"};
  const LabelledNetwork labelled{
      subject.network, labels, "nearby_minimum", nearby_minimum_place, {}};
  Fraction slack;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const List<std::size_t>& members = grouping.members[c];
    const ClassMap map = class_map(labelled, subject.data, members.front());
    check_dependencies(classes[c], subject.data.samples, members,
                       nearby_minimum_place + "/classes/" + std::to_string(c));
    slack = slack + check_box(subject, *this, members, map, c);
    check_response(all, map.pieces, c); // O86
  }
  check_distance(all, *this);
  Bounds risk = risk_bounds(subject, subject.network, bits);
  risk.lower = risk.lower - slack * Fraction{1, Integer(subject.data.samples.size())};
  check_risks(*this, risk);
  return {in_words(*this), "{" + key("distance") + exact(distance) + "," + key("radius") +
                               exact(radius) + "," + key("risk_lower") + exact(risk_lower) + "," +
                               key("risk_upper") + exact(risk_upper) + "," + key("classes") +
                               std::to_string(classes.size()) + "," + key("witness_digest") +
                               json_literal(canonical_digest(*witness_json)) + "}"};
}

} // namespace thalweg::verifier
