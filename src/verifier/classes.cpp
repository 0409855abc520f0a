// SPDX-License-Identifier: Apache-2.0

#include "classes.hpp"

#include "stop.hpp"

namespace thalweg::verifier {

namespace {

std::string unit_in_words(std::size_t layer, std::size_t unit) {
  return "layer " + std::to_string(layer) + ", unit " + std::to_string(unit);
}

} // namespace

Grouping check_numbering(const Labels& labels, const std::string& code, const std::string& place) {
  Grouping grouping;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!labels[i]) {
      grouping.unlabelled.push_back(i);
      continue;
    }
    if (*labels[i] > grouping.members.size())
      reject(code + ".numbering", place + "/" + std::to_string(i),
             "a class of at most " + std::to_string(grouping.members.size()) +
                 " (numbered by first appearance)",
             std::to_string(*labels[i]));
    if (*labels[i] == grouping.members.size())
      grouping.members.emplace_back();
    grouping.members[*labels[i]].push_back(i);
  }
  return grouping;
}

Integer value_at(const AffineRow& row, const Sample& sample) {
  Integer value;
  Integer scratch;
  value_at(row, sample, value, scratch);
  return value;
}

void value_at(const AffineRow& row, const Sample& sample, Integer& value, Integer& scratch) {
  value = 0;
  if (row.coefficients.empty())
    return;
  for (std::size_t k = 0; k < sample.x.size(); ++k)
    if (!is_zero(row.coefficients[k]) && !is_zero(sample.x[k]))
      add_product(value, row.coefficients[k], sample.x[k], scratch);
  add_product(value, row.coefficients.back(), sample.denominator, scratch);
}

ClassMap class_map(const Network& network, const Data& data, std::size_t sample,
                   const std::string& code, const std::string& place) {
  const std::size_t width = data.inputs.size() + 1;
  ClassMap map;
  List<AffineRow> h = coordinates(data.inputs.size());
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    map.z.push_back(pre_activations(layer, h, width));
    if (l + 1 == network.layers.size())
      break;
    h.clear();
    map.pieces.emplace_back();
    for (std::size_t j = 0; j < layer.units.size(); ++j) {
      const AffineRow& z = map.z.back()[j];
      const Sample& first = data.samples[sample];
      const PieceOf where = piece_of(
          layer.activation, fraction(value_at(z, first), z.denominator * first.denominator));
      if (where.is_breakpoint)
        reject(code + ".on_wall", place + "/" + std::to_string(sample),
               "no pre-activation on a breakpoint", unit_in_words(l, j) + " on one");
      map.pieces.back().push_back(where.piece);
      h.push_back(activated(z, layer.activation, where.piece, width));
    }
    map.h.push_back(h);
  }
  return map;
}

void evaluate(const ClassMap& map, const Sample& sample, SampleValues& values) {
  values.resize(map.pieces.size());
  Integer scratch;
  for (std::size_t l = 0; l < values.size(); ++l) {
    values[l].resize(map.z[l].size());
    for (std::size_t j = 0; j < values[l].size(); ++j)
      value_at(map.z[l][j], sample, values[l][j], scratch);
  }
}

void check_same_pattern(const Network& network, const ClassMap& map, const Sample& sample,
                        const SampleValues& values, const std::string& code,
                        const std::string& place, std::size_t index) {
  for (std::size_t l = 0; l < values.size(); ++l)
    for (std::size_t j = 0; j < values[l].size(); ++j)
      for_each_distance(network.layers[l].activation, map.pieces[l][j], values[l][j],
                        map.z[l][j].denominator * sample.denominator,
                        [&](const Integer& distance, const Integer&) {
                          if (sign(distance) <= 0)
                            reject(code + ".pattern", place + "/" + std::to_string(index),
                                   "the pattern of the first sample of its class",
                                   unit_in_words(l, j) + " outside the piece " +
                                       std::to_string(map.pieces[l][j]));
                        });
}

void check_patterns_differ(const List<Pattern>& patterns, const std::string& code,
                           const std::string& place) {
  List<std::size_t> order;
  for (std::size_t c = 0; c < patterns.size(); ++c)
    order.push_back(c);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return patterns[a] != patterns[b] ? patterns[a] < patterns[b] : a < b;
  });
  for (std::size_t c = 1; c < order.size(); ++c)
    if (patterns[order[c - 1]] == patterns[order[c]])
      reject(code + ".equal_patterns", place, "classes with different patterns",
             "classes " + std::to_string(order[c - 1]) + " and " + std::to_string(order[c]) +
                 " with one pattern");
}

List<Fraction> point(const Sample& sample) {
  List<Fraction> x;
  for (const Integer& coordinate : sample.x)
    x.push_back(fraction(coordinate, sample.denominator));
  return x;
}

} // namespace thalweg::verifier
