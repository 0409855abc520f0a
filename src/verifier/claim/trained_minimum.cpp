// SPDX-License-Identifier: Apache-2.0

#include "claim/trained_minimum.hpp"

#include "claim/trained_theorem.hpp"
#include "limit/stop.hpp"
#include "loss/loss_gradient.hpp"
#include "number/decimal.hpp"
#include "slice/held_growth.hpp"
#include "slice/held_walls.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

const std::string trained_witness = "/witness/trained_minimum";

/// Rejects unless an inequality holds.
void require_trained(bool holds, const char* code, const std::string& at,
                     const std::string& expected, const std::string& found) {
  if (!holds)
    reject(code, at, expected, found);
}

/// The decimals of a number with many digits.
std::string about(const Fraction& value) {
  return decimal(value, 3);
}

// ---- O181, O182

void require_positive(const Fraction& value, const std::string& name) {
  require_trained(sign(value) > 0, "trained_minimum.number", trained_witness + "/" + name,
                  "a positive number", shown(value));
}

void check_numbers(const TrainedMinimum& claim) {
  for (const auto& [value, name] : {std::pair(&claim.near, "near"),
                                    {&claim.box, "box"},
                                    {&claim.share, "share"},
                                    {&claim.curvature, "curvature"}})
    require_positive(*value, name);
  require_trained(claim.share < Fraction{1, 1}, "trained_minimum.number",
                  trained_witness + "/share", "a number below 1", shown(claim.share));
  require_trained(claim.near < claim.box, "trained_minimum.number", trained_witness + "/near",
                  "a number below the box", shown(claim.near));
  if (claim.strict_box)
    require_trained(claim.near < *claim.strict_box && !(claim.box < *claim.strict_box),
                    "trained_minimum.number", trained_witness + "/strict_box",
                    "a number above near, at most the box", shown(*claim.strict_box));
  std::size_t free = 0;
  for (std::size_t j = 0, fixed = 0; j < claim.steps.size(); ++j)
    if (fixed < claim.fixed.size() && claim.fixed[fixed] == j)
      ++fixed;
    else
      require_positive(claim.steps[j], "steps/" + std::to_string(free++));
  require_trained(free > 0, "trained_minimum.nothing_free", claim.place + "/fixed",
                  "a parameter that is free", "none");
}

void check_ties(const TrainedMinimum& claim, const HeldProblem& problem) {
  for (std::size_t t = 0; t < claim.ties.size(); ++t) {
    const HeldTie& tie = claim.ties[t];
    const std::string index = std::to_string(t);
    const List<Fraction>& slopes = problem.graph.network.layers[tie.layer].activation.slopes;
    require_trained(
        problem.is_of_maximum(tie) ? problem.graph.units[problem.unit_of(tie)].links.size() > 1
                                   : slopes[tie.breakpoint] != slopes[tie.breakpoint + 1],
        "trained_minimum.no_kink", claim.place + "/ties/" + index,
        "a breakpoint where the slope changes, or a maximum of several entries", "none");
    require_trained(problem.is_first_of_point(tie.sample), "trained_minimum.point",
                    claim.place + "/ties/" + index, "the first sample with its inputs",
                    "sample " + std::to_string(tie.sample));
    require_positive(tie.bound, "bounds/" + index);
    require_trained(sign(tie.penalty) >= 0, "trained_minimum.number",
                    trained_witness + "/penalties/" + index, "a number that is not negative",
                    shown(tie.penalty));
  }
}

// ---- O185, O186

void check_multipliers(const HeldProblem& problem, const HeldGrowth& growth,
                       const Fraction& lowered, const char* code) {
  for (std::size_t t = 0; t < growth.ties().size(); ++t) {
    const Fraction has = problem.rules.as_fraction(growth.ties()[t].available) - lowered;
    const Fraction needs = problem.rules.as_fraction(growth.ties()[t].needed);
    require_trained(needs < has, code, trained_witness + "/multipliers/" + std::to_string(t),
                    "a slope above " + about(needs) + " to either side of the wall", about(has));
  }
}

void check_penalties(const HeldProblem& problem, const HeldGrowth& growth, const Fraction& box) {
  for (std::size_t t = 0; t < growth.ties().size(); ++t) {
    const TieGrowth& tie = growth.ties()[t];
    const Fraction most =
        problem.rules.as_fraction(magnitude(tie.residual)) + moved_by(problem, tie.majorant, box);
    const Fraction needs = problem.ties[t].penalty * most * Fraction{1, 2};
    require_trained(!(problem.ties[t].bound < needs), "trained_minimum.penalty",
                    trained_witness + "/penalties/" + std::to_string(t),
                    "a bound of at least " + about(needs), about(problem.ties[t].bound));
  }
}

