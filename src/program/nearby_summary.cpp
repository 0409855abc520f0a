// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/nearby_summary.hpp"

#include "program/summary.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

enum class Bound { at_most, at_least };

/// A decimal of so many digits that is at most, or at least, the value (not negative): what is said
/// of it stays true.
std::string decimal_bound(const Rational& value, int digits, Bound bound) {
  if (value == 0)
    return "0";
  Rational unit = 1, least = 1;
  for (int k = 1; k < digits; ++k)
    least *= 10;
  while (value < least * unit)
    unit /= 10;
  while (value >= 10 * least * unit)
    unit *= 10;
  const Rational count = value / unit;
  Integer whole;
  if (bound == Bound::at_most)
    mpz_fdiv_q(whole.get_mpz_t(), count.get_num_mpz_t(), count.get_den_mpz_t());
  else
    mpz_cdiv_q(whole.get_mpz_t(), count.get_num_mpz_t(), count.get_den_mpz_t());
  return decimal(whole * unit, digits);
}

} // namespace

std::string nearby_minimum_lines(const NearbyMinimum& minimum) {
  std::string text = summary_line(
      "local minimum", fmt::format("within {} of the network, risk from {} to {}",
                                   decimal_bound(minimum.distance, 3, Bound::at_least),
                                   decimal_bound(minimum.risk.lower, 12, Bound::at_most),
                                   decimal_bound(minimum.risk.upper, 12, Bound::at_least)));
  text += summary_line("radius", exact_and_decimal(minimum.radius));
  if (minimum.flip)
    text += summary_line("upper bound", flip_in_words(*minimum.flip));
  return text;
}

std::string lower_risk_lines(const RiskBounds& risk, const Rational& better_risk) {
  const Rational drop = risk.lower - better_risk;
  return summary_line("better point",
                      fmt::format("risk at most {}, same architecture",
                                  decimal_bound(better_risk, 12, Bound::at_least))) +
         summary_line("drop",
                      fmt::format("at least {}, {} % of the risk",
                                  decimal_bound(drop, 6, Bound::at_most),
                                  decimal_bound(100 * drop / risk.upper, 4, Bound::at_most)));
}

} // namespace thalweg
