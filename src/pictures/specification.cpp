// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/specification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace thalweg {

namespace {

constexpr int shown_digits = 9;
constexpr std::size_t longest_exact_number = 48;

} // namespace

PictureJson shown_number(const Rational& value) {
  if (sgn(value) == 0)
    return 0;
  const double number = std::strtod(decimal(value, shown_digits).c_str(), nullptr);
  const double size = std::clamp(std::abs(number), 1e-300, 1e300);
  return sgn(value) < 0 ? -size : size;
}

PictureJson shown_number(double value) {
  return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr);
}

std::string number_on_hover(const Rational& value) {
  std::string exact = to_string(value);
  return exact.size() <= longest_exact_number ? exact : "≈ " + decimal(value, shown_digits);
}

std::string formula_on_hover(const AffineFunction& function) {
  std::string text;
  const auto append = [&](const Rational& number, const std::string& name) {
    if (sgn(number) == 0)
      return;
    text += text.empty() ? (sgn(number) < 0 ? "−" : "") : (sgn(number) < 0 ? " − " : " + ");
    const Rational size = abs(number);
    text += name.empty() || size != 1 ? number_on_hover(size) + (name.empty() ? "" : " ") : "";
    text += name;
  };
  for (std::size_t k = 0; k < function.linear.size(); ++k)
    append(function.linear[k], function.linear.size() == 1 ? "x" : fmt::format("x{}", k + 1));
  append(function.constant, "");
  return text.empty() ? "0" : text;
}

PictureJson channel(std::string_view field, std::string_view type, std::string_view title) {
  return {{"field", field}, {"type", type}, {"title", title}};
}

PictureJson free_channel(std::string_view field, std::string_view title) {
  PictureJson result = channel(field, "quantitative", title);
  result["scale"] = {{"zero", false}};
  return result;
}

} // namespace thalweg
