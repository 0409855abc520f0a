// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/named_activation.hpp"

namespace thalweg {

namespace {

Activation table(std::vector<Rational> breakpoints, std::vector<Rational> slopes,
                 std::vector<Rational> intercepts) {
  return table_activation(std::move(breakpoints), std::move(slopes), std::move(intercepts),
                          "activation");
}

/// The number behind "leaky_relu:" or "prelu:".
std::optional<Rational> negative_slope(std::string_view name) {
  for (const std::string_view prefix : {"leaky_relu:", "prelu:"})
    if (name.substr(0, prefix.size()) == prefix)
      return parse_number(name.substr(prefix.size()));
  return std::nullopt;
}

} // namespace

std::optional<Activation> named_activation(std::string_view name) {
  if (name == "relu")
    return relu();
  if (name == "identity")
    return identity_activation();
  if (name == "abs")
    return table({0}, {-1, 1}, {0, 0});
  if (name == "hard_tanh")
    return table({-1, 1}, {0, 1, 0}, {-1, 0, 1});
  if (name == "relu6")
    return table({0, 6}, {0, 1, 0}, {0, 0, 6});
  if (name == "hard_sigmoid")
    return table({-3, 3}, {0, Rational(1, 6), 0}, {0, Rational(1, 2), 1});
  if (const std::optional<Rational> slope = negative_slope(name))
    return recognised(table({0}, {*slope, 1}, {0, 0}));
  return std::nullopt;
}

Activation recognised(Activation activation) {
  for (const Activation& known : {relu(), identity_activation()})
    if (activation.breakpoints == known.breakpoints && activation.slopes == known.slopes &&
        activation.intercepts == known.intercepts)
      return known;
  return activation;
}

std::string activation_names() {
  return "relu, identity, abs, hard_tanh, relu6, hard_sigmoid, leaky_relu:a, prelu:a";
}

} // namespace thalweg
