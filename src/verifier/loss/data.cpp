// SPDX-License-Identifier: Apache-2.0

#include "loss/data.hpp"

#include <map>
#include <set>

namespace thalweg::verifier {

namespace {

void read_columns(const Node& node, Data& data) {
  std::set<std::string_view> seen;
  for (std::size_t k = 0; k < node.size(); ++k) {
    const std::string_view name = node[k].text();
    node[k].require(!name.empty(), "shape.column_name", "a name");
    node[k].require(seen.insert(name).second, "shape.column_name", "a name of its own");
    data.columns.push_back(name);
  }
}

void read_targets(const Node& node, Data& data) {
  List<bool> is_target(data.columns.size());
  const std::size_t count = node.size_not_zero("target");
  for (std::size_t t = 0; t < count; ++t) {
    const std::size_t column = node[t].index(data.columns.size(), "columns");
    node[t].require(!is_target[column], "shape.repeated_target", "each target once");
    is_target[column] = true;
    data.targets.push_back(column);
  }
  for (std::size_t k = 0; k < data.columns.size(); ++k)
    if (!is_target[k])
      data.inputs.push_back(k);
}

Sample sample_of(const Data& data, const List<Fraction>& cells) {
  Sample sample{{}, {}, 1};
  for (const Fraction& cell : cells)
    sample.denominator = lcm(sample.denominator, cell.denominator);
  const auto numerator = [&](std::size_t k) {
    Meter::tick();
    return cells[k].numerator * (sample.denominator / cells[k].denominator);
  };
  for (const std::size_t column : data.inputs)
    sample.x.push_back(numerator(column));
  for (const std::size_t column : data.targets)
    sample.y.push_back(numerator(column));
  return sample;
}

} // namespace

Data read_data(const Node& node) {
  node.require_keys({"columns", "targets", "rows"});
  Data data;
  read_columns(node["columns"], data);
  read_targets(node["targets"], data);
  const Node rows = node["rows"];
  const std::size_t count = rows.size_not_zero("sample");
  for (std::size_t i = 0; i < count; ++i) {
    Meter::tick();
    rows[i].require_size(data.columns.size(), "columns");
    data.samples.push_back(sample_of(data, rows[i].rationals()));
  }
  return data;
}

Labels read_labels(const Node& node, const Data& data) {
  node.require_size(data.samples.size(), "samples");
  Labels labels(node.size());
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (!node[i].is(JsonKind::null))
      labels[i] = node[i].index(labels.size(), "samples");
  return labels;
}

List<Fraction> point(const Sample& sample) {
  List<Fraction> x;
  for (const Integer& coordinate : sample.x)
    x.push_back(fraction(coordinate, sample.denominator));
  return x;
}

List<std::size_t> input_numbers(const Data& data) {
  std::map<List<Fraction>, std::size_t> known;
  List<std::size_t> result;
  for (const Sample& sample : data.samples) {
    Meter::tick();
    result.push_back(known.emplace(point(sample), known.size()).first->second);
  }
  return result;
}

Integer evaluate(const AffineRow& row, const Sample& sample, Sum& sum) {
  if (row.coefficients.empty())
    return 0;
  for (std::size_t k = 0; k < sample.x.size(); ++k)
    if (!is_zero(row.coefficients[k]) && !is_zero(sample.x[k]))
      sum.add(row.coefficients[k], sample.x[k]);
  sum.add(row.coefficients.back(), sample.denominator);
  return sum.take();
}

List<Fraction> values_at(const List<AffineRow>& rows, const Sample& sample) {
  List<Fraction> values;
  Sum sum;
  for (const AffineRow& row : rows)
    values.push_back(fraction(evaluate(row, sample, sum), row.denominator * sample.denominator));
  return values;
}

} // namespace thalweg::verifier
