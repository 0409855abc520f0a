// SPDX-License-Identifier: Apache-2.0
//
// The claim `smooth_minimum`. With the centred inputs ξ_i = x_i − x̄ and r_i = ȳ − y_i the risk near
// W is R(W) + (σ² + Q(e)/n) up to o(|e|²), where σ is the deviation of the common output from ȳ and
//   Q(e) = Σ_i (Σ_k u_k h'_k e_k·ξ_i)² + Σ_i r_i Σ_k u_k h''_k (e_k·ξ_i)².
// Q is checked to be positive definite by its pivots, on the inputs that span the others.

#include "claim/smooth_theorem.hpp"
#include "loss/risk.hpp"
#include "number/decimal.hpp"
#include "text/obligation.hpp"

namespace thalweg::verifier {

namespace {

using Matrix = List<List<Fraction>>;
using IntervalMatrix = List<List<Interval>>;

/// The samples about their means, d_y = 1.
struct Centred {
  Matrix inputs;            ///< ξ_i
  List<Fraction> residuals; ///< r_i = ȳ − y_i
  Fraction mean;            ///< ȳ
};

Fraction mean_of(const List<Fraction>& values) {
  return sum(values) * fraction(1, values.size());
}

Centred centred(const Data& data) {
  const std::size_t n = data.samples.size();
  Centred result{Matrix(n, List<Fraction>(data.inputs.size())), List<Fraction>(n), {}};
  List<Fraction> column(n);
  const auto fill = [&](const auto& numerator) {
    for (std::size_t i = 0; i < n; ++i)
      column[i] = fraction(numerator(data.samples[i]), data.samples[i].denominator);
    return mean_of(column);
  };
  for (std::size_t a = 0; a < data.inputs.size(); ++a) {
    Meter::tick();
    const Fraction mean = fill([a](const Sample& sample) { return sample.x[a]; });
    for (std::size_t i = 0; i < n; ++i)
      result.inputs[i][a] = column[i] - mean;
  }
  result.mean = fill([](const Sample& sample) { return sample.y[0]; });
  for (std::size_t i = 0; i < n; ++i)
    result.residuals[i] = result.mean - column[i];
  return result;
}

/// Σ_i c_i ξ_{i,a} ξ_{i,b}
Matrix moments(const Centred& samples, const List<Fraction>& c, std::size_t d) {
  Meter::require_room(d, d, sizeof(Fraction));
  Matrix result(d, List<Fraction>(d));
  List<Fraction> terms(c.size());
  for (std::size_t a = 0; a < d; ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      Meter::tick();
      for (std::size_t i = 0; i < c.size(); ++i)
        terms[i] = c[i] * samples.inputs[i][a] * samples.inputs[i][b];
      result[a][b] = result[b][a] = sum(terms);
    }
  return result;
}

/// Eliminates with the pivot m_jj > 0 below it.
void eliminate(IntervalMatrix& m, std::size_t j) {
  const Interval inverted = inverse(m[j][j]);
  for (std::size_t a = j + 1; a < m.size(); ++a)
    for (std::size_t b = j + 1; b <= a; ++b) {
      Meter::tick();
      m[a][b] = m[a][b] + exactly(Fraction{-1, 1}) * (m[a][j] * m[b][j] * inverted);
    }
}

/// The inputs whose centred column is no combination of those before it.
List<std::size_t> spanning_inputs(const Matrix& gram) {
  Meter::require_room(gram.size(), gram.size(), sizeof(Interval));
  IntervalMatrix m;
  for (const List<Fraction>& row : gram) {
    List<Interval>& intervals = m.emplace_back();
    for (const Fraction& entry : row)
      intervals.push_back(exactly(entry));
  }
  List<std::size_t> result;
  for (std::size_t a = 0; a < m.size(); ++a)
    if (sign(m[a][a].low) > 0) {
      eliminate(m, a);
      result.push_back(a);
    }
  return result;
}

/// Q over the coordinates (k, a), k first, a one of `inputs`: the part on and below the diagonal.
IntervalMatrix quadratic_form(const SmoothNetwork& network, const Matrix& gram,
                              const Matrix& curved, const List<std::size_t>& inputs) {
  IntervalMatrix result;
  List<Interval> slopes; // u_k h'_k
  for (std::size_t k = 0; k < network.units.size(); ++k) {
    const SmoothDerivatives at = smooth_derivatives(network.activation, network.units[k]);
    const Interval u = exactly(network.output_weights[k]);
    slopes.push_back(u * at.first);
    for (const std::size_t a : inputs) {
      List<Interval>& row = result.emplace_back();
      for (std::size_t l = 0; l <= k; ++l)
        for (const std::size_t b : inputs) {
          Meter::tick();
          Interval entry = slopes[k] * slopes[l] * exactly(gram[a][b]);
          if (l == k)
            entry = entry + u * at.second * exactly(curved[a][b]);
          row.push_back(entry);
        }
    }
  }
  return result;
}

/// O103
List<Interval> positive_pivots(IntervalMatrix m) {
  List<Interval> pivots;
  for (std::size_t j = 0; j < m.size(); ++j) {
    if (const Check check{sign(m[j][j].low) > 0})
      check.say({"smooth_minimum.not_positive_definite", "/statement/smooth_network/output_weights",
                 "a positive definite form",
                 "pivot " + std::to_string(j) + " of at least " + shown(m[j][j].low)});
    pivots.push_back(m[j][j]);
    eliminate(m, j);
  }
  return pivots;
}

/// O100, O101
void check_network(const SmoothNetwork& network, const Fraction& mean) {
  const std::string section = "/statement/smooth_network";
  for (std::size_t k = 0; k < network.units.size(); ++k)
    if (const Check check{is_smooth_value(network.activation, network.units[k], false)})
      check.say({"smooth_minimum.value", section + "/units/" + std::to_string(k),
                 "a value near which the activation is smooth", shown(network.units[k])});
  if (!network.output_bias)
    return;
  List<Fraction> terms{*network.output_bias};
  for (std::size_t k = 0; k < network.units.size(); ++k)
    terms.push_back(network.output_weights[k] *
                    smooth_value(network.activation, network.units[k]).low);
  const Fraction output = sum(terms);
  if (const Check check{output == mean})
    check.say({"smooth_minimum.mean", section + "/output_bias",
               "the mean of the targets, " + shown(mean), "the output " + shown(output)});
}

/// O102
void check_best_fit_is_constant(const Centred& samples, std::size_t d) {
  List<Fraction> terms(samples.residuals.size());
  for (std::size_t a = 0; a < d; ++a) {
    for (std::size_t i = 0; i < terms.size(); ++i)
      terms[i] = samples.residuals[i] * samples.inputs[i][a];
    const Fraction total = sum(terms);
    if (const Check check{sign(total) == 0})
      check.say({"smooth_minimum.not_orthogonal", "/statement/data/rows",
                 "residuals of the mean that are orthogonal to the inputs",
                 "a sum of " + shown(total) + " with input " + std::to_string(a)});
  }
}

} // namespace

Told SmoothMinimum::check(const Certificate& certificate) const {
  const Data& data = certificate.data;
  const std::size_t d = data.inputs.size();
  const Centred samples = centred(data);
  check_network(network, samples.mean);
  check_best_fit_is_constant(samples, d);
  const Matrix gram = moments(samples, List<Fraction>(data.samples.size(), Fraction{1, 1}), d);
  const Matrix curved = moments(samples, samples.residuals, d);
  const List<Interval> pivots =
      positive_pivots(quadratic_form(network, gram, curved, spanning_inputs(gram)));
  List<Fraction> squares;
  for (const Fraction& r : samples.residuals)
    squares.push_back(r * r);
  const Fraction constant = mean_of(squares);
  if (const Check check{risk == constant}) // O104
    check.say({"smooth_minimum.risk", place + "/risk", "the empirical risk " + shown(constant),
               shown(risk)});
  return told(*this, pivots);
}

} // namespace thalweg::verifier
