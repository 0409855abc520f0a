// SPDX-License-Identifier: Apache-2.0

#include "claim/minimum_on_walls.hpp"

#include "layer/value_names.hpp"
#include "lemma/pooling.hpp"
#include "lemma/stationarity.hpp"
#include "lemma/subgradient.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

#include <map>

namespace thalweg::verifier {

namespace {

const std::string walls_witness = "/witness/minimum_on_walls";

/// What samples with the same pieces below the last hidden layer have in common.
struct LowerClass {
  Sensitivity bounds;
  List<List<List<Fraction>>> terms; ///< of Σ h_u x_k by k, then of Σ h_u; by unit u
};

/// What the ties of one unit at samples with one input have: they leave the breakpoint together.
struct TiedSamples {
  std::size_t first_tie = 0;
  List<Fraction> multipliers;
  List<Fraction> subgradients;
};

/// Orders units, then inputs.
struct UnitAndInput {
  std::size_t unit;
  List<Fraction> input;

  bool operator<(const UnitAndInput& other) const {
    return unit != other.unit
               ? unit < other.unit
               : std::lexicographical_compare(input.begin(), input.end(), other.input.begin(),
                                              other.input.end());
  }
};

/// The check of one claim, sample by sample.
class WallCheck {
public:
  WallCheck(const Subject& subject, const MinimumOnWalls& claim);

  void add_sample(std::size_t i);
  void add_exempt_sample(std::size_t i);
  void finish() const;
  Fraction risk() const {
    return sum(losses_) * Fraction{1, Integer(subject_.data.samples.size())};
  }

private:
  const Layer& last_hidden() const { return network_.layers[last_]; }
  Fraction subgradient(std::size_t i, const Fraction& output);
  LowerClass& class_of(const Pattern& pieces);
  void check_pieces(std::size_t i, const ForwardPass& pass, const ValueNames& names,
                    const LowerClass& own) const;
  void check_maxima_at(std::size_t i, std::size_t l, const ForwardPass& pass,
                       const ValueNames& names, const LowerClass& own,
                       const List<Dyadic>& sizes) const;
  void check_unit(std::size_t i, std::size_t l, std::size_t j, const ForwardPass& pass,
                  const LowerClass& own, const List<Dyadic>& sizes) const;
  const Fraction& tied_multiplier(std::size_t i, std::size_t unit);
  Fraction path_value(std::size_t i, std::size_t unit, const ForwardPass& pass,
                      const ValueNames& names, const Fraction& g);
  void check_multipliers(std::size_t unit, const TiedSamples& all) const;

