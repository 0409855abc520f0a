// SPDX-License-Identifier: Apache-2.0

#include "claim/family_of_minima.hpp"

#include "claim/local_minimum.hpp"
#include "claim/lower_risk.hpp"
#include "lemma/classes.hpp"
#include "number/echelon.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

#include <map>

namespace thalweg::verifier {

namespace {

const std::string family_place = "/witness/family_of_minima";

/// Indices of the t_a whose product it is, not decreasing; none: the constant 1.
using Monomial = List<std::size_t>;

/// A polynomial in t_1, …, t_k; no coefficient is 0.
using CubePolynomial = std::map<Monomial, Fraction>;

/// sum += factor · p · (t_a, or 1)
void add_product(CubePolynomial& sum, const Fraction& factor, const CubePolynomial& p,
                 const std::optional<std::size_t>& a) {
  for (const auto& [monomial, coefficient] : p) {
    Meter::tick();
    Monomial product = monomial;
    if (a)
      product.insert(std::upper_bound(product.begin(), product.end(), *a), *a);
    Fraction& entry = sum[product];
    entry = entry + factor * coefficient;
    if (sign(entry) == 0)
      sum.erase(product);
  }
}

CubePolynomial cube_constant(const Fraction& value) {
  CubePolynomial result;
  if (sign(value) != 0)
    result[{}] = value;
  return result;
}

Fraction at_corner(const CubePolynomial& p) {
  const auto found = p.find({});
  return found == p.end() ? Fraction{} : found->second;
}

/// z of layer l on the cube.
List<CubePolynomial> cube_pre_activations(const Network& network, const List<Direction>& directions,
                                          std::size_t l, const List<CubePolynomial>& h) {
  List<CubePolynomial> z;
  for (const Unit& unit : network.layers[l].units) {
    z.push_back(cube_constant(fraction(unit.bias, unit.denominator)));
    for (const Term& term : unit.terms)
      add_product(z.back(), fraction(term.weight, unit.denominator), h[term.input], std::nullopt);
  }
  for (std::size_t a = 0; a < directions.size(); ++a)
    for (const ParameterMove& move : directions[a][l])
      add_product(z[move.unit], move.change, move.input ? h[*move.input] : cube_constant({1, 1}),
                  a);
  return z;
}

/// O271: every monomial is in [0, 1] on the cube, so p keeps the sign that it has at t = 0 if the
/// coefficients of the other sign do not make up for it.
void check_cube_distance(const CubePolynomial& p, const Fraction& breakpoint, std::size_t sample,
                         const std::string& unit) {
  const Fraction at_zero = at_corner(p);
  Fraction against;
  for (const auto& [monomial, coefficient] : p)
    if (!monomial.empty() && sign(coefficient) != sign(at_zero))
      against = against + (sign(coefficient) < 0 ? -coefficient : coefficient);
  const Fraction distance = sign(at_zero) < 0 ? -at_zero : at_zero;
  const bool holds = p.empty() || against < distance;
  if (const Check check{holds})
    check.say({"family_of_minima.pattern", family_place + "/directions",
               "coefficients towards the breakpoint " + shown(breakpoint) +
                   " that sum up to less than the distance " + shown(distance) + " (sample " +
                   std::to_string(sample) + ", " + unit + ")",
               shown(against)},
              distance - against);
}

CubePolynomial activated_on_cube(const Activation& activation, const CubePolynomial& z,
                                 std::size_t sample, const std::string& unit) {
  const std::size_t piece = piece_of(activation, at_corner(z)).first;
  for (const std::size_t q : {piece - 1, piece}) { // piece − 1 wraps if piece is 0
    if (q >= activation.breakpoints.size())
      continue;
    CubePolynomial distance = z;
    add_product(distance, -activation.breakpoints[q], cube_constant({1, 1}), std::nullopt);
    check_cube_distance(distance, activation.breakpoints[q], sample, unit);
  }
  CubePolynomial h = cube_constant(activation.intercepts[piece]);
  if (sign(activation.slopes[piece]) != 0)
    add_product(h, activation.slopes[piece], z, std::nullopt);
  return h;
}

void check_sample_on_cube(const Network& network, const List<Direction>& directions,
                          const Sample& sample, std::size_t i) {
  List<CubePolynomial> h;
  for (const Fraction& x : point(sample))
    h.push_back(cube_constant(x));
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    List<CubePolynomial> z = cube_pre_activations(network, directions, l, h);
    for (std::size_t j = 0; j < z.size(); ++j)
      if (l < network.hidden_count())
        z[j] = activated_on_cube(network.layers[l].activation, z[j], i, unit_in_words(l, j));
      else if (const Check check{z[j].size() == z[j].count({})}) // O270
        check.say({"family_of_minima.output", family_place + "/directions",
                   "one value of output " + std::to_string(j) + " of sample " + std::to_string(i) +
                       " on the whole cube",
                   "a polynomial with " + counted(z[j].size(), "term", "terms")});
    h = std::move(z);
  }
}

/// O272
void check_scaled(const Network& network, const List<ScaledUnit>& scaled) {
  for (std::size_t k = 0; k < scaled.size(); ++k) {
    const Activation& activation = network.layers[scaled[k].layer].activation;
    const auto is_zero = [](const Fraction& value) { return sign(value) == 0; };
    const bool holds =
        std::all_of(activation.breakpoints.begin(), activation.breakpoints.end(), is_zero) &&
        std::all_of(activation.intercepts.begin(), activation.intercepts.end(), is_zero);
    if (const Check check{holds})
      check.say({"family_of_minima.scaled", family_place + "/scaled/" + std::to_string(k),
                 "a unit whose activation has no breakpoint but 0 and no intercepts",
                 holds ? "such a unit" : "another one"});
  }
}

/// Where the parameters of each layer begin in a column of all of them; row by row, each with its
/// bias behind its weights. At the end their number.
List<std::size_t> layer_begins(const Network& network) {
  List<std::size_t> begins{0};
  for (const Layer& layer : network.layers)
    begins.push_back(begins.back() + layer.units.size() * (layer.input_count + 1));
  return begins;
}

/// Up to a factor.
PointColumn column_of(const List<Fraction>& entries) {
  Integer denominator = 1;
  for (const Fraction& entry : entries)
    denominator = lcm(denominator, entry.denominator);
  PointColumn column;
  for (const Fraction& entry : entries)
    column.push_back(entry.numerator * (denominator / entry.denominator));
  return column;
}

PointColumn column_of(const Network& network, const Direction& direction) {
  const List<std::size_t> begins = layer_begins(network);
  List<Fraction> entries(begins.back());
  for (std::size_t l = 0; l < direction.size(); ++l) {
    const std::size_t inputs = network.layers[l].input_count;
    for (const ParameterMove& move : direction[l])
      entries[begins[l] + move.unit * (inputs + 1) + move.input.value_or(inputs)] = move.change;
  }
  return column_of(entries);
}

/// The derivative by the factor of the unit: its row, and what reads it with the opposite sign.
PointColumn column_of(const Network& network, const ScaledUnit& scaled) {
  const List<std::size_t> begins = layer_begins(network);
  List<Fraction> entries(begins.back());
  const Layer& layer = network.layers[scaled.layer];
  const Unit& unit = layer.units[scaled.unit];
  const std::size_t own = begins[scaled.layer] + scaled.unit * (layer.input_count + 1);
  for (const Term& term : unit.terms)
    entries[own + term.input] = fraction(term.weight, unit.denominator);
  entries[own + layer.input_count] = fraction(unit.bias, unit.denominator);
  const Layer& next = network.layers[scaled.layer + 1];
  for (std::size_t j = 0; j < next.units.size(); ++j)
    for (const Term& term : next.units[j].terms)
      if (term.input == scaled.unit)
        entries[begins[scaled.layer + 1] + j * (next.input_count + 1) + term.input] =
            fraction(-term.weight, next.units[j].denominator);
  return column_of(entries);
}

/// O273
void check_dimension(const Network& network, const FamilyOfMinima& claim) {
  EchelonColumns columns;
  for (const Direction& direction : claim.directions)
    columns.add(column_of(network, direction));
  for (const ScaledUnit& unit : claim.scaled)
    columns.add(column_of(network, unit));
  const std::size_t moves = claim.directions.size() + claim.scaled.size();
  if (const Check check{moves > 0 && columns.size() == moves && claim.dimension == moves})
    check.say({"family_of_minima.dimension", claim.place + "/dimension",
               "the number of directions and scaled units, " + std::to_string(moves) +
                   ", independent of each other",
               std::to_string(claim.dimension) + ", and " + std::to_string(columns.size()) +
                   " independent ones"});
}

std::string members_in_words(const FamilyOfMinima& claim) {
  const std::size_t k = claim.directions.size();
  return (k == 0   ? std::string("W")
          : k == 1 ? std::string("W + tD, 0 ≤ t ≤ 1")
                   : "W + Σ_a t_a D_a, 0 ≤ t_a ≤ 1 for all a = 1, …, " + std::to_string(k)) +
         (claim.scaled.empty()
              ? ""
              : ",\n  the rows of " + counted(claim.scaled.size(), "unit", "units") +
                    " multiplied by any positive factors and what reads the unit divided by them");
}

} // namespace

