// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/cross_entropy.hpp"

#include "exact/error.hpp"
#include "exact/exponential.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace thalweg {

namespace {

constexpr std::size_t most_classes = 1000;

[[noreturn]] void refuse(const Dataset& data, std::size_t sample, std::size_t target,
                         const std::string& expected) {
  throw InputError(fmt::format("column {}, sample {}: expected {}, found {}",
                               data.columns[data.target_columns[target]], sample, expected,
                               to_string(data.targets[sample][target])));
}

CrossEntropyLoss logistic_loss(const Dataset& data) {
  std::set<Rational> values;
  for (const Vector& targets : data.targets)
    values.insert(targets.begin(), targets.end());
  CrossEntropyLoss loss;
  if (std::all_of(values.begin(), values.end(), [](const Rational& y) { return abs(y) == 1; }))
    return loss;
  if (values.size() != 2)
    throw InputError(
        fmt::format("targets: expected 1 and −1, or two values for the logistic loss, found {} "
                    "values → --loss logistic:VALUE names the one of label 1",
                    values.size()));
  loss.positive = *values.rbegin();
  return loss;
}

CrossEntropyLoss softmax_loss(const Dataset& data) {
  if (data.target_dimension() != 1)
    throw InputError(fmt::format("targets: expected one column of classes, found {} columns",
                                 data.target_dimension()));
  CrossEntropyLoss loss{CrossEntropyKind::softmax, 2, {}};
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const Rational& y = data.targets[i].front();
    if (y.get_den() != 1 || y < 0 || y >= most_classes)
      refuse(data, i, 0, fmt::format("a class 0, 1, … below {}", most_classes));
    loss.classes = std::max<std::size_t>(loss.classes, y.get_num().get_ui() + 1);
  }
  return loss;
}

IntegerRange quotient(const IntegerRange& own, const IntegerRange& all, std::size_t bits) {
  const Integer others_above = all.upper - own.upper;
  const Integer others_below = all.lower - own.lower;
  IntegerRange result{(own.lower << bits) / (own.lower + others_above),
                      (own.upper << bits) / (own.upper + others_below) + 1};
  result.upper = std::min(result.upper, Integer(Integer(1) << bits));
  return result;
}

} // namespace

std::optional<CrossEntropyLoss> cross_entropy_of_text(const std::string& text,
                                                      const Dataset& data) {
  constexpr std::string_view with_parameter = "logistic:";
  if (text == "softmax")
    return softmax_loss(data);
  if (text == "logistic")
    return logistic_loss(data);
  if (!text.starts_with(with_parameter))
    return std::nullopt;
  CrossEntropyLoss loss;
  loss.positive = parse_number(std::string_view(text).substr(with_parameter.size()));
  if (!loss.positive)
    throw UsageError("--loss: expected a number after \"logistic:\", found \"" +
                     text.substr(with_parameter.size()) + "\"");
  return loss;
}

std::string to_string(const CrossEntropyLoss& loss) {
  if (loss.kind == CrossEntropyKind::softmax)
    return "softmax";
  return loss.positive ? "logistic:" + to_string(*loss.positive) : "logistic";
}

LabelledData labelled_data(const Dataset& data, const CrossEntropyLoss& loss) {
  LabelledData result{data, loss, {}};
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    std::vector<std::size_t>& classes = result.classes.emplace_back();
    for (std::size_t o = 0; o < data.target_dimension(); ++o) {
      const Rational& y = data.targets[i][o];
      if (loss.kind == CrossEntropyKind::softmax) {
        if (o > 0 || y.get_den() != 1 || y < 0 || y >= loss.classes)
          refuse(data, i, o, fmt::format("one column of classes below {}", loss.classes));
        classes.push_back(y.get_num().get_ui());
      } else {
        if (!loss.positive && abs(y) != 1)
          refuse(data, i, o, "a label 1 or −1");
        classes.push_back(y == loss.positive.value_or(1) ? 0 : 1);
      }
    }
  }
  return result;
}

Vector scores(const LabelledData& labelled, std::size_t block, const Vector& outputs) {
  if (labelled.loss.kind == CrossEntropyKind::logistic)
    return {outputs[block]};
  Vector result;
  for (std::size_t a = 0; a + 1 < outputs.size(); ++a)
    result.push_back(outputs[a] - outputs.back());
  return result;
}

void add_multiple(IntegerRange& sum, const Integer& factor, const IntegerRange& range) {
  sum.lower += factor * (factor < 0 ? range.upper : range.lower);
  sum.upper += factor * (factor < 0 ? range.lower : range.upper);
}

BlockEnclosure block_enclosure(const Vector& scores, std::size_t bits) {
  BlockEnclosure result;
  for (const Rational& v : scores)
    result.largest = std::max(result.largest, v);
  std::vector<IntegerRange> exponentials;
  IntegerRange all;
  for (std::size_t a = 0; a <= scores.size(); ++a) {
    const Rational q = (a < scores.size() ? scores[a] : Rational(0)) - result.largest;
    const Integer floor = exponential_floor(q, bits);
    exponentials.push_back({floor, q == 0 ? floor : Integer(floor + 1)});
    add_multiple(all, 1, exponentials.back());
  }
  for (const IntegerRange& own : exponentials)
    result.probabilities.push_back(quotient(own, all, bits));
  const Integer one = Integer(1) << bits;
  result.rest = {logarithm_floor(fraction(all.lower, one), bits),
                 logarithm_floor(fraction(all.upper, one), bits) + 1};
  return result;
}

RiskBounds risk_bounds(const LabelledData& labelled, const std::vector<Vector>& outputs,
                       std::size_t bits) {
  Rational exact;
  IntegerRange logarithms;
  for (std::size_t i = 0; i < outputs.size(); ++i)
    for (std::size_t o = 0; o < labelled.block_count(); ++o) {
      const Vector v = scores(labelled, o, outputs[i]);
      const BlockEnclosure at = block_enclosure(v, bits);
      const std::size_t y = labelled.classes[i][o];
      exact += at.largest;
      if (y < v.size())
        exact -= v[y];
      add_multiple(logarithms, 1, at.rest);
    }
  const Integer one = Integer(1) << bits;
  const Rational n(labelled.data.sample_count());
  return {(exact + fraction(logarithms.lower, one)) / n,
          (exact + fraction(logarithms.upper, one)) / n};
}

std::vector<Vector> outputs_of_groups(const Dataset& data, const Grouping& groups,
                                      const std::vector<AffineMap>& pieces) {
  std::vector<Vector> outputs;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    Vector& values = outputs.emplace_back();
    for (const AffineFunction& f : pieces[groups.group_of_sample[i]])
      values.push_back(f(data.inputs[i]));
  }
  return outputs;
}

} // namespace thalweg
