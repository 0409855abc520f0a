// SPDX-License-Identifier: Apache-2.0

#include "ray.hpp"

#include "classes.hpp"
#include "decimal.hpp"
#include "digest.hpp"
#include "stop.hpp"
#include "subgradient.hpp"
#include "theorem_words.hpp"

namespace thalweg::verifier {

namespace {

/// The index of the lowest power that occurs; `coefficients.size()` for the polynomial 0.
std::size_t lowest_power(const AffineRow& p) {
  std::size_t k = 0;
  while (k < p.coefficients.size() && is_zero(p.coefficients[p.coefficients.size() - 1 - k]))
    ++k;
  return k;
}

/// The sign right of 0.
int sign_right_of_zero(const AffineRow& p) {
  const std::size_t k = lowest_power(p);
  return k == p.coefficients.size() ? 0 : sign(p.coefficients[p.coefficients.size() - 1 - k]);
}

/// Σ_{j>k} |c_j| ε^{j−k} < |c_k|, c_k the lowest coefficient that is not 0; or p = 0.
bool has_one_sign(const AffineRow& p, const Fraction& epsilon) {
  const std::size_t lowest = lowest_power(p);
  if (lowest == p.coefficients.size())
    return true;
  const std::size_t at = p.coefficients.size() - 1 - lowest;
  Fraction others;
  for (std::size_t k = 0; k < at; ++k)
    others = (others + Fraction{magnitude(p.coefficients[k]), 1}) * epsilon;
  return others < Fraction{magnitude(p.coefficients[at]), 1};
}

struct Ray {
  const Line line;
  const NotLocalMinimum& claim;

  List<AffineRow> pre_activations(std::size_t l, const List<List<AffineRow>>& h,
                                  std::size_t sample) const {
    const Layer& layer = line.network().layers[l];
    List<std::size_t> pieces;
    if (layer.is_maximum())
      pieces = selected_along(layer, h[layer.sources.front()], sample, l);
    return line.pre_activations(l, h, pieces);
  }

  /// O72: the entry that is the largest right of 0 stays so.
  List<std::size_t> selected_along(const Layer& layer, const List<AffineRow>& h, std::size_t sample,
                                   std::size_t l) const {
    const auto difference = [&](std::size_t a, std::size_t b) {
      return line.difference(h[a], h[b]);
    };
    const auto compare = [&](std::size_t a, std::size_t b) {
      return sign_right_of_zero(difference(a, b));
    };
    const auto stay_equal = [](std::size_t, std::size_t) { return true; };
    List<std::size_t> pieces;
    for (const Unit& window : layer.units) {
      Meter::tick();
      const std::size_t piece = maximum(window, compare, stay_equal).first;
      for (const Term& term : window.terms)
        if (!has_one_sign(difference(window.terms[piece].input, term.input), claim.epsilon))
          reject("not_local_minimum.pattern", claim.place + "/epsilon",
                 "one largest entry up to ε (sample " + std::to_string(sample) + ", " +
                     unit_in_words(l, pieces.size()) + ")",
                 "that another may be larger before " + shown(claim.epsilon));
      pieces.push_back(piece);
    }
    return pieces;
  }

  /// The number of breakpoints below z right of 0.
  std::size_t piece_along(const List<Fraction>& breakpoints, const AffineRow& z) const {
    std::size_t piece = 0;
    while (piece < breakpoints.size() && sign_right_of_zero(line.minus(z, breakpoints[piece])) > 0)
      ++piece;
    return piece;
  }

  /// O72: z − β keeps its sign for the breakpoints β next to the piece right of 0.
  AffineRow activated_along(const Activation& activation, const AffineRow& z, std::size_t sample,
                            const std::string& unit) const {
    const List<Fraction>& breakpoints = activation.breakpoints;
    const std::size_t piece = piece_along(breakpoints, z);
    for (const std::size_t q : {piece - 1, piece}) // piece − 1 wraps if piece is 0
      if (q < breakpoints.size() && !has_one_sign(line.minus(z, breakpoints[q]), claim.epsilon))
        reject("not_local_minimum.pattern", claim.place + "/epsilon",
               "a breakpoint not met up to ε (sample " + std::to_string(sample) + ", " + unit + ")",
               "that it may be met before " + shown(claim.epsilon));
    return activated(z, activation.slopes[piece], activation.intercepts[piece], line.width());
  }

