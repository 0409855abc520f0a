// SPDX-License-Identifier: Apache-2.0

#include "risk.hpp"

#include <map>

namespace thalweg::verifier {

namespace {

/// Upper triangle of Σ v v^T over some samples, by rows, over one denominator.
struct Moments {
  List<Integer> entries;
  Integer denominator = 1;
};

using SamplesByDenominator = List<std::pair<Integer, List<std::size_t>>>;

Moments moments_of_equal_denominator(const Data& data, const Integer& denominator,
                                     const List<std::size_t>& members) {
  const std::size_t size = data.columns.size() + 1;
  Moments moments{List<Integer>(size * (size + 1) / 2), denominator * denominator};
  List<Integer> v(size);
  Integer scratch;
  for (const std::size_t i : members) {
    Meter::tick();
    const Sample& sample = data.samples[i];
    std::copy(sample.x.begin(), sample.x.end(), v.begin());
    v[sample.x.size()] = denominator;
    std::copy(sample.y.begin(), sample.y.end(), v.begin() + std::ssize(sample.x) + 1);
    std::size_t entry = 0;
    for (std::size_t a = 0; a < size; ++a)
      for (std::size_t b = a; b < size; ++b)
        add_product(moments.entries[entry++], v[a], v[b], scratch);
  }
  return moments;
}

Moments merged(Moments a, const Moments& b) {
  const Integer common = lcm(a.denominator, b.denominator);
  Meter::require_bits(bit_length(common));
  const Integer a_factor = common / a.denominator;
  const Integer b_factor = common / b.denominator;
  for (std::size_t entry = 0; entry < a.entries.size(); ++entry)
    a.entries[entry] = a.entries[entry] * a_factor + b.entries[entry] * b_factor;
  a.denominator = common;
  return a;
}

Moments moments_of(const Data& data, const SamplesByDenominator& groups, std::size_t begin,
                   std::size_t end) {
  if (end - begin == 1)
    return moments_of_equal_denominator(data, groups[begin].first, groups[begin].second);
  const std::size_t middle = begin + (end - begin) / 2;
  return merged(moments_of(data, groups, begin, middle), moments_of(data, groups, middle, end));
}

Moments second_moments(const Data& data, const List<std::size_t>& members) {
  std::map<Integer, List<std::size_t>> groups;
  for (const std::size_t i : members)
    groups[data.samples[i].denominator].push_back(i);
  const SamplesByDenominator sorted(groups.begin(), groups.end());
  return moments_of(data, sorted, 0, sorted.size());
}

Fraction sum(const List<Fraction>& terms, std::size_t begin, std::size_t end) {
  if (end - begin <= 1)
    return begin == end ? Fraction{} : terms[begin];
  const std::size_t middle = begin + (end - begin) / 2;
  return sum(terms, begin, middle) + sum(terms, middle, end);
}

} // namespace

List<ResidualSums> residual_sums(const Data& data, const List<std::size_t>& members,
                                 const List<AffineRow>& outputs) {
  const Moments moments = second_moments(data, members);
  const std::size_t size = data.columns.size() + 1;
  const auto entry = [&](std::size_t a, std::size_t b) -> const Integer& {
    if (a > b)
      std::swap(a, b);
    return moments.entries[a * size - a * (a + 1) / 2 + b];
  };
  const std::size_t input_terms = data.inputs.size() + 1; // (x, 1)
  List<ResidualSums> sums;
  Integer scratch;
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const AffineRow& row = outputs[o];
    List<Integer> u = row.coefficients; // residual = u · v / row.denominator
    u.resize(size);
    u[input_terms + o] = -row.denominator;
    List<Integer> product(size); // S u
    Integer squares;
    for (std::size_t a = 0; a < size; ++a) {
      for (std::size_t b = 0; b < size; ++b)
        if (!is_zero(u[b]))
          add_product(product[a], entry(a, b), u[b], scratch);
      add_product(squares, product[a], u[a], scratch);
    }
    const Integer denominator = moments.denominator * row.denominator;
    ResidualSums result;
    for (std::size_t k = 0; k < input_terms; ++k)
      result.with_inputs.push_back(fraction(product[k], denominator));
    result.squares = fraction(squares, denominator * row.denominator);
    sums.push_back(std::move(result));
  }
  return sums;
}

Fraction sum(const List<Fraction>& terms) {
  return sum(terms, 0, terms.size());
}

Fraction squared_residual(const Sample& sample, const List<Fraction>& outputs) {
  Fraction squares;
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const Fraction residual = outputs[o] - fraction(sample.y[o], sample.denominator);
    squares = squares + residual * residual;
  }
  return squares;
}

} // namespace thalweg::verifier
