// SPDX-License-Identifier: GPL-3.0-or-later

#include "gradient_descent.hpp"

#include <cmath>
#include <random>

namespace thalweg::examples {

namespace {

using Floats = std::vector<double>;

/// Uniform in (−1, 1): the top 53 bits of a Mersenne twister, the same everywhere.
double uniform(std::mt19937_64& source) {
  return std::ldexp(static_cast<double>(source() >> 11), -52) - 1;
}

struct Standard {
  double centre = 0, width = 1;
};

Standard standard_of(const Floats& values) {
  Standard result;
  const double n = static_cast<double>(values.size());
  for (const double value : values)
    result.centre += value / n;
  double square = 0;
  for (const double value : values)
    square += (value - result.centre) * (value - result.centre) / n;
  if (square > 0)
    result.width = std::sqrt(square);
  return result;
}

/// v_k max(0, w_k·x + b_k), summed, plus c.
struct Parameters {
  std::vector<Floats> w;
  Floats b, v;
  double c = 0;
};

Parameters random_parameters(std::size_t units, std::size_t inputs, std::mt19937_64& source) {
  Parameters p;
  for (std::size_t k = 0; k < units; ++k) {
    p.w.emplace_back();
    for (std::size_t j = 0; j < inputs; ++j)
      p.w.back().push_back(uniform(source));
    p.b.push_back(uniform(source));
    p.v.push_back(uniform(source));
  }
  return p;
}

void descend(Parameters& p, const std::vector<Floats>& x, const Floats& y, double step_size) {
  const std::size_t units = p.b.size(), inputs = p.w.front().size();
  Parameters gradient{std::vector<Floats>(units, Floats(inputs)), Floats(units), Floats(units), 0};
  Floats z(units);
  for (std::size_t i = 0; i < x.size(); ++i) {
    double residual = p.c - y[i];
    for (std::size_t k = 0; k < units; ++k) {
      z[k] = p.b[k];
      for (std::size_t j = 0; j < inputs; ++j)
        z[k] += p.w[k][j] * x[i][j];
      if (z[k] > 0)
        residual += p.v[k] * z[k];
    }
    gradient.c += residual;
    for (std::size_t k = 0; k < units; ++k) {
      if (z[k] <= 0)
        continue;
      gradient.v[k] += residual * z[k];
      gradient.b[k] += residual * p.v[k];
      for (std::size_t j = 0; j < inputs; ++j)
        gradient.w[k][j] += residual * p.v[k] * x[i][j];
    }
  }
  const double factor = step_size / static_cast<double>(x.size());
  p.c -= factor * gradient.c;
  for (std::size_t k = 0; k < units; ++k) {
    p.v[k] -= factor * gradient.v[k];
    p.b[k] -= factor * gradient.b[k];
    for (std::size_t j = 0; j < inputs; ++j)
      p.w[k][j] -= factor * gradient.w[k][j];
  }
}

} // namespace

Network trained_network(const Dataset& data, const Training& training) {
  const std::size_t inputs = data.input_dimension(), n = data.sample_count();
  std::vector<Standard> standards;
  std::vector<Floats> x(n, Floats(inputs));
  for (std::size_t j = 0; j < inputs; ++j) {
    Floats column;
    for (std::size_t i = 0; i < n; ++i)
      column.push_back(data.inputs[i][j].get_d());
    standards.push_back(standard_of(column));
    for (std::size_t i = 0; i < n; ++i)
      x[i][j] = (column[i] - standards[j].centre) / standards[j].width;
  }
  Floats y;
  for (const Vector& target : data.targets)
    y.push_back(target.front().get_d());
  const Standard target = standard_of(y);
  for (double& value : y)
    value = (value - target.centre) / target.width;

  std::mt19937_64 source(training.seed);
  Parameters p = random_parameters(training.units, inputs, source);
  for (std::size_t step = 0; step < training.steps; ++step)
    descend(p, x, y, training.step_size);

  Network network{{{inputs, {}, {}, relu()}, {training.units, {{}}, {}, identity_activation()}}};
  for (std::size_t k = 0; k < training.units; ++k) {
    double bias = p.b[k];
    SparseRow& row = network.layers[0].weights.emplace_back();
    for (std::size_t j = 0; j < inputs; ++j) {
      const double weight = p.w[k][j] / standards[j].width;
      bias -= weight * standards[j].centre;
      if (weight != 0)
        row.emplace_back(j, Rational(weight));
    }
    network.layers[0].biases.emplace_back(bias);
    if (p.v[k] != 0)
      network.layers[1].weights[0].emplace_back(k, Rational(p.v[k] * target.width));
  }
  network.layers[1].biases.emplace_back(p.c * target.width + target.centre);
  return network;
}

} // namespace thalweg::examples
