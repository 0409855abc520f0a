// SPDX-License-Identifier: Apache-2.0

#include "loss/cross_entropy.hpp"

#include "loss/loss_document.hpp"
#include "loss/risk.hpp"

namespace thalweg::verifier {

namespace {

/// An object with exactly these keys, and perhaps `decay`.
void require_keys_and_decay(const Node& loss, List<std::string_view> keys) {
  if (loss.has("decay"))
    keys.emplace_back("decay");
  loss.require_keys(keys);
}

Loss read_logistic(const Node& node, const Node& rows, const Data& data) {
  Loss loss{"logistic", "", {}, "log(1 + exp(−y·o))", true, {}, {}};
  loss.cross_entropy = CrossEntropy{2, std::nullopt};
  if (node.has("positive")) {
    require_keys_and_decay(node, {"name", "positive"});
    loss.cross_entropy->positive = node["positive"].rational();
    return loss;
  }
  require_keys_and_decay(node, {"name"});
  require_labels(rows, data);
  return loss;
}

Loss read_softmax(const Node& node, const Node& rows, const Data& data) {
  require_keys_and_decay(node, {"name", "classes"});
  const std::size_t classes = node["classes"].count();
  node["classes"].require(classes >= 2, "loss.parameter", "at least 2 classes");
  node["classes"].require(data.targets.size() == 1, "loss.classes", "one target, the class",
                          std::to_string(data.targets.size()) + " targets");
  for (std::size_t i = 0; i < data.samples.size(); ++i) {
    const Sample& sample = data.samples[i];
    rows[i][data.targets.front()].require(sign(sample.y.front()) >= 0 &&
                                              sample.y.front() < sample.denominator * classes &&
                                              is_zero(sample.y.front() % sample.denominator),
                                          "loss.label", "a class below " + std::to_string(classes));
  }
  Loss loss{"softmax", "", {}, "log Σ_c exp(o_c) − o_y", false, {}, {}};
  loss.cross_entropy = CrossEntropy{classes, std::nullopt};
  return loss;
}

/// ⌊2^bits numerator/denominator⌋, and one more.
Range quotient(const Integer& least, const Integer& others_above, const Integer& greatest,
               const Integer& others_below, std::size_t bits) {
  return {
      (least << bits) / (least + others_above),
      std::min(Integer(1) << bits, Integer((greatest << bits) / (greatest + others_below) + 1))};
}

Fraction over_power(const Integer& numerator, std::size_t bits) {
  return fraction(numerator, Integer(1) << bits);
}

} // namespace

bool is_cross_entropy(std::string_view name) {
  return name == "logistic" || name == "softmax";
}

Loss read_cross_entropy(const Node& statement, const Data& data) {
  const Node node = statement["loss"];
  const Node all = statement["data"];
  return node["name"].text() == "logistic" ? read_logistic(node, all["rows"], data)
                                           : read_softmax(node, all["rows"], data);
}

std::size_t output_count(const Loss& loss, const Data& data) {
  return loss.name == "softmax" ? loss.cross_entropy->classes : data.targets.size();
}

std::size_t block_count(const Loss& loss, const Data& data) {
  return loss.name == "softmax" ? 1 : data.targets.size();
}

std::size_t class_of(const Loss& loss, const Sample& sample, std::size_t block) {
  const Fraction y = fraction(sample.y[block], sample.denominator);
  if (loss.name == "softmax")
    return static_cast<std::size_t>(y.numerator);
  return y == loss.cross_entropy->positive.value_or(Fraction{1, 1}) ? 0 : 1;
}

List<Fraction> scores(const Loss& loss, std::size_t block, const List<Fraction>& outputs) {
  if (loss.name != "softmax")
    return {outputs[block]};
  List<Fraction> result;
  for (std::size_t a = 0; a + 1 < outputs.size(); ++a)
    result.push_back(outputs[a] - outputs.back());
  return result;
}

BlockAt block_at(const List<Fraction>& scores, std::size_t bits) {
  BlockAt at;
  for (const Fraction& v : scores)
    if (at.largest < v)
      at.largest = v;
  List<Range> e;
  Range all{};
  for (std::size_t a = 0; a <= scores.size(); ++a) {
    const Fraction q = (a < scores.size() ? scores[a] : Fraction{}) - at.largest;
    const Integer floor = exponential_floor(q, bits);
    e.push_back({floor, sign(q) == 0 ? floor : floor + 1});
    add_multiple(all, 1, e.back());
  }
  for (const Range& own : e)
    at.probabilities.push_back(
        quotient(own.lower, all.upper - own.upper, own.upper, all.lower - own.lower, bits));
  at.rest = {logarithm_floor(over_power(all.lower, bits), bits),
             logarithm_floor(over_power(all.upper, bits), bits) + 1};
  return at;
}

Bounds risk_bounds(const Problem& problem, const Network& network, std::size_t bits) {
  const Loss& loss = problem.loss;
  const Data& data = problem.data;
  List<Fraction> exact;
  Range logarithms{};
  for (const Sample& sample : data.samples) {
    Meter::tick();
    const List<Fraction> outputs = forward_pass(network, point(sample)).z.back();
    for (std::size_t o = 0; o < block_count(loss, data); ++o) {
      const List<Fraction> v = scores(loss, o, outputs);
      const BlockAt at = block_at(v, bits);
      const std::size_t y = class_of(loss, sample, o);
      exact.push_back(y < v.size() ? at.largest - v[y] : at.largest);
      add_multiple(logarithms, 1, at.rest);
    }
  }
  const Fraction share{1, Integer(data.samples.size())};
  const Fraction known = sum(exact);
  return {(known + over_power(logarithms.lower, bits)) * share,
          (known + over_power(logarithms.upper, bits)) * share};
}

} // namespace thalweg::verifier
