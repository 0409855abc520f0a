// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/rounded_network.hpp"

#include "exact/error.hpp"

namespace thalweg {

namespace {

/// The multiple of 1/scale nearest to value, halves away from 0.
Rational nearest_multiple(const Rational& value, const Integer& scale) {
  const Rational doubled = abs(value) * (2 * scale) + 1;
  Integer rounded;
  mpz_fdiv_q(rounded.get_mpz_t(), doubled.get_num_mpz_t(), doubled.get_den_mpz_t());
  mpz_fdiv_q_2exp(rounded.get_mpz_t(), rounded.get_mpz_t(), 1);
  const Rational result = fraction(rounded, scale);
  return value < 0 ? Rational(-result) : result;
}

} // namespace

Network rounded_network(const Network& network, unsigned digits) {
  Integer scale;
  mpz_ui_pow_ui(scale.get_mpz_t(), 10, digits);
  Network result = network;
  for (Layer& layer : result.layers) {
    if (!has_parameters(layer))
      continue;
    std::vector<SparseRow> rows;
    for (const SparseRow& row : parameter_rows(layer)) {
      rows.emplace_back();
      for (const auto& [column, weight] : row)
        if (Rational rounded = nearest_multiple(weight, scale); rounded != 0)
          rows.back().emplace_back(column, std::move(rounded));
    }
    Vector biases = parameter_biases(layer);
    for (Rational& bias : biases)
      bias = nearest_multiple(bias, scale);
    set_parameters(layer, std::move(rows), std::move(biases));
  }
  require_well_formed(result);
  return result;
}

} // namespace thalweg
