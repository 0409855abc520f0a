// SPDX-License-Identifier: GPL-3.0-or-later
//
// Smooth activations by value against floating point: h' and h'' by differences, midpoints by the
// inverse functions; and the enclosures of arctan are narrow.

#include "landscape/guess/smooth_midpoint.hpp"
#include "landscape/smooth_activation.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

using namespace thalweg;

namespace {

/// h in floating point.
double value(const SmoothActivation& h, double v) {
  const double lambda = h.lambda.get_d();
  const double alpha = h.alpha.get_d();
  switch (h.kind) {
  case SmoothKind::logistic:
    return 1 / (1 + std::exp(-v));
  case SmoothKind::tanh:
    return std::tanh(v);
  case SmoothKind::arctan:
    return std::atan(v);
  case SmoothKind::quadratic:
    return v * v;
  case SmoothKind::softplus:
    return std::log1p(std::exp(v));
  case SmoothKind::swish:
    return v / (1 + std::exp(-v));
  case SmoothKind::gelu:
    return v / 2 * (1 + std::erf(v / std::sqrt(2.0)));
  case SmoothKind::elu:
  case SmoothKind::selu:
    break;
  }
  return lambda * (v > 0 ? v : alpha * std::expm1(v));
}

/// The v with h(v) = p; where arguments are given p itself.
double argument(const SmoothActivation& h, double p) {
  const double scale = h.scale().get_d();
  switch (h.kind) {
  case SmoothKind::logistic:
    return std::log(p / (1 - p));
  case SmoothKind::tanh:
    return std::atanh(p);
  case SmoothKind::arctan:
    return std::tan(p);
  case SmoothKind::quadratic:
  case SmoothKind::swish:
  case SmoothKind::gelu:
    return p;
  case SmoothKind::softplus:
    return std::log(std::expm1(p));
  case SmoothKind::elu:
  case SmoothKind::selu:
    break;
  }
  return p > 0 ? p / h.lambda.get_d() : std::log1p(p / scale);
}

const std::vector<SmoothActivation> activations = {
    {SmoothKind::logistic, 1, 1},
    {SmoothKind::tanh, 1, 1},
    {SmoothKind::arctan, 1, 1},
    {SmoothKind::quadratic, 1, 1},
    {SmoothKind::elu, 1, fraction(3, 2)},
    {SmoothKind::selu, fraction(5, 4), fraction(2, 3)},
    {SmoothKind::softplus, 1, 1},
    {SmoothKind::swish, 1, 1},
    {SmoothKind::gelu, 1, 1}};

} // namespace

TEST_CASE("derivatives by value are those of the activation", "[landscape]") {
  const unsigned seed = 77;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (const SmoothActivation& h : activations)
    for (int trial = 0; trial < 60; ++trial) {
      const Rational p = fraction(static_cast<int>(random() % 61) - 30, 31);
      if (!is_smooth_value(h, p, false))
        continue;
      INFO(smooth_name(h.kind) << " at " << to_string(p));
      const double v = argument(h, p.get_d());
      CHECK(value(h, v) == Approx(smooth_value(h, p).low.get_d()).margin(1e-12));
      const double step = 1e-4;
      if (std::abs(v) < 2 * step) // elu: second derivatives jump at 0
        continue;
      const double first = (value(h, v + step) - value(h, v - step)) / (2 * step);
      const double second =
          (value(h, v + step) - 2 * value(h, v) + value(h, v - step)) / (step * step);
      const auto [by_value, second_by_value] = smooth_derivatives(h, p);
      CHECK(by_value.low.get_d() == Approx(first).margin(1e-6));
      CHECK(second_by_value.low.get_d() == Approx(second).margin(1e-6));
      CHECK(by_value.low <= by_value.high);
      CHECK(second_by_value.high - second_by_value.low <= fraction(1, Integer("1000000000000000")));
    }
}

TEST_CASE("bounds of the value at the midpoint are told from others", "[landscape]") {
  const unsigned seed = 78;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (const SmoothActivation& h : activations)
    for (int trial = 0; trial < 40; ++trial) {
      const auto number = [&] { return fraction(static_cast<int>(random() % 59) - 29, 30); };
      const Rational p = number(), q = trial % 4 == 0 ? p : number();
      if (!is_smooth_value(h, p, true) || !is_smooth_value(h, q, true))
        continue;
      INFO(smooth_name(h.kind) << " at " << to_string(p) << " and " << to_string(q));
      const double middle = value(h, (argument(h, p.get_d()) + argument(h, q.get_d())) / 2);
      CHECK(guessed_midpoint(h, p, q) == Approx(middle).margin(1e-9));
      const Rational tiny = fraction(1, 1000000);
      const Rational at(middle);
      const auto is_allowed = [&](const Rational& bound) {
        return h.is_given_by_argument() || is_smooth_value(h, bound, true);
      };
      if (!is_allowed(at - 2 * tiny) || !is_allowed(at + 2 * tiny))
        continue;
      CHECK(encloses_midpoint(h, p, q, {at - tiny, at + tiny}));
      CHECK_FALSE(encloses_midpoint(h, p, q, {at + tiny, at + 2 * tiny}));
      CHECK_FALSE(encloses_midpoint(h, p, q, {at - 2 * tiny, at - tiny}));
    }
}

TEST_CASE("swish and GELU by hand", "[landscape]") {
  // at 0: h = 0, h' = 1/2, h'' = 1/2 (swish) and 2/√(2π) = 0.797884… (GELU)
  const Interval half{Rational(1, 2), Rational(1, 2)};
  const SmoothActivation swish{SmoothKind::swish, 1, 1}, gelu{SmoothKind::gelu, 1, 1};
  CHECK(smooth_value(swish, 0) == Interval{0, 0});
  CHECK(smooth_derivatives(swish, 0) == std::array{half, half});
  CHECK(smooth_value(gelu, 0) == Interval{0, 0});
  CHECK(smooth_derivatives(gelu, 0)[0] == half);
  CHECK(smooth_derivatives(gelu, 0)[1].low > Rational("797884/1000000"));
  CHECK(smooth_derivatives(gelu, 0)[1].high < Rational("797885/1000000"));
  // they fall at −3/2 and at −1; at 2 GELU curves downwards
  CHECK(smooth_derivatives(swish, fraction(-3, 2))[0].high < 0);
  CHECK(smooth_derivatives(gelu, -1)[0].high < 0);
  CHECK(smooth_derivatives(gelu, 2)[1].high < 0);
  CHECK_FALSE(is_smooth_value(gelu, fraction(201, 100), false));
}

TEST_CASE("the tangent of equal values encloses itself only with room", "[landscape]") {
  const SmoothActivation h{SmoothKind::arctan, 1, 1};
  const Rational half(1, 2), tiny = fraction(1, Integer("1000000000000000000000"));
  CHECK_FALSE(encloses_midpoint(h, half, half, {half, half})); // not told by partial sums
  CHECK(encloses_midpoint(h, half, half, {half - tiny, half + tiny}));
  CHECK(encloses_midpoint(h, 1, -1, {-tiny, tiny}));
  CHECK(encloses_midpoint(h, 0, 0, {0, 0}));
}
