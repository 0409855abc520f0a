// SPDX-License-Identifier: Apache-2.0

#include "claim/smooth_zero_loss.hpp"

#include "claim/smooth_minimum.hpp"
#include "number/decimal.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

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

std::string shown_given(const SmoothActivation& h, const Fraction& given) {
  return shown(h.has_real_values() ? given : smooth_value(h, given).low);
}

std::string in_words(const SmoothZeroLoss& claim, const SmoothMinimum& minimum) {
  const SmoothNetwork& network = minimum.network;
  std::string units;
  for (std::size_t k = 0; k < 2; ++k)
    units += "  Unit " + std::to_string(k) + " has the " +
             (network.activation.has_real_values() ? "pre-activations " : "values ") +
             shown_given(network.activation, claim.given[k][0]) + " and " +
             shown_given(network.activation, claim.given[k][1]) +
             " at the first two samples, at the third one a value from\n  " +
             shown(claim.midpoints[k].low) + " to " + shown(claim.midpoints[k].high) + ".\n";
  return "Spurious. Some smooth network W2 as wide as these W fits every sample: R(W2) = 0 < R(W); "
         "the drop is " +
         number(minimum.risk) + ".\n" + units + "  The digest of these values is " +
         canonical_digest(*claim.witness_json) + ".\n";
}

std::string as_json(const SmoothZeroLoss& claim, const SmoothMinimum& minimum) {
  return "{" + key("better_risk") + "\"0\"," + key("drop") + exact(minimum.risk) + "," +
         key("witness_digest") + json_literal(canonical_digest(*claim.witness_json)) + "}";
}

} // namespace

std::unique_ptr<Claim> read_smooth_zero_loss(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {});
  return std::make_unique<SmoothZeroLoss>(node.place());
}

void read_smooth_zero_loss_witness(const Node& node, Claim& made, const Subject& subject) {
  const SmoothActivation& h = subject.standing_on<SmoothMinimum>().network.activation;
  SmoothZeroLoss& claim = dynamic_cast<SmoothZeroLoss&>(made);
  const std::string_view given = h.is_given_by_argument() ? "arguments" : "values";
  node.require_keys({given, "midpoints"});
  for (const std::string_view key : {given, std::string_view("midpoints")}) {
    const Node list = node[key];
    list.require_size(2, "units");
    for (std::size_t k = 0; k < 2; ++k) {
      const Node pair = list[k];
      pair.require_size(2, key == given ? "samples" : "ends");
      if (key == given)
        claim.given[k] = {pair[std::size_t{0}].rational(), pair[1].rational()};
      else
        claim.midpoints[k] = {pair[std::size_t{0}].rational(), pair[1].rational()};
    }
  }
  claim.witness_json = &node.json();
}

Told SmoothZeroLoss::check(const Subject& subject) const {
  const SmoothMinimum& minimum = subject.standing_on<SmoothMinimum>();
  const SmoothActivation& h = minimum.network.activation;
  check_midpoint(subject.data);
  check_targets(subject.data);
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
  return {in_words(*this, minimum), as_json(*this, minimum)};
}

} // namespace thalweg::verifier
