// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/he2020/losses.hpp"

#include "exact/error.hpp"
#include "theorems/he2020/theorem1.hpp"
#include "theorems/kink_fit.hpp"
#include "theorems/nearby_pair.hpp"
#include "theorems/sampled_data.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;

bool is_cross_entropy(const std::string& loss) {
  return loss == "logistic" || loss == "softmax";
}

/// Labels −1 and 1, or the classes 0, 1, 2, by the size of the targets.
Dataset with_classes(Dataset data, bool is_softmax) {
  for (Vector& target : data.targets)
    for (Rational& y : target)
      y = is_softmax ? (y < -1 ? 0 : y < 1 ? 1 : 2) : (y > 0 ? 1 : -1);
  return data;
}

/// The first output that one kink improves.
KinkedMaps kinked_maps(const Problem& problem, const Corner& corner) {
  const ConvexFit fit = convex_fit(problem, one_group(problem.data).members().front());
  KinkedMaps maps{fit.p, fit.p, {{}, Vector(fit.p.size(), 0), 0}};
  for (std::size_t o = 0; o < fit.p.size(); ++o)
    if (auto kink = kink_fit(problem, o, fit, corner)) {
      maps.p[o] = std::move(kink->p);
      maps.kink.q = std::move(kink->q);
      maps.kink.factors[o] = std::move(kink->factor);
      return maps;
    }
  throw ClaimError("he2020: expected a kink that lowers the risk, found none");
}

Outcome rational_outcome(const InstanceParameters& p, const Loss& loss) {
  const Dataset drawn = pseudo_random_data(p);
  const Dataset data = has_labels(loss) ? with_classes(drawn, false) : drawn;
  const Activation activation = theorem_activation(*p.activation);
  const WeightedLoss weighted(loss);
  const KinkedMaps maps = kinked_maps({data, weighted}, chosen_corner(activation));
  return decided(he_theorem1(data, activation, *p.depth, maps), {data, weighted});
}

Outcome class_outcome(const InstanceParameters& p) {
  const Dataset data = with_classes(pseudo_random_data(p), *p.loss == "softmax");
  const LabelledData labelled = labelled_data(data, cross_entropy_of_text(*p.loss, data).value());
  const Activation activation = theorem_activation(*p.activation);
  NearbyMaps maps = nearby_maps(labelled, chosen_corner(activation));
  return decided_nearby(
      labelled, he_theorem1(data, activation, *p.depth,
                            {std::move(maps.fit), std::move(maps.p), std::move(maps.kink)}));
}

InstanceParameters loss_parameters(const InstanceParameters& given, const std::string& loss,
                                   std::size_t depth) {
  InstanceParameters p = with_data_sizes(given, 16, 2);
  p.outputs = given.outputs.value_or(1);
  p.depth = depth;
  p.activation = given.activation.value_or("relu");
  p.loss = loss;
  theorem_activation(*p.activation);
  require_depth(depth);
  if (*p.outputs == 0 || (loss == "softmax" && *p.outputs > 1))
    throw UsageError("--outputs: expected at least 1, and 1 with softmax, found " +
                     std::to_string(*p.outputs));
  return p;
}

Cases most_loss_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::string& text :
       values_or(given.loss, {"absolute", "huber:1", "quantile:1/3", "logistic", "softmax"}))
    for (const std::size_t depth : values_or(given.depth, {2, 3})) {
      const InstanceParameters p = loss_parameters(given, text, depth);
      const std::string name = fmt::format("{}-depth{}", file_word(text), depth);
      if (is_cross_entropy(text)) {
        cases.push_back({name, p, Verdict::spurious_minimum, [p] { return class_outcome(p); }});
        continue;
      }
      try {
        cases.push_back({name, p, Verdict::spurious_minimum,
                         [p, loss = loss_of_text(text)] { return rational_outcome(p, loss); }});
      } catch (const InputError& error) {
        throw UsageError(std::string("--") + error.what()); // "loss huber: expected …"
      }
    }
  return cases;
}

} // namespace

Instance he2020_losses() {
  using enum Parameter;
  return {
      "he2020",
      "theorem1-most-losses",
      "Theorem 1 for most losses: absolute, Huber, quantile, logistic and softmax, two and three "
      "layers",
      {seed, samples, dimension, outputs, depth, activation, loss},
      most_loss_cases};
}

} // namespace thalweg