  List<AffineRow> outputs(const List<Fraction>& x, std::size_t sample) const {
    const Network& network = line.network();
    List<List<AffineRow>> h{line.constants(x)};
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      List<AffineRow> z = pre_activations(l, h, sample);
      if (l < network.hidden_count())
        for (std::size_t j = 0; j < z.size(); ++j)
          z[j] = activated_along(network.layers[l].activation, z[j], sample, unit_in_words(l, j));
      h.push_back(std::move(z));
    }
    return h.back();
  }
};

/// Adds the coefficients of factor · p², one term for each power; p has at most `width` of them.
void add_square(const Fraction& factor, const AffineRow& p, List<List<Fraction>>& terms) {
  const std::size_t n = p.coefficients.size();
  for (std::size_t power = 0; n > 0 && power + 1 < 2 * n; ++power) {
    Integer coefficient = 0;
    for (std::size_t a = power < n ? 0 : power - n + 1; a <= power && a < n; ++a)
      coefficient += p.coefficients[n - 1 - a] * p.coefficients[n - 1 - (power - a)];
    if (!is_zero(coefficient))
      terms[power].push_back(factor * fraction(coefficient, p.denominator * p.denominator));
  }
}

/// O79: adds the weighted loss of an output F along the ray, whose margin meets no breakpoint.
void add_loss(const Ray& ray, const Loss& loss, const AffineRow& output, const Fraction& y,
              std::size_t sample, std::size_t o, List<List<Fraction>>& terms) {
  const AffineRow t =
      activated(output, loss.margin_factor(y), loss.margin_shift(y), ray.line.width());
  for (const Fraction& breakpoint : loss.breakpoints)
    if (!has_one_sign(ray.line.minus(t, breakpoint), ray.claim.epsilon))
      reject("not_local_minimum.loss_piece", ray.claim.place + "/epsilon",
             "no kink of the loss met up to ε (sample " + std::to_string(sample) + ", output " +
                 std::to_string(o) + ")",
             "that one may be met before " + shown(ray.claim.epsilon));
  const Quadratic& piece = loss.pieces[ray.piece_along(loss.breakpoints, t)];
  const Fraction weight = loss.weight(sample, o);
  add_square(weight * piece.square, t, terms);
  const AffineRow rest =
      activated(t, weight * piece.slope, weight * piece.constant, ray.line.width());
  for (std::size_t k = 0; k < rest.coefficients.size(); ++k)
    terms[rest.coefficients.size() - 1 - k].push_back(
        fraction(rest.coefficients[k], rest.denominator));
}

/// R(W + εD), lowest coefficient first.
List<Fraction> risk_along(const Ray& ray, const Data& data, const Loss& loss) {
  List<List<Fraction>> terms(2 * ray.line.width() - 1);
  for (std::size_t i = 0; i < data.samples.size(); ++i) {
    Meter::tick();
    const Sample& sample = data.samples[i];
    const List<AffineRow> outputs = ray.outputs(point(sample), i);
    for (std::size_t o = 0; o < outputs.size(); ++o)
      add_loss(ray, loss, outputs[o], fraction(sample.y[o], sample.denominator), i, o, terms);
  }
  List<Fraction> risk;
  for (const List<Fraction>& coefficient : terms)
    risk.push_back(sum(coefficient) * Fraction{1, Integer(data.samples.size())});
  return risk;
}

/// The polynomial with these coefficients, lowest first, as a row.
AffineRow row_of(const List<Fraction>& coefficients) {
  AffineRow row{List<Integer>(coefficients.size()), 1};
  for (const Fraction& c : coefficients)
    row.denominator = lcm(row.denominator, c.denominator);
  for (std::size_t k = 0; k < coefficients.size(); ++k)
    row.coefficients[coefficients.size() - 1 - k] =
        coefficients[k].numerator * (row.denominator / coefficients[k].denominator);
  return row;
}

/// "-3/2 ε + 5 ε^2"
std::string polynomial_in_words(const List<Fraction>& coefficients) {
  std::string result;
  for (std::size_t k = 0; k < coefficients.size(); ++k) {
    const Fraction& c = coefficients[k];
    if (sign(c) == 0)
      continue;
    if (!result.empty())
      result += sign(c) < 0 ? " - " : " + ";
    result += shown(result.empty() || sign(c) > 0 ? c : -c) + " ε" +
              (k == 0 ? "" : "^" + std::to_string(k + 1));
  }
  return result;
}

std::string in_words(const NotLocalMinimum& claim, const List<Fraction>& risk_difference) {
  return "Not a local minimum. R(W) = " + number(claim.risk) + ". For every ε with 0 < ε ≤ " +
         number(claim.epsilon) + ", R(W + εD) < R(W):\n  the difference is " +
         polynomial_in_words(risk_difference) + ".\n  The direction D (digest " +
         canonical_digest(*claim.direction_json) + ")\n  moves " +
         counted(move_count(claim.moves), "parameter", "parameters") + ".\n";
}

std::string as_json(const NotLocalMinimum& claim, const List<Fraction>& risk_difference) {
  std::string coefficients;
  for (const Fraction& c : risk_difference)
    coefficients += (coefficients.empty() ? "" : ",") + exact(c);
  return "," + key("not_local_minimum") + "{" + key("epsilon") + exact(claim.epsilon) + "," +
         key("risk") + exact(claim.risk) + "," + key("risk_difference") + "[" + coefficients +
         "]," + key("direction_digest") + json_literal(canonical_digest(*claim.direction_json)) +
         "}";
}

} // namespace

