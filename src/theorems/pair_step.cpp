// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/pair_step.hpp"

#include "exact/error.hpp"

#include <algorithm>
#include <map>

namespace thalweg {

namespace {

Vector values_of(const AffineFunction& p, const std::vector<Vector>& inputs) {
  Vector values;
  for (const Vector& x : inputs)
    values.push_back(p(x));
  return values;
}

/// Sums of residuals by value of the fit.
std::map<Rational, Rational> sums_by_value(const Vector& values, const Vector& residuals) {
  std::map<Rational, Rational> sums;
  for (std::size_t i = 0; i < values.size(); ++i)
    sums[values[i]] += residuals[i];
  return sums;
}

/// κγ of least risk with |γ| ≤ gap/4, as γ: the risk is quadratic in it.
Rational best_gamma(const Rational& sum, const Rational& gap, std::size_t count,
                    const Rational& kappa) {
  const Rational best = 2 * sum / (Rational(static_cast<unsigned long>(count)) * kappa);
  const Rational bound = gap / 4;
  return std::clamp(best, Rational(-bound), bound);
}

/// −2Sκγ + (m/2)(κγ)²
Rational change(const Rational& sum, std::size_t count, const Rational& kappa,
                const Rational& gamma) {
  const Rational shift = kappa * gamma;
  return -2 * sum * shift + Rational(static_cast<unsigned long>(count)) * shift * shift / 2;
}

/// The best cut of the values; nothing if all sums below cuts vanish.
std::optional<PairStep> best_cut(const AffineFunction& tilted, const Vector& values,
                                 const Vector& residuals, const Rational& kappa) {
  const std::map<Rational, Rational> sums = sums_by_value(values, residuals);
  std::optional<PairStep> best;
  Rational best_change = 0, below = 0;
  for (auto next = sums.begin(); next != sums.end();) {
    const Rational value = next->first;
    below += next->second;
    if (++next == sums.end())
      break;
    const Rational gap = next->first - value;
    const Rational gamma = best_gamma(below, gap, values.size(), kappa);
    if (const Rational drop = change(below, values.size(), kappa, gamma); drop < best_change) {
      best_change = drop;
      best = PairStep{1, tilted, Rational((value + next->first) / 2), gamma, below};
    }
  }
  return best;
}

/// Case 2: the longest input with a residual among those of smallest value.
std::size_t parted_sample(const std::vector<Vector>& inputs, const Vector& values,
                          const Vector& residuals) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (residuals[i] == 0)
      continue;
    if (!best || values[i] < values[*best] ||
        (values[i] == values[*best] &&
         dot(inputs[i], inputs[i]) > dot(inputs[*best], inputs[*best])))
      best = i;
  }
  require(best.has_value(), "pair step: all residuals are 0");
  return *best;
}

bool keeps_order(const Vector& before, const Vector& after) {
  for (std::size_t i = 0; i < before.size(); ++i)
    for (std::size_t k = 0; k < before.size(); ++k)
      if (before[i] < before[k] && after[i] >= after[k])
        return false;
  return true;
}

/// The cut right above sample j, with γ of the largest size that the paper allows.
PairStep step_above(AffineFunction tilted, const Vector& values, std::size_t j,
                    const Rational& residual, const Rational& kappa) {
  std::optional<Rational> next;
  for (const Rational& value : values)
    if (value > values[j] && (!next || value < *next))
      next = value;
  require(next.has_value(), "pair step: nothing lies above the tilted sample");
  const Rational gap = *next - values[j];
  const Rational gamma = (residual * kappa > 0 ? gap : Rational(-gap)) / 4;
  return {2, std::move(tilted), Rational((values[j] + *next) / 2), gamma, residual};
}

/// Σ over the residuals of the predictions of the step, squared.
Rational sum_of_squares(const PairStep& step, const Vector& before, const Vector& residuals,
                        const Vector& values, const Rational& kappa) {
  Rational sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Rational shift = step.gamma * kappa;
    const Rational residual =
        residuals[i] + values[i] - before[i] + (values[i] > step.cut ? shift : Rational(-shift));
    sum += residual * residual;
  }
  return sum;
}

PairStep tilted_step(const AffineFunction& p, const std::vector<Vector>& inputs,
                     const Vector& residuals, const Vector& values, const Rational& kappa) {
  const std::size_t j = parted_sample(inputs, values, residuals);
  for (Rational tilt(1, 10);; tilt /= 2) {
    const AffineFunction tilted = p - tilt * AffineFunction{inputs[j], 0};
    const Vector after = values_of(tilted, inputs);
    if (!keeps_order(values, after))
      continue;
    PairStep step = step_above(tilted, after, j, residuals[j], kappa);
    if (sum_of_squares(step, values, residuals, after, kappa) < dot(residuals, residuals))
      return step;
  }
}

} // namespace

PairStep pair_step(const AffineFunction& p, const std::vector<Vector>& inputs,
                   const Vector& residuals, const Corner& corner) {
  require(corner.above + corner.below != 0, "pair step: the slopes sum to 0");
  const Rational kappa =
      Rational(corner.above - corner.below) / Rational(corner.above + corner.below);
  const Vector values = values_of(p, inputs);
  if (std::optional<PairStep> step = best_cut(p, values, residuals, kappa))
    return *std::move(step);
  return tilted_step(p, inputs, residuals, values, kappa);
}

} // namespace thalweg
