// SPDX-License-Identifier: Apache-2.0

#include "classes.hpp"

#include "stop.hpp"

namespace thalweg::verifier {

void LabelledNetwork::reject_sample(const char* obligation, std::size_t sample,
                                    std::string expected, std::string found) const {
  reject(code + obligation, place + "/" + std::to_string(sample), std::move(expected),
         std::move(found));
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
    if (label > next)
      labelled.reject_sample(".numbering", i, "a class of at most " + std::to_string(next),
                             std::to_string(label));
    if (label == next)
      grouping.members.emplace_back();
    grouping.members[label].push_back(i);
  }
  return grouping;
}

ClassMap class_map(const LabelledNetwork& labelled, const Data& data, std::size_t sample) {
  const std::size_t d = data.inputs.size();
  const Sample& first = data.samples[sample];
  ClassMap map;
  List<AffineRow> h = coordinates(d, d + 1);
  Integer value;
  Integer scratch;
  for (const Layer& layer : labelled.network.layers) {
    const List<AffineRow>& z = map.z.emplace_back(affine_images(layer, h, d + 1, Biases::added));
    if (map.z.size() == labelled.network.layers.size())
      break;
    h.clear();
    map.pieces.emplace_back();
    for (std::size_t j = 0; j < z.size(); ++j) {
      evaluate(z[j], first, value, scratch);
      const auto [q, is_breakpoint] =
          piece_of(layer.activation, fraction(value, z[j].denominator * first.denominator));
      if (is_breakpoint)
        labelled.reject_sample(".on_wall", sample, "no pre-activation on a breakpoint",
                               unit_in_words(map.h.size(), j) + " on one");
      map.pieces.back().push_back(q);
      h.push_back(
          activated(z[j], layer.activation.slopes[q], layer.activation.intercepts[q], d + 1));
    }
    map.h.push_back(h);
  }
  return map;
}

void evaluate(const AffineRow& row, const Sample& sample, Integer& value, Integer& scratch) {
  value = 0;
  if (row.coefficients.empty())
    return;
  for (std::size_t k = 0; k < sample.x.size(); ++k)
    if (!is_zero(row.coefficients[k]) && !is_zero(sample.x[k]))
      add_product(value, row.coefficients[k], sample.x[k], scratch);
  add_product(value, row.coefficients.back(), sample.denominator, scratch);
}

void evaluate(const ClassMap& map, const Sample& sample, SampleValues& values) {
  values.resize(map.pieces.size());
  Integer scratch;
  for (std::size_t l = 0; l < values.size(); ++l) {
    values[l].resize(map.z[l].size());
    for (std::size_t j = 0; j < values[l].size(); ++j)
      evaluate(map.z[l][j], sample, values[l][j], scratch);
  }
}

void check_patterns_differ(const LabelledNetwork& labelled, const List<Pattern>& patterns) {
  List<std::size_t> order(patterns.size());
  for (std::size_t c = 0; c < order.size(); ++c)
    order[c] = c;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return patterns[a] < patterns[b]; });
  for (std::size_t c = 1; c < order.size(); ++c)
    if (patterns[order[c - 1]] == patterns[order[c]])
      reject(labelled.code + ".equal_patterns", labelled.place, "classes with different patterns",
             "classes " + std::to_string(order[c - 1]) + " and " + std::to_string(order[c]) +
                 " with one pattern");
}

List<Fraction> point(const Sample& sample) {
  List<Fraction> x;
  for (const Integer& coordinate : sample.x)
    x.push_back(fraction(coordinate, sample.denominator));
  return x;
}

std::string unit_in_words(std::size_t layer, std::size_t unit) {
  return "layer " + std::to_string(layer) + ", unit " + std::to_string(unit);
}

} // namespace thalweg::verifier
