// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/safran2018/instances.hpp"

#include "certificate/population_claim.hpp"
#include "exact/error.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

Outcome population_outcome(const PopulationSearch& search) {
  const PopulationResult result = population_minimum(search);
  if (!result.minimum)
    return {{}, result.reason};
  return {population_document(*result.minimum), ""};
}

/// k = first..last teachers, `more` units beyond them.
std::vector<InstanceCase> population_cases(std::size_t first, std::size_t last, std::size_t more,
                                           Verdict expected) {
  std::vector<InstanceCase> cases;
  for (std::size_t k = first; k <= last; ++k) {
    const PopulationSearch search{k + more, k, {}};
    const std::string command =
        fmt::format("thalweg population --teachers {} --units {}", k, k + more);
    cases.push_back({fmt::format("k{}", k),
                     {},
                     expected,
                     [search] { return population_outcome(search); },
                     command});
  }
  return cases;
}

Instance population_instance(std::string name, std::string statement, std::size_t first,
                             std::size_t last, std::size_t more, Verdict expected) {
  return {"safran2018", std::move(name), std::move(statement), {}, [=](const InstanceParameters&) {
            return population_cases(first, last, more, expected);
          }};
}

} // namespace

std::vector<Instance> safran2018_instances() {
  using enum Verdict;
  return {population_instance("theorem1-equal",
                              "Theorem 1: spurious minima of n = k units, k = 6..20, any dimension",
                              6, 20, 0, spurious_minimum),
          population_instance("theorem1-one-more",
                              "Theorem 1: spurious minima of n = k + 1 units, k = 11..19", 11, 19,
                              1, spurious_minimum),
          population_instance("few-teachers",
                              "No minimum is found for n = k = 2..5: the candidates are saddles", 2,
                              5, 0, undecided)};
}

} // namespace thalweg