// ---- O187 to O193

/// 1/ε − 1
Fraction weight_of_squares(const TrainedMinimum& claim) {
  return fraction(claim.share.denominator, claim.share.numerator) - Fraction{1, 1};
}

/// Σ_{k≥3} C_k Δ^{k−2}
Fraction lost_curvature(const HeldProblem& problem, const GrowthSums& sums,
                        const TrainedMinimum& claim) {
  const Fraction weight = weight_of_squares(claim);
  Fraction sum;
  for (std::size_t k = sums.order_count(); k-- > 3;)
    sum = (sum + problem.rules.as_fraction(sums.linear[k]) +
           weight * problem.rules.as_fraction(sums.squares[k])) *
          claim.box;
  return sum;
}

void check_nearness(const HeldProblem& problem, HeldGrowth& growth, const TrainedMinimum& claim) {
  const BallRules& rules = problem.rules;
  const Fraction half = claim.curvature * Fraction{1, 2};
  require_trained(growth.is_curved(), "trained_minimum.curvature", trained_witness + "/curvature",
                  "second derivatives shown to be at least " + about(claim.curvature),
                  "that they may be less");
  const Fraction left = half - lost_curvature(problem, growth.sums(), claim); // μ
  require_trained(sign(left) > 0, "trained_minimum.box", trained_witness + "/box",
                  "higher orders below " + about(half), about(half - left));
  const Fraction gradient = rules.as_fraction(growth.take_gradient_size());
  const Fraction excess = rules.as_fraction(growth.excess());
  const Fraction lower = left * claim.near * claim.near;
  const Fraction needed = gradient * claim.near + excess;
  require_trained(needed < lower, "trained_minimum.near", trained_witness + "/near",
                  "a rise above " + about(needed) + " at this distance", about(lower));
  claim.rise = left * claim.box * claim.box - gradient * claim.box - excess;
  const Fraction fall = gradient * gradient * fraction(left.denominator, 4 * left.numerator);
  const Fraction least = rules.as_fraction(growth.risk().lower()) - excess - fall;
  const Fraction most = rules.as_fraction(growth.risk().upper());
  require_trained(!(least < claim.risk_lower), "trained_minimum.risk_lower",
                  claim.place + "/risk_lower", "at most " + decimal_apart(least, claim.risk_lower),
                  shown(claim.risk_lower));
  require_trained(!(claim.risk_upper < most), "trained_minimum.risk_upper",
                  claim.place + "/risk_upper", "at least " + decimal_apart(most, claim.risk_upper),
                  shown(claim.risk_upper));
}

/// The greatest and the least step of a free parameter.
std::pair<Fraction, Fraction> extreme_steps(const List<Fraction>& steps) {
  Fraction greatest;
  Fraction least;
  for (const Fraction& step : steps) {
    if (greatest < step)
      greatest = step;
    if (sign(step) > 0 && (sign(least) == 0 || step < least))
      least = step;
  }
  return {greatest, least};
}

/// 0 < radius ≤ (box − δ) ω
void check_radius(const TrainedMinimum& claim, const Fraction& radius, const Fraction& box,
                  const char* code, const char* key) {
  const Fraction most = (box - claim.near) * extreme_steps(claim.steps).second;
  require_trained(sign(radius) > 0 && !(most < radius), code, claim.place + "/" + key,
                  "a positive number, at most " + about(most), shown(radius));
}

bool are_zero(const List<Fraction>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(),
                     [](const Fraction& number) { return sign(number) == 0; });
}

/// Is R differentiable at W, with all derivatives exactly 0? Of losses of 6.1 without decay.
bool is_critical(const Subject& subject) {
  if (subject.loss.cross_entropy || !subject.loss.decay.empty())
    return false;
  const auto found = loss_gradient(subject);
  const auto* gradient = std::get_if<List<LayerGradient>>(&found);
  return gradient != nullptr &&
         std::all_of(gradient->begin(), gradient->end(), [](const LayerGradient& layer) {
           return are_zero(layer.biases) &&
                  std::all_of(layer.weights.begin(), layer.weights.end(), are_zero);
         });
}

