// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/smooth_claims.hpp"

#include "certificate/json_text.hpp"

namespace thalweg {

namespace {

void put_activation(JsonText& text, const SmoothActivation& activation) {
  text.put("{\"name\":\"" + smooth_name(activation.kind) + "\"");
  if (activation.kind == SmoothKind::selu) {
    text.put(",\"lambda\":");
    text.put(activation.lambda);
  }
  if (activation.is_exponential_unit()) {
    text.put(",\"alpha\":");
    text.put(activation.alpha);
  }
  text.put("}");
}

} // namespace

FurtherClaim smooth_minimum_claim(const SmoothNetwork& network, const Rational& risk) {
  JsonText section;
  section.put("{\"activation\":");
  put_activation(section, network.activation);
  section.put(",\n\"units\":");
  section.list(network.units, ",", [&](const Rational& unit) {
    section.put(network.activation.is_given_by_argument() ? "{\"argument\":" : "{\"value\":");
    section.put(unit);
    section.put("}");
  });
  section.put(",\n\"output_weights\":");
  section.rationals(network.output_weights);
  section.put(",\"output_bias\":");
  if (network.activation.has_real_values())
    section.put("null");
  else
    section.put(network.output_bias);
  section.put("}");
  JsonText members;
  members.put(",\"risk\":");
  members.put(risk);
  return {"smooth_minimum",
          members.take(),
          std::nullopt,
          true,
          false,
          {{"smooth_network", section.take()}}};
}

FurtherClaim smooth_zero_loss_claim(const SmoothActivation& activation, const SmoothZeroLoss& fit) {
  JsonText text;
  text.put(activation.is_given_by_argument() ? "{\"arguments\":" : "{\"values\":");
  text.list(fit.given, ",", [&](const auto& unit) { text.rationals({unit[0], unit[1]}); });
  text.put(",\n\"midpoints\":");
  text.list(fit.midpoints, ",", [&](const Interval& bounds) {
    text.rationals({bounds.low, bounds.high});
  });
  text.put("}");
  return {"smooth_zero_loss", "", text.take(), true, false, {}};
}

} // namespace thalweg
