// SPDX-License-Identifier: Apache-2.0

#include "network.hpp"

namespace thalweg::verifier {

namespace {

/// Σ_k w_k h_k over (unit's denominator · common denominator of the inputs), not yet reduced.
AffineRow weighted_sum(const Unit& unit, const List<AffineRow>& inputs, std::size_t width) {
  Integer common = 1;
  for (const Term& term : unit.terms)
    if (!inputs[term.input].coefficients.empty())
      common = lcm(common, inputs[term.input].denominator);
  AffineRow sum{List<Integer>(width), unit.denominator * common};
  Integer factor;
  Integer scratch;
  for (const Term& term : unit.terms) {
    const AffineRow& row = inputs[term.input];
    if (row.coefficients.empty())
      continue;
    factor = common / row.denominator * term.weight;
    for (std::size_t k = 0; k < width; ++k)
      if (!is_zero(row.coefficients[k]))
        add_product(sum.coefficients[k], factor, row.coefficients[k], scratch);
  }
  return sum;
}

/// Divides out what all numbers of the row have in common.
void reduce(AffineRow& row) {
  Integer common = row.denominator;
  for (const Integer& a : row.coefficients) {
    if (common == 1)
      break;
    if (!is_zero(a))
      common = gcd(common, a);
  }
  if (common != 1) {
    for (Integer& a : row.coefficients)
      a /= common;
    row.denominator /= common;
  }
  for (const Integer& a : row.coefficients)
    Meter::require_bits(bit_length(a));
  Meter::require_bits(bit_length(row.denominator));
  if (std::all_of(row.coefficients.begin(), row.coefficients.end(), is_zero))
    row.coefficients.clear();
}

} // namespace

Unit unit_of(const List<std::pair<std::size_t, Fraction>>& weights, const Fraction& bias) {
  Unit unit;
  unit.denominator = bias.denominator;
  for (const auto& [input, weight] : weights)
    unit.denominator = lcm(unit.denominator, weight.denominator);
  unit.bias = bias.numerator * (unit.denominator / bias.denominator);
  for (const auto& [input, weight] : weights)
    unit.terms.push_back({input, weight.numerator * (unit.denominator / weight.denominator)});
  return unit;
}

PieceOf piece_of(const Activation& activation, const Fraction& z) {
  std::size_t piece = 0;
  while (piece < activation.breakpoints.size() && activation.breakpoints[piece] < z)
    ++piece;
  return {piece, piece < activation.breakpoints.size() && activation.breakpoints[piece] == z};
}

List<AffineRow> coordinates(std::size_t input_dimension) {
  List<AffineRow> rows(input_dimension);
  for (std::size_t k = 0; k < input_dimension; ++k) {
    rows[k].coefficients.resize(input_dimension + 1);
    rows[k].coefficients[k] = 1;
  }
  return rows;
}

List<AffineRow> pre_activations(const Layer& layer, const List<AffineRow>& inputs,
                                std::size_t width) {
  List<AffineRow> rows;
  for (const Unit& unit : layer.units) {
    Meter::tick();
    rows.push_back(weighted_sum(unit, inputs, width));
    rows.back().coefficients.back() += unit.bias * (rows.back().denominator / unit.denominator);
    reduce(rows.back());
  }
  return rows;
}

List<AffineRow> weighted_sums(const Layer& layer, const List<AffineRow>& inputs,
                              std::size_t width) {
  List<AffineRow> rows;
  for (const Unit& unit : layer.units) {
    Meter::tick();
    rows.push_back(weighted_sum(unit, inputs, width));
    reduce(rows.back());
  }
  return rows;
}

bool is_identity_piece(const Activation& activation, std::size_t piece) {
  return sign(activation.intercepts[piece]) == 0 && activation.slopes[piece] == Fraction{1, 1};
}

AffineRow activated(const AffineRow& z, const Activation& activation, std::size_t piece,
                    std::size_t width) {
  if (is_identity_piece(activation, piece))
    return z;
  const Fraction& slope = activation.slopes[piece];
  const Fraction& intercept = activation.intercepts[piece];
  if (sign(intercept) == 0 && sign(slope) == 0)
    return {};
  AffineRow h = z;
  h.coefficients.resize(width);
  const Integer common = lcm(slope.denominator, intercept.denominator);
  const Integer factor = slope.numerator * (common / slope.denominator);
  for (Integer& a : h.coefficients)
    a *= factor;
  h.coefficients.back() += intercept.numerator * (common / intercept.denominator) * h.denominator;
  h.denominator *= common;
  reduce(h);
  return h;
}

Fraction constant_value(const AffineRow& row) {
  return row.coefficients.empty() ? Fraction{} : Fraction{row.coefficients[0], row.denominator};
}

ForwardPass forward_pass(const Network& network, const List<Fraction>& x) {
  ForwardPass pass;
  List<AffineRow> h;
  for (const Fraction& coordinate : x)
    h.push_back({{coordinate.numerator}, coordinate.denominator});
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const List<AffineRow> z = pre_activations(layer, h, 1);
    h.clear();
    pass.z.emplace_back();
    pass.h.emplace_back();
    for (std::size_t j = 0; j < z.size(); ++j) {
      pass.z.back().push_back(constant_value(z[j]));
      const auto [piece, is_breakpoint] = piece_of(layer.activation, pass.z.back().back());
      if (is_breakpoint && !pass.wall)
        pass.wall = std::pair(l, j);
      h.push_back(activated(z[j], layer.activation, piece, 1));
      pass.h.back().push_back(constant_value(h.back()));
    }
  }
  return pass;
}

std::optional<std::size_t> architecture_difference(const Network& a, const Network& b) {
  const std::size_t common = std::min(a.layers.size(), b.layers.size());
  for (std::size_t l = 0; l < common; ++l) {
    const Layer& p = a.layers[l];
    const Layer& q = b.layers[l];
    if (p.input_count != q.input_count || p.units.size() != q.units.size() ||
        p.activation.breakpoints != q.activation.breakpoints ||
        p.activation.slopes != q.activation.slopes ||
        p.activation.intercepts != q.activation.intercepts)
      return l;
  }
  if (a.layers.size() != b.layers.size())
    return common;
  return std::nullopt;
}

} // namespace thalweg::verifier
