// SPDX-License-Identifier: Apache-2.0

#include "layer/network.hpp"

#include <tuple>
#include <utility>

namespace thalweg::verifier {

namespace {

/// Sums Σ_k w_k h_k of rows of one layer, each over (denominator of the weights · common one of the
/// inputs), not yet reduced. Rows that read the same many inputs, as those of a full matrix do,
/// share these over their common denominator.
class WeightedSums {
public:
  WeightedSums(const InputVector<AffineRow>& inputs, std::size_t width)
      : inputs_(inputs), width_(width) {}

  AffineRow operator()(std::span<const Term> terms, const Integer& denominator) {
    List<std::size_t> read; // inputs that are not 0
    List<const Integer*> weights;
    for (const Term& term : terms)
      if (!inputs_[term.input].coefficients.empty()) {
        read.push_back(term.input);
        weights.push_back(&term.weight);
      }
    List<Sum> sums(width_);
    if (read.size() >= many) {
      if (read != last_read_)
        share(std::move(read));
      for (std::size_t k = 0; k < weights.size(); ++k)
        add(sums, *weights[k], shared_[k]);
      return {taken(sums), denominator * common_};
    }
    const Integer common = common_denominator(read);
    for (std::size_t k = 0; k < weights.size(); ++k)
      add(sums, common / inputs_[read[k]].denominator * *weights[k], inputs_[read[k]].coefficients);
    return {taken(sums), denominator * common};
  }

private:
  static constexpr std::size_t many = 8;

  Integer common_denominator(const List<std::size_t>& read) const {
    Integer common = 1;
    for (const std::size_t k : read)
      common = lcm(common, inputs_[k].denominator);
    return common;
  }

  void share(List<std::size_t> read) {
    last_read_ = std::move(read);
    common_ = common_denominator(last_read_);
    shared_.clear();
    for (const std::size_t k : last_read_) {
      Meter::tick();
      const Integer factor = common_ / inputs_[k].denominator;
      for (Integer& a : shared_.emplace_back(inputs_[k].coefficients))
        a *= factor;
    }
  }

  static void add(List<Sum>& sums, const Integer& factor, const List<Integer>& coefficients) {
    for (std::size_t k = 0; k < coefficients.size(); ++k)
      if (!is_zero(coefficients[k]))
        sums[k].add(factor, coefficients[k]);
  }

