// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/saddle.hpp"

#include "exact/error.hpp"
#include "landscape/pattern_classes.hpp"
#include "landscape/risk_along.hpp"

namespace thalweg {

namespace {

void require_claim(bool condition, const char* what) {
  if (!condition)
    throw ClaimError(std::string("saddle: expected ") + what + ", found otherwise");
}

/// The derivative of R along the direction.
bool is_zero_slope(const Network& network, const Dataset& data, const Direction& direction) {
  const RiskAlong risk = risk_along(network, data, direction);
  const Vector& c = risk.difference.coefficients();
  return c.size() < 2 || c[1] == 0;
}

bool is_critical(const Network& network, const Dataset& data) {
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    for (std::size_t row = 0; row < parameter_row_count(network.layers[l]); ++row) {
      for (std::size_t k = 0; k < parameter_column_count(network.layers[l]); ++k)
        if (!is_zero_slope(network, data, {{{l, row, k, 1}}, {}}))
          return false;
      if (network.layers[l].has_biases && !is_zero_slope(network, data, {{}, {{l, row, 1}}}))
        return false;
    }
  return true;
}

} // namespace

Saddle saddle(const Network& network, const Dataset& data, const Direction& down,
              const Direction& up) {
  require_claim(pattern_classes(network, data).on_wall.empty(), "no sample on a wall");
  require_claim(is_critical(network, data), "the gradient 0");
  std::optional<DescentRay> descent = descent_along(network, data, down);
  require_claim(descent.has_value(), "a direction along which the risk falls");
  RiskAlong rise = risk_along(network, data, up);
  require_claim(rise.epsilon && rise.difference.sign_right_of_zero() > 0,
                "a direction along which the risk rises");
  return {*std::move(descent), {up, *rise.epsilon, std::move(rise.difference)}};
}

} // namespace thalweg