std::unique_ptr<Claim> read_family(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"dimension"});
  return std::make_unique<FamilyOfMinima>(node.place(), node["dimension"].count());
}

void read_family_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"directions", "scaled"});
  FamilyOfMinima& claim = dynamic_cast<FamilyOfMinima&>(made);
  claim.witness_json = &node.json();
  const Network& network = subject.network;
  const Node directions = node["directions"];
  for (std::size_t a = 0; a < directions.size(); ++a)
    claim.directions.push_back(read_direction(directions[a], network));
  const Node scaled = node["scaled"];
  for (std::size_t k = 0; k < scaled.size(); ++k) {
    const Node unit = scaled[k];
    unit.require_size(2, "layer and unit");
    const std::size_t layer = unit[std::size_t{0}].index(network.hidden_count(), "hidden layers");
    claim.scaled.push_back(
        {layer, unit[1].index(network.layers[layer].units.size(), "units of the layer")});
    unit.require(k == 0 || claim.scaled[k - 1] < claim.scaled[k], "shape.order",
                 "increasing layers, then units");
  }
}

Told FamilyOfMinima::check(const Subject& subject) const {
  const Network& network = subject.network;
  for (std::size_t i = 0; i < subject.data.samples.size(); ++i)
    check_sample_on_cube(network, directions, subject.data.samples[i], i);
  check_scaled(network, scaled);
  check_dimension(network, *this);
  const Labels& labels = claimed_minimum(subject).labels;
  const bool has_exempt = std::find(labels.begin(), labels.end(), std::nullopt) != labels.end();
  const std::string digest = canonical_digest(*witness_json);
  return {"Family of minima. Every network " + members_in_words(*this) +
              ",\n  is a local minimum with the risk " + number(claimed_minimum(subject).risk) +
              ". Patterns " + (has_exempt ? "of samples that are not exempt " : "") +
              "and outputs are those at W.\n  The derivative of these networks by " +
              (scaled.empty()       ? "t"
               : directions.empty() ? "the factors"
                                    : "t and the factors") +
              " at W has rank " + std::to_string(dimension) +
              ": the family has this dimension; it is connected" +
              (is_better_shown(subject, claimed_minimum(subject).risk)
                   ? ", and all its minima are spurious"
                   : "") +
              ".\n  (Witness with the D_a: digest " + digest + ".)\n",
          "{" + key("dimension") + std::to_string(dimension) + "," + key("directions") +
              std::to_string(directions.size()) + "," + key("scaled") +
              std::to_string(scaled.size()) + "," + key("witness_digest") + json_literal(digest) +
              "}"};
}

} // namespace thalweg::verifier
