// SPDX-License-Identifier: Apache-2.0

#include "claim/separate_minima.hpp"

#include "claim/local_minimum.hpp"
#include "lemma/examined.hpp"
#include "shape/geometry_nodes.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

const std::string separate_minima_place = "/witness/separate_minima";

/// O123: one hidden layer with an activation z ↦ s_± z, all biases, one output.
void check_form(const Network& network) {
  const Activation& activation = network.layers.front().activation;
  if (network.layers.size() != 2 || network.layers.back().units.size() != 1 ||
      !network.layers.front().has_biases || !network.layers.back().has_biases ||
      activation.breakpoints != List<Fraction>{Fraction{}} ||
      activation.intercepts != List<Fraction>(2))
    reject("separate_minima.network", "/statement/network",
           "one hidden layer whose activation has the one breakpoint 0 and intercepts 0, biases, "
           "and one output",
           "another network");
}

Fraction output_weight(const Network& network, std::size_t unit) {
  const Unit& output = network.layers.back().units.front();
  for (const Term& term : output.terms)
    if (term.input == unit)
      return fraction(term.weight, output.denominator);
  return {};
}

/// What the multipliers are about: x_i and 1, f_i, the piece of every hidden unit.
struct CellOfW {
  const Activation& activation;
  List<List<Fraction>> inputs;
  List<Fraction> values;
  Pattern pieces; ///< [sample][unit]

  const Fraction& slope(std::size_t i, std::size_t j) const {
    return activation.slopes[pieces[i][j]];
  }
  bool is_above(std::size_t i, std::size_t j) const { return pieces[i][j] == 1; }
};

/// O124 to O127
CellOfW checked_cell(const Subject& subject, const Network& b) {
  const Data& data = subject.data;
  CellOfW cell{subject.network.layers.front().activation, {}, {}, {}};
  List<Fraction> squares;
  for (std::size_t i = 0; i < data.samples.size(); ++i) {
    Meter::tick();
    if (!claimed_minimum(subject).labels[i])
      reject("separate_minima.exempt_sample",
             subject.standing_on<LocalMinimumClaim>().witness + "/pattern_classes/" +
                 std::to_string(i),
             "a class", "null");
    List<Fraction> x = point(data.samples[i]);
    const ForwardPass at_a = forward_pass(subject.network, x);
    const ForwardPass at_b = forward_pass(b, x);
    if (at_b.is_on_wall || at_b.pieces.front() != at_a.pieces.front())
      reject("separate_minima.pattern", separate_minima_place + "/network",
             "the pattern at W of sample " + std::to_string(i), "another or none");
    squares.push_back(squared_residual(data.samples[i], at_b.z.back()));
    x.push_back(Fraction{1, 1});
    cell.inputs.push_back(std::move(x));
    cell.values.push_back(at_a.z.back().front());
    cell.pieces.push_back(at_a.pieces.front());
  }
  const Fraction risk = sum(squares) * Fraction{1, Integer(data.samples.size())};
  if (const Check check{risk == claimed_minimum(subject).risk})
    check.say({"separate_minima.risk", separate_minima_place + "/network",
               "the risk " + shown(claimed_minimum(subject).risk), shown(risk)});
  return cell;
}

/// O129: Σ_i (μ_i s_ij + λ_i τ σ_ij) (x_i, 1) = 0
void check_unit(const CellOfW& cell, const List<Fraction>& mu, const Multipliers& lambda, int sign,
                std::size_t j, const std::string& place) {
  List<Fraction> factors;
  for (std::size_t i = 0; i < mu.size(); ++i)
    factors.push_back(mu[i] * cell.slope(i, j));
  bool is_in_range = true;
  for (const Multiplier& multiplier : lambda) {
    is_in_range = is_in_range && multiplier.index < mu.size();
    if (!is_in_range)
      break;
    const bool is_positive = cell.is_above(multiplier.index, j) == (sign > 0);
    Fraction& factor = factors[multiplier.index];
    factor = factor + (is_positive ? multiplier.value : -multiplier.value);
  }
  for (std::size_t c = 0; c < cell.inputs.front().size(); ++c) {
    List<Fraction> terms;
    for (std::size_t i = 0; i < mu.size(); ++i)
      terms.push_back(factors[i] * cell.inputs[i][c]);
    if (!is_in_range || verifier::sign(sum(terms)) != 0)
      reject("separate_minima.unit", place,
             "multipliers whose sums for unit " + std::to_string(j) + " are 0",
             is_in_range ? shown(sum(terms)) : "an index that is none of a sample");
  }
}

