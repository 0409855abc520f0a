// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/safran2018/instances.hpp"

#include "certificate/population_claim.hpp"
#include "exact/error.hpp"

#include <fmt/format.h>

#include <numeric>

namespace thalweg {

namespace {

Outcome population_outcome(const PopulationSearch& search) {
  const PopulationResult result = population_minimum(search);
  if (!result.minimum)
    return {{}, result.reason};
  return {population_document(*result.minimum), ""};
}

/// first, first + 1, …, last
std::vector<std::size_t> counts_from(std::size_t first, std::size_t last) {
  std::vector<std::size_t> counts(last - first + 1);
  std::iota(counts.begin(), counts.end(), first);
  return counts;
}

/// For each number of teachers, `more` units beyond them.
std::vector<InstanceCase> population_cases(const std::vector<std::size_t>& teachers,
                                           std::size_t more, Verdict expected) {
  std::vector<InstanceCase> cases;
  for (const std::size_t k : teachers) {
    const PopulationSearch search{k + more, k, {}};
    const std::string command = fmt::format("thalweg population --teachers {}", k) +
                                (more > 0 ? fmt::format(" --units {}", k + more) : "");
    cases.push_back({fmt::format("k{}", k),
                     {},
                     expected,
                     [search] { return population_outcome(search); },
                     command});
  }
  return cases;
}

Instance population_instance(std::string name, std::string statement,
                             const std::vector<std::size_t>& teachers, std::size_t more,
                             Verdict expected) {
  return {"safran2018", std::move(name), std::move(statement), {}, [=](const InstanceParameters&) {
            return population_cases(teachers, more, expected);
          }};
}

} // namespace

std::vector<Instance> safran2018_instances() {
  using enum Verdict;
  std::vector<std::size_t> equal = counts_from(6, 20);
  equal.push_back(30);
  return {population_instance("theorem1-equal",
                              "Theorem 1: spurious minima of n = k units, k = 6..20 and 30, any "
                              "dimension",
                              equal, 0, spurious_minimum),
          population_instance("theorem1-one-more",
                              "Theorem 1 and k = 7, 9: spurious minima of n = k + 1 units, "
                              "k = 7..20",
                              counts_from(7, 20), 1, spurious_minimum),
          population_instance("few-teachers",
                              "No minimum is found for n = k = 2..5: the candidates are saddles",
                              counts_from(2, 5), 0, undecided)};
}

} // namespace thalweg
