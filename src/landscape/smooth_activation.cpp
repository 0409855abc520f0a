// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/smooth_activation.hpp"

#include "exact/error.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

/// Between the sums of the first 12 and the first 13 terms ±p^m/m!, m = first, first + 2, …; they
/// alternate and decrease for |p| ≤ 1. For the sine (first = 1) a factor p is left out.
Interval alternating_sum(const Rational& p, unsigned long first) {
  Interval sum{0, 0};
  Rational term = 1;
  for (unsigned long j = 0; j <= 12; ++j) {
    sum.low = sum.high;
    sum.high += term;
    const unsigned long m = 2 * j + first;
    term *= -p * p / Rational((m + 1) * (m + 2));
  }
  return sum;
}

Interval sine(const Rational& p) {
  return exactly(p) * alternating_sum(p, 1);
}

Interval cosine(const Rational& p) {
  return alternating_sum(p, 0);
}

Interval tangent(const Rational& p) {
  return sine(p) * inverse(cosine(p));
}

/// e^p for 0 < p ≤ 1: the sum of the terms up to p^19/19! is too small by less than 2 p^20/20!.
Interval exponential_sum(const Rational& p) {
  Rational sum = 0, term = 1;
  for (unsigned long j = 1; j <= 20; ++j) {
    sum += term;
    term *= p / Rational(j);
  }
  return {sum, sum + 2 * term};
}

/// e^q for |q| ≤ 4.
Interval exponential_of(const Rational& q) {
  const Interval root = exponential_sum(abs(q) / 4);
  const Interval power = (root * root) * (root * root);
  return q < 0 ? inverse(power) : power;
}

/// h, h', h'' at v for activations whose values are not rational.
std::array<Interval, 3> expansion_at(const SmoothActivation& h, const Rational& v) {
  const Interval at = exactly(v);
  if (h.kind == SmoothKind::swish) {
    const Interval s = inverse(exactly(1) + exponential_of(-v));
    const Interval rest{1 - s.high, 1 - s.low}, bend = s * rest;
    return {at * s, s + at * bend, bend * (exactly(2) + at * (rest + exactly(-1) * s))};
  }
  // Φ = 1/2 + v/√(2π) Σ (−q)^j/(j! (2j + 1)), q = v²/2; the terms alternate and decrease for q ≤ 2
  const Rational grid = Rational("1000000000000000000"), q = v * v / 2;
  const Interval root{Rational("398942280401432677") / grid,
                      Rational("398942280401432678") / grid}; // 1/√(2π)
  Interval sums{0, 0};
  Rational power = 1;
  for (unsigned long j = 0; j <= 24; ++j) {
    sums = {sums.high, sums.high + power / Rational(2 * j + 1)};
    power *= -q / Rational(j + 1);
  }
  const Interval density = root * inverse(exponential_of(q));
  const Interval integral = exactly(Rational(1, 2)) + at * (root * sums);
  return {at * integral, integral + at * density, density * exactly(2 - v * v)};
}

} // namespace

Rational exponential_multiple(const SmoothActivation& h, const Rational& p) {
  if (h.is_exponential_unit())
    return p + h.scale();
  if (h.kind == SmoothKind::tanh)
    return (1 + p) / (1 - p);
  return p / (1 - p);
}

bool is_smooth_value(const SmoothActivation& h, const Rational& given, bool is_negative_part) {
  switch (h.kind) {
  case SmoothKind::logistic:
    return 0 < given && given < 1;
  case SmoothKind::tanh:
    return -1 < given && given < 1;
  case SmoothKind::arctan:
    return -1 <= given && given <= 1;
  case SmoothKind::quadratic:
    return true;
  case SmoothKind::softplus:
    return 0 < given && given <= 1;
  case SmoothKind::swish:
  case SmoothKind::gelu:
    return -2 <= given && given <= 2;
  case SmoothKind::elu:
  case SmoothKind::selu:
    break;
  }
  return given < 0 ? -h.scale() < given : given > 0 && !is_negative_part;
}

Interval smooth_value(const SmoothActivation& h, const Rational& given) {
  if (h.has_real_values())
    return expansion_at(h, given)[0];
  return exactly(h.kind == SmoothKind::quadratic ? Rational(given * given) : given);
}

std::array<Interval, 2> smooth_derivatives(const SmoothActivation& h, const Rational& p) {
  const Rational bend = p * (1 - p);
  switch (h.kind) {
  case SmoothKind::logistic:
    return {exactly(bend), exactly(bend * (1 - 2 * p))};
  case SmoothKind::tanh:
    return {exactly(1 - p * p), exactly(-2 * p * (1 - p * p))};
  case SmoothKind::quadratic:
    return {exactly(2 * p), exactly(2)};
  case SmoothKind::elu:
  case SmoothKind::selu:
    return p > 0 ? std::array{exactly(h.lambda), exactly(0)}
                 : std::array{exactly(p + h.scale()), exactly(p + h.scale())};
  case SmoothKind::softplus: {
    const Interval rest = inverse(exponential_sum(p)); // 1 − h'
    const Interval first{1 - rest.high, 1 - rest.low};
    return {first, first * rest};
  }
  case SmoothKind::swish:
  case SmoothKind::gelu: {
    const auto [value, first, second] = expansion_at(h, p);
    return {first, second};
  }
  case SmoothKind::arctan:
    break;
  }
  const Interval c = cosine(p);
  return {c * c, exactly(-2) * sine(p) * (c * (c * c))};
}

bool encloses_midpoint(const SmoothActivation& h, const Rational& given1, const Rational& given2,
                       const Interval& bounds) {
  if (h.is_given_by_argument()) {
    const Interval value = smooth_value(h, (given1 + given2) / 2);
    return bounds.low <= value.low && value.high <= bounds.high;
  }
  if (h.kind == SmoothKind::arctan) {
    const Interval v = (tangent(given1) + tangent(given2)) * exactly(Rational(1, 2));
    return tangent(bounds.low).high <= v.low && v.high <= tangent(bounds.high).low;
  }
  if (h.kind == SmoothKind::softplus) { // e^v = e^p − 1
    const auto grown = [](const Rational& p) { return exponential_sum(p) + exactly(-1); };
    const Interval square = grown(given1) * grown(given2);
    const Interval low = grown(bounds.low), high = grown(bounds.high);
    return (low * low).high <= square.low && square.high <= (high * high).low;
  }
  const Rational square = exponential_multiple(h, given1) * exponential_multiple(h, given2);
  const Rational low = exponential_multiple(h, bounds.low);
  const Rational high = exponential_multiple(h, bounds.high);
  return low * low <= square && square <= high * high;
}

} // namespace thalweg
