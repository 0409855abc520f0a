// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/instances.hpp"

#include "theorems/liu2021/any_loss.hpp"
#include "theorems/liu2021/class_instances.hpp"
#include "theorems/liu2021/erratum_instances.hpp"
#include "theorems/liu2021/figure_instances.hpp"
#include "theorems/liu2021/image_instances.hpp"
#include "theorems/liu2021/loss_instances.hpp"
#include "theorems/liu2021/overparametrised.hpp"
#include "theorems/liu2021/theorem1_instances.hpp"

namespace thalweg {

std::vector<Instance> liu2021_instances() {
  std::vector<Instance> all;
  for (const auto& part :
       {liu2021_figures(), liu2021_theorem1(), liu2021_theorem2(), liu2021_losses(),
        liu2021_classes(), std::vector{liu2021_any_loss(), liu2021_overparametrised()},
        liu2021_variants(), liu2021_errata()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

} // namespace thalweg
