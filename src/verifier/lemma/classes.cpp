// SPDX-License-Identifier: Apache-2.0

#include "lemma/classes.hpp"

#include "number/decimal.hpp"

#include "text/obligation.hpp"
#include <numeric>

namespace thalweg::verifier {

Words LabelledNetwork::words(const char* obligation, std::size_t sample, std::string expected,
                             std::string found) const {
  return {code + obligation, place + "/" + std::to_string(sample), std::move(expected),
          std::move(found)};
}

Grouping check_numbering(const LabelledNetwork& labelled) {
  Grouping grouping;
  for (std::size_t i = 0; i < labelled.labels.size(); ++i) {
    const std::size_t next = grouping.members.size();
    const std::size_t label = labelled.labels[i].value_or(0);
    if (!labelled.labels[i]) {
      grouping.unlabelled.push_back(i);
      continue;
    }
    if (const Check check{label <= next})
      check.say(labelled.words(".numbering", i, "a class of at most " + std::to_string(next),
                               std::to_string(label)));
    if (label == next)
      grouping.members.emplace_back();
    grouping.members[label].push_back(i);
  }
  return grouping;
}

namespace {

/// The distance to the nearest breakpoint; far if there is none.
Fraction distance_to_breakpoint(const Activation& activation, const Fraction& z) {
  std::optional<Fraction> least;
  for (const Fraction& breakpoint : activation.breakpoints) {
    const Fraction step = breakpoint - z;
    Fraction size = sign(step) < 0 ? -step : step;
    if (!least || size < *least)
      least = std::move(size);
  }
  return least.value_or(Fraction{Integer(1) << 62, 1});
}

/// The pieces of the next layer, one of maxima, at a sample; rejects (O4) if a window selects none.
List<std::size_t> selected(const LabelledNetwork& labelled, const ClassMap& map, const Sample& at,
                           std::size_t sample) {
  const std::size_t l = map.z.size();
  const std::size_t source = labelled.network.layers[l].sources.front();
  const auto [pieces, is_tie] =
      selection(labelled.network, l, map.pieces, values_at(map.h[source], at));
  if (const Check check{!is_tie})
    check.say(labelled.words(".on_wall", sample, "one largest entry in every window",
                             "several in layer " + std::to_string(l)));
  return pieces;
}

/// The pieces of the z of the last layer so far at a sample; rejects (O4) on a breakpoint.
List<std::size_t> entered(const LabelledNetwork& labelled, const ClassMap& map, const Sample& at,
                          std::size_t sample) {
  const std::size_t l = map.z.size() - 1;
  const Activation& activation = labelled.network.layers[l].activation;
  List<std::size_t> pieces;
  Sum sum;
  for (std::size_t j = 0; j < map.z[l].size(); ++j) {
    const AffineRow& z = map.z[l][j];
    const Fraction unreduced{evaluate(z, at, sum), z.denominator * at.denominator};
    const auto [piece, is_breakpoint] = piece_of(activation, unreduced);
    if (const Check check{!is_breakpoint}) {
      const Fraction value = fraction(unreduced.numerator, unreduced.denominator);
      check.say(labelled.words(".on_wall", sample, "no pre-activation on a breakpoint",
                               unit_in_words(l, j) + " at " + shown(value)),
                distance_to_breakpoint(activation, value));
    }
    pieces.push_back(piece);
  }
  return pieces;
}

/// The maps of a network with d inputs on the pieces that are chosen, layer by layer: by
/// `of_maxima` before a layer of maxima, by `of_units` after another.
template <class OfMaxima, class OfUnits>
ClassMap composed(const Network& network, std::size_t d, const OfMaxima& of_maxima,
                  const OfUnits& of_units) {
  ClassMap map{{}, {}, {coordinates(d, d + 1)}};
  for (const Layer& layer : network.layers) {
    List<std::size_t> pieces;
    if (layer.is_maximum())
      pieces = of_maxima(map);
    const List<AffineRow>& z =
        map.z.emplace_back(affine_images(layer, {map.h, layer}, d + 1, Biases::added, pieces));
    if (map.z.size() == network.layers.size())
      break;
    if (!layer.is_maximum())
      pieces = of_units(map);
    List<AffineRow> h;
    for (std::size_t j = 0; j < z.size(); ++j)
      h.push_back(activated(z[j], layer.slope(pieces[j]), layer.intercept(pieces[j]), d + 1));
    map.pieces.push_back(std::move(pieces));
    map.h.push_back(std::move(h));
  }
  return map;
}

} // namespace

ClassMap class_map(const LabelledNetwork& labelled, const Data& data, std::size_t sample) {
  const Sample& at = data.samples[sample];
  return composed(
      labelled.network, data.inputs.size(),
      [&](const ClassMap& map) { return selected(labelled, map, at, sample); },
      [&](const ClassMap& map) { return entered(labelled, map, at, sample); });
}

ClassMap pattern_map(const Network& network, const Pattern& pattern, std::size_t d) {
  const auto stated = [&](const ClassMap& map) { return pattern[map.pieces.size()]; };
  return composed(network, d, stated, stated);
}

void evaluate(const Network& network, const ClassMap& map, const Sample& sample,
              SampleValues& values) {
  values.z.resize(map.pieces.size());
  values.h.resize(map.h.size());
  values.h.front() = sample.x;
  Sum sum;
  for (std::size_t l = 0; l < map.pieces.size(); ++l) {
    values.z[l].resize(map.z[l].size());
    values.h[l + 1].resize(map.z[l].size());
    for (std::size_t j = 0; j < map.z[l].size(); ++j) {
      values.z[l][j] = evaluate(map.z[l][j], sample, sum);
      if (network.layers[l].is_identity(map.pieces[l][j]))
        values.h[l + 1][j] = values.z[l][j];
      else
        values.h[l + 1][j] = evaluate(map.h[l + 1][j], sample, sum);
    }
  }
}

void check_patterns_differ(const LabelledNetwork& labelled, const List<Pattern>& patterns) {
  List<std::size_t> order(patterns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return patterns[a] < patterns[b]; });
  for (std::size_t c = 1; c < order.size(); ++c)
    if (const Check check{patterns[order[c - 1]] != patterns[order[c]]})
      check.say({labelled.code + ".equal_patterns", labelled.place, "classes with two patterns",
                 "classes " + std::to_string(order[c - 1]) + " and " + std::to_string(order[c])});
}

} // namespace thalweg::verifier
