// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/theorem1_instances.hpp"

#include "certificate/document.hpp"
#include "exact/error.hpp"
#include "theorems/corner.hpp"
#include "theorems/liu2021/exchanged.hpp"
#include "theorems/liu2021/figures.hpp"
#include "theorems/liu2021/images.hpp"
#include "theorems/liu2021/longley.hpp"
#include "theorems/liu2021/minimal.hpp"
#include "theorems/liu2021/slab_growth.hpp"
#include "theorems/sampled_data.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;

std::string size_words(std::size_t dimension, std::size_t outputs) {
  return fmt::format("x{}-y{}", dimension, outputs);
}

InstanceParameters with_sizes(const InstanceParameters& given, std::size_t samples,
                              std::size_t dimension, std::size_t outputs) {
  InstanceParameters p = given;
  p.seed = given.seed.value_or(1);
  p.samples = given.samples.value_or(samples);
  p.dimension = dimension;
  p.outputs = outputs;
  return p;
}

/// Real data; they take no parameters.
Cases longley_cases() {
  using Names = std::vector<std::string>;
  const Names five = {"deflator", "product", "armed", "population", "year"};
  const std::vector<std::pair<Names, Names>> choices = {
      {{"year"}, {"employed"}},
      {{"year", "population"}, {"employed", "unemployed", "armed"}},
      {five, {"employed", "unemployed"}}};
  Cases cases;
  for (const auto& [inputs, targets] : choices)
    cases.push_back({"longley-" + size_words(inputs.size(), targets.size()),
                     {},
                     Verdict::spurious_minimum,
                     [inputs = inputs, targets = targets] {
                       const Dataset data = longley_data(inputs, targets);
                       return decided(liu_minimal(data, relu()), data);
                     }});
  return cases;
}

Cases minimal_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::size_t dimension : values_or(given.dimension, {1, 2, 5}))
    for (const std::size_t outputs : values_or(given.outputs, {1, 2, 3})) {
      const InstanceParameters p = with_sizes(given, 12, dimension, outputs);
      cases.push_back({size_words(dimension, outputs), p, Verdict::spurious_minimum, [p] {
                         const Dataset data = pseudo_random_data(p);
                         return decided(liu_minimal(data, relu()), data);
                       }});
    }
  if (given == InstanceParameters{}) {
    const Cases real = longley_cases();
    cases.insert(cases.end(), real.begin(), real.end());
  }
  return cases;
}

SpuriousMinimum minimum_of_groups(const Dataset& data, std::size_t groups) {
  MinimumRequest request;
  request.groups = groups;
  return spurious_minimum(data, request);
}

Cases pieces_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::size_t dimension : values_or(given.dimension, {1, 2, 3}))
    for (const std::size_t groups : values_or(given.groups, {2, 4})) {
      InstanceParameters p = with_sizes(given, 24, dimension, given.outputs.value_or(1));
      p.groups = groups;
      cases.push_back(
          {fmt::format("x{}-groups{}", dimension, groups), p, Verdict::spurious_minimum,
           [p]() -> Outcome {
             const Dataset data = pseudo_random_data(p);
             return {certificate_document(data, minimum_of_groups(data, *p.groups), {}), {}};
           }});
    }
  return cases;
}

/// The minimal size and three groups, with another activation.
Cases activation_cases(const InstanceParameters& given, const std::string& usual) {
  const std::string name = given.activation.value_or(usual);
  const Activation activation = theorem_activation(name);
  InstanceParameters p =
      with_sizes(given, 12, given.dimension.value_or(2), given.outputs.value_or(1));
  p.groups = given.groups.value_or(3);
  const std::string suffix = given.activation ? "-" + file_word(name) : "";
  if (given.activation)
    p.activation = name;
  const auto minimal = [p, activation] {
    const Dataset data = pseudo_random_data(p);
    return decided(liu_minimal(data, activation), data);
  };
  const auto pieces = [p, activation] {
    const Dataset data = pseudo_random_data(p);
    const SpuriousMinimum minimum = minimum_of_groups(data, *p.groups);
    return decided(exchanged_activation(minimum.network, activation, data.inputs), data,
                   exchanged_activation(minimum.better_network, activation, data.inputs));
  };
  return {{"minimal" + suffix, p, Verdict::spurious_minimum, minimal},
          {"groups" + suffix, p, Verdict::spurious_minimum, pieces}};
}

Cases narrow_cases(const InstanceParameters& given) {
  Cases cases;
  const bool is_given = given.dimension || given.outputs;
  using Sizes = std::vector<std::pair<std::size_t, std::size_t>>;
  const Sizes sizes = is_given ? Sizes{{given.dimension.value_or(1), given.outputs.value_or(2)}}
                               : Sizes{{1, 2}, {1, 3}, {2, 2}, {3, 3}};
  for (const auto& [dimension, outputs] : sizes) {
    if (dimension + 1 >= 2 * outputs)
      throw UsageError(fmt::format("--outputs: expected more than half of the {} units that carry "
                                   "the inputs and a feature, found {}",
                                   dimension + 1, outputs));
    const InstanceParameters p = with_sizes(given, 12, dimension, outputs);
    cases.push_back({size_words(dimension, outputs), p, Verdict::spurious_minimum, [p] {
                       const Dataset data = pseudo_random_data(p);
                       return decided(liu_narrow(data, relu()), data);
                     }});
  }
  return cases;
}

