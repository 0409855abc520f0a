// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/saddle.hpp"

#include "exact/error.hpp"
#include "landscape/pattern_classes.hpp"
#include "landscape/risk_along.hpp"
#include "landscape/risk_gradient.hpp"

namespace thalweg {

namespace {

void require_saddle(bool condition, const char* what) {
  if (!condition)
    throw ClaimError(std::string("saddle: expected ") + what + ", found otherwise");
}

bool has_zero_gradient(const Network& network, const UnsettledStates& unsettled) {
  if (unsettled.samples.empty())
    return true;
  const std::unique_ptr<RiskGradient> gradient = risk_gradient(network, unsettled);
  while (gradient->steepest_parameter().entry_count() == 0) {
    if (gradient->layer() == 0)
      return true;
    gradient->step();
  }
  return false;
}

} // namespace

bool is_critical(const Network& network, const Problem& problem) {
  if (!pattern_classes(network, problem.data).on_wall.empty())
    return false;
  const UnsettledStates unsettled = unsettled_states(network, problem);
  return unsettled.loss_ties.empty() && has_zero_gradient(network, unsettled);
}

Saddle saddle(const Network& network, const Problem& problem, const Direction& down,
              const Direction& up) {
  require_saddle(pattern_classes(network, problem.data).on_wall.empty(), "no sample on a wall");
  require_saddle(is_critical(network, problem), "the gradient 0");
  std::optional<DescentRay> descent = descent_along(network, problem, down);
  require_saddle(descent.has_value(), "a direction along which the risk falls");
  RiskAlong rise = risk_along(network, problem, up);
  require_saddle(rise.epsilon && rise.difference.sign_right_of_zero() > 0,
                 "a direction along which the risk rises");
  return {*std::move(descent), {up, *rise.epsilon, std::move(rise.difference)}};
}

} // namespace thalweg
