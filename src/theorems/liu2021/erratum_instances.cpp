// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/erratum_instances.hpp"

#include "theorems/liu2021/errata.hpp"
#include "theorems/liu2021/no_minimiser.hpp"
#include "theorems/liu2021/two_pieces.hpp"

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;

InstanceCase decided_case(std::string name, Verdict expected, NetworkOnData (*instance)()) {
  return {std::move(name), {}, expected, [instance] {
            NetworkOnData made = instance();
            return decided(std::move(made.network), made.data);
          }};
}

Instance erratum(std::string name, std::string statement, Cases cases) {
  return {"liu2021",
          std::move(name),
          std::move(statement),
          {},
          [cases = std::move(cases)](const InstanceParameters&) { return cases; }};
}

} // namespace

std::vector<Instance> liu2021_errata() {
  return {
      erratum("erratum-shared-pattern",
              "Samples with one predictor need not share a pattern: one tree of a function is no "
              "minimum, another is; tied rows are no minimum",
              {decided_case("first-tree", Verdict::not_a_minimum, &shared_pattern_first),
               decided_case("second-tree", Verdict::local_minimum, &shared_pattern_second),
               decided_case("tied-rows", Verdict::not_a_minimum, &tied_rows)}),
      erratum("erratum-two-pieces-absolute-loss",
              "For the absolute loss two pieces need not be better than one: all have risk 1/7 or "
              "more where a network with two layers of two units has risk 0",
              {{"", {}, Verdict::global_minimum, &two_pieces_absolute_loss}}),
      erratum("erratum-no-minimiser",
              "For cross-entropy the optimal fit of a separable or quasi-separable group does not "
              "exist; where it exists it is not rational, and a minimum is near",
              {{"separable", {}, Verdict::no_minimiser, &separable_group},
               {"quasi-separable", {}, Verdict::no_minimiser, &quasi_separable_group},
               {"classes", {}, Verdict::no_minimiser, &quasi_separable_classes},
               {"with-fit", {}, Verdict::spurious_minimum, &group_with_fit}}),
      erratum("erratum-fixed-ones",
              "Theorem 2 with later weights fixed to 1 is not stationary; with free weights it is",
              {decided_case("fixed", Verdict::not_a_minimum, &fixed_ones),
               decided_case("free", Verdict::local_minimum, &free_weights)}),
      erratum("erratum-fittable-data",
              "Data that an affine function fits have spurious minima too: all units dead",
              {{"", {}, Verdict::spurious_minimum, [] {
                  return decided(dead_units(), fittable_data());
                }}})};
}

} // namespace thalweg
