// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/instances.hpp"

namespace thalweg {

namespace {

Instance missing(std::string name, std::string statement, std::string what) {
  return {"liu2021", std::move(name), std::move(statement), {}, {}, std::move(what)};
}

} // namespace

std::vector<Instance> liu2021_instances() {
  return {missing("theorem1-growth",
                  "Theorem 1: the number of minima with distinct risks grows with the network",
                  "a bundle of certificates that is verified as a whole"),
          missing("erratum-two-pieces-absolute-loss",
                  "For the absolute loss two pieces need not be better than one",
                  "the absolute loss"),
          missing("erratum-no-minimiser",
                  "For cross-entropy the optimal fit of a separable group does not exist",
                  "the logistic loss and the claim that an infimum is not attained")};
}

} // namespace thalweg
