// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/contraction.hpp"

#include "exact/integer_vector.hpp"

#include <algorithm>

namespace thalweg {

namespace {

Integer magnitude(const IntegerRange& range) {
  return std::max(Integer(abs(range.lower)), Integer(abs(range.upper)));
}

/// p_a ([a = c] − p_c) over 2^(2·bits), `one` = 2^bits.
IntegerRange curvature(const std::vector<IntegerRange>& p, std::size_t a, std::size_t c,
                       const Integer& one) {
  if (a == c)
    return {p[a].lower * (one - p[a].upper), p[a].upper * (one - p[a].lower)};
  return {-p[a].upper * p[c].upper, -p[a].lower * p[c].lower};
}

void add_sample(BlockDerivatives& at, const std::vector<IntegerRange>& p, std::size_t y,
                const std::vector<Integer>& values, const Integer& one) {
  const std::size_t n = at.functions;
  for (std::size_t a = 0; a + 1 < p.size(); ++a) {
    const Integer known = a == y ? one : Integer(0);
    for (std::size_t j = 0; j < n; ++j)
      add_multiple(at.gradient[a * n + j], values[j], {p[a].lower - known, p[a].upper - known});
    for (std::size_t c = 0; c + 1 < p.size(); ++c) {
      const IntegerRange entry = curvature(p, a, c, one);
      for (std::size_t j = 0; j < n; ++j)
        for (std::size_t k = 0; k < n; ++k)
          add_multiple(at.hessian[(a * n + j) * at.size + c * n + k], values[j] * values[k], entry);
    }
  }
}

/// Λ by functions j and k, row by row.
Vector variation(const BlockDerivatives& at, const Vector& box) {
  const std::size_t n = at.functions;
  const IntegerVector widths = over_common_denominator(box);
  std::vector<Integer> sums(n * n);
  for (const std::vector<Integer>& values : at.values) {
    Integer largest = 0;
    for (std::size_t first = 0; first < at.size; first += n) {
      Integer move = 0;
      for (std::size_t j = 0; j < n; ++j)
        move += widths.numerators[first + j] * abs(values[j]);
      largest = std::max(largest, move);
    }
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t k = 0; k < n; ++k)
        sums[j * n + k] += largest * abs(values[j] * values[k]);
  }
  const Integer denominator =
      5 * widths.denominator * at.denominator * at.denominator * at.denominator;
  Vector result;
  for (const Integer& sum : sums)
    result.push_back(fraction(sum, denominator));
  return result;
}

} // namespace

BlockDerivatives block_derivatives(const LabelledData& labelled, const SampleSet& group,
                                   const AffineMap& p, const std::vector<std::size_t>& basis,
                                   std::size_t block, std::size_t bits) {
  const std::size_t size = basis.size() * labelled.scores_per_block();
  BlockDerivatives at;
  at.functions = basis.size();
  at.size = size;
  at.gradient.resize(size);
  at.hessian.resize(size * size);
  const std::vector<Vector>& inputs = labelled.data.inputs;
  for (const std::size_t i : group)
    for (const Rational& coordinate : inputs[i])
      enlarge_denominator(at.denominator, coordinate.get_den());
  const Integer one = Integer(1) << bits;
  at.gradient_denominator = at.denominator * one;
  for (const std::size_t i : group) {
    std::vector<Integer>& values = at.values.emplace_back();
    for (const std::size_t entry : basis)
      values.push_back(entry < inputs[i].size() ? scaled_numerator(inputs[i][entry], at.denominator)
                                                : at.denominator);
    Vector outputs;
    for (const AffineFunction& f : p)
      outputs.push_back(f(inputs[i]));
    const BlockEnclosure known = block_enclosure(scores(labelled, block, outputs), bits);
    add_sample(at, known.probabilities, labelled.classes[i][block], values, one);
  }
  return at;
}

Vector step_bounds(const BlockDerivatives& at, const std::vector<Vector>& inverse) {
  Vector result;
  for (const Vector& row : inverse) {
    const IntegerVector y = over_common_denominator(row);
    IntegerRange step;
    for (std::size_t l = 0; l < at.size; ++l)
      add_multiple(step, y.numerators[l], at.gradient[l]);
    result.push_back(fraction(magnitude(step), y.denominator * at.gradient_denominator));
  }
  return result;
}

bool is_contraction(const BlockDerivatives& at, const std::vector<Vector>& inverse,
                    const Vector& box) {
  if (std::any_of(box.begin(), box.end(), [](const Rational& width) { return width <= 0; }))
    return false;
  const std::size_t n = at.functions;
  const Vector changes = variation(at, box);
  const Integer square = at.gradient_denominator * at.gradient_denominator;
  Vector bounds = step_bounds(at, inverse);
  for (std::size_t row = 0; row < at.size; ++row) {
    const IntegerVector y = over_common_denominator(inverse[row]);
    const Integer denominator = y.denominator * square;
    for (std::size_t column = 0; column < at.size; ++column) {
      IntegerRange rest;
      if (row == column)
        rest = {denominator, denominator};
      Rational change;
      for (std::size_t l = 0; l < at.size; ++l) {
        add_multiple(rest, -y.numerators[l], at.hessian[l * at.size + column]);
        change += abs(inverse[row][l]) * changes[l % n * n + column % n];
      }
      bounds[row] += (fraction(magnitude(rest), denominator) + change) * box[column];
    }
    if (bounds[row] >= box[row])
      return false;
  }
  return true;
}

Rational gradient_slack(const BlockDerivatives& at, const Vector& box) {
  Rational slack;
  for (std::size_t j = 0; j < at.size; ++j)
    slack += fraction(magnitude(at.gradient[j]), at.gradient_denominator) * box[j];
  return slack;
}

} // namespace thalweg
