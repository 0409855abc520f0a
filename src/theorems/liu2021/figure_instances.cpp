// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/figure_instances.hpp"

#include "certificate/lattice_document.hpp"
#include "certificate/region_document.hpp"
#include "exact/error.hpp"
#include "theorems/liu2021/figures.hpp"
#include "theorems/sampled_data.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;

constexpr std::size_t usual_samples = 21;

Outcome region_outcome(const Dataset& data, std::size_t groups) {
  RegionRequest request;
  request.groups = groups;
  request.partition = RegionPartitionKind::intervals;
  request.refinement = RefinementKind::split;
  return {region_document(data, region_minimum(data, request), "figure 1", {}), {}};
}

/// The parabola and the cubic in `groups` groups.
Cases figure1_cases(std::size_t groups, const InstanceParameters& given) {
  const std::size_t samples = given.samples.value_or(usual_samples);
  if (samples < 2 * groups + 4)
    throw UsageError(fmt::format("--samples: expected at least {} for {} groups, found {}",
                                 2 * groups + 4, groups, samples));
  InstanceParameters p = given;
  p.samples = samples;
  Cases cases;
  for (const auto& [name, curve] :
       {std::pair{"parabola", &parabola_samples}, std::pair{"cubic", &cubic_samples}}) {
    InstanceCase one{name, p, Verdict::spurious_minimum, [samples, groups, curve = curve] {
                       return region_outcome(curve(samples), groups);
                     }};
    if (samples == usual_samples)
      one.command = fmt::format("thalweg generate {}.csv --target y --groups {} --partition "
                                "intervals --construction regions --refine split --loss squared",
                                name, groups);
    cases.push_back(std::move(one));
  }
  return cases;
}

Outcome lattice_outcome(const CpwlFunction& function) {
  LatticeRequest request;
  request.functions = {function};
  return {lattice_document(request, {}), {}};
}

/// One function that examples/lattice has as a file.
InstanceCase lattice_case(std::string name, std::string file, CpwlFunction (*function)()) {
  return {std::move(name),
          {},
          Verdict::identity,
          [function] { return lattice_outcome(function()); },
          "thalweg lattice " + std::move(file) + ".json"};
}

Cases gadget_cases(const InstanceParameters&) {
  Cases cases;
  for (const auto& [name, function] :
       {std::pair{"maximum", &maximum_function}, std::pair{"minimum", &minimum_function}})
    for (std::size_t operands = 2; operands <= 9; ++operands)
      cases.push_back(
          {fmt::format("{}-{}", name, operands),
           {},
           Verdict::identity,
           [operands, function = function] { return lattice_outcome(function(operands)); },
           fmt::format("thalweg lattice {}_{}.json", name, operands)});
  return cases;
}

Cases orthant_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::size_t dimension : values_or(given.dimension, {2, 3, 4})) {
    if (dimension < 2)
      throw UsageError(fmt::format("--dimension: expected at least 2, found {}", dimension));
    InstanceParameters p = given;
    p.dimension = dimension;
    InstanceCase one{fmt::format("{}d", dimension), p, Verdict::identity,
                     [dimension] { return lattice_outcome(orthant_function(dimension)); }};
    one.file = fmt::format("lattice-{}d.json", dimension);
    if (dimension <= 4)
      one.command = fmt::format("thalweg lattice orthant_{}.json", dimension);
    cases.push_back(std::move(one));
  }
  return cases;
}

/// The linear regions of a network on a box, and its function on them.
InstanceCase network_function_case() {
  return {
      "",
      {},
      Verdict::identity,
      [] {
        const Network network = bump_network();
        const Polytope domain = box({-1, -1}, {1, 1});
        return Outcome{network_function_document(network, linear_regions(network, domain), {}), {}};
      },
      "thalweg lattice --from-network bump.json --box=-1,1,-1,1"};
}

Instance figure1(std::string name, std::size_t groups) {
  return {"liu2021",
          std::move(name),
          fmt::format("Fig. 1 with {} groups: the literal construction on an interval is a local "
                      "minimum, spurious by finer groups",
                      groups),
          {Parameter::samples},
          [groups](const InstanceParameters& given) { return figure1_cases(groups, given); }};
}

Instance single(std::string name, std::string statement, InstanceCase one) {
  return {"liu2021",
          std::move(name),
          std::move(statement),
          {},
          [one = std::move(one)](const InstanceParameters&) { return Cases{one}; }};
}

} // namespace

std::vector<Instance> liu2021_figures() {
  InstanceCase erratum = lattice_case("", "erratum_lattice_regions", &regions_counterexample);
  erratum.expected = Verdict::failure;
  return {figure1("fig1a", 2),
          figure1("fig1b", 3),
          figure1("fig1c", 4),
          single("fig2", "Fig. 2: three pieces in dimension 1 as a max-min form and a network",
                 lattice_case("", "figure2", &figure2_function)),
          single("lattice-1d", "The max-min form by regions, eq. (14), holds in dimension 1",
                 lattice_case("", "zigzag", &zigzag_function)),
          {"liu2021",
           "lattice-nd",
           "The max-min form in dimension 2 to 4, after a refinement by order where eq. (14) fails",
           {Parameter::dimension},
           orthant_cases},
          single("lattice-network",
                 "A ReLU network is a CPWL function: its linear regions, its max-min form",
                 network_function_case()),
          {"liu2021",
           "fig3",
           "Fig. 3: gadgets for minimum and maximum, trees over 2 to 9 operands",
           {},
           gadget_cases},
          single("erratum-lattice-regions",
                 "Eq. (14) with linear regions fails in the plane: −4 instead of −5 at (4, 1)",
                 std::move(erratum))};
}

} // namespace thalweg
