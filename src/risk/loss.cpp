// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names, pieces, values and subdifferentials of the losses. Everything is read from the pieces.

#include "risk/loss.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

#include <array>

namespace thalweg {

namespace {

struct LossName {
  LossKind kind;
  const char* text;
  const char* parameter; ///< what the parameter has to be; null if there is none
};

constexpr std::array<LossName, 7> names = {{
    {LossKind::squared, "squared", nullptr},
    {LossKind::absolute, "absolute", nullptr},
    {LossKind::huber, "huber", "a number > 0"},
    {LossKind::epsilon, "epsilon", "a number >= 0"},
    {LossKind::quantile, "quantile", "a number strictly between 0 and 1"},
    {LossKind::hinge, "hinge", nullptr},
    {LossKind::squared_hinge, "squared-hinge", nullptr},
}};

const LossName& name_of(LossKind kind) {
  for (const LossName& name : names)
    if (name.kind == kind)
      return name;
  throw InternalError("loss: unknown kind");
}

bool is_allowed(LossKind kind, const Rational& parameter) {
  switch (kind) {
  case LossKind::huber:
    return sgn(parameter) > 0;
  case LossKind::epsilon:
    return sgn(parameter) >= 0;
  case LossKind::quantile:
    return sgn(parameter) > 0 && parameter < 1;
  default:
    return sgn(parameter) == 0;
  }
}

/// c_0 + c_1 o + c_2 o²
Polynomial polynomial(const Rational& c0, const Rational& c1, const Rational& c2 = 0) {
  return Polynomial(Vector{c0, c1, c2});
}

/// factor·(o − root)
Polynomial line(const Rational& factor, const Rational& root) {
  return polynomial(-factor * root, factor);
}

/// factor·(o − root)²
Polynomial parabola(const Rational& factor, const Rational& root) {
  return polynomial(factor * root * root, -2 * factor * root, factor);
}

LossPieces huber_pieces(const Rational& delta, const Rational& y) {
  const Rational half = fraction(1, 2), low = y - delta, high = y + delta;
  // δ|o − y| − δ²/2 = δ|o − (y ± δ/2)|
  return {{low, high},
          {line(-delta, y - half * delta), parabola(half, y), line(delta, y + half * delta)}};
}

LossPieces epsilon_pieces(const Rational& epsilon, const Rational& y) {
  if (sgn(epsilon) == 0)
    return {{y}, {line(-1, y), line(1, y)}};
  const Rational low = y - epsilon, high = y + epsilon;
  return {{low, high}, {line(-1, low), Polynomial(), line(1, high)}};
}

/// 1 − y o = −y (o − y) and its square: 0 on the far side of the breakpoint o = y.
LossPieces hinge_pieces(bool is_squared, const Rational& y) {
  if (y != 1 && y != -1)
    throw InputError(fmt::format("label: expected -1 or 1, found {}", to_string(y)));
  Polynomial rising = is_squared ? parabola(1, y) : line(-y, y);
  if (y == 1)
    return {{y}, {std::move(rising), Polynomial()}};
  return {{y}, {Polynomial(), std::move(rising)}};
}

Rational derivative(const Polynomial& p, const Rational& o) {
  const Vector& c = p.coefficients();
  Rational result = c.size() > 1 ? c[1] : Rational(0);
  if (c.size() > 2)
    result += 2 * c[2] * o;
  return result;
}

} // namespace

Loss loss(LossKind kind, const Rational& parameter) {
  const LossName& name = name_of(kind);
  if (!is_allowed(kind, parameter))
    throw InputError(fmt::format("loss {}: expected {}, found {}", name.text,
                                 name.parameter == nullptr ? "no parameter" : name.parameter,
                                 to_string(parameter)));
  return {kind, parameter};
}

namespace {

/// What other programs call the losses.
constexpr std::array other_names = {
    std::pair{"cross-entropy", "softmax (classes 0, 1, …) or logistic (two labels)"},
    std::pair{"crossentropy", "softmax (classes 0, 1, …) or logistic (two labels)"},
    std::pair{"nll", "softmax (classes 0, 1, …)"},
    std::pair{"bce", "logistic (two labels)"},
    std::pair{"log", "logistic (two labels)"},
    std::pair{"mse", "squared"},
    std::pair{"square", "squared"},
    std::pair{"l2", "squared"},
    std::pair{"mae", "absolute"},
    std::pair{"l1", "absolute"},
    std::pair{"pinball", "quantile:TAU"},
    std::pair{"smooth", "huber:DELTA"},
};

/// " → squared" for "MSELoss"; "" for what begins like no known name.
std::string hint_for(std::string_view word) {
  std::string lower;
  for (const char c : word)
    lower += c == '_' || c == ' '   ? '-'
             : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a')
                                    : c;
  for (const auto& [name, known] : other_names)
    if (lower.starts_with(name))
      return std::string(" → ") + known;
  return "";
}

} // namespace

Loss loss_of_text(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view word = text.substr(0, colon);
  if (word == "softmax" && colon != text.npos)
    throw InputError(
        fmt::format("loss softmax: expected no parameter, found \"{}\"", text.substr(colon + 1)));
  if (word == "logistic" || word == "softmax")
    throw Unsupported(fmt::format("loss: expected a loss with rational optima, found {} → "
                                  "squared-hinge is one",
                                  text));
  for (const LossName& name : names) {
    if (word != name.text)
      continue;
    if (colon == std::string_view::npos) {
      if (name.parameter == nullptr)
        return {name.kind, 0};
      throw InputError(fmt::format("loss {0}: expected {1}, found none → write {0}:NUMBER",
                                   name.text, name.parameter));
    }
    const std::string_view parameter_text = text.substr(colon + 1);
    if (name.parameter == nullptr)
      throw InputError(
          fmt::format("loss {}: expected no parameter, found \"{}\"", name.text, parameter_text));
    const std::optional<Rational> parameter = parse_number(parameter_text);
    if (!parameter)
      throw InputError(fmt::format("loss {}: expected {}, found \"{}\"", name.text, name.parameter,
                                   parameter_text));
    return loss(name.kind, *parameter);
  }
  throw InputError(
      fmt::format("loss: expected squared, absolute, huber:DELTA, epsilon:EPS, quantile:TAU, "
                  "hinge, squared-hinge, logistic or softmax, found \"{}\"{}",
                  text, hint_for(word)));
}

std::string to_string(const Loss& loss) {
  const LossName& name = name_of(loss.kind);
  return name.parameter == nullptr ? std::string(name.text)
                                   : fmt::format("{}:{}", name.text, to_string(loss.parameter));
}

std::string_view parameter_key(const Loss& loss) {
  switch (loss.kind) {
  case LossKind::huber:
    return "delta";
  case LossKind::epsilon:
    return "epsilon";
  case LossKind::quantile:
    return "tau";
  default:
    return "";
  }
}

bool has_labels(const Loss& loss) {
  return loss.kind == LossKind::hinge || loss.kind == LossKind::squared_hinge;
}

bool is_piecewise_linear(const Loss& loss) {
  return loss.kind != LossKind::squared && loss.kind != LossKind::huber &&
         loss.kind != LossKind::squared_hinge;
}

std::size_t LossPieces::piece_at(const Rational& o) const {
  std::size_t piece = 0;
  while (piece < breakpoints.size() && breakpoints[piece] < o)
    ++piece;
  return piece;
}

LossPieces loss_pieces(const Loss& loss, const Rational& y) {
  switch (loss.kind) {
  case LossKind::squared:
    return {{}, {parabola(1, y)}};
  case LossKind::absolute:
    return {{y}, {line(-1, y), line(1, y)}};
  case LossKind::huber:
    return huber_pieces(loss.parameter, y);
  case LossKind::epsilon:
    return epsilon_pieces(loss.parameter, y);
  case LossKind::quantile:
    return {{y}, {line(-loss.parameter, y), line(1 - loss.parameter, y)}};
  case LossKind::hinge:
    return hinge_pieces(false, y);
  case LossKind::squared_hinge:
    return hinge_pieces(true, y);
  }
  throw InternalError("loss: unknown kind");
}

Rational loss_value(const Loss& loss, const Rational& o, const Rational& y) {
  const LossPieces pieces = loss_pieces(loss, y);
  return pieces.polynomials[pieces.piece_at(o)](o);
}

SlopeInterval subdifferential(const Loss& loss, const Rational& o, const Rational& y) {
  const LossPieces pieces = loss_pieces(loss, y);
  const std::size_t piece = pieces.piece_at(o);
  SlopeInterval result;
  result.lower = derivative(pieces.polynomials[piece], o);
  const bool is_at_breakpoint = piece < pieces.breakpoints.size() && pieces.breakpoints[piece] == o;
  result.upper =
      is_at_breakpoint ? derivative(pieces.polynomials[piece + 1], o) : Rational(result.lower);
  return result;
}

bool is_settled(const Loss& loss, const Rational& o, const Rational& y) {
  return sgn(loss_value(loss, o, y)) == 0;
}

} // namespace thalweg