/// O129 to O131
void check_signs(const CellOfW& cell, const SignProof& proof, const SignChoice& signs,
                 const std::string& place) {
  Meter::tick();
  bool is_strict = false;
  std::size_t next = 0;
  for (std::size_t j = 0; j < signs.size(); ++j)
    if (signs[j] != 0) {
      is_strict = is_strict || !proof.units[next].empty();
      check_unit(cell, proof.samples, proof.units[next], signs[j], j,
                 place + "/units/" + std::to_string(next));
      ++next;
    }
  if (const Check check{sign(sum(proof.samples)) == 0})
    check.say({"separate_minima.sum", place + "/samples", "the sum 0", shown(sum(proof.samples))});
  List<Fraction> terms;
  for (std::size_t i = 0; i < cell.values.size(); ++i)
    terms.push_back(proof.samples[i] * cell.values[i]);
  const Fraction value = sum(terms);
  if (const Check check{sign(value) > 0 || (sign(value) == 0 && is_strict)})
    check.say({"separate_minima.no_contradiction", place,
               "a positive sum of multipliers times outputs, or 0 and a multiplier of a unit",
               shown(value)});
}

} // namespace

bool SignChoice::next() {
  for (std::size_t j = signs_.size(); j-- > 0;) {
    if (j == without_)
      continue;
    if (signs_[j] < 1) {
      ++signs_[j];
      return true;
    }
    signs_[j] = -1;
  }
  return false;
}

std::unique_ptr<Claim> read_separate_minima(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"unit"});
  auto claim = std::make_unique<SeparateMinima>(node.place());
  claim->unit =
      node["unit"].index(subject.network.layers.front().units.size(), "units of the layer");
  return claim;
}

void read_separate_minima_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"network", "proofs"});
  SeparateMinima& claim = dynamic_cast<SeparateMinima&>(made);
  claim.network_json = &node["network"].json();
  claim.network = read_network(node["network"], subject);
  const Node proofs = node["proofs"];
  SignChoice signs(subject.network.layers.front().units.size(), claim.unit);
  bool is_left = true;
  for (std::size_t k = 0; k < proofs.size(); ++k) {
    proofs.require(is_left, "shape.length", "one entry for each choice of signs", "more");
    const Node proof = proofs[k];
    proof.require_keys({"samples", "units"});
    proof["samples"].require_size(subject.data.samples.size(), "samples");
    claim.proofs.push_back(
        {proof["samples"].rationals(),
         read_proofs(proof["units"], signs.count_not_zero(), "units with a sign")});
    is_left = signs.next();
  }
  proofs.require(!is_left, "shape.length", "one entry for each choice of signs", "fewer");
}

Told SeparateMinima::check(const Subject& subject) const {
  check_form(subject.network);
  check_same_architecture(subject.network, network, "separate_minima.architecture"); // O125
  const CellOfW cell = checked_cell(subject, network);
  const Fraction at_a = output_weight(subject.network, unit);
  const Fraction at_b = output_weight(network, unit);
  if (const Check check{sign(at_a) * sign(at_b) < 0}) // O128
    check.say({"separate_minima.signs", place + "/unit", "output weights of opposite signs",
               shown(at_a) + " and " + shown(at_b)});
  SignChoice signs(subject.network.layers.front().units.size(), unit);
  for (std::size_t k = 0; k < proofs.size(); ++k, signs.next())
    check_signs(cell, proofs[k], signs, separate_minima_place + "/proofs/" + std::to_string(k));
  const std::string digest = canonical_digest(*network_json);
  return {
      "Separate minima. In the cell of W (all parameters at which the samples have the patterns "
      "at W) R is at least R(W).\n  Another minimum of the cell is B (digest " +
          digest + "),\n  R(B) = R(W). The output weight of unit " + std::to_string(unit) + " is " +
          number(at_a) + " at W and " + number(at_b) +
          " at B, and at no minimum of the cell it is 0:\n  no path of minima inside the cell "
          "joins W and B.\n",
      "{" + key("unit") + std::to_string(unit) + "," + key("network_digest") +
          json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
