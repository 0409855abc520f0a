// SPDX-License-Identifier: Apache-2.0

#include "lemma/ray_risk.hpp"

#include "lemma/classes.hpp"
#include "loss/risk.hpp"
#include "loss/weight_decay.hpp"
#include "number/decimal.hpp"
#include "text/obligation.hpp"

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

/// |c_k|, c_k the lowest coefficient that is not 0, and Σ_{j>k} |c_j| ε^{j−k}, both times the
/// denominator; 0 and 0 for p = 0.
struct Powers {
  Fraction lowest, others;
};
Powers powers_at(const AffineRow& p, const Fraction& epsilon) {
  Powers result;
  const std::size_t lowest = lowest_power(p);
  if (lowest == p.coefficients.size())
    return result;
  const std::size_t at = p.coefficients.size() - 1 - lowest;
  for (std::size_t k = 0; k < at; ++k)
    result.others = (result.others + Fraction{magnitude(p.coefficients[k]), 1}) * epsilon;
  result.lowest = Fraction{magnitude(p.coefficients[at]), 1};
  return result;
}

/// Does the polynomial keep its sign up to ε?
bool has_one_sign(const AffineRow& p, const Fraction& epsilon) {
  const Powers powers = powers_at(p, epsilon);
  return sign(powers.lowest) == 0 || powers.others < powers.lowest;
}

struct RayOfSamples {
  const Ray& ray;
  const Line line;

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
        if (!has_one_sign(difference(window.terms[piece].input, term.input), ray.epsilon))
          reject(ray.pattern_code, ray.place,
                 "one largest entry up to ε (sample " + std::to_string(sample) + ", " +
                     unit_in_words(l, pieces.size()) + ")",
                 "that another may be larger before " + shown(ray.epsilon));
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
      if (q < breakpoints.size()) {
        const AffineRow distance = line.minus(z, breakpoints[q]);
        if (const Check check{has_one_sign(distance, ray.epsilon)}) {
          const Powers powers = powers_at(distance, ray.epsilon);
          const Fraction unit_size{1, distance.denominator};
          check.say({ray.pattern_code, ray.place,
                     "a breakpoint not met up to ε = " + shown(ray.epsilon) + " (sample " +
                         std::to_string(sample) + ", " + unit + ")",
                     "other powers of at most " + shown(powers.others * unit_size) +
                         " against the lowest, " + shown(powers.lowest * unit_size)},
                    sign(powers.lowest) == 0 ? Fraction{1, 1}
                                             : part_left(powers.others, powers.lowest));
        }
      }
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
    Meter::tick();
    Integer coefficient = 0;
    for (std::size_t a = power < n ? 0 : power - n + 1; a <= power && a < n; ++a)
      coefficient += p.coefficients[n - 1 - a] * p.coefficients[n - 1 - (power - a)];
    if (!is_zero(coefficient))
      terms[power].push_back(factor * fraction(coefficient, p.denominator * p.denominator));
  }
}

/// O79: adds the weighted loss of an output F along the ray, whose margin meets no breakpoint.
void add_loss(const RayOfSamples& at, const Loss& loss, const AffineRow& output, const Fraction& y,
              std::size_t sample, std::size_t o, List<List<Fraction>>& terms) {
  const AffineRow t =
      activated(output, loss.margin_factor(y), loss.margin_shift(y), at.line.width());
  for (const Fraction& breakpoint : loss.breakpoints)
    if (!has_one_sign(at.line.minus(t, breakpoint), at.ray.epsilon))
      reject(at.ray.loss_code, at.ray.place,
             "no kink of the loss met up to ε (sample " + std::to_string(sample) + ", output " +
                 std::to_string(o) + ")",
             "that one may be met before " + shown(at.ray.epsilon));
  const Quadratic& piece = loss.pieces[at.piece_along(loss.breakpoints, t)];
  const Fraction weight = loss.weight(sample, o);
  add_square(weight * piece.square, t, terms);
  const AffineRow rest =
      activated(t, weight * piece.slope, weight * piece.constant, at.line.width());
  for (std::size_t k = 0; k < rest.coefficients.size(); ++k)
    terms[rest.coefficients.size() - 1 - k].push_back(
        fraction(rest.coefficients[k], rest.denominator));
}

/// Adds what weight decay contributes to R(W + εD), constant term first.
void add_decay(const Ray& ray, const Loss& loss, List<Fraction>& coefficients) {
  if (loss.decay.empty())
    return;
  coefficients.resize(std::max<std::size_t>(coefficients.size(), 3));
  const auto [linear, quadratic] = decay_along(loss, ray.network, ray.direction);
  coefficients[0] = coefficients[0] + decay_of(loss, ray.network);
  coefficients[1] = coefficients[1] + linear;
  coefficients[2] = coefficients[2] + quadratic;
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

} // namespace

int RiskAlong::lowest_sign() const {
  return sign_right_of_zero(row_of(difference));
}

bool RiskAlong::keeps_sign(const Fraction& epsilon) const {
  return has_one_sign(row_of(difference), epsilon);
}

RiskAlong risk_along(const Ray& ray, const Data& data, const Loss& loss) {
  const RayOfSamples samples{ray, {ray.network, ray.direction}};
  List<List<Fraction>> terms(2 * samples.line.width() - 1);
  for (std::size_t i = 0; i < data.samples.size(); ++i) {
    Meter::tick();
    const Sample& sample = data.samples[i];
    const List<AffineRow> outputs = samples.outputs(point(sample), i);
    for (std::size_t o = 0; o < outputs.size(); ++o)
      add_loss(samples, loss, outputs[o], fraction(sample.y[o], sample.denominator), i, o, terms);
  }
  RiskAlong risk;
  for (const List<Fraction>& coefficient : terms)
    risk.difference.push_back(sum(coefficient) * Fraction{1, Integer(data.samples.size())});
  add_decay(ray, loss, risk.difference);
  risk.at_zero = risk.difference.front();
  risk.difference.erase(risk.difference.begin());
  while (!risk.difference.empty() && sign(risk.difference.back()) == 0)
    risk.difference.pop_back();
  return risk;
}

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
  return result.empty() ? "0" : result;
}

} // namespace thalweg::verifier
