// SPDX-License-Identifier: Apache-2.0
//
// The claim `smooth_zero_loss`: two units with the values p_k0, p_k1 at the first two samples and
// m_k at the third, their midpoint. p_00 p_11 = p_01 p_10 makes p_10 h_0 − p_00 h_1 vanish at the
// first two samples; it must not vanish at the third.

#include "claim/smooth_theorem.hpp"
#include "number/decimal.hpp"
#include "text/obligation.hpp"

namespace thalweg::verifier {

namespace {

constexpr const char* sample_rows = "/statement/data/rows";
constexpr const char* smooth_place = "/witness/smooth_zero_loss";

/// O105: x_0 ≠ x_1 and x_2 = (x_0 + x_1)/2.
void check_midpoint(const Data& data) {
  if (data.samples.size() != 3)
    reject("smooth_zero_loss.samples", sample_rows, "three samples",
           std::to_string(data.samples.size()));
  const auto x = [&](std::size_t i, std::size_t a) {
    return fraction(data.samples[i].x[a], data.samples[i].denominator);
  };
  bool are_different = false;
  for (std::size_t a = 0; a < data.inputs.size(); ++a) {
    are_different = are_different || x(0, a) != x(1, a);
    if (x(2, a) + x(2, a) != x(0, a) + x(1, a))
      reject("smooth_zero_loss.samples", sample_rows,
             "the midpoint of the first two samples as the third",
             "another in input " + std::to_string(a));
  }
  if (!are_different)
    reject("smooth_zero_loss.samples", sample_rows, "different first two samples", "equal ones");
}

/// O106: y_0 = y_1 ≠ y_2
void check_targets(const Data& data) {
  const auto y = [&](std::size_t i) {
    return fraction(data.samples[i].y[0], data.samples[i].denominator);
  };
  if (const Check check{y(0) == y(1) && y(1) != y(2)})
    check.say({"smooth_zero_loss.targets", sample_rows, "one target twice, then another",
               shown(y(0)) + ", " + shown(y(1)) + ", " + shown(y(2))});
}

/// O108, O110: the values and the bounds of those at the midpoint.
void check_unit(const SmoothActivation& h, const SmoothZeroLoss& claim, std::size_t k) {
  const std::string at = "/" + std::to_string(k);
  const auto require_value = [&](const Fraction& given, const std::string& place) {
    if (!is_smooth_value(h, given, true))
      reject("smooth_zero_loss.value", place, "a value of the activation in its range",
             shown(given));
  };
  const auto& [first, second] = claim.given[k];
  const char* const key = h.is_given_by_argument() ? "/arguments" : "/values";
  require_value(first, smooth_place + (key + at) + "/0");
  require_value(second, smooth_place + (key + at) + "/1");
  const std::string place = smooth_place + ("/midpoints" + at);
  if (!h.is_given_by_argument()) {
    require_value(claim.midpoints[k].low, place + "/0");
    require_value(claim.midpoints[k].high, place + "/1");
  }
  if (const Check check{encloses_midpoint(h, first, second, claim.midpoints[k])})
    check.say({"smooth_zero_loss.midpoint", place, "bounds of the value at the midpoint",
               shown(claim.midpoints[k].low) + " and " + shown(claim.midpoints[k].high)});
}

} // namespace

Told SmoothZeroLoss::check(const Certificate& certificate) const {
  const SmoothMinimum& minimum = claim_among<SmoothMinimum>(certificate.claims);
  const SmoothActivation& h = minimum.network.activation;
  check_midpoint(certificate.data);
  check_targets(certificate.data);
  if (minimum.network.units.size() < 2) // O107
    reject("smooth_zero_loss.width", "/statement/smooth_network/units", "two units or more", "one");
  for (std::size_t k = 0; k < 2; ++k)
    check_unit(h, *this, k);
  const auto at = [&](std::size_t k,
                      std::size_t i) { // values that are not rational are 0 at 0 alone
    return h.has_real_values() ? given[k][i] : smooth_value(h, given[k][i]).low;
  };
  const Fraction left = at(0, 0) * at(1, 1);
  const Fraction right = at(0, 1) * at(1, 0);
  if (const Check check{left == right && (!h.has_real_values() || sign(left) == 0)}) // O109
    check.say({"smooth_zero_loss.not_proportional", smooth_place,
               "values with p_00 p_11 = p_01 p_10", shown(left) + " and " + shown(right)});
  const Interval a = smooth_value(h, given[1][0]) * midpoints[0];
  const Interval b = smooth_value(h, given[0][0]) * midpoints[1];
  if (const Check check{a.high < b.low || b.high < a.low}) // O111
    check.say({"smooth_zero_loss.not_separated", std::string(smooth_place) + "/midpoints",
               "different p_10 m_0 and p_00 m_1",
               "the bounds " + shown(a.low) + " to " + shown(a.high) + " and " + shown(b.low) +
                   " to " + shown(b.high)});
  return told(*this, minimum);
}

} // namespace thalweg::verifier
