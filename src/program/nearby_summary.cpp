// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/nearby_summary.hpp"

#include "program/summary.hpp"

#include <fmt/format.h>

namespace thalweg {

std::string nearby_minimum_lines(const NearbyMinimum& minimum) {
  std::string text = summary_line(
      "local minimum",
      fmt::format("within {} of the network, risk from {} to {}", decimal(minimum.distance, 3),
                  decimal(minimum.risk.lower, 12), decimal(minimum.risk.upper, 12)));
  text += summary_line("radius", exact_and_decimal(minimum.radius));
  if (minimum.flip)
    text += summary_line("upper bound", flip_in_words(*minimum.flip));
  return text;
}

std::string lower_risk_lines(const RiskBounds& risk, const Rational& better_risk) {
  const Rational drop = risk.lower - better_risk;
  return summary_line("better point",
                      fmt::format("risk at most {}, same architecture", decimal(better_risk, 12))) +
         summary_line("drop", fmt::format("at least {}, {} % of the risk", decimal(drop),
                                          decimal(Rational(100 * drop / risk.upper), 4)));
}

} // namespace thalweg
