// SPDX-License-Identifier: Apache-2.0

#include "network.hpp"

namespace thalweg::verifier {

namespace {

/// Σ_k w_k h_k over (unit's denominator · common denominator of the inputs), not yet reduced.
AffineRow weighted_sum(const Unit& unit, const List<AffineRow>& inputs, std::size_t width) {
  Integer common = 1;
  for (const Term& term : unit.terms)
    common = lcm(common, inputs[term.input].denominator);
  AffineRow sum{List<Integer>(width), unit.denominator * common};
  Integer scratch;
  for (const Term& term : unit.terms) {
    const AffineRow& row = inputs[term.input];
    const Integer factor = common / row.denominator * term.weight;
    for (std::size_t k = 0; k < row.coefficients.size(); ++k)
      if (!is_zero(row.coefficients[k]))
        add_product(sum.coefficients[k], factor, row.coefficients[k], scratch);
  }
  return sum;
}

/// Divides out what all numbers of the row have in common; 0 becomes the row without coefficients.
void reduce(AffineRow& row) {
  Integer common = row.denominator;
  for (const Integer& a : row.coefficients)
    if (common != 1 && !is_zero(a))
      common = gcd(common, a);
  bool is_zero_row = true;
  for (Integer& a : row.coefficients) {
    if (common != 1)
      a /= common;
    is_zero_row = is_zero_row && is_zero(a);
    Meter::require_bits(bit_length(a));
  }
  row.denominator /= common;
  Meter::require_bits(bit_length(row.denominator));
  if (is_zero_row)
    row = {};
}

Fraction constant_value(const AffineRow& row) {
  return row.coefficients.empty() ? Fraction{} : Fraction{row.coefficients[0], row.denominator};
}

} // namespace

bool Activation::is_identity(std::size_t piece) const {
  return slopes[piece] == Fraction{1, 1} && sign(intercepts[piece]) == 0;
}

Activation relu() {
  return {{Fraction{}}, {Fraction{}, Fraction{1, 1}}, {Fraction{}, Fraction{}}};
}

Activation identity() {
  return {{}, {Fraction{1, 1}}, {Fraction{}}};
}

Unit unit_of(const SparseRow& weights, const Fraction& bias) {
  Unit unit{{}, bias.numerator, bias.denominator};
  for (const auto& [input, weight] : weights)
    unit.denominator = lcm(unit.denominator, weight.denominator);
  unit.bias *= unit.denominator / bias.denominator;
  for (const auto& [input, weight] : weights)
    unit.terms.push_back({input, weight.numerator * (unit.denominator / weight.denominator)});
  return unit;
}

List<AffineRow> coordinates(std::size_t d, std::size_t width) {
  List<AffineRow> rows(d);
  for (std::size_t k = 0; k < d; ++k) {
    rows[k].coefficients.resize(width);
    rows[k].coefficients[k] = 1;
  }
  return rows;
}

List<AffineRow> affine_images(const Layer& layer, const List<AffineRow>& inputs, std::size_t width,
                              Biases biases) {
  List<AffineRow> rows;
  for (const Unit& unit : layer.units) {
    Meter::tick();
    AffineRow& row = rows.emplace_back(weighted_sum(unit, inputs, width));
    if (biases == Biases::added)
      row.coefficients.back() += unit.bias * (row.denominator / unit.denominator);
    reduce(row);
  }
  return rows;
}

AffineRow activated(const AffineRow& row, const Fraction& slope, const Fraction& intercept,
                    std::size_t width) {
  if (sign(intercept) == 0 && slope == Fraction{1, 1})
    return row;
  if (sign(intercept) == 0 && sign(slope) == 0)
    return {};
  AffineRow result = row;
  result.coefficients.resize(width);
  const Integer common = lcm(slope.denominator, intercept.denominator);
  const Integer factor = slope.numerator * (common / slope.denominator);
  for (Integer& a : result.coefficients)
    a *= factor;
  result.coefficients.back() +=
      intercept.numerator * (common / intercept.denominator) * row.denominator;
  result.denominator *= common;
  reduce(result);
  return result;
}

std::pair<std::size_t, bool> piece_of(const Activation& activation, const Fraction& z) {
  std::size_t piece = 0;
  while (piece < activation.breakpoints.size() && activation.breakpoints[piece] < z)
    ++piece;
  return {piece, piece < activation.breakpoints.size() && activation.breakpoints[piece] == z};
}

ForwardPass forward_pass(const Network& network, const List<Fraction>& x) {
  ForwardPass pass;
  List<AffineRow> h;
  for (const Fraction& coordinate : x)
    h.push_back({{coordinate.numerator}, coordinate.denominator});
  for (const Layer& layer : network.layers) {
    const List<AffineRow> z = affine_images(layer, h, 1, Biases::added);
    h.clear();
    List<Fraction>& z_values = pass.z.emplace_back();
    List<Fraction>& h_values = pass.h.emplace_back();
    List<std::size_t>& pieces = pass.pieces.emplace_back();
    for (const AffineRow& row : z) {
      z_values.push_back(constant_value(row));
      const auto [q, is_breakpoint] = piece_of(layer.activation, z_values.back());
      pieces.push_back(q);
      pass.is_on_wall = pass.is_on_wall || is_breakpoint;
      h.push_back(activated(row, layer.activation.slopes[q], layer.activation.intercepts[q], 1));
      h_values.push_back(constant_value(h.back()));
    }
  }
  return pass;
}

} // namespace thalweg::verifier
