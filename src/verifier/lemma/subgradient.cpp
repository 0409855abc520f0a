// SPDX-License-Identifier: Apache-2.0

#include "lemma/subgradient.hpp"

#include "number/decimal.hpp"
#include "text/obligation.hpp"

#include <map>

namespace thalweg::verifier {

namespace {

/// O77, O78
void check_subgradient(const LabelledNetwork& labelled, std::size_t sample, std::size_t output,
                       const LossAt& at, const Fraction& g) {
  if (const Check check{!(g < at.least) && !(at.greatest < g)})
    check.say({labelled.code + ".subgradient",
               "/witness/" + labelled.code + "/subgradients/" + std::to_string(sample) + "/" +
                   std::to_string(output),
               at.least == at.greatest
                   ? "the derivative " + shown(at.least)
                   : "a number from " + shown(at.least) + " to " + shown(at.greatest),
               shown(g)});
}

} // namespace

ClassSums loss_sums(const Loss& loss, const LabelledNetwork& labelled, const Data& data,
                    const List<std::size_t>& members, std::size_t output, const AffineRow& row) {
  const std::size_t d = data.inputs.size();
  const bool is_differentiable = loss.is_differentiable();
  std::map<Integer, List<Sum>> sums; // by denominator: Σ g x, Σ g, as integers
  List<Fraction> losses;
  Sum value;
  for (const std::size_t i : members) {
    Meter::tick();
    const Sample& sample = data.samples[i];
    const Fraction prediction =
        fraction(evaluate(row, sample, value), row.denominator * sample.denominator);
    const LossAt at =
        loss_at(loss, i, output, prediction, fraction(sample.y[output], sample.denominator));
    losses.push_back(at.value);
    if (!is_differentiable && labelled.subgradients.empty())
      continue;
    const Fraction& g = is_differentiable ? at.least : (*labelled.subgradients[i])[output];
    check_subgradient(labelled, i, output, at, g);
    if (sign(g) == 0)
      continue;
    List<Sum>& s = sums[g.denominator * sample.denominator];
    s.resize(d + 1);
    for (std::size_t k = 0; k < d; ++k)
      s[k].add(g.numerator, sample.x[k]);
    s[d].add(g.numerator, sample.denominator);
  }
  ClassSums result{{}, sum(losses)};
  for (std::size_t k = 0; k <= d; ++k) {
    List<Fraction> terms;
    for (auto& [denominator, s] : sums)
      terms.push_back(fraction(s[k].take(), denominator));
    result.with_inputs.push_back(sum(terms));
  }
  return result;
}

} // namespace thalweg::verifier
