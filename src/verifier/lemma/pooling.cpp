// SPDX-License-Identifier: Apache-2.0

#include "lemma/pooling.hpp"

#include "number/decimal.hpp"
#include "text/obligation.hpp"

namespace thalweg::verifier {

List<Dyadic> change_bounds(const Network& network, const Pattern& pieces, std::size_t source,
                           const Sensitivity& bounds, const List<Dyadic>& input_sizes) {
  if (source == 0)
    return List<Dyadic>(network.input.front() * position_count(network.input));
  List<Dyadic> result(pieces[source - 1].size());
  for (std::size_t k = 0; k < result.size(); ++k) {
    const Fraction& slope = network.layers[source - 1].slope(pieces[source - 1][k]);
    result[k] = rounded_up(magnitude(slope.numerator), slope.denominator) *
                product_sum(bounds[source - 1][k], std::span(input_sizes).first(source));
  }
  return result;
}

void check_maxima(const LabelledNetwork& labelled, const ClassMap& map, const Data& data,
                  std::size_t i, const SampleValues& values, std::size_t l, const Invariance* claim,
                  const Sensitivity& bounds, const List<Dyadic>& input_sizes) {
  const Layer& layer = labelled.network.layers[l];
  const std::size_t source = layer.sources.front();
  const List<AffineRow>& rows = map.h[source];
  const List<Integer>& h = values.h[source];
  const List<Dyadic> changes =
      claim == nullptr ? List<Dyadic>(rows.size())
                       : change_bounds(labelled.network, map.pieces, source, bounds, input_sizes);
  for (std::size_t j = 0; j < layer.units.size(); ++j) {
    Meter::tick();
    const std::size_t a = layer.terms(j, map.pieces[l][j]).front().input;
    for (const Term& term : layer.units[j].terms) {
      const std::size_t b = term.input;
      if (a == b)
        continue;
      const Integer lead = h[a] * rows[b].denominator - h[b] * rows[a].denominator;
      const Integer denominator =
          rows[a].denominator * rows[b].denominator * data.samples[i].denominator;
      if (sign(lead) == 0 && labelled.network.is_constant(map.pieces, source, a) &&
          labelled.network.is_constant(map.pieces, source, b))
        continue;
      if (const Check check{sign(lead) > 0})
        check.say(labelled.words(".pattern", i, "the pattern of the first sample of its class",
                                 "another largest entry in " + unit_in_words(l, j)));
      const Dyadic bound = changes[a] + changes[b];
      if (claim == nullptr)
        continue;
      if (const Check check{is_below(bound, lead, denominator)})
        check.say({"local_minimum.pooling", claim->place + "/radius",
                   "changes below the lead " + decimal(fraction(lead, denominator)) +
                       " of a largest entry (sample " + std::to_string(i) + ", " +
                       unit_in_words(l, j) + ")",
                   "the bound " + decimal(as_fraction(bound))},
                  part_left(as_fraction(bound), fraction(lead, denominator)));
    }
  }
}

} // namespace thalweg::verifier
