// SPDX-License-Identifier: Apache-2.0

#include "layer/smooth_activation.hpp"

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

/// e^q for |q| ≤ 4, by (e^{|q|/4})^4.
Interval exponential_of(const Fraction& q) {
  const bool is_negative = sign(q) < 0;
  const Interval root = exponential((is_negative ? -q : q) * Fraction{1, 4});
  const Interval square = root * root;
  const Interval power = square * square;
  return is_negative ? inverse(power) : power;
}

/// h, h', h'' at v.
struct Expansion {
  Interval value;
  SmoothDerivatives derivatives;
};

/// v s with s = 1/(1 + e^−v).
Expansion swish_at(const Fraction& v) {
  const Interval s = inverse(exactly(one) + exponential_of(-v));
  const Interval rest{one - s.high, one - s.low};
  const Interval bend = s * rest;
  const Interval at = exactly(v);
  return {at * s, {s + at * bend, bend * (exactly(two) + at * (rest + exactly(-one) * s))}};
}

/// v Φ(v), |v| ≤ 2: the terms of the series of Φ decrease, for q = v²/2 ≤ 2.
Expansion gelu_at(const Fraction& v) {
  constexpr std::size_t count = 24;
  const Interval root{
      fraction(Integer(398942280401432677), Integer(1000000000000000000)),
      fraction(Integer(398942280401432678), Integer(1000000000000000000))}; // 1/√(2π)
  const Fraction q = v * v * Fraction{1, 2};
  Fraction power = one; // (−q)^j/j!
  Interval sums;
  for (std::size_t j = 0; j <= count; ++j) {
    sums = {sums.high, sums.high + power * Fraction{1, 2 * j + 1}};
    power = power * -q * Fraction{1, j + 1};
  }
  const Interval at = exactly(v);
  const Interval density = root * inverse(exponential_of(q));
  const Interval integral = exactly(Fraction{1, 2}) + at * (root * sums);
  return {at * integral, {integral + at * density, density * exactly(two - v * v)}};
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

std::optional<SmoothActivation> known_smooth_activation(std::string_view name) {
  using enum SmoothKind;
  static const std::array<SmoothActivation, 9> known = {
      {{logistic, "logistic", "1/(1 + exp(−v))", one, one},
       {tanh, "tanh", "tanh v", one, one},
       {arctan, "arctan", "arctan v", one, one},
       {quadratic, "quadratic", "v²", one, one},
       {elu, "elu", "v where v ≥ 0, alpha (exp v − 1) elsewhere", one, one},
       {selu, "selu", "lambda v where v ≥ 0, lambda alpha (exp v − 1) elsewhere", one, one},
       {softplus, "softplus", "log(1 + exp v)", one, one},
       {swish, "swish", "v/(1 + exp(−v))", one, one},
       {gelu, "gelu", "v Φ(v), Φ the distribution function of the normal distribution", one, one}}};
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
  case SmoothKind::swish:
  case SmoothKind::gelu:
    return !(given < -two) && !(two < given);
  case SmoothKind::elu:
  case SmoothKind::selu:
    break;
  }
  return (sign(given) < 0 && -scale(h) < given) || (sign(given) > 0 && !is_negative_part);
}

Interval smooth_value(const SmoothActivation& h, const Fraction& given) {
  if (h.has_real_values())
    return h.kind == SmoothKind::swish ? swish_at(given).value : gelu_at(given).value;
  return exactly(h.is_given_by_argument() ? given * given : given);
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
  if (h.has_real_values())
    return h.kind == SmoothKind::swish ? swish_at(p).derivatives : gelu_at(p).derivatives;
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
  if (h.is_given_by_argument()) {
    const Interval value = smooth_value(h, (given1 + given2) * Fraction{1, 2});
    return !(value.low < bounds.low) && !(bounds.high < value.high);
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
