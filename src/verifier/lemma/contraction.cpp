// SPDX-License-Identifier: Apache-2.0

#include "lemma/contraction.hpp"

#include "loss/risk.hpp"
#include "number/decimal.hpp"
#include "text/obligation.hpp"

namespace thalweg::verifier {

namespace {

/// max_a Σ_j ρ_{a,j} |b_j(x)|, `values` over `denominator`.
Fraction largest_move(const List<Fraction>& box, const List<Integer>& values,
                      const Integer& denominator) {
  Fraction largest;
  for (std::size_t first = 0; first < box.size(); first += values.size()) {
    Fraction move;
    for (std::size_t j = 0; j < values.size(); ++j)
      move = move + box[first + j] * fraction(magnitude(values[j]), denominator);
    if (largest < move)
      largest = move;
  }
  return largest;
}

/// p_a ([a = b] − p_b), over 2^(2·bits).
Range curvature(const List<Range>& p, std::size_t a, std::size_t b, const Integer& one) {
  return a == b ? Range{p[a].lower * (one - p[a].upper), p[a].upper * (one - p[a].lower)}
                : Range{-p[a].upper * p[b].upper, -p[a].lower * p[b].lower};
}

/// Adds (p_a − [a = y]) b_j to G and p_a ([a = b] − p_b) b_j b_k to H.
void add_sample(BlockSums& sums, const List<Range>& p, std::size_t y, const List<Integer>& values,
                const Integer& one) {
  const std::size_t n = sums.functions;
  for (std::size_t a = 0; a + 1 < p.size(); ++a) {
    const Integer known = a == y ? one : Integer(0);
    for (std::size_t j = 0; j < n; ++j)
      add_multiple(sums.gradient[a * n + j], values[j], {p[a].lower - known, p[a].upper - known});
    for (std::size_t b = 0; b + 1 < p.size(); ++b) {
      const Range at = curvature(p, a, b, one);
      for (std::size_t j = 0; j < n; ++j)
        for (std::size_t k = 0; k < n; ++k)
          add_multiple(sums.hessian[(a * n + j) * sums.size + b * n + k], values[j] * values[k],
                       at);
    }
  }
}

} // namespace

/// The values of the basis functions at a sample, times `denominator`.
List<Integer> basis_values(const List<std::size_t>& basis, const Sample& sample,
                           const Integer& denominator) {
  List<Integer> values;
  const Integer factor = denominator / sample.denominator;
  for (const std::size_t k : basis)
    values.push_back(k < sample.x.size() ? Integer(sample.x[k] * factor) : denominator);
  return values;
}

BlockSums block_sums(const Problem& problem, const ClassWitness& witness,
                     const List<std::size_t>& members, const ClassMap& map, std::size_t block,
                     std::size_t bits) {
  const List<std::size_t>& basis = witness.basis;
  const List<Fraction>& box = witness.boxes[block];
  const std::size_t size = box.size();
  BlockSums sums{basis.size(), size, List<Range>(size), List<Range>(size * size), {}, 1};
  const List<Sample>& samples = problem.data.samples;
  for (const std::size_t i : members)
    sums.denominator = lcm(sums.denominator, samples[i].denominator);
  List<List<Fraction>> variation(basis.size() * basis.size());
  for (const std::size_t i : members) {
    Meter::tick();
    const List<Integer> values = basis_values(basis, samples[i], sums.denominator);
    const List<Fraction> v = scores(problem.loss, block, values_at(map.z.back(), samples[i]));
    add_sample(sums, block_at(v, bits).probabilities, class_of(problem.loss, samples[i], block),
               values, Integer(1) << bits);
    const Fraction move = largest_move(box, values, sums.denominator);
    for (std::size_t j = 0; j < basis.size(); ++j)
      for (std::size_t k = 0; k < basis.size(); ++k)
        variation[j * basis.size() + k].push_back(
            move *
            fraction(magnitude(values[j] * values[k]), 5 * sums.denominator * sums.denominator));
  }
  for (const List<Fraction>& terms : variation)
    sums.variation.push_back(sum(terms));
  return sums;
}

AffineRow over_common_denominator(const List<Fraction>& values) {
  AffineRow row;
  for (const Fraction& value : values)
    row.denominator = lcm(row.denominator, value.denominator);
  for (const Fraction& value : values) {
    Meter::tick();
    row.coefficients.push_back(value.numerator * (row.denominator / value.denominator));
  }
  return row;
}

void check_contraction(const BlockSums& sums, const List<List<Fraction>>& inverse,
                       const List<Fraction>& box, std::size_t bits, const std::string& place) {
  const std::size_t functions = sums.functions;
  const Integer scale = sums.denominator << bits;
  for (std::size_t row = 0; row < sums.size; ++row) {
    Meter::tick();
    const AffineRow y = over_common_denominator(inverse[row]);
    Range image{};
    for (std::size_t l = 0; l < sums.size; ++l)
      add_multiple(image, y.coefficients[l], sums.gradient[l]);
    Fraction bound = fraction(magnitude(image), y.denominator * scale);
    for (std::size_t column = 0; column < sums.size; ++column) {
      Range product{};
      Fraction variation;
      for (std::size_t l = 0; l < sums.size; ++l) {
        add_multiple(product, -y.coefficients[l], sums.hessian[l * sums.size + column]);
        variation =
            variation + fraction(magnitude(y.coefficients[l]), y.denominator) *
                            sums.variation[(l % functions) * functions + column % functions];
      }
      const Integer denominator = y.denominator * scale * scale;
      if (row == column)
        add_multiple(product, 1, {denominator, denominator});
      bound = bound + (fraction(magnitude(product), denominator) + variation) * box[column];
    }
    if (const Check check{bound < box[row]})
      check.say({"nearby_minimum.contraction", place + "/" + std::to_string(row),
                 "more than the bound " + decimal(bound) + " of the image of the box",
                 shown(box[row])});
  }
}

} // namespace thalweg::verifier
