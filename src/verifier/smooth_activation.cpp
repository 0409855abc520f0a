// SPDX-License-Identifier: Apache-2.0

#include "smooth_activation.hpp"

#include <array>

namespace thalweg::verifier {

namespace {

const Fraction one{1, 1};
const Fraction two{2, 1};

struct SineCosine {
  Interval sine;
  Interval cosine;
};

/// Σ_j (−1)^j p^{2j} / ((2j)!) and the same with (2j + 1)!, times p: for |p| ≤ 1 the terms
/// decrease, so a sum of 12 of them is too small and one of 13 too large.
SineCosine sine_and_cosine(const Fraction& p) {
  constexpr std::size_t count = 12;
  const Fraction square = -p * p;
  Fraction power = one; // (−1)^j p^{2j} / (2j)!
  Interval sine;
  Interval cosine;
  for (std::size_t j = 0; j <= count; ++j) {
    sine = {sine.high, sine.high + power * Fraction{1, 2 * j + 1}};
    cosine = {cosine.high, cosine.high + power};
    power = power * square * fraction(1, (2 * j + 1) * (2 * j + 2));
  }
  return {exactly(p) * sine, cosine};
}

Interval tangent(const Fraction& p) {
  const SineCosine at = sine_and_cosine(p);
  return at.sine * inverse(at.cosine);
}

/// e^p for 0 < p ≤ 1: the terms behind p^19/19! are together less than twice the next one.
Interval exponential(const Fraction& p) {
  Fraction sum;
  Fraction term = one;
  for (std::size_t j = 1; j <= 20; ++j) {
    sum = sum + term;
    term = term * p * fraction(1, Integer(j));
  }
  return {sum, sum + two * term};
}

/// λα: exponential units are λα(e^v − 1) for v < 0.
Fraction scale(const SmoothActivation& h) {
  return h.lambda * h.alpha;
}

/// A positive multiple of e^v, or of e^{2v} for `tanh`: increasing in p.
Fraction exponential(const SmoothActivation& h, const Fraction& p) {
  if (h.is_exponential_unit())
    return p + scale(h);
  const Fraction above = h.kind == SmoothKind::tanh ? one + p : p;
  const Fraction below = one - p;
  return above * fraction(below.denominator, below.numerator);
}

} // namespace

Interval operator+(const Interval& a, const Interval& b) {
  return {a.low + b.low, a.high + b.high};
}

Interval operator*(const Interval& a, const Interval& b) {
  const std::array products{a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
  const auto [low, high] = std::minmax_element(products.begin(), products.end());
  return {*low, *high};
}

Interval inverse(const Interval& a) {
  return {fraction(a.high.denominator, a.high.numerator),
          fraction(a.low.denominator, a.low.numerator)};
}

std::optional<SmoothActivation> known_smooth_activation(std::string_view name) {
  using enum SmoothKind;
  static const std::array<SmoothActivation, 7> known = {
      {{logistic, "logistic", "1/(1 + exp(−v))", one, one},
       {tanh, "tanh", "tanh v", one, one},
       {arctan, "arctan", "arctan v", one, one},
       {quadratic, "quadratic", "v²", one, one},
       {elu, "elu", "v where v ≥ 0, alpha (exp v − 1) elsewhere", one, one},
       {selu, "selu", "lambda v where v ≥ 0, lambda alpha (exp v − 1) elsewhere", one, one},
       {softplus, "softplus", "log(1 + exp v)", one, one}}};
  for (const SmoothActivation& h : known)
    if (h.name == name)
      return h;
  return std::nullopt;
}

bool is_smooth_value(const SmoothActivation& h, const Fraction& given, bool is_negative_part) {
  switch (h.kind) {
  case SmoothKind::logistic:
    return sign(given) > 0 && given < one;
  case SmoothKind::tanh:
    return -one < given && given < one;
  case SmoothKind::arctan:
    return !(given < -one) && !(one < given);
  case SmoothKind::quadratic:
    return true;
  case SmoothKind::softplus:
    return sign(given) > 0 && !(one < given);
  case SmoothKind::elu:
  case SmoothKind::selu:
    break;
  }
  return (sign(given) < 0 && -scale(h) < given) || (sign(given) > 0 && !is_negative_part);
}

Fraction smooth_value(const SmoothActivation& h, const Fraction& given) {
  return h.is_given_by_argument() ? given * given : given;
}

SmoothDerivatives smooth_derivatives(const SmoothActivation& h, const Fraction& p) {
  const auto exact = [](const Fraction& first, const Fraction& second) {
    return SmoothDerivatives{exactly(first), exactly(second)};
  };
  if (h.kind == SmoothKind::logistic)
    return exact(p * (one - p), p * (one - p) * (one - two * p));
  if (h.kind == SmoothKind::tanh)
    return exact(one - p * p, -two * p * (one - p * p));
  if (h.kind == SmoothKind::quadratic)
    return exact(two * p, two);
  if (h.is_exponential_unit())
    return sign(p) > 0 ? exact(h.lambda, {}) : exact(p + scale(h), p + scale(h));
  if (h.kind == SmoothKind::softplus) {
    const Interval rest = inverse(exponential(p)); // 1 − h'
    const Interval first{one - rest.high, one - rest.low};
    return {first, first * rest};
  }
  const SineCosine at = sine_and_cosine(p); // arctan: v = tan p
  const Interval square = at.cosine * at.cosine;
  return {square, exactly(-two) * at.sine * (at.cosine * square)};
}

bool encloses_midpoint(const SmoothActivation& h, const Fraction& given1, const Fraction& given2,
                       const Interval& bounds) {
  if (h.kind == SmoothKind::quadratic) {
    const Fraction v = (given1 + given2) * Fraction{1, 2};
    return !(v * v < bounds.low) && !(bounds.high < v * v);
  }
  if (h.kind == SmoothKind::arctan) {
    const Interval v = (tangent(given1) + tangent(given2)) * exactly(Fraction{1, 2});
    return !(v.low < tangent(bounds.low).high) && !(tangent(bounds.high).low < v.high);
  }
  if (h.kind == SmoothKind::softplus) { // exp v = exp p − 1
    const auto grown = [](const Fraction& p) { return exponential(p) + exactly(-one); };
    const Interval square = grown(given1) * grown(given2);
    const Interval low = grown(bounds.low);
    const Interval high = grown(bounds.high);
    return !(square.low < (low * low).high) && !((high * high).low < square.high);
  }
  const Fraction square = exponential(h, given1) * exponential(h, given2); // of that at the middle
  const Fraction low = exponential(h, bounds.low);
  const Fraction high = exponential(h, bounds.high);
  return !(square < low * low) && !(high * high < square);
}

} // namespace thalweg::verifier
