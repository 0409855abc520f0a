// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/smooth_minimum.hpp"

#include "exact/error.hpp"
#include "landscape/guess/smooth_midpoint.hpp"
#include "risk/column_fit.hpp"

#include <cmath>

namespace thalweg {

namespace {

using Matrix = std::vector<Vector>;
using IntervalMatrix = std::vector<std::vector<Interval>>;

void require_smooth(bool condition, const char* what) {
  if (!condition)
    throw ClaimError(std::string("smooth minimum: expected ") + what + ", found otherwise");
}

Rational mean(const Vector& values) {
  Rational sum = 0;
  for (const Rational& value : values)
    sum += value;
  return sum / Rational(values.size());
}

/// ξ by input, then sample; r by sample.
struct Centred {
  Matrix inputs;
  Vector residuals;
  Rational target_mean;
};

Centred centred(const Dataset& data) {
  Centred result;
  Vector column(data.sample_count());
  for (std::size_t a = 0; a < data.input_dimension(); ++a) {
    for (std::size_t i = 0; i < column.size(); ++i)
      column[i] = data.inputs[i][a];
    const Rational centre = mean(column);
    for (Rational& value : column)
      value -= centre;
    result.inputs.push_back(column);
  }
  for (std::size_t i = 0; i < column.size(); ++i)
    column[i] = data.targets[i][0];
  result.target_mean = mean(column);
  for (Rational& value : column)
    value = result.target_mean - value;
  result.residuals = std::move(column);
  return result;
}

/// Σ_i c_i ξ_ia ξ_ib over these inputs.
Matrix moments(const Centred& samples, const std::vector<std::size_t>& inputs, const Vector& c) {
  Matrix result;
  for (const std::size_t a : inputs) {
    Vector& row = result.emplace_back();
    for (const std::size_t b : inputs) {
      Rational& sum = row.emplace_back();
      for (std::size_t i = 0; i < c.size(); ++i)
        sum += c[i] * samples.inputs[a][i] * samples.inputs[b][i];
    }
  }
  return result;
}

/// One step of elimination with the pivot m_jj > 0.
void eliminate(IntervalMatrix& m, std::size_t j) {
  const Interval inverted = inverse(m[j][j]);
  for (std::size_t a = j + 1; a < m.size(); ++a)
    for (std::size_t b = j + 1; b <= a; ++b) {
      const Interval product = m[a][j] * m[b][j] * inverted;
      m[a][b] = {m[a][b].low - product.high, m[a][b].high - product.low};
    }
}

/// The matrix of Q on and below its diagonal, unit by unit, on the leftmost inputs that span all.
IntervalMatrix form(const SmoothNetwork& network, const Centred& samples) {
  const std::vector<std::size_t> inputs = independent_columns(samples.inputs);
  const Matrix gram = moments(samples, inputs, Vector(samples.residuals.size(), Rational(1)));
  const Matrix curved = moments(samples, inputs, samples.residuals);
  IntervalMatrix result;
  std::vector<Interval> slopes;
  for (std::size_t k = 0; k < network.units.size(); ++k) {
    const auto [first, second] = smooth_derivatives(network.activation, network.units[k]);
    const Interval u{network.output_weights[k], network.output_weights[k]};
    slopes.push_back(u * first);
    for (std::size_t a = 0; a < inputs.size(); ++a) {
      auto& row = result.emplace_back();
      for (std::size_t l = 0; l <= k; ++l)
        for (std::size_t b = 0; b < inputs.size(); ++b) {
          row.push_back(slopes[k] * slopes[l] * Interval{gram[a][b], gram[a][b]});
          if (l == k)
            row.back() = row.back() + u * second * Interval{curved[a][b], curved[a][b]};
        }
    }
  }
  return result;
}

bool is_separated(const Interval& a, const Interval& b) {
  return a.high < b.low || b.high < a.low;
}

void require_midpoint_data(const Dataset& data) {
  require_smooth(data.sample_count() == 3 && data.target_dimension() == 1 &&
                     data.inputs[0] != data.inputs[1],
                 "three samples with one target, the first two different");
  for (std::size_t a = 0; a < data.input_dimension(); ++a)
    require_smooth(2 * data.inputs[2][a] == data.inputs[0][a] + data.inputs[1][a],
                   "the midpoint of two samples as the third");
  require_smooth(data.targets[0] == data.targets[1] && data.targets[1] != data.targets[2],
                 "one target twice and another at the midpoint");
}

/// Bounds of M with this many decimals (`quadratic`: M itself), if they are shown.
std::optional<Interval> midpoint(const SmoothActivation& h, const std::array<Rational, 2>& given,
                                 int decimals) {
  Interval bounds = guessed_midpoint_bounds(h, given[0], given[1], decimals);
  if (h.kind == SmoothKind::quadratic) {
    const Rational v = (given[0] + given[1]) / 2;
    bounds = {v * v, v * v};
  }
  if (!h.is_given_by_argument() &&
      (!is_smooth_value(h, bounds.low, true) || !is_smooth_value(h, bounds.high, true)))
    return std::nullopt;
  if (!encloses_midpoint(h, given[0], given[1], bounds))
    return std::nullopt;
  return bounds;
}

/// p_00 p_11 = p_01 p_10; values that are not rational are 0 at the argument 0 alone.
bool is_proportional(const SmoothActivation& h,
                     const std::array<std::array<Rational, 2>, 2>& given) {
  if (h.has_real_values())
    return given[0][0] * given[1][1] == 0 && given[0][1] * given[1][0] == 0;
  const auto p = [&](std::size_t k, std::size_t i) { return smooth_value(h, given[k][i]).low; };
  return p(0, 0) * p(1, 1) == p(0, 1) * p(1, 0);
}

} // namespace

SmoothMinimum smooth_minimum(const SmoothNetwork& network, const Dataset& data) {
  require(data.target_dimension() == 1 && !network.units.empty() &&
              network.units.size() == network.output_weights.size(),
          "smooth minimum: shapes do not fit");
  const Centred samples = centred(data);
  Rational output = network.output_bias;
  for (std::size_t k = 0; k < network.units.size(); ++k) {
    require_smooth(is_smooth_value(network.activation, network.units[k], false),
                   "values near which the activation is smooth");
    output += network.output_weights[k] * smooth_value(network.activation, network.units[k]).low;
  }
  require_smooth(network.activation.has_real_values() || output == samples.target_mean,
                 "the mean of the targets as output");
  for (const Vector& column : samples.inputs)
    require_smooth(dot(samples.residuals, column) == 0,
                   "residuals of the mean that are orthogonal to the inputs");
  SmoothMinimum result{dot(samples.residuals, samples.residuals) / Rational(data.sample_count()),
                       {}};
  IntervalMatrix m = form(network, samples);
  for (std::size_t j = 0; j < m.size(); ++j) {
    require_smooth(m[j][j].low > 0, "a positive definite form of second derivatives");
    result.pivots.push_back(m[j][j]);
    eliminate(m, j);
  }
  return result;
}

SmoothZeroLoss smooth_zero_loss(const SmoothActivation& h,
                                const std::array<std::array<Rational, 2>, 2>& given,
                                const Dataset& data) {
  require_midpoint_data(data);
  for (const auto& unit : given)
    for (const Rational& one : unit)
      require_smooth(is_smooth_value(h, one, true), "values that the activation takes");
  require_smooth(is_proportional(h, given), "proportional values (C2.1)");
  for (int decimals = 3; decimals <= 15; ++decimals) {
    const auto first = midpoint(h, given[0], decimals);
    const auto second = midpoint(h, given[1], decimals);
    if (first && second &&
        is_separated(smooth_value(h, given[1][0]) * *first, smooth_value(h, given[0][0]) * *second))
      return {given, {*first, *second}};
  }
  throw ClaimError("smooth minimum: expected different products at the midpoint (C2.2), found "
                   "none told apart by 15 decimals");
}

} // namespace thalweg
