// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/overparametrised.hpp"

#include "certificate/wall_claims.hpp"
#include "exact/error.hpp"
#include "network/named_activation.hpp"
#include "risk/affine_fit.hpp"
#include "theorems/nearby_pair.hpp"
#include "theorems/sampled_data.hpp"
#include "theorems/sampled_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;
using Forms = std::vector<SampledForm>;

/// c_0 + Σ_k c_k φ_k for each output, through `values`, one row per sample, by new units of the
/// network.
Forms interpolation(SampledNetwork& network, const std::vector<Vector>& inputs,
                    const std::vector<Vector>& values) {
  const Vector a = distinct_direction(inputs);
  std::vector<std::size_t> order(inputs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t i, std::size_t k) { return dot(a, inputs[i]) < dot(a, inputs[k]); });
  Forms outputs;
  for (const Rational& first : values[order.front()])
    outputs.push_back(network.constant(first));
  for (std::size_t k = 1; k < order.size(); ++k) {
    const std::size_t here = order[k];
    const Rational threshold = (dot(a, inputs[order[k - 1]]) + dot(a, inputs[here])) / 2;
    const SampledForm feature = network.kinked(network.over_inputs({a, -threshold}));
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      const Rational factor = (values[here][o] - outputs[o].values[here]) / feature.values[here];
      outputs[o] = outputs[o] + factor * feature;
    }
  }
  network.finish_layer();
  return outputs;
}

NetworkPair wide_pair(const Dataset& data, const AffineMap& fit, const std::vector<Vector>& values,
                      std::size_t layer_count) {
  const std::size_t width = data.sample_count() - 1;
  SampledNetwork minimum(data.inputs, data.input_dimension(), relu(), corners(relu()).front());
  SampledNetwork better = minimum;
  Forms predictions;
  for (const AffineFunction& p : fit)
    predictions.push_back(minimum.over_inputs(p));
  predictions = carried_layer(minimum, predictions, width);
  Forms through = interpolation(better, data.inputs, values);
  return {passed_on(std::move(minimum), std::move(predictions), layer_count - 1, width),
          passed_on(std::move(better), std::move(through), layer_count - 1, width)};
}

std::string size_note(const Dataset& data, const Network& network) {
  std::size_t count = 0;
  for (const Layer& layer : network.layers)
    count += parameter_count(layer);
  return fmt::format("{} samples, {} parameters", data.sample_count(), count);
}

Outcome squared_outcome(const InstanceParameters& p) {
  const Dataset data = pseudo_random_data(p);
  const AffineMap fit = group_fits(data, one_group(data)).pieces.front();
  Outcome outcome = decided(wide_pair(data, fit, data.targets, *p.depth), data);
  if (outcome.document)
    outcome.note = size_note(data, outcome.document->network);
  return outcome;
}

/// The class of each sample by its target: labels −1 and 1, or `classes` classes.
Dataset classified(Dataset data, const std::string& loss) {
  for (Vector& target : data.targets)
    for (Rational& y : target)
      if (loss == "logistic")
        y = y > 0 ? 1 : -1;
      else
        y = y < -1 ? 0 : y < 1 ? 1 : 2;
  return data;
}

constexpr long wanted_margin = 20;

/// The margins of all samples are `wanted_margin`.
std::vector<Vector> wanted_outputs(const LabelledData& labelled) {
  std::vector<Vector> values;
  for (std::size_t i = 0; i < labelled.data.sample_count(); ++i) {
    Vector& of_sample = values.emplace_back(labelled.output_count(), Rational(0));
    for (std::size_t block = 0; block < labelled.block_count(); ++block)
      if (labelled.loss.kind == CrossEntropyKind::softmax)
        of_sample[labelled.classes[i][block]] = wanted_margin;
      else
        of_sample[block] = labelled.classes[i][block] == 0 ? wanted_margin : -wanted_margin;
  }
  return values;
}

/// The minimum, or that the infimum of the risk is 0.
Outcome cross_entropy_outcome(const InstanceParameters& p, bool is_infimum) {
  const Dataset data = classified(pseudo_random_data(p), *p.loss);
  const LabelledData labelled = labelled_data(data, cross_entropy_of_text(*p.loss, data).value());
  const NearbyMaps maps = nearby_maps(labelled, corners(relu()).front());
  NetworkPair pair = wide_pair(data, maps.fit, wanted_outputs(labelled), *p.depth);
  if (!is_infimum) {
    const std::string sizes = size_note(data, pair.minimum);
    Outcome outcome = decided_nearby(labelled, std::move(pair));
    outcome.note = sizes + "; " + outcome.note;
    return outcome;
  }
  Outcome outcome;
  CertificateDocument& document = outcome.document.emplace();
  document.data = data;
  document.loss = labelled.loss;
  outcome.note = size_note(data, pair.better) + ", the architecture of the minimum";
  document.network = std::move(pair.better);
  document.further = {vanishing_risk_claim({wanted_margin, std::nullopt})};
  return outcome;
}

InstanceParameters wide_parameters(const InstanceParameters& given, const std::string& loss,
                                   std::size_t samples, std::size_t dimension, std::size_t depth) {
  InstanceParameters p = with_data_sizes(given, samples, dimension);
  p.outputs = given.outputs.value_or(1);
  p.depth = depth;
  p.loss = loss;
  require_depth(depth);
  if (*p.outputs == 0 || *p.samples <= *p.outputs || (loss == "softmax" && *p.outputs > 1))
    throw UsageError("--outputs: expected from 1 to less than the samples, 1 with softmax, found " +
                     std::to_string(*p.outputs));
  return p;
}

Cases wide_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::string& loss : values_or(given.loss, {"squared", "logistic", "softmax"})) {
    if (loss != "squared" && loss != "logistic" && loss != "softmax")
      throw UsageError("--loss: expected squared, logistic or softmax, found " + loss);
    const bool is_squared = loss == "squared";
    // on a line three classes often have no optimal affine map
    const std::vector<std::size_t> dimensions =
        loss == "softmax" ? std::vector<std::size_t>{2} : std::vector<std::size_t>{1, 2};
    for (const std::size_t dimension : values_or(given.dimension, dimensions))
      for (const std::size_t depth : values_or(given.depth, {2, 3})) {
        if (!is_squared && !given.depth && depth > 2)
          continue; // one depth is enough
        const InstanceParameters p =
            wide_parameters(given, loss, is_squared ? 8 : 16, dimension, depth);
        const std::string name = fmt::format("{}-x{}-depth{}", loss, dimension, depth);
        if (is_squared) {
          cases.push_back({name, p, Verdict::spurious_minimum, [p] { return squared_outcome(p); }});
          continue;
        }
        cases.push_back(
            {name, p, Verdict::spurious_minimum, [p] { return cross_entropy_outcome(p, false); }});
        cases.push_back({name + "-infimum", p, Verdict::vanishing_risk,
                         [p] { return cross_entropy_outcome(p, true); }});
      }
  }
  return cases;
}

} // namespace

Instance liu2021_overparametrised() {
  using enum Parameter;
  return {
      "liu2021",
      "overparametrised",
      "Networks with more parameters than samples, which reach risk 0 (logistic and softmax: the "
      "infimum 0), have spurious minima",
      {seed, samples, dimension, outputs, depth, loss},
      wide_cases};
}

} // namespace thalweg