  const InputVector<AffineRow>& inputs_;
  std::size_t width_;
  List<std::size_t> last_read_; ///< the last many inputs
  Integer common_ = 1;          ///< their denominator
  List<List<Integer>> shared_;  ///< their coefficients times it
};

/// w/d · row, in lowest terms if the row is.
AffineRow multiple(AffineRow row, const Integer& weight, const Integer& denominator) {
  const Integer of_factor = gcd(weight, denominator);
  const Integer of_row = gcd(weight / of_factor, row.denominator);
  const Integer factor = weight / (of_factor * of_row);
  const Integer divisor = denominator / of_factor;
  Integer common = divisor;
  for (const Integer& a : row.coefficients)
    if (common != 1 && !is_zero(a))
      common = gcd(common, a);
  for (Integer& a : row.coefficients) {
    a = common == 1 ? a * factor : a / common * factor;
    Meter::require_bits(bit_length(a));
  }
  row.denominator = row.denominator / of_row * (divisor / common);
  Meter::require_bits(bit_length(row.denominator));
  return row;
}

/// The term whose input is not 0, if it is the only one.
const Term* only_term(std::span<const Term> terms, const InputVector<AffineRow>& inputs) {
  const Term* found = nullptr;
  for (const Term& term : terms)
    if (!inputs[term.input].coefficients.empty())
      if (std::exchange(found, &term) != nullptr)
        return nullptr;
  return found;
}

Fraction constant_value(const AffineRow& row) {
  return row.coefficients.empty() ? Fraction{} : Fraction{row.coefficients[0], row.denominator};
}

} // namespace

void reduce(AffineRow& row) {
  Integer common = row.denominator; // of the coefficients so far, which are divided by it
  bool is_zero_row = true;
  for (std::size_t k = 0; k < row.coefficients.size(); ++k) {
    Integer& a = row.coefficients[k];
    is_zero_row = is_zero_row && is_zero(a);
    if (common != 1 && !is_zero(a)) {
      Integer quotient = a / common;
      if (const Integer rest = a - quotient * common; !is_zero(rest)) {
        const Integer less = gcd(common, rest);
        const Integer factor = common / less;
        for (std::size_t before = 0; before < k; ++before)
          row.coefficients[before] *= factor;
        common = less;
        quotient = a / common;
      }
      a = std::move(quotient);
    }
  }
  for (const Integer& a : row.coefficients)
    Meter::require_bits(bit_length(a));
  row.denominator = row.denominator / common;
  Meter::require_bits(bit_length(row.denominator));
  if (is_zero_row)
    row = {};
}

AffineRow sum_of(const AffineRow& a, const AffineRow& b) {
  if (a.coefficients.empty() || b.coefficients.empty())
    return a.coefficients.empty() ? b : a;
  AffineRow sum{a.coefficients, lcm(a.denominator, b.denominator)};
  for (std::size_t k = 0; k < sum.coefficients.size(); ++k)
    sum.coefficients[k] = a.coefficients[k] * (sum.denominator / a.denominator) +
                          b.coefficients[k] * (sum.denominator / b.denominator);
  reduce(sum);
  return sum;
}

List<AffineRow> coordinates(std::size_t d, std::size_t width) {
  Meter::require_room(d, width, sizeof(Integer));
  List<AffineRow> rows(d);
  for (std::size_t k = 0; k < d; ++k) {
    rows[k].coefficients.resize(width);
    rows[k].coefficients[k] = 1;
  }
  return rows;
}

List<AffineRow> affine_images(const Layer& layer, const InputVector<AffineRow>& inputs,
                              std::size_t width, Biases biases, const List<std::size_t>& pieces) {
  List<AffineRow> rows;
  WeightedSums weighted_sum(inputs, width);
  for (std::size_t j = 0; j < layer.units.size(); ++j) {
    Meter::tick();
    const Unit& unit = layer.units[j];
    const std::span<const Term> terms = layer.terms(j, layer.is_maximum() ? pieces[j] : 0);
    if (const Term* term = only_term(terms, inputs);
        term != nullptr && (biases == Biases::left_out || is_zero(unit.bias))) {
      rows.push_back(multiple(inputs[term->input], term->weight, unit.denominator));
      continue;
    }
    AffineRow& row = rows.emplace_back(weighted_sum(terms, unit.denominator));
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
  return {piece, piece < activation.breakpoints.size() && !(z < activation.breakpoints[piece])};
}

ForwardPass forward_pass(const Network& network, const List<Fraction>& x) {
  ForwardPass pass;
  pass.h.push_back(x);
  List<List<AffineRow>> h(1);
  for (const Fraction& coordinate : x)
    h.front().push_back({{coordinate.numerator}, coordinate.denominator});
  for (const Layer& layer : network.layers) {
    List<std::size_t>& pieces = pass.pieces.emplace_back();
    if (layer.is_maximum()) {
      bool is_tie = false;
      std::tie(pieces, is_tie) =
          selection(network, pass.z.size(), pass.pieces, pass.h[layer.sources.front()]);
      pass.is_on_wall = pass.is_on_wall || is_tie;
    }
    const List<AffineRow> z = affine_images(layer, {h, layer}, 1, Biases::added, pieces);
    List<AffineRow>& rows = h.emplace_back();
    List<Fraction>& z_values = pass.z.emplace_back();
    List<Fraction>& h_values = pass.h.emplace_back();
    for (std::size_t j = 0; j < z.size(); ++j) {
      z_values.push_back(constant_value(z[j]));
      if (!layer.is_maximum()) {
        const auto [q, is_breakpoint] = piece_of(layer.activation, z_values.back());
        pieces.push_back(q);
        pass.is_on_wall = pass.is_on_wall || is_breakpoint;
      }
      rows.push_back(activated(z[j], layer.slope(pieces[j]), layer.intercept(pieces[j]), 1));
      h_values.push_back(constant_value(rows.back()));
    }
  }
  return pass;
}

std::string unit_in_words(std::size_t layer, std::size_t unit) {
  return "layer " + std::to_string(layer) + ", unit " + std::to_string(unit);
}

} // namespace thalweg::verifier
