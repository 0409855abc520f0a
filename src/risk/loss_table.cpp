// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/loss_table.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

namespace {

Rational value_of(const std::array<Rational, 3>& piece, const Rational& t) {
  return (piece[0] * t + piece[1]) * t + piece[2];
}

/// The pieces for t ≥ 0 (the first one even), from the breakpoints between them, and their mirror
/// images.
LossTable symmetric(const Vector& breakpoints, const std::vector<std::array<Rational, 3>>& right) {
  LossTable loss;
  for (std::size_t q = right.size(); q-- > 1;) {
    loss.pieces.push_back({right[q][0], -right[q][1], right[q][2]});
    loss.breakpoints.emplace_back(-breakpoints[q - 1]);
  }
  loss.pieces.insert(loss.pieces.end(), right.begin(), right.end());
  loss.breakpoints.insert(loss.breakpoints.end(), breakpoints.begin(), breakpoints.end());
  require_continuous(loss);
  return loss;
}

LossTable hampel(const Rational& a, const Rational& b, const Rational& c) {
  const Rational half = fraction(1, 2), start = -half * a * a;
  const Rational s = a / (2 * (c - b)), top = half * a * (b + c) + start;
  const std::array<Rational, 3> parabola = {half, 0, 0}, line = {0, a, start},
                                falling = {-s, 2 * s * c, top - s * c * c}, constant = {0, 0, top};
  return a == b ? symmetric({a, c}, {parabola, falling, constant})
                : symmetric({a, b, c}, {parabola, line, falling, constant});
}

/// The numbers behind the colons.
Vector parameters_of(const std::string& text, std::size_t begin) {
  Vector result;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(':', begin + 1), text.size());
    const auto number = parse_number(text.substr(begin + 1, end - begin - 1));
    if (!number)
      throw InputError("loss " + text + ": expected numbers after the name, found another word");
    result.push_back(*number);
    begin = end;
  }
  return result;
}

} // namespace

std::size_t LossTable::piece_at(const Rational& t) const {
  return static_cast<std::size_t>(std::lower_bound(breakpoints.begin(), breakpoints.end(), t) -
                                  breakpoints.begin());
}

bool LossTable::is_breakpoint(const Rational& t) const {
  return std::binary_search(breakpoints.begin(), breakpoints.end(), t);
}

Rational LossTable::operator()(const Rational& t) const {
  return value_of(pieces[piece_at(t)], t);
}

Rational LossTable::slope(const Rational& t) const {
  const auto& piece = pieces[piece_at(t)];
  return 2 * piece[0] * t + piece[1];
}

LossTable loss_table_of_text(const std::string& text) {
  const std::size_t end = std::min(text.find(':'), text.size());
  const std::string name = text.substr(0, end);
  const Vector p = parameters_of(text, end);
  if (name == "hampel" && p.size() == 3 && 0 < p[0] && p[0] <= p[1] && p[1] < p[2])
    return hampel(p[0], p[1], p[2]);
  if (name == "truncated" && p.size() == 1 && p[0] > 0)
    return symmetric({p[0]}, {{fraction(1, 2), 0, 0}, {0, 0, p[0] * p[0] / 2}});
  throw InputError("loss " + text +
                   ": expected hampel:a:b:c with 0 < a ≤ b < c or truncated:c with "
                   "0 < c, found something else");
}

void require_continuous(const LossTable& loss) {
  if (loss.pieces.size() != loss.breakpoints.size() + 1)
    throw InputError("loss table: expected one piece more than breakpoints");
  for (std::size_t q = 0; q < loss.breakpoints.size(); ++q) {
    const Rational& t = loss.breakpoints[q];
    if ((q > 0 && t <= loss.breakpoints[q - 1]) ||
        value_of(loss.pieces[q], t) != value_of(loss.pieces[q + 1], t))
      throw InputError("loss table: expected breakpoints that increase and pieces that meet there, "
                       "found others at " +
                       to_string(t));
  }
}

} // namespace thalweg