  const Subject& subject_;
  const MinimumOnWalls& claim_;
  const Network& network_;
  std::size_t last_;              ///< the index of the last hidden layer
  List<Fraction> output_weights_; ///< a_u
  std::size_t next_tie_ = 0;
  List<Fraction> losses_;
  List<Fraction> subgradients_;
  std::map<UnitAndInput, TiedSamples> tied_;
  std::map<Pattern, LowerClass> classes_; ///< by the pieces below the last hidden layer
};

/// O144: returns the index of the last hidden layer.
std::size_t check_network(const Network& network) {
  const auto require = [&](bool holds, const char* expected) {
    if (!holds)
      reject("minimum_on_walls.network", "/statement/network", expected, "another network");
  };
  require(network.hidden_count() > 0, "a hidden layer");
  require(network.layers.back().units.size() == 1, "one output");
  const std::size_t last = network.hidden_count() - 1;
  const Layer& layer = network.layers[last];
  require(layer.kind == LayerKind::dense, "a dense last hidden layer");
  const Activation& activation = layer.activation;
  require(activation.breakpoints.size() == 1 && sign(activation.breakpoints.front()) == 0 &&
              sign(activation.intercepts.front()) == 0 &&
              activation.slopes.front() != activation.slopes.back(),
          "a last hidden layer whose activation has two slopes that meet in (0, 0)");
  return last;
}

WallCheck::WallCheck(const Subject& subject, const MinimumOnWalls& claim)
    : subject_(subject), claim_(claim), network_(subject.network),
      last_(check_network(subject.network)), output_weights_(network_.layers[last_].units.size()) {
  const Unit& output = network_.layers.back().units.front();
  for (const Term& term : output.terms)
    output_weights_[term.input] = fraction(term.weight, output.denominator);
}

/// "sample 3, layer 0, unit 2"
std::string pair_in_words(std::size_t i, std::size_t l, std::size_t unit) {
  return "sample " + std::to_string(i) + ", " + unit_in_words(l, unit);
}

[[noreturn]] void reject_lower_wall(std::size_t i, std::size_t l, std::size_t unit,
                                    const char* found) {
  reject("minimum_on_walls.lower_wall", "/statement/data/rows/" + std::to_string(i),
         "a pattern below the last hidden layer (" + pair_in_words(i, l, unit) + ")", found);
}

/// O153: the bound is below the distance or lead numerator/denominator.
void check_change(const Dyadic& bound, const Integer& numerator, const Integer& denominator,
                  const std::string& claim_place, const std::string& pair) {
  if (const Check check{is_below(bound, numerator, denominator)})
    check.say({"minimum_on_walls.radius", claim_place + "/radius",
               "changes below " + decimal(fraction(numerator, denominator)) + " (" + pair + ")",
               "the bound " + decimal(as_fraction(bound))},
              part_left(as_fraction(bound), fraction(numerator, denominator)));
}

/// O149: g_i; adds the loss.
Fraction WallCheck::subgradient(std::size_t i, const Fraction& output) {
  const Loss& loss = subject_.loss;
  const Sample& sample = subject_.data.samples[i];
  const LossAt at = loss_at(loss, i, 0, output, fraction(sample.y.front(), sample.denominator));
  losses_.push_back(at.value);
  if (claim_.subgradients.empty())
    return at.least;
  const Fraction& g = claim_.subgradients[i]->front();
  if (const Check check{!(g < at.least) && !(at.greatest < g)})
    check.say({"minimum_on_walls.subgradient",
               walls_witness + "/subgradients/" + std::to_string(i) + "/0",
               "a number from " + shown(at.least) + " to " + shown(at.greatest), shown(g)});
  return g;
}

LowerClass& WallCheck::class_of(const Pattern& pieces) {
  const auto [place, is_new] = classes_.try_emplace(
      Pattern(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(last_)));
  LowerClass& own = place->second;
  if (is_new) {
    ClassMap map;
    map.pieces.assign(pieces.begin(), pieces.end() - 1);
    own.bounds = sensitivity(network_, map, {claim_.place, claim_.radius, claim_.method});
    own.terms.assign(last_hidden().units.size(),
                     List<List<Fraction>>(subject_.data.inputs.size() + 1));
  }
  return own;
}

/// O147, O153 for a layer of maxima.
void WallCheck::check_maxima_at(std::size_t i, std::size_t l, const ForwardPass& pass,
                                const ValueNames& names, const LowerClass& own,
                                const List<Dyadic>& sizes) const {
  const Layer& layer = network_.layers[l];
  const std::size_t source = layer.sources.front();
  const List<Dyadic> changes = change_bounds(network_, pass.pieces, source, own.bounds, sizes);
  for (std::size_t j = 0; j < layer.units.size(); ++j) {
    const std::size_t a = layer.terms(j, pass.pieces[l][j]).front().input;
    for (const Term& term : layer.units[j].terms) {
      const std::size_t b = term.input;
      if (names.h[source][a] == names.h[source][b])
        continue;
      const Fraction lead = pass.h[source][a] - pass.h[source][b];
      if (sign(lead) == 0)
        reject_lower_wall(i, l, j, "two largest entries that may part");
      check_change(changes[a] + changes[b], lead.numerator, lead.denominator, claim_.place,
                   pair_in_words(i, l, j));
    }
  }
}

/// O147, O153 for one unit.
void WallCheck::check_unit(std::size_t i, std::size_t l, std::size_t j, const ForwardPass& pass,
                           const LowerClass& own, const List<Dyadic>& sizes) const {
  const Fraction& z = pass.z[l][j];
  const Dyadic bound = product_sum(own.bounds[l][j], std::span(sizes).first(l + 1));
  for_each_distance(network_.layers[l].activation, pass.pieces[l][j], z.numerator, z.denominator,
                    [&](const Integer& distance, const Integer& denominator) {
                      if (sign(distance) == 0)
                        reject_lower_wall(i, l, j, "a unit on a breakpoint that it may leave");
                      check_change(bound, distance, denominator, claim_.place,
                                   pair_in_words(i, l, j));
                    });
}

void WallCheck::check_pieces(std::size_t i, const ForwardPass& pass, const ValueNames& names,
                             const LowerClass& own) const {
  const List<Dyadic> sizes = input_sizes(network_, pass.h);
  for (std::size_t l = 0; l <= last_; ++l)
    if (network_.layers[l].is_maximum())
      check_maxima_at(i, l, pass, names, own, sizes);
    else if (!network_.layers[l].activation.breakpoints.empty())
      for (std::size_t j = 0; j < pass.z[l].size(); ++j)
        if (names.z[l][j] != 0 && (l < last_ || sign(pass.z[l][j]) != 0))
          check_unit(i, l, j, pass, own, sizes);
}

/// O148: the next tie is this pair. Returns its multiplier.
const Fraction& WallCheck::tied_multiplier(std::size_t i, std::size_t unit) {
  const std::string where = walls_witness + "/ties" +
                            (next_tie_ < claim_.ties.size() ? "/" + std::to_string(next_tie_) : "");
  if (next_tie_ == claim_.ties.size() || claim_.ties[next_tie_].sample != i ||
      claim_.ties[next_tie_].unit != unit)
    reject("minimum_on_walls.ties", where,
           "sample " + std::to_string(i) + ", unit " + std::to_string(unit) +
               ", the next pair on a breakpoint",
           next_tie_ == claim_.ties.size() ? "no more ties" : "another pair");
  return claim_.ties[next_tie_++].multiplier;
}

/// h_{u,i} = g_i s_{u,i}, less λ ς_u at a tie.
Fraction WallCheck::path_value(std::size_t i, std::size_t unit, const ForwardPass& pass,
                               const ValueNames& names, const Fraction& g) {
  const List<Fraction>& slopes = last_hidden().activation.slopes;
  if (sign(pass.z[last_][unit]) != 0)
    return g * slopes[pass.pieces[last_][unit]];
  if (names.z[last_][unit] == 0) // it stays 0
    return {};
  const std::size_t tie = next_tie_;
  const Fraction& multiplier = tied_multiplier(i, unit);
  TiedSamples& all = tied_[{unit, pass.h.front()}];
  if (all.multipliers.empty())
    all.first_tie = tie;
  all.multipliers.push_back(multiplier);
  all.subgradients.push_back(g);
  const bool is_negative = sign(output_weights_[unit]) < 0;
  return g * slopes.front() - (is_negative ? -multiplier : multiplier);
}

/// O150, O154: a unit on its breakpoint at the samples with one input.
void WallCheck::check_multipliers(std::size_t unit, const TiedSamples& all) const {
  const List<Fraction>& slopes = last_hidden().activation.slopes;
  const Fraction multiplier = sum(all.multipliers);
  const Fraction g = sum(all.subgradients);
  if (sign(multiplier) == 0 && sign(g) == 0)
    return;
  const Fraction& a = output_weights_[unit];
  const bool is_negative = sign(a) < 0;
  const Fraction jump = g * (slopes.back() - slopes.front());
  const Fraction above = multiplier + (is_negative ? -jump : jump);
  if (const Check check{sign(multiplier) <= 0 && sign(above) >= 0})
    check.say({"minimum_on_walls.multiplier",
               walls_witness + "/ties/" + std::to_string(all.first_tie),
               "multipliers whose sum is not positive, and not negative with the jump of slope",
               shown(multiplier) + " and " + shown(above)});
  if (const Check check{!((is_negative ? -a : a) < claim_.radius)})
    check.say({"minimum_on_walls.output_weight", claim_.place + "/radius",
               "at most the size of the output weight " + shown(a), shown(claim_.radius)});
}

void WallCheck::add_sample(std::size_t i) {
  const Sample& sample = subject_.data.samples[i];
  const ForwardPass pass = forward_pass(network_, point(sample));
  const ValueNames names = value_names(network_, pass);
  LowerClass& own = class_of(pass.pieces);
  check_pieces(i, pass, names, own);
  const Fraction g = subgradient(i, pass.z.back().front());
  subgradients_.push_back(g);
  for (std::size_t unit = 0; unit < own.terms.size(); ++unit) {
    Meter::tick();
    const Fraction h = path_value(i, unit, pass, names, g);
    if (sign(h) == 0)
      continue;
    for (std::size_t k = 0; k < sample.x.size(); ++k)
      if (!is_zero(sample.x[k]))
        own.terms[unit][k].push_back(h * fraction(sample.x[k], sample.denominator));
    own.terms[unit].back().push_back(h);
  }
}

/// O146
void WallCheck::add_exempt_sample(std::size_t i) {
  const ForwardPass pass = forward_pass(network_, point(subject_.data.samples[i]));
  const Fraction loss = loss_of_sample(subject_.loss, subject_.data, i, pass.z.back());
  const auto place = std::find(claim_.exempt.begin(), claim_.exempt.end(), i);
  if (const Check check{sign(loss) == 0})
    check.say({"minimum_on_walls.unsettled",
               walls_witness + "/exempt/" + std::to_string(place - claim_.exempt.begin()),
               "a sample whose loss is 0", "one with " + shown(loss)});
}

/// O148 for what is left, O150 to O152, O154
void WallCheck::finish() const {
  if (next_tie_ < claim_.ties.size())
    reject("minimum_on_walls.ties", walls_witness + "/ties/" + std::to_string(next_tie_),
           "pairs on a breakpoint that can leave it, and no others", "another pair");
  for (const auto& [place, all] : tied_)
    check_multipliers(place.unit, all);
  if (const Fraction total = sum(subgradients_);
      network_.layers.back().has_biases && sign(total) != 0)
    reject("minimum_on_walls.output_bias", "/statement/network/layers/" + std::to_string(last_ + 1),
           "subgradients with the sum 0", shown(total));
  Network below = network_; // its outputs are the pre-activations of the last hidden layer
  below.layers.pop_back();
  below.layers.back().activation = identity();
  List<ClassSummary> summaries;
  for (const auto& [pieces, own] : classes_) {
    ClassSummary& summary = summaries.emplace_back(ClassSummary{pieces, {}});
    for (const List<List<Fraction>>& of_unit : own.terms) {
      ClassSums& sums = summary.sums.emplace_back();
      for (const List<Fraction>& terms : of_unit)
        sums.with_inputs.push_back(sum(terms));
    }
  }
  if (!summaries.empty())
    check_lifted_stationarity(below, summaries, "minimum_on_walls.stationarity");
}

Told told_on_walls(const MinimumOnWalls& claim, const Subject& subject) {
  const std::string layer = std::to_string(subject.network.hidden_count() - 1);
  const std::string at_sample = claim.exempt.empty() ? "a sample" : "a sample that is not exempt";
  std::string words =
      "Local minimum on walls. R(W) = " + number(claim.risk) +
      ". For every W' whose parameters all differ from those of W by at most\n  r = " +
      number(claim.radius) + "\n  (zero weights included), R(W') ≥ R(W).\n  " +
      (claim.ties.empty()
           ? "No unit of layer " + layer + " that can move is on its breakpoint at " + at_sample +
                 ".\n"
           : "At W " + counted(claim.ties.size(), "pair", "pairs") + " of a unit of layer " +
                 layer + " and " + at_sample + " " + (claim.ties.size() == 1 ? "is" : "are") +
                 " exactly on the breakpoint of the unit;\n  to whichever sides W' moves them, the "
                 "risk does not fall. All other units keep their pieces" +
                 (claim.exempt.empty() ? ".\n" : " at samples that are not exempt.\n")) +
      "  r is shown by the " +
      (claim.method == RadiusMethod::interval ? "interval" : "first-order") +
      " bound (witness digest " + canonical_digest(*claim.witness_json) + ").\n";
  if (!claim.exempt.empty())
    words += "  Exempt: " + counted(claim.exempt.size(), "sample", "samples") +
             " of loss 0, of which nothing is asked: " + ranges(claim.exempt) + ".\n";
  return {words, "{" + key("radius") + exact(claim.radius) + "," + key("risk") + exact(claim.risk) +
                     "," + key("method") +
                     (claim.method == RadiusMethod::interval ? "\"interval\"" : "\"first_order\"") +
                     "," + key("ties") + std::to_string(claim.ties.size()) + "," +
                     key("exempt_samples") + indices_as_json(claim.exempt) + "," +
                     key("witness_digest") + json_literal(canonical_digest(*claim.witness_json)) +
                     "}"};
}

} // namespace

Told MinimumOnWalls::check(const Subject& subject) const {
  if (const Check check{sign(radius) > 0}) // O145
    check.say({"minimum_on_walls.radius_not_positive", place + "/radius", "a positive radius",
               shown(radius)});
  WallCheck walls(subject, *this);
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (classes[i])
      walls.add_sample(i);
    else
      walls.add_exempt_sample(i);
  walls.finish();
  if (const Check check{risk == walls.risk()}) // O155
    check.say({"minimum_on_walls.risk", place + "/risk",
               "the empirical risk " + shown(walls.risk()), shown(risk)});
  return told_on_walls(*this, subject);
}

} // namespace thalweg::verifier
