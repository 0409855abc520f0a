// SPDX-License-Identifier: GPL-3.0-or-later
//
// FLINT's exact forward pass of a network of dense ReLU layers on all samples: one product of
// integer matrices for each layer, over common denominators. The peer of those that evaluate
// samples.

#pragma once

#include "exact/rational.hpp"
#include "network/network.hpp"

#include <flint/fmpz_mat.h>

#include <memory>
#include <vector>

namespace thalweg::benchmark {

/// An integer matrix of FLINT that frees itself.
class FlintMatrix {
public:
  FlintMatrix(std::size_t rows, std::size_t columns) {
    fmpz_mat_init(value, static_cast<slong>(rows), static_cast<slong>(columns));
  }
  ~FlintMatrix() { fmpz_mat_clear(value); }
  FlintMatrix(const FlintMatrix&) = delete;
  FlintMatrix& operator=(const FlintMatrix&) = delete;

  fmpz* at(std::size_t i, std::size_t k) {
    return fmpz_mat_entry(value, static_cast<slong>(i), static_cast<slong>(k));
  }
  fmpz_mat_t value;
};

inline void set(fmpz* entry, const Rational& q, const Integer& denominator) {
  const Integer numerator = q.get_num() * (denominator / q.get_den());
  fmpz_set_mpz(entry, numerator.get_mpz_t());
}

/// The matrices of a network and its samples, (x, 1) and (W, b), each over one denominator.
struct FlintPass {
  std::unique_ptr<FlintMatrix> inputs;
  std::vector<std::unique_ptr<FlintMatrix>> layers; ///< transposed, the bias in the last row

  FlintPass(const Network& network, const std::vector<Vector>& samples) {
    Integer denominator = 1;
    for (const Vector& x : samples)
      for (const Rational& q : x)
        denominator = lcm(denominator, q.get_den());
    const std::size_t d = network.input_dimension();
    inputs = std::make_unique<FlintMatrix>(samples.size(), d + 1);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      for (std::size_t k = 0; k < d; ++k)
        set(inputs->at(i, k), samples[i][k], denominator);
      set(inputs->at(i, d), 1, denominator);
    }
    for (const Layer& layer : network.layers)
      layers.push_back(matrix_of(layer));
  }

  /// z of the last layer over the product of all denominators.
  void run() const {
    const slong n = fmpz_mat_nrows(inputs->value);
    std::unique_ptr<FlintMatrix> h;
    for (std::size_t l = 0; l < layers.size(); ++l) {
      auto z = std::make_unique<FlintMatrix>(
          static_cast<std::size_t>(n), static_cast<std::size_t>(fmpz_mat_ncols(layers[l]->value)));
      fmpz_mat_mul(z->value, l == 0 ? inputs->value : h->value, layers[l]->value);
      for (slong i = 0; i < n && l + 1 < layers.size(); ++i)
        for (slong j = 0; j < fmpz_mat_ncols(z->value); ++j)
          if (fmpz* const entry = fmpz_mat_entry(z->value, i, j); fmpz_sgn(entry) < 0)
            fmpz_zero(entry);
      h = std::move(z);
    }
  }

private:
  /// The constant 1 goes through every hidden layer as a unit of its own.
  static std::unique_ptr<FlintMatrix> matrix_of(const Layer& layer) {
    Integer denominator = 1;
    for (std::size_t j = 0; j < layer.unit_count(); ++j) {
      denominator = lcm(denominator, layer.biases[j].get_den());
      for (const auto& [k, w] : layer.weights[j])
        denominator = lcm(denominator, w.get_den());
    }
    auto result = std::make_unique<FlintMatrix>(layer.input_count + 1, layer.unit_count() + 1);
    for (std::size_t j = 0; j < layer.unit_count(); ++j) {
      for (const auto& [k, w] : layer.weights[j])
        set(result->at(k, j), w, denominator);
      set(result->at(layer.input_count, j), layer.biases[j], denominator);
    }
    set(result->at(layer.input_count, layer.unit_count()), 1, denominator);
    return result;
  }
};

} // namespace thalweg::benchmark
