// SPDX-License-Identifier: Apache-2.0

#include "layer/gradient.hpp"

namespace thalweg::verifier {

Derivatives::Derivatives(const Network& network, const Pattern& pieces) : network_(network) {
  for (std::size_t l = 0; l < pieces.size(); ++l) {
    const Layer& layer = network.layers[l];
    List<Unit>& units = weights_.emplace_back();
    for (std::size_t j = 0; j < layer.units.size(); ++j) {
      Meter::tick();
      Unit& unit = units.emplace_back(Unit{{}, 0, layer.units[j].denominator});
      Integer common = 1; // of the slopes
      const auto for_each_term = [&](const auto& use) {
        for (const Term& term : layer.terms(j, pieces[l][j]))
          if (const auto [source, k] = layer.origin(term.input); source > 0)
            if (const Fraction& slope = network.layers[source - 1].slope(pieces[source - 1][k]);
                sign(slope) != 0)
              use(term, slope);
      };
      for_each_term(
          [&](const Term&, const Fraction& slope) { common = lcm(common, slope.denominator); });
      for_each_term([&](const Term& term, const Fraction& slope) {
        unit.terms.push_back(
            {term.input, term.weight * slope.numerator * (common / slope.denominator)});
      });
      unit.denominator *= common;
    }
  }
}

/// Adds what layer q passes on to its sources.
void Derivatives::pass_on(std::size_t q, List<AffineRow>& rows) const {
  const Layer& layer = network_.layers[q];
  const AffineRow& row = rows[q];
  Integer common = 1; // of the units that matter
  for (std::size_t a = 0; a < row.coefficients.size(); ++a)
    if (!is_zero(row.coefficients[a]))
      common = lcm(common, weights_[q][a].denominator);
  List<Sum> sums(layer.input_count);
  for (std::size_t a = 0; a < row.coefficients.size(); ++a) {
    if (is_zero(row.coefficients[a]))
      continue;
    const Unit& unit = weights_[q][a];
    const Integer factor = row.coefficients[a] * (common / unit.denominator);
    for (const Term& term : unit.terms)
      sums[term.input].add(factor, term.weight);
  }
  const std::size_t each = layer.input_count / layer.sources.size();
  std::span<Sum> rest = sums;
  for (const std::size_t source : layer.sources) {
    AffineRow part{taken(rest.first(each)), row.denominator * common};
    rest = rest.subspan(each);
    reduce(part);
    if (source > 0)
      rows[source - 1] = sum_of(rows[source - 1], part);
  }
}

List<AffineRow> Derivatives::of(std::size_t l, std::size_t j) const {
  Meter::tick();
  List<AffineRow> rows(l + 1);
  rows[l].coefficients.resize(network_.layers[l].units.size());
  rows[l].coefficients[j] = 1;
  for (std::size_t q = l + 1; q-- > 0;)
    if (!rows[q].coefficients.empty())
      pass_on(q, rows);
  return rows;
}

} // namespace thalweg::verifier
