// SPDX-License-Identifier: GPL-3.0-or-later

#include "population/population_minimum.hpp"

#include "exact/finite.hpp"
#include "exact/grid.hpp"
#include "population/guess/polish.hpp"
#include "population/population_balls.hpp"

namespace thalweg {

namespace {

/// At most `value` > 0, with about `digits` binary digits.
Rational short_positive_below(const Rational& value, std::size_t digits) {
  std::size_t shift = digits;
  while (multiple_below(value, Integer(1) << shift) < 1 &&
         (value << shift) < (Integer(1) << digits))
    ++shift;
  return multiple_below(value, Integer(1) << shift);
}

/// The least power of two above `value` > 0.
Rational power_above(const Rational& value) {
  Rational power = 1;
  while (power <= value)
    power *= 2;
  while (power / 2 > value)
    power /= 2;
  return power;
}

/// One step of the chord method: the entries move by minus the inverse Hessian times the gradient.
/// Returns the largest entry of 2π ∇F.
Rational polish_step(PopulationPoint& point, const FloatingMinimum& candidate) {
  const std::vector<std::vector<Ball>> gradient = PopulationBalls(point).gradient();
  Vector flat;
  Rational largest = 0;
  for (const std::vector<Ball>& row : gradient)
    for (const Ball& entry : row) {
      flat.push_back(entry.lower());
      largest = std::max(largest, Rational(abs(flat.back())));
    }
  if (largest == 0)
    return 0;
  const Rational scale = power_above(largest);
  for (Rational& entry : flat)
    entry /= scale;
  const Vector moves = chord_step(candidate, flat);
  const std::size_t k = point.teachers;
  for (std::size_t row = 0; row < moves.size(); ++row) {
    const Rational step = moves[row] * scale << point.bits;
    Integer whole;
    mpz_fdiv_q(whole.get_mpz_t(), step.get_num_mpz_t(), step.get_den_mpz_t());
    point.units[row / k][row % k] -= whole;
  }
  return largest;
}

PopulationPoint rounded_point(const PopulationPoint& point, std::size_t bits) {
  PopulationPoint result = point;
  result.bits = bits;
  const std::size_t less = point.bits - bits;
  for (std::vector<Integer>& row : result.units)
    for (Integer& entry : row) {
      entry += Integer(1) << (less - 1);
      mpz_fdiv_q_2exp(entry.get_mpz_t(), entry.get_mpz_t(), less);
    }
  return result;
}

/// γ ≥ |∇F|
Rational gradient_norm(const PopulationBalls& balls) {
  Ball squares;
  for (const std::vector<Ball>& row : balls.gradient())
    for (const Ball& entry : row)
      squares += entry * entry;
  return (square_root(squares) / (2 * pi())).upper();
}

/// Δ near 1.9 λ/L(Δ), where a barrier is highest; L with some room for other roundings.
std::optional<std::pair<Rational, Rational>> radius_and_third_order(const PopulationBalls& balls,
                                                                    const Rational& lambda) {
  Rational radius(1, 1024);
  const auto bound = [&]() -> std::optional<Rational> {
    const auto found = balls.third_order(radius);
    if (!found)
      return std::nullopt;
    return multiple_above(*found, Integer(1) << 24);
  };
  for (int round = 0; round < 12; ++round) {
    const auto third = bound();
    if (!third)
      return std::nullopt;
    radius = short_positive_below(Rational(19, 10) * lambda / *third, 12);
  }
  const auto third = bound();
  if (!third)
    return std::nullopt;
  return std::pair(radius, *third);
}

/// Binary digits of bounds of the risk that take less than a percent of a barrier > 0.
std::size_t digits_of_risk(const Rational& barrier) {
  std::size_t digits = 8;
  while ((Rational(1) >> digits) > barrier / 128)
    ++digits;
  return digits;
}

PopulationResult refused(std::string reason) {
  return {{}, std::move(reason)};
}

} // namespace

std::optional<PopulationPoint> polished_point(const FloatingMinimum& candidate) {
  constexpr std::size_t more = 48;
  const std::size_t bits = guessed_bits(candidate);
  PopulationPoint point{candidate.teachers, bits + more, {}};
  for (const Vector& row : exact_units(candidate)) {
    std::vector<Integer>& unit = point.units.emplace_back();
    for (const Rational& entry : row) {
      const Rational scaled = entry << point.bits;
      unit.emplace_back(scaled.get_num() / scaled.get_den());
    }
  }
  const Rational enough = Rational(1) >> (bits + more / 2);
  for (int round = 0; round < 30; ++round)
    if (polish_step(point, candidate) < enough)
      return rounded_point(point, bits);
  return std::nullopt;
}

PopulationResult proven_minimum(const PopulationPoint& point, const Rational& least_curvature) {
  const PopulationBalls balls(point);
  PopulationMinimum result;
  result.point = point;
  result.curvature = short_positive_below(least_curvature * Rational(99, 100), 12);
  if (!balls.has_curvature(result.curvature))
    return refused("the Hessian is not above " + decimal(result.curvature));
  const auto growth = radius_and_third_order(balls, result.curvature);
  if (!growth)
    return refused("no bound of third derivatives was found");
  const auto& [radius, third] = *growth;
  result.radius = radius;
  if (!balls.is_regular(radius))
    return refused("units may become parallel or 0 within " + decimal(radius));
  const Rational gradient = gradient_norm(balls);
  result.distance = power_above(2 * gradient / result.curvature);
  const auto grows_at = [&](const Rational& t) {
    return gradient < t * (result.curvature - third * t / 2);
  };
  if (result.distance >= radius || !grows_at(result.distance) || !grows_at(radius) ||
      third * result.distance >= result.curvature)
    return refused("the gradient " + decimal(gradient) + " is too large for curvature " +
                   decimal(result.curvature));
  const Ball risk = balls.risk();
  const Rational mu = result.curvature / 2 - third * radius / 6;
  const Rational lower = risk.lower() - gradient * gradient / (4 * mu);
  const Rational boundary = risk.lower() + radius * (mu * radius - gradient);
  if (lower <= 0 || boundary <= risk.upper())
    return refused("the risk is at least " + decimal(lower) + ", the barrier at most " +
                   decimal(boundary - risk.upper()) + ": not above 0");
  const std::size_t digits = digits_of_risk(std::min(lower, Rational(boundary - risk.upper())));
  result.risk_lower = multiple_below(lower, Integer(1) << digits);
  result.risk_upper = multiple_above(risk.upper(), Integer(1) << digits);
  result.barrier = short_positive_below((boundary - result.risk_upper) * Rational(99, 100), 10);
  return {std::move(result), ""};
}

PopulationResult population_minimum(const PopulationSearch& search) {
  PopulationResult result;
  std::string reason_of_proof;
  const std::string reason = guess_population_minima(search, [&](const FloatingMinimum& candidate) {
    const auto point = polished_point(candidate);
    result = point ? proven_minimum(*point, exact_value(candidate.least_curvature))
                   : refused("the steps towards the critical point do not end");
    if (!result.minimum)
      reason_of_proof = result.reason;
    return result.minimum.has_value();
  });
  if (!result.minimum)
    result.reason = reason_of_proof.empty() ? reason : reason_of_proof;
  return result;
}

} // namespace thalweg
