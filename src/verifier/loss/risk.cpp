// SPDX-License-Identifier: Apache-2.0

#include "loss/risk.hpp"

#include <map>

namespace thalweg::verifier {

namespace {

Fraction sum(const List<Fraction>& terms, std::size_t begin, std::size_t end) {
  if (end - begin <= 1)
    return begin == end ? Fraction{} : terms[begin];
  const std::size_t middle = begin + (end - begin) / 2;
  return sum(terms, begin, middle) + sum(terms, middle, end);
}

} // namespace

ClassSums squared_loss_sums(const Data& data, const List<std::size_t>& members, std::size_t output,
                            const AffineRow& row) {
  const std::size_t d = data.inputs.size();
  std::map<Integer, List<Sum>> sums; // by denominator: Σ r x, Σ r, Σ r², as integers
  Sum value;
  for (const std::size_t i : members) {
    Meter::tick();
    const Sample& sample = data.samples[i];
    List<Sum>& s = sums[sample.denominator];
    s.resize(d + 2);
    const Integer residual = // r · (row denominator · sample denominator)
        evaluate(row, sample, value) - row.denominator * sample.y[output];
    for (std::size_t k = 0; k < d; ++k)
      s[k].add(residual, sample.x[k]);
    s[d].add(residual, sample.denominator);
    s[d + 1].add(residual, residual);
  }
  ClassSums result;
  for (std::size_t k = 0; k < d + 2; ++k) {
    List<Fraction> terms;
    for (auto& [q, s] : sums)
      terms.push_back(
          fraction(s[k].take(), q * q * row.denominator * (k > d ? row.denominator : Integer(1))));
    if (k > d)
      result.losses = sum(terms);
    else
      result.with_inputs.push_back(Fraction{2, 1} * sum(terms));
  }
  return result;
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

Fraction loss_of_sample(const Loss& loss, const Data& data, std::size_t sample,
                        const List<Fraction>& outputs) {
  const Sample& at = data.samples[sample];
  if (loss.is_plain_squared())
    return squared_residual(at, outputs);
  Fraction result;
  for (std::size_t o = 0; o < outputs.size(); ++o)
    result = result + loss_at(loss, sample, o, outputs[o], fraction(at.y[o], at.denominator)).value;
  return result;
}

} // namespace thalweg::verifier