Outcome census_outcome(const Dataset& data, const GrowthCensus& census, const std::string& what) {
  Outcome outcome;
  CertificateDocument& document = outcome.document.emplace();
  document.data = data;
  document.network = census.minima.front().network;
  document.further = census_claims(census.minima);
  outcome.note = fmt::format("partitions into at most {}: {}, all of them certified minima; "
                             "different risks: {}, from {} to {}",
                             what, census.partitions, census.minima.size(),
                             decimal(census.minima.front().claim.risk),
                             decimal(census.minima.back().claim.risk));
  return outcome;
}

Outcome growth_outcome(const Dataset& data, std::size_t most_groups) {
  return census_outcome(data, growth_census(data, most_groups),
                        fmt::format("{} intervals", most_groups));
}

/// A census of every partition of few samples; more take long.
constexpr std::size_t slab_samples = 10, most_slab_samples = 24;

InstanceParameters slab_parameters(const InstanceParameters& given, std::size_t groups) {
  InstanceParameters p = given;
  p.seed = given.seed.value_or(1);
  p.samples = given.samples.value_or(slab_samples);
  p.groups = groups;
  if (groups < 1 || *p.samples > most_slab_samples || *p.samples < groups + 2)
    throw UsageError(fmt::format("--samples: expected from {} (two more than groups) to {}, found "
                                 "{} with {} groups",
                                 groups + 2, most_slab_samples, *p.samples, groups));
  return p;
}

/// Deep networks, for inputs of any dimension.
Cases slab_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::size_t dimension : values_or(given.dimension, {2, 3}))
    for (const std::size_t groups : values_or(given.groups, {2, 3})) {
      if (!given.dimension && !given.groups && dimension == 3 && groups == 3)
        continue; // two are enough
      InstanceParameters p = slab_parameters(given, groups);
      p.dimension = dimension;
      cases.push_back(
          {fmt::format("deep-x{}-groups{}", dimension, groups), p, Verdict::census, [p] {
             InstanceParameters sizes = p;
             sizes.outputs = 1;
             const Dataset data = pseudo_random_data(sizes);
             return census_outcome(data, slab_census(data, *p.groups),
                                   fmt::format("{} slabs", *p.groups));
           }});
    }
  return cases;
}

/// Images of 3 × 3 pixels, two filters of 1 × 2 weights and one pooling window: two features.
Cases image_growth_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::size_t groups : values_or(given.groups, {2, 3})) {
    const InstanceParameters p = slab_parameters(given, groups);
    cases.push_back({fmt::format("groups{}", groups), p, Verdict::census, [p] {
                       const Dataset images = image_data(*p.samples, 3, 1, *p.seed);
                       const Network body = two_features(3);
                       return census_outcome(images, slab_census(images, *p.groups, &body),
                                             fmt::format("{} slabs of features", *p.groups));
                     }});
  }
  return cases;
}

Cases growth_cases(const InstanceParameters& given) {
  if (given.dimension || given.seed)
    return slab_cases(given);
  Cases cases;
  for (const auto& [name, curve] :
       {std::pair{"parabola", &parabola_samples}, std::pair{"cubic", &cubic_samples}})
    for (const std::size_t groups : values_or(given.groups, {2, 3, 4})) {
      InstanceParameters p = given;
      p.samples = given.samples.value_or(21);
      p.groups = groups;
      if (groups < 1 || *p.samples < groups + 2)
        throw UsageError(fmt::format("--groups: expected from 1 to two less than the {} samples, "
                                     "found {}",
                                     *p.samples, groups));
      cases.push_back(
          {fmt::format("{}-groups{}", name, groups), p, Verdict::census,
           [p, curve = curve] { return growth_outcome(curve(*p.samples), *p.groups); }});
    }
  if (given == InstanceParameters{}) {
    const Cases deep = slab_cases(given);
    cases.insert(cases.end(), deep.begin(), deep.end());
  }
  return cases;
}

} // namespace

std::vector<Instance> liu2021_theorem1() {
  using enum Parameter;
  return {
      {"liu2021",
       "theorem1-minimal",
       "Theorem 1 at its minimal size: 2 hidden layers of 2 d_y units, any data that no affine "
       "map fits",
       {seed, samples, dimension, outputs},
       minimal_cases},
      {"liu2021",
       "theorem1-pieces",
       "Theorem 1 with K groups in any dimension, by a lattice that is steep from the root down",
       {seed, samples, dimension, outputs, groups},
       pieces_cases},
      {"liu2021",
       "theorem1-growth",
       "Theorem 1: the number of minima with distinct risks grows with the network",
       {seed, samples, dimension, groups},
       growth_cases},
      {"liu2021",
       "theorem2-growth",
       "Theorem 2: the number of minima with distinct risks grows with the network, on "
       "convolutions "
       "with average pooling",
       {seed, samples, groups},
       image_growth_cases}};
}

std::vector<Instance> liu2021_variants() {
  using enum Parameter;
  const auto with_leaky = [](const InstanceParameters& given) {
    return activation_cases(given, "leaky_relu:1/100");
  };
  const auto with_three_pieces = [](const InstanceParameters& given) {
    return activation_cases(given, "three_pieces");
  };
  return {{"liu2021",
           "leaky",
           "Theorem 1 with leaky ReLU: the minimal size, and K groups",
           {seed, samples, dimension, outputs, groups},
           with_leaky},
          {"liu2021",
           "general-activation",
           "The same with a three-piece activation, or any other that is not affine",
           {seed, samples, dimension, outputs, activation, groups},
           with_three_pieces},
          {"liu2021",
           "remark1-narrow",
           "Remark 1: outputs that share lower layers need fewer than 2 d_y units",
           {seed, samples, dimension, outputs},
           narrow_cases}};
}

} // namespace thalweg