void check_distances(const TrainedMinimum& claim, const Subject& subject) {
  const bool is_at_rest = sign(claim.distance) == 0 && claim.strict_radius && claim.ties.empty() &&
                          is_critical(subject);
  const Fraction least = is_at_rest ? Fraction{} : claim.near * extreme_steps(claim.steps).first;
  require_trained(!(claim.distance < least), "trained_minimum.distance", claim.place + "/distance",
                  "at least " + about(least), shown(claim.distance));
  check_radius(claim, claim.radius, claim.box, "trained_minimum.radius", "radius");
}

// ---- O194 to O197

/// κ', or 0 without ties.
Fraction checked_multiplier_error(const HeldProblem& problem, const HeldGrowth& growth,
                                  const TrainedMinimum& claim) {
  if (claim.ties.empty())
    return {};
  const std::optional<Fraction> error = multiplier_error(problem, growth.points(), claim.near);
  require_trained(error.has_value(), "trained_minimum.walls", claim.place + "/ties",
                  "normals of the walls shown to be independent", "that they may not be");
  const Fraction response = problem.rules.as_fraction(growth.response());
  for (const TieGrowth& tie : growth.ties())
    require_trained(*error * response < problem.rules.as_fraction(tie.available),
                    "trained_minimum.walls", claim.place + "/ties",
                    "multipliers known better than their size", about(*error * response));
  check_multipliers(problem, growth, *error * (Fraction{1, 1} + response), "trained_minimum.walls");
  return *error;
}

/// Σ_{k≥3} C'_k Δ_1^{k−2} + κ' Σ_{k≥2} (k(k−1)/2) max_t Q̂_{t,k} Δ_1^{k−2}
Fraction curvature_lost_to_strictness(const HeldProblem& problem, const HeldGrowth& growth,
                                      const Fraction& error, const TrainedMinimum& claim) {
  const BallRules& rules = problem.rules;
  const GrowthSums& sums = growth.sums();
  const Fraction weight = weight_of_squares(claim);
  Fraction sum;
  for (std::size_t k = sums.order_count(); k-- > 2;) {
    const Integer pairs(k * (k - 1) / 2);
    Integer tie = 0;
    for (const TieGrowth& of : growth.ties())
      if (k < of.majorant.size())
        tie = std::max(tie, of.majorant[k]);
    sum = sum * *claim.strict_box + error * rules.as_fraction(pairs * tie);
    if (k > 2) // C'_k
      sum = sum + rules.as_fraction(pairs * sums.linear[k] + sums.moving_slopes[k]) +
            weight * rules.as_fraction(sums.derived_squares[k]);
  }
  return sum;
}

void check_strictness(const HeldProblem& problem, const HeldGrowth& growth,
                      const TrainedMinimum& claim) {
  const Fraction error = checked_multiplier_error(problem, growth, claim);
  const Fraction lost = curvature_lost_to_strictness(problem, growth, error, claim);
  const Fraction half = claim.curvature * Fraction{1, 2};
  require_trained(lost < half, "trained_minimum.strict", trained_witness + "/strict_box",
                  "higher orders below " + about(half), about(lost));
  check_radius(claim, *claim.strict_radius, *claim.strict_box, "trained_minimum.strict_radius",
               "strict_radius");
}

} // namespace

Told TrainedMinimum::check(const Subject& subject) const {
  check_numbers(*this);
  const HeldProblem problem(subject, ties, bits, steps,
                            asleep ? asleep->units : List<std::size_t>());
  if (asleep)
    check_asleep_units(problem, asleep->units);
  check_ties(*this, problem);
  HeldGrowth growth(problem, {box, share, curvature});
  check_multipliers(problem, growth, Fraction{}, "trained_minimum.multiplier");
  check_penalties(problem, growth, box);
  check_nearness(problem, growth, *this);
  check_distances(*this, subject);
  if (strict_radius)
    check_strictness(problem, growth, *this);
  if (is_among_all) { // O198
    std::size_t count = 0;
    for (const NeutralField& field : fields)
      count += field.count();
    for (std::size_t j = 0; j < steps.size(); ++j)
      count += problem.sleeps_with(j) ? 1 : 0;
    require_trained(count == fixed.size(), "trained_minimum.field_count",
                    trained_witness + (is_span ? "/span" : "/fields"),
                    counted(fixed.size(), "field", "fields"), std::to_string(count));
    require_trained(fields.empty() || ties.empty() || strict_radius, "trained_minimum.scope",
                    place + "/scope", "a strict radius, as there are ties and fixed parameters",
                    "none");
    check_fields(problem, growth.points(), fields, is_span, near);
    if (asleep)
      check_sleep(problem, growth.points(), *asleep, near);
  }
  return told(*this);
}

} // namespace thalweg::verifier