Told GlobalMinimum::check(const Certificate& certificate) const {
  const Data& data = certificate.data;
  for (std::size_t i = 0; i < data.samples.size(); ++i) {
    Meter::tick();
    const ForwardPass pass = forward_pass(certificate.network, point(data.samples[i]));
    const Fraction loss = loss_of_sample(certificate.loss, data, i, pass.z.back());
    if (sign(loss) != 0)
      reject("global_minimum.not_fitted", "/statement/data/rows/" + std::to_string(i), "the loss 0",
             shown(loss));
  }
  return {std::string("Global minimum. R(W) = 0: every ") +
              (certificate.loss.name == "squared" ? "sample is fitted exactly" : "loss is 0") +
              ", and no risk is negative.\n",
          "," + key("global_minimum") + "{}"};
}

Told NotLocalMinimum::check(const Certificate& certificate) const {
  if (sign(epsilon) <= 0) // O71
    reject("not_local_minimum.epsilon_not_positive", place + "/epsilon", "a positive number",
           shown(epsilon));
  const Ray ray{{certificate.network, moves}, *this};
  List<Fraction> along = risk_along(ray, certificate.data, certificate.loss);
  if (risk != along.front()) // O73
    reject("not_local_minimum.risk", place + "/risk", "the empirical risk " + shown(along.front()),
           shown(risk));
  along.front() = {};
  const AffineRow difference = row_of(along);
  if (sign_right_of_zero(difference) >= 0) // O74
    reject("not_local_minimum.no_descent", "/witness/not_local_minimum",
           "a risk whose lowest change is negative",
           sign_right_of_zero(difference) == 0 ? "0" : "a positive one");
  if (!has_one_sign(difference, epsilon)) // O75
    reject("not_local_minimum.epsilon", place + "/epsilon",
           "a risk that is shown to be lower up to ε",
           "that other powers may outweigh the lowest at " + shown(epsilon));
  while (sign(along.back()) == 0)
    along.pop_back();
  along.erase(along.begin());
  return {in_words(*this, along), as_json(*this, along)};
}

} // namespace thalweg::verifier
