// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/minimum_writer.hpp"

#include "certificate/loss_writer.hpp"

namespace thalweg {

void put_classes(JsonText& text, const ClassOfSample& classes) {
  text.list(classes, ",", [&](const std::optional<std::size_t>& number) {
    if (number)
      text.put(*number);
    else
      text.put("null");
  });
}

void put_subgradients_if_any(JsonText& text, const Subgradients& subgradients) {
  if (subgradients.empty())
    return;
  text.put(",\n\"subgradients\":");
  put_subgradients(text, subgradients);
}

void put_minimum_witness(JsonText& text, const LocalMinimumClaim& claim) {
  text.put("{\"method\":");
  text.put(claim.method == RadiusMethod::first_order ? "\"first_order\"" : "\"interval\"");
  text.put(",\"pattern_classes\":");
  put_classes(text, claim.pattern_classes);
  put_subgradients_if_any(text, claim.subgradients);
  text.put("}");
}

} // namespace thalweg
